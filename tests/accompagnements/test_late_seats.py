"""What those read whose seat is to come, when the course or their seat changes before it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accompagnements import actions
from community.activity.actions import send_due_mails
from community.activity.models import Mail
from community.delegations.models import Delegation, Seat
from tests import factories as make

pytestmark = pytest.mark.django_db

BEGINS, GOES_ON = "commence", "reprend"


def day(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


@pytest.fixture
def running() -> Delegation:
    """A delegation of an accompaniment that runs."""
    delegation = make.delegation()
    actions.start(accompaniment=course_of(delegation))
    return delegation


def course_of(delegation: Delegation) -> Any:
    return delegation.programme.specific


def told(person: Any) -> list[tuple[str, dt.date, str]]:
    """What somebody was or will be told, on which day, and what became of the mail."""
    rows = Mail.objects.filter(recipient=person.user).order_by("pk")
    return [
        (
            next(word for word in (BEGINS, GOES_ON, "termine") if word in mail.subject),
            timezone.localtime(mail.due_at).date(),
            mail.state,
        )
        for mail in rows
    ]


def its_first_day_comes(seat: Seat) -> None:
    Seat.objects.filter(pk=seat.pk).update(since=day(0))
    Mail.objects.filter(due_at__gt=timezone.now()).update(due_at=timezone.now())
    send_due_mails()


@pytest.mark.parametrize("closed", [True, False])
def test_nobody_reads_that_it_starts_once_it_is_ended(running: Delegation, closed: bool) -> None:
    """The mail of the first day is withdrawn; while it runs, it leaves."""
    seat = make.seat(running, since=day(5))
    person = seat.participation.person
    assert told(person) == [(BEGINS, day(5), Mail.State.WAITING)]
    if closed:
        actions.close(accompaniment=course_of(running))
    its_first_day_comes(seat)
    [(_what, _when, state)] = told(person)
    assert state == (Mail.State.WITHDRAWN if closed else Mail.State.SENT)


def test_those_who_sit_read_that_it_ends(running: Delegation) -> None:
    """Only what says that it starts is withdrawn."""
    person = make.seat(running).participation.person
    actions.close(accompaniment=course_of(running))
    send_due_mails()
    assert [(what, state) for what, _when, state in told(person)] == [
        (BEGINS, Mail.State.WITHDRAWN),
        ("termine", Mail.State.SENT),
    ]


def test_a_seat_given_while_it_is_ended_is_told_once_it_goes_on(running: Delegation) -> None:
    """On its first day, that it starts: its holder read nothing of it before."""
    actions.close(accompaniment=course_of(running))
    seat = make.seat(running, since=day(5))
    sits = make.seat(make.delegation(running.programme))
    assert told(seat.participation.person) == []
    actions.reopen(accompaniment=course_of(running))
    assert told(seat.participation.person) == [(BEGINS, day(5), Mail.State.WAITING)]
    assert told(sits.participation.person) == [(GOES_ON, day(0), Mail.State.WAITING)]
    its_first_day_comes(seat)
    assert [state for *_mail, state in told(seat.participation.person)] == [Mail.State.SENT]


def test_a_mail_that_waits_is_not_written_again_when_it_goes_on(running: Delegation) -> None:
    """Ended and opened again before the first day, it is told once."""
    person = make.seat(running, since=day(5)).participation.person
    actions.close(accompaniment=course_of(running))
    actions.reopen(accompaniment=course_of(running))
    assert told(person) == [(BEGINS, day(5), Mail.State.WAITING)]


@pytest.mark.parametrize("later", [9, 2, 0])
def test_a_seat_given_again_for_another_day_is_told_once(running: Delegation, later: int) -> None:
    """The mail that waits leaves on the day that holds now, and nobody else's moves."""
    seat, beside = (make.seat(running, kind, since=day(5)) for kind in ("elu", "agent"))
    person = seat.participation.person
    seat.delete()
    make.seat(running, person=person, since=day(later))
    assert told(person) == [(BEGINS, day(later), Mail.State.WAITING)]
    assert told(beside.participation.person) == [(BEGINS, day(5), Mail.State.WAITING)]


def test_in_another_accompaniment_it_is_told_too(running: Delegation) -> None:
    """Each starts for itself; a mail that left already moves no more."""
    person = make.seat(running).participation.person
    send_due_mails()
    other = make.delegation()
    actions.start(accompaniment=course_of(other))
    make.seat(other, person=person, since=day(3))
    assert [(when, state) for _what, when, state in told(person)][1:] == [
        (day(3), Mail.State.WAITING)
    ]
    assert told(person)[0][2] == Mail.State.SENT
