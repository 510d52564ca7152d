"""What is written to those who sit in the delegations of an accompaniment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.accounts.models import User
from community.activity.actions import queue_mail
from community.activity.models import Mail
from community.delegations.models import Seat
from community.programmes.models import ProgrammePage

from .models import Course

GUARD = "accompagnements.sits"
#: Of a mail that says that it starts: not once it is ended.
START_GUARD = "accompagnements.starts"
START = "start"
REOPEN = "reopen"
#: When a mail leaves that is due on a day.
MORNING = dt.time(8)


def seated_in(programme_id: int) -> QuerySet[User]:
    """The accounts that sit today in a delegation of this programme."""
    seats = Seat.objects.current().filter(delegation__programme=programme_id)
    people = seats.values("participation__person")
    return User.objects.filter(person__in=people, is_active=True).order_by("pk")


def tell_everybody(programme: ProgrammePage, what: str) -> None:
    """Write to each of them, once, that it starts, ends or goes on.

    Those whose seat is to come read on its first day that it starts, as it starts or goes on.
    """
    told = set(seated_in(programme.pk))
    for account in sorted(told, key=lambda account: account.pk):
        _write(programme, what, account)
    for seat in _coming_in(programme.pk) if what in (START, REOPEN) else ():
        newcomer = _account_of(seat)
        if newcomer and newcomer not in told:
            told.add(newcomer)
            _write(programme, START, newcomer, first_day=seat.since)


def tell_newcomer(seat: Seat, since: dt.date) -> None:
    """Write to whoever takes a seat while it runs what the others read as it started, once.

    Whoever held another seat there ``since`` it started was told already.
    """
    account, programme = _account_of(seat), seat.delegation.programme
    own = Seat.objects.filter(participation=seat.participation_id)
    others = own.lasting(since).filter(delegation__programme=programme.pk).exclude(pk=seat.pk)
    lasts = own.lasting(timezone.localdate()).filter(pk=seat.pk)
    if account and lasts.exists() and not others.exists():
        _write(programme, START, account, first_day=seat.since)


def _account_of(seat: Seat) -> User | None:
    """The open account of whoever holds a seat."""
    person = seat.participation.person
    account = person.user if person else None
    return account if account and account.is_active else None


def _coming_in(programme_id: int) -> QuerySet[Seat]:
    """The seats whose first day is still to come, the soonest first."""
    today = timezone.localdate()
    seats = Seat.objects.lasting(today).filter(delegation__programme=programme_id, since__gt=today)
    return seats.select_related("participation__person__user").order_by("since", "pk")


def _write(
    programme: ProgrammePage, what: str, account: User, first_day: dt.date | None = None
) -> None:
    subject = {
        START: _("« %(title)s » commence : vos discussions sont ouvertes"),
        "close": _("« %(title)s » se termine : vos discussions restent ouvertes"),
        REOPEN: _("« %(title)s » reprend"),
    }[what]
    context = {
        "title": programme.title,
        "discussions": settings.WAGTAILADMIN_BASE_URL + reverse("discussions:index"),
    }
    body = render_to_string(f"accompagnements/email/{what}.txt", context)
    due_at = timezone.now()
    if first_day and first_day > timezone.localdate():
        due_at = timezone.make_aware(dt.datetime.combine(first_day, MORNING))
    if what == START and _put_off(programme, account, due_at):
        return
    queue_mail(
        recipient=account,
        kind=_("accompagnement"),
        subject=subject % context,
        body=body,
        guard=START_GUARD if what == START else GUARD,
        guard_arg=programme.pk,
        due_at=due_at,
    )


def _put_off(programme: ProgrammePage, account: User, due_at: dt.datetime) -> bool:
    """Whether a mail that says the same waits already: it leaves on the day that holds now."""
    waiting = Mail.objects.filter(
        recipient=account,
        guard=START_GUARD,
        guard_arg=programme.pk,
        state=Mail.State.WAITING,
        attempts=0,  # not one that is leaving
    )
    return bool(waiting.update(due_at=due_at))


def still_sits(user: Any, programme_id: int) -> bool:
    """Whether ``user`` still sits there when the mail leaves."""
    return seated_in(programme_id).filter(pk=user.pk).exists()


def begins_to_sit(user: Any, programme_id: int) -> bool:
    """Whether ``user`` sits there while it runs."""
    running = Course.objects.filter(accompaniment=programme_id, closed_on=None)
    return running.exists() and still_sits(user, programme_id)
