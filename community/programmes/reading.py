"""A programme's own people, places and numbers, as one visitor may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, Q, Value, When, Window
from django.db.models.functions import Cast as Typed
from django.db.models.functions import RowNumber

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
    order = ["title", "person__name", "organisation__name"]
    rows = programme.participations.annotate(part=part, own=Case(When(own, then=1), default=0))
    known = rows.filter(~Q(part="participants") | inside(user))
    # Of each part one's own row comes first, so that the page knows who reads it.
    rank = Window(RowNumber(), partition_by=[F("part")], order_by=["-own", *order])
    found = first_of_each(
        known.annotate(rank=rank)
        .select_related("person__organisation", "organisation")
        .only(*SHOWN)
        .order_by(*order),
        "part",
        NAMES,
    )
    mine = [row for part in found.values() for row in part if row.own]
    return Cast(
        animators=found.get("animators", NOTHING),
        titled=found.get("titled", NOTHING),
        participants=found.get("participants", NOTHING),
        is_participant=bool(mine),
        may_edit=may_edit_as(user, mine[0].role if mine else None),
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
