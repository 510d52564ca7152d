"""« Mes espaces »: what is theirs, for whoever is signed in.

Each block asks one question of the room that knows, and starts from what this person may see.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, QuerySet
from django.utils import timezone

from community.alliance.models import Person, Territory
from community.delegations.models import Delegation, Seat
from community.delegations.states import State
from community.discussions.models import Channel
from community.discussions.reading import latest_channels
from community.gatherings.models import GatheringPage, GatheringPart
from community.gatherings.permissions import visible_parts
from community.gatherings.querysets import LINE, NAME
from community.prepared import prepared
from community.programmes.models import Participation, ProgrammePage
from community.programmes.permissions import is_team
from community.programmes.querysets import published, visible_pages

#: How many meetings and channels the home page shows; the others are one link further.
SHOWN = 3
#: How long before a meeting the way to join it is put forward.
SOON = dt.timedelta(hours=24)
#: What is read of a programme: what names it, and what its delegations are to be.
PROGRAMME = (*NAME, "expected_composition")


@dataclass(frozen=True)
class Meeting:
    """A meeting to come of a programme in which somebody takes part."""

    gathering: GatheringPage
    #: How to join it from afar, once it is near and if one may.
    join_link: GatheringPart | None

    @property
    def in_paris(self) -> dt.datetime | None:
        """When it starts by the clocks of Paris, if they say another hour than those there."""
        there = self.gathering.starts_at
        here = timezone.localtime(there) if there else None
        return here if there and here and here.utcoffset() != there.utcoffset() else None


@dataclass(frozen=True)
class OwnDelegation:
    """A delegation in which somebody sits: who sits there today, and what it still lacks."""

    delegation: Delegation
    seats: list[Seat]
    #: The kinds of actors it lacks, as they are called.
    vacant: list[str]
    state: State


@dataclass(frozen=True)
class Spaces:
    """All that the home page shows of somebody's own."""

    #: The card by which the alliance knows them; without one there is nothing else to show.
    person: Person | None
    meetings: list[Meeting]
    #: Those that moved last; whether there are others.
    channels: list[Channel]
    more_channels: bool
    delegations: list[OwnDelegation]
    #: Their own territory, then those for which they sit.
    territories: list[Territory]
    participations: list[Participation]
    #: They are of the team, or animate a programme: there is something for them to write.
    writes: bool

    @property
    def next(self) -> Meeting | None:
        return self.meetings[0] if self.meetings else None


def spaces_of(user: Any) -> Spaces:
    """What is ``user``'s own, in a number of queries that follows nothing."""
    found = own_card(user)
    person: Person | None = found[0] if found else None
    participations = own_participations(user)
    shown = [row for row in participations if row.shown]
    programmes = {row.programme_id: row.programme for row in shown}
    delegations = own_delegations(user, programmes)
    channels = latest_channels(user, SHOWN + 1)
    animates = any(row.role == Participation.Role.ANIMATOR for row in participations)
    territories = [person.territory] if person and person.territory else []
    territories += [row.delegation.territory for row in delegations]
    return Spaces(
        person=person,
        meetings=own_meetings(user, programmes),
        channels=channels[:SHOWN],
        more_channels=len(channels) > SHOWN,
        delegations=delegations,
        territories=list(dict.fromkeys(territories)),
        participations=shown,
        writes=animates or is_team(user),
    )


@prepared
def own_card(user: Any) -> QuerySet[Person]:
    """The card by which the alliance knows ``user``, if it does."""
    return Person.objects.select_related("territory").filter(user=user.pk)


@prepared
def own_participations(user: Any) -> QuerySet[Any]:
    """``user``'s participations, the youngest programme first; ``shown`` if it is published.

    Whoever belongs to a programme is inside each of its circles. One that is not published yet
    has animators already: they have to write it.
    """
    shown = ExpressionWrapper(published("programme"), output_field=BooleanField())
    own = Participation.objects.filter(person__user=user).annotate(shown=shown)
    youngest = F("programme__start_year").desc(nulls_last=True)
    programme = (f"programme__{name}" for name in PROGRAMME)
    rows = own.select_related("programme").only("role", *programme)
    return rows.order_by(youngest, "programme__title")


def own_meetings(user: Any, programmes: Collection[int]) -> list[Meeting]:
    """The next meetings of these programmes that ``user`` may see, the soonest first.

    Whoever sits in a delegation takes part in its programme: a seat belongs to a participation.
    """
    meetings = _coming(user, timezone.localdate(), *programmes)
    links = _join_links(user, *(meeting.pk for meeting in meetings if is_near(meeting)))
    link_of: dict[int, GatheringPart] = {}
    for link in links:
        link_of.setdefault(link.gathering_id, link)
    return [Meeting(meeting, link_of.get(meeting.pk)) for meeting in meetings]


@prepared
def _coming(user: Any, today: dt.date, *programmes: int) -> QuerySet[GatheringPage]:
    coming = visible_pages(user, GatheringPage.objects.coming(today))
    return coming.filter(audience__programme__in=programmes).only(*NAME, *LINE)[:SHOWN]


@prepared
def _join_links(user: Any, *meetings: int) -> QuerySet[GatheringPart]:
    kind = GatheringPart.Kind.JOIN_LINK
    return visible_parts(user).filter(gathering__in=meetings, kind=kind)


def is_near(meeting: GatheringPage) -> bool:
    """Whether it starts within a day, or has started; without an hour, the whole day counts."""
    if not meeting.date or meeting.date.precision != "day":
        return False
    soon = timezone.localtime() + SOON
    start = meeting.starts_at
    return start <= soon if start else meeting.date.first_day <= soon.date()


def own_delegations(user: Any, programmes: Mapping[int, ProgrammePage]) -> list[OwnDelegation]:
    """The delegations of these programmes in which ``user`` sits today, with all who sit there."""
    today = timezone.localdate()
    seats_of: dict[Delegation, list[Seat]] = {}
    for seat in _seats_beside(user, today, *programmes):
        seat.delegation.programme = programmes[seat.delegation.programme_id]
        seats_of.setdefault(seat.delegation, []).append(seat)
    found = []
    for delegation, seats in sorted(seats_of.items(), key=lambda row: row[0].territory.name):
        standing = delegation.standing_beside(seats, today)
        held = [seat for seat in seats if seat.is_held_on(today)]
        found.append(OwnDelegation(delegation, held, standing.missing_labels, standing.state))
    return found


@prepared
def _seats_beside(user: Any, today: dt.date, *programmes: int) -> QuerySet[Seat]:
    """All the seats, held or to come, of the delegations there in which ``user`` sits."""
    held = Seat.objects.current(today).filter(participation__person__user=user)
    seats = Seat.objects.lasting(today).filter(
        delegation__programme__in=programmes, delegation__in=held.values("delegation")
    )
    return seats.select_related("delegation__territory", "participation__person")
