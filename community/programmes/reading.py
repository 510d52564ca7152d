"""A programme's own people, places and numbers, as one visitor may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Max, Q, QuerySet, Value, When, Window
from django.db.models.functions import Cast as Typed
from django.db.models.functions import RowNumber
from django.utils import timezone

from community.alliance.models import Organisation, Territory
from community.prepared import prepared

from .excerpts import NOTHING, Excerpt, by_group, ranked
from .models import ParticipantCount, Participation, ProgrammePage
from .permissions import may_edit_as
from .querysets import told

#: How many names stand under one heading of a margin.
NAMES = 6
#: What is named in a margin, a few of each.
RELATIONS = ("territories", "partners", "funders")
#: What is read of a participation and of who takes part.
SHOWN = (
    *("role", "title", "programme"),
    *(f"person__{name}" for name in ("name", "slug", "public", "demonstration", "role")),
    *("person__organisation__name", "organisation__name", "organisation__slug"),
)


@dataclass(frozen=True)
class Cast:
    """The people and organisations of a programme, as one visitor may see them."""

    #: Who animates; empty means « demander à l'équipe ».
    animators: Excerpt[Participation]
    #: The other roles that carry a title: allié pivot, grand témoin, média embarqué…
    titled: Excerpt[Participation]
    #: The others, for participants and the team only; otherwise empty.
    participants: Excerpt[Participation]
    is_participant: bool
    may_edit: bool
    #: The reader is not in it, and may ask to be: it is not over.
    may_ask: bool


def cast_of(programme: ProgrammePage, user: Any) -> Cast:
    """« Qui fait quoi ici », drawn from roles, never typed: one query, names past ``NAMES`` cut."""
    found = by_group(_cast(programme.pk, user), "part")
    role = next((rows[0].reader_role for rows in found.values()), None)
    may_edit = may_edit_as(user, role)
    running = not programme.end_year or programme.end_year >= timezone.localdate().year
    return Cast(
        animators=found.get("animators", NOTHING),
        titled=found.get("titled", NOTHING),
        participants=found.get("participants", NOTHING),
        is_participant=role is not None,
        may_edit=may_edit,
        may_ask=running and role is None and not may_edit,
    )


@prepared
def _cast(programme_id: int, user: Any) -> QuerySet[Participation]:
    part = Case(
        When(role=Participation.Role.ANIMATOR, then=Value("animators")),
        When(~Q(title=""), then=Value("titled")),
        default=Value("participants"),
    )
    own = Q(person__user=user) if user.is_authenticated else Q(pk__in=[])
    # Each row says what its reader is here, if anything: theirs may be past the names shown.
    reader_role = Window(Max(Case(When(own, then="role"))))
    rows = Participation.objects.filter(told(user), programme=programme_id)
    rows = rows.annotate(part=part, reader_role=reader_role)
    rows = rows.select_related("person__organisation", "organisation").only(*SHOWN)
    order = ["title", "person__name", "organisation__name"]
    return ranked(rows, "part", order).filter(rank__lte=NAMES)


@dataclass(frozen=True)
class Surroundings:
    """Where, with whom and for how many: each list begins as long as ``NAMES``."""

    counts: list[ParticipantCount]
    territories: Excerpt[Territory]
    partners: Excerpt[Organisation]
    funders: Excerpt[Organisation]


def surroundings_of(programme: ProgrammePage) -> Surroundings:
    """What the margin of a published programme says, in one query over its four tables."""
    found: dict[str, list[Any]] = {}
    totals = {}
    for what, slug, name, count, approximate in _around(programme.pk):
        if what == "counts":
            row: Any = ParticipantCount(year=int(name), count=count, approximate=approximate)
        else:
            row = (Territory if what == "territories" else Organisation)(slug=slug, name=name)
        found.setdefault(what, []).append(row)
        totals[what] = count
    return _surroundings(found, totals)


def surroundings_of_draft(programme: ProgrammePage) -> Surroundings:
    """The same of a page shown before it is published: what it says is not in the tables yet."""
    found = {name: list(getattr(programme, name).all()) for name in RELATIONS}
    totals = {name: len(rows) for name, rows in found.items()}
    begun = {name: rows[:NAMES] for name, rows in found.items()}
    return _surroundings(begun | {"counts": list(programme.participant_counts.all())}, totals)


@prepared
def _around(programme_id: int) -> QuerySet[Any, Any]:
    """The first names of each relation, with how many there are; all the counts, year by year."""
    rank, in_all = Window(RowNumber(), order_by="name"), Window(Count("*"))
    territories, partners, funders = (
        rows.order_by()
        .annotate(rank=rank, in_all=in_all)
        .filter(rank__lte=NAMES)
        .values_list(Value(name), "slug", "name", "in_all", Value(False))
        for name, rows in (
            ("territories", Territory.objects.filter(programmes=programme_id)),
            ("partners", Organisation.objects.filter(pk__in=_chosen(programme_id, "partners"))),
            ("funders", Organisation.objects.filter(pk__in=_chosen(programme_id, "funders"))),
        )
    )
    counts = ParticipantCount.objects.filter(programme=programme_id).order_by()
    years = counts.annotate(said=Typed("year", CharField())).values_list(
        Value("counts"), Value(""), "said", "count", "approximate"
    )
    return territories.union(partners, funders, years).order_by("name")


def _chosen(programme_id: int, relation: str) -> Any:
    through = getattr(ProgrammePage, relation).through
    return through.objects.filter(programmepage=programme_id).values("organisation")


def _surroundings(found: dict[str, list[Any]], totals: dict[str, int]) -> Surroundings:
    counts = sorted(found.get("counts", []), key=lambda row: -row.year)
    names = {name: Excerpt(found.get(name, []), totals.get(name, 0)) for name in RELATIONS}
    return Surroundings(counts=counts, **names)
