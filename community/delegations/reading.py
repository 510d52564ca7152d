"""What pages show of delegations: who sits, what is missing, how far each is composed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from community.alliance.models import ActorKind, ContactDetail, Person
from community.prepared import prepared
from community.programmes.excerpts import SHORT, Excerpt, counted, first
from community.programmes.models import Participation, ProgrammePage
from community.programmes.permissions import is_participant, is_team

from .models import Delegation, Seat
from .permissions import may_compose
from .states import Standing, horizon

#: How many delegations stand on a dispositif's page, and how many former seats on their own.
SHOWN = 6
PAST = 12


@dataclass(frozen=True)
class Bench:
    """Those who sit as one kind of actors."""

    kind: ActorKind
    held: list[Seat]
    #: Those whose first day is still to come.
    coming: list[Seat]
    expected: bool


@dataclass(frozen=True)
class DelegationView:
    """A delegation as one of its programme's participants sees it."""

    benches: list[Bench]
    past: Excerpt[Seat]
    standing: Standing
    referent: Seat | None
    #: The reader's own seat, if they sit today; and whether they compose the delegation.
    own: Seat | None
    may_compose: bool
    #: Who composes it today, beside its référent·e and the team.
    animators: list[Person]


def view_of(delegation: Delegation, user: Any) -> DelegationView:
    """All that the page of a delegation shows, in three queries and those of the right."""
    today = timezone.localdate()
    seats = _lasting(delegation.pk, today)
    held = [seat for seat in seats if seat.is_held_on(today)]
    expected = delegation.effective_composition.kinds
    kinds = [kind for kind in ActorKind if kind in expected or kind in {s.kind for s in seats}]
    benches = [
        Bench(
            kind=kind,
            held=[seat for seat in held if seat.kind == kind],
            coming=[seat for seat in seats if seat.kind == kind and seat not in held],
            expected=kind.value in expected,
        )
        for kind in kinds
    ]
    mine = [seat for seat in held if _person_of(seat).user_id == user.pk]
    referent = next((seat for seat in held if seat.referent), None)
    answering = _person_of(referent) if referent else None
    return DelegationView(
        benches=benches,
        past=counted(_past(delegation.pk, today)),
        standing=delegation.standing_beside(seats, today),
        referent=referent,
        own=mine[0] if mine else None,
        may_compose=may_compose(user, delegation),
        animators=[row for row in _animators(delegation.programme_id) if row != answering],
    )


@prepared
def _lasting(delegation_id: int, today: dt.date) -> QuerySet[Seat]:
    seats = Seat.objects.lasting(today).filter(delegation=delegation_id)
    return seats.select_related("participation__person__organisation")


@prepared
def _past(delegation_id: int, today: dt.date) -> QuerySet[Seat]:
    past = Seat.objects.valid().filter(delegation=delegation_id, until__lte=today)
    rows = past.select_related("participation__person").order_by("-until", "pk")
    return first(rows, PAST)


@prepared
def _animators(programme_id: int) -> QuerySet[Person]:
    """People who animate the dispositif, the first of them: organisations seat nobody."""
    rows = Participation.objects.animators().filter(programme=programme_id)
    return Person.objects.filter(pk__in=rows.values("person")).order_by("name", "pk")[:SHORT]


def _person_of(seat: Seat) -> Person:
    person = seat.participation.person
    assert person is not None  # ``valid`` asked for one  # noqa: S101
    return person


@dataclass(frozen=True)
class Caller:
    """Somebody to call about a delegation, by the ways that they show to everybody."""

    person: Person
    capacity: str
    details: list[ContactDetail]


def callers_of(delegation: Delegation) -> list[Caller]:
    """Its référent·e of today and who animates the dispositif.

    What they show to allied people only stays out: the note is read by those who are none.
    """
    referents = delegation.seats.current().filter(referent=True)
    people = [
        (_person_of(seat), seat.capacity)
        for seat in referents.select_related("participation__person")
    ]
    animators = delegation.programme.participations.animators().filter(person__isnull=False)
    people += [
        (row.person, row.title or str(Participation.Role(row.role).label))
        for row in animators.select_related("person").order_by("person__name")[:SHOWN]
        if row.person
    ]
    details: dict[int, list[ContactDetail]] = {}
    ids = {person.pk for person, _capacity in people}
    for detail in ContactDetail.objects.visible_to(AnonymousUser()).filter(person__in=ids):
        details.setdefault(detail.person_id or 0, []).append(detail)
    return [Caller(person, said, details.get(person.pk, [])) for person, said in people]


def delegations_of(programme: ProgrammePage, user: Any) -> Excerpt[Delegation]:
    """Those of a programme that ``user`` sees, the first of them; with their state for insiders."""
    today = timezone.localdate()
    if is_insider(user, programme):
        return counted(_with_state(programme.pk, today, horizon(today), size=SHOWN))
    return counted(_named(programme.pk, size=SHOWN))


def is_insider(user: Any, programme: ProgrammePage) -> bool:
    """Whether ``user`` sees more of its delegations than their names."""
    if is_team(user):
        return True
    if programme.trail and programme.trail[-1].pk == programme.pk:
        return bool(getattr(programme.trail[-1], "reader_role", None))
    return is_participant(user, programme)


@prepared
def _with_state(programme_id: int, today: dt.date, soon: dt.date, *, size: int) -> Any:
    return first(with_state(programme_id, today, soon), size)


def with_state(programme_id: int, today: dt.date, soon: dt.date) -> QuerySet[Delegation]:
    return (
        Delegation.objects.filter(programme=programme_id)
        .with_state(today, soon)
        .select_related("territory")
    )


@prepared
def _named(programme_id: int, *, size: int) -> QuerySet[Delegation]:
    return first(named(programme_id), size)


def named(programme_id: int) -> QuerySet[Delegation]:
    return Delegation.objects.filter(programme=programme_id).select_related("territory")
