"""Two hands at once on one delegation: one of them is refused, whichever door each comes by."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from community.alliance.models import ActorKind
from community.delegations.actions import give_seat, hand_over, name_referent
from community.delegations.models import Delegation, Seat
from tests import factories as make
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db(transaction=True)

ELU, AGENT, ETAT, _SOCIO = ActorKind


def at_once(*functions):
    """Run functions at the same moment, each on its own connection; what they raised."""
    raised, barrier = [], threading.Barrier(len(functions))

    def run(function):
        try:
            barrier.wait()
            function()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def giving(delegation, person, kind, **fields):
    return lambda: give_seat(delegation=delegation, person=person, kind=kind, **fields)


def test_two_referents_at_once() -> None:
    """Dated or not, one is seated; each other one reads why not."""
    delegation = make.delegation()
    people = [make.participant(delegation.programme) for _each in range(4)]
    raised = at_once(
        *(giving(delegation, person, kind, referent=True)
          for person, kind in zip(people, ActorKind, strict=True))
    )  # fmt: skip
    assert [type(error) for error in raised] == [ValidationError] * 3
    assert all("a déjà un·e référent·e" in str(error) for error in raised)
    assert delegation.seats.filter(referent=True).count() == 1


def test_one_person_in_two_kinds_at_once() -> None:
    """The newcomer takes part once, and sits once."""
    delegation, person = make.delegation(), make.PersonFactory()
    raised = at_once(*(giving(delegation, person, kind) for kind in (ELU, AGENT, ETAT)))
    assert [type(error) for error in raised] == [ValidationError] * 2
    assert all("un titre à la fois" in str(error) for error in raised)
    assert delegation.seats.count() == person.participations.count() == 1


def test_one_seat_is_handed_over_once() -> None:
    """Two name somebody else at the same moment: the seat passes to one of the two."""
    delegation = make.delegation()
    seat = make.seat(delegation, referent=True, since=dt.date(2024, 1, 1))
    people = [make.participant(delegation.programme) for _each in range(2)]
    raised = at_once(
        *(lambda person=person: hand_over(
            seat=Seat.objects.get(pk=seat.pk), successor=person
        ) for person in people)
    )  # fmt: skip
    assert [type(error) for error in raised] == [ValidationError]
    assert delegation.seats.current().get().participation.person in people


def test_the_role_of_referent_is_given_to_one() -> None:
    """Two are named at the same moment: both calls are granted, one after the other."""
    delegation = make.delegation()
    seats = [make.seat(delegation, kind) for kind in (ELU, AGENT, ETAT)]
    raised = at_once(*(lambda seat=seat: name_referent(seat=seat) for seat in seats))
    assert raised == []
    assert delegation.seats.filter(referent=True).count() == 1


def test_the_admin_s_form_obeys_the_same_lock() -> None:
    """Two dated référent·es, which no constraint sees, sent by two of the team at once."""
    delegation = make.delegation()
    office = [with_second_factor(make.team_member().user) for _each in range(2)]
    day = timezone.localdate()
    address = reverse("wagtailsnippets_delegations_seat:add")
    answers = []

    def send(client, kind):
        row = make.participant(Delegation.objects.get().programme).participations.get()
        fields = {
            "delegation": delegation.pk,
            "participation": row.pk,
            "kind": kind,
            "referent": "on",
            "since": str(day),
            "until": str(day + dt.timedelta(days=9)),
        }
        return lambda: answers.append(client.post(address, fields))

    posts = [send(client, kind) for client, kind in zip(office, ("elu", "agent"), strict=True)]
    assert at_once(*posts) == []
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert "a déjà un·e référent·e" in refused.content.decode()
    assert delegation.seats.filter(referent=True).count() == 1
