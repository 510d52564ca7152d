"""A programme's own people, places and numbers, as one visitor may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Max, Q, Value, When, Window
from django.db.models.functions import Cast as Typed

from community.alliance.models import Organisation, Territory

from .excerpts import NOTHING, Excerpt, first_of_each
from .models import ParticipantCount, Participation, ProgrammePage
from .permissions import may_edit_as
from .querysets import inside

#: How many names stand under one heading of a margin.
NAMES = 6
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


def cast_of(programme: ProgrammePage, user: Any) -> Cast:
    """« Qui fait quoi ici », drawn from roles, never typed: one query, names past ``NAMES`` cut."""
    part = Case(
        When(role=Participation.Role.ANIMATOR, then=Value("animators")),
        When(~Q(title=""), then=Value("titled")),
        default=Value("participants"),
    )
    own = Q(person__user=user) if user.is_authenticated else Q(pk__in=[])
    # Each row says what its reader is here, if anything: theirs may be past the names shown.
    reader_role = Window(Max(Case(When(own, then="role"))))
    known = Q(role=Participation.Role.ANIMATOR) | ~Q(title="") | inside(user)
    found = first_of_each(
        programme.participations.filter(known)
        .annotate(part=part, reader_role=reader_role)
        .select_related("person__organisation", "organisation")
        .only(*SHOWN),
        "part",
        ["title", "person__name", "organisation__name"],
        NAMES,
    )
    role = next((rows[0].reader_role for rows in found.values()), None)
    return Cast(
        animators=found.get("animators", NOTHING),
        titled=found.get("titled", NOTHING),
        participants=found.get("participants", NOTHING),
        is_participant=role is not None,
        may_edit=may_edit_as(user, role),
    )


@dataclass(frozen=True)
class Surroundings:
    """Where, with whom and for how many: each list begins as long as ``NAMES``."""

    counts: list[ParticipantCount]
    territories: Excerpt[Territory]
    partners: Excerpt[Organisation]
    funders: Excerpt[Organisation]


def surroundings_of(programme: ProgrammePage) -> Surroundings:
    """What the margin of a published programme says, in one query over its four tables."""
    territories, partners, funders = (
        rows.order_by().values_list(Value(name), "slug", "name", Value(0), Value(False))
        for name, rows in (
            ("territories", Territory.objects.filter(programmes=programme)),
            ("partners", Organisation.objects.filter(pk__in=_chosen(programme, "partners"))),
            ("funders", Organisation.objects.filter(pk__in=_chosen(programme, "funders"))),
        )
    )
    counts = ParticipantCount.objects.filter(programme=programme).order_by()
    years = counts.annotate(said=Typed("year", CharField())).values_list(
        Value("counts"), Value(""), "said", "count", "approximate"
    )
    rows = territories.union(partners, funders, years).order_by("name")
    found: dict[str, list[Any]] = {}
    for what, slug, name, count, approximate in rows:
        if what == "counts":
            row: Any = ParticipantCount(year=int(name), count=count, approximate=approximate)
        else:
            row = (Territory if what == "territories" else Organisation)(slug=slug, name=name)
        found.setdefault(what, []).append(row)
    return _surroundings(**found)


def surroundings_of_draft(programme: ProgrammePage) -> Surroundings:
    """The same of a page shown before it is published: what it says is not in the tables yet."""
    relations = ("territories", "partners", "funders")
    return _surroundings(
        counts=list(programme.participant_counts.all()),
        **{name: list(getattr(programme, name).all()) for name in relations},
    )


def _chosen(programme: ProgrammePage, relation: str) -> Any:
    through = getattr(ProgrammePage, relation).through
    return through.objects.filter(programmepage=programme).values("organisation")


def _surroundings(**found: list[Any]) -> Surroundings:
    counts = sorted(found.pop("counts", []), key=lambda row: -row.year)
    names = {
        name: Excerpt(found.get(name, [])[:NAMES], len(found.get(name, [])))
        for name in ("territories", "partners", "funders")
    }
    return Surroundings(counts=counts, **names)
