"""How far a delegation is composed: one rule, told of one delegation and of a list alike."""

import datetime as dt
import itertools

import pytest
from django.utils import timezone

from community.alliance.models import ActorKind
from community.delegations.models import Delegation
from community.delegations.states import State, horizon
from community.programmes.models import Composition
from tests import factories as make

pytestmark = pytest.mark.django_db

ELU, AGENT, ETAT, SOCIO = ActorKind
ONE_DAY = dt.timedelta(days=1)


def today() -> dt.date:
    return timezone.localdate()


def found(delegation: Delegation) -> State:
    """What the list says; what the delegation says of itself must be the same."""
    row = Delegation.objects.with_state(today(), horizon(today())).get(pk=delegation.pk)
    alone = Delegation.objects.get(pk=delegation.pk)
    assert alone.state_found is None
    assert row.state == alone.state == alone.standing.state
    return row.state


def seated(delegation: Delegation, kind: ActorKind, since: int, until: int | None) -> None:
    """A seat by its dates, in days from today."""
    seat = make.seat(delegation, kind, since=today() + since * ONE_DAY)
    seat.until = None if until is None else today() + until * ONE_DAY
    seat.save()


def test_from_nobody_to_everybody() -> None:
    """To compose, then incomplete, then complete; what is missing is named all along."""
    delegation = make.delegation(make.accompaniment(expected_composition=Composition.BINOME))
    assert found(delegation) == State.TO_COMPOSE
    assert delegation.standing.missing == [ELU, AGENT]
    make.seat(delegation, ETAT)
    assert found(delegation) == State.INCOMPLETE
    make.seat(delegation, ELU)
    assert found(delegation) == State.INCOMPLETE
    assert Delegation.objects.get(pk=delegation.pk).standing.missing == [AGENT]
    make.seat(delegation, AGENT)
    assert found(delegation) == State.COMPLETE


def test_it_is_to_be_renewed_when_a_needed_seat_ends_soon(settings) -> None:
    """Within so many days, with nobody after; not when the seat is not needed, or followed."""
    settings.DELEGATION_RENEWAL_DAYS = 30
    delegation = make.delegation(make.accompaniment(expected_composition=Composition.BINOME))
    seated(delegation, ELU, -5, 31)
    seated(delegation, AGENT, -5, None)
    seated(delegation, ETAT, -5, 2)
    assert found(delegation) == State.COMPLETE
    settings.DELEGATION_RENEWAL_DAYS = 31
    assert found(delegation) == State.TO_RENEW
    assert Delegation.objects.get(pk=delegation.pk).standing.ending == [ELU]
    seated(delegation, ELU, 31, None)
    assert found(delegation) == State.COMPLETE


def test_of_free_composition_somebody_is_enough() -> None:
    """Whoever sits makes it complete; when the last one leaves soon it is to be renewed."""
    delegation = make.delegation(make.accompaniment(expected_composition=Composition.FREE))
    assert found(delegation) == State.TO_COMPOSE
    seated(delegation, SOCIO, -5, 10)
    assert found(delegation) == State.TO_RENEW
    assert delegation.standing.ending == [SOCIO]
    seated(delegation, AGENT, -5, None)
    assert found(delegation) == State.COMPLETE


def test_a_delegation_s_own_composition_goes_first() -> None:
    """In a list as alone."""
    cohort = make.accompaniment(expected_composition=Composition.FANTASTIQUES)
    own = make.delegation(cohort, composition=Composition.BINOME)
    other = make.delegation(cohort)
    for delegation in (own, other):
        make.seat(delegation, ELU)
        make.seat(delegation, AGENT)
    assert (found(own), found(other)) == (State.COMPLETE, State.INCOMPLETE)


def test_a_seat_whose_holder_left_the_programme_counts_for_nothing() -> None:
    """Neither now nor later, in a list as alone."""
    seat = make.seat(make.delegation())
    participation = seat.participation
    assert found(seat.delegation) == State.COMPLETE
    participation.programme = make.comap()
    participation.save()
    assert found(seat.delegation) == State.TO_COMPOSE


def test_both_tell_the_same_whatever_the_seats() -> None:
    """Every composition, with two kinds of actors at every stage of their seats."""
    stages = [None, (-9, None), (-9, 0), (-9, 5), (3, None), (-9, 300)]
    seen = set()
    for composition in Composition:
        cohort = make.accompaniment(expected_composition=composition)
        for elu, agent in itertools.product(stages, repeat=2):
            delegation = make.delegation(cohort)
            for kind, stage in ((ELU, elu), (AGENT, agent)):
                if stage:
                    seated(delegation, kind, *stage)
            seen.add(found(delegation))
    assert seen == set(State)
