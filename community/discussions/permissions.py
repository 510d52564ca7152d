"""Who may do what in a channel. Reading and writing are one right; managing is another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from community.accounts.models import User
from community.alliance.models import Person
from community.delegations.models import Delegation, Seat
from community.lists import Listed, listed
from community.prepared import prepared
from community.programmes.models import Participation, ProgrammePage
from community.programmes.permissions import is_team

from .models import Channel, Report
from .querysets import reads
from .report_models import ReportQuerySet

#: Channels read by seats alone; their référent·es set the rule.
SEATED = frozenset({Channel.Kind.DELEGATION.value, Channel.Kind.PAIR.value})


def readers_of(channel: Channel, today: dt.date | None = None) -> QuerySet[Person]:
    """The people who read a channel, today: what ``readable_by`` says, from the other end."""
    reader = OuterRef(OuterRef("user"))
    same = Channel.objects.filter(reads(reader, channel.kind, today), pk=channel.pk)
    return Person.objects.filter(Exists(same), user__isnull=False)


def readers_among(channel: Channel, user_ids: Collection[int]) -> frozenset[int]:
    """Which of these accounts read a channel, now."""
    today, accounts = timezone.localdate(), listed(user_ids)
    return frozenset(_among(channel.pk, today, accounts, kind=channel.kind))


@prepared
def _among(channel_id: int, today: dt.date, user_ids: str, *, kind: str) -> QuerySet[Person, Any]:
    readers = readers_of(Channel(pk=channel_id, kind=kind), today)
    return readers.filter(user__in=Listed(user_ids)).values_list("user", flat=True)


def seats_in(channel: Channel, today: dt.date | None = None) -> QuerySet[Seat]:
    """The current seats in whose name people speak in a channel, the référent·es' first."""
    seats = Seat.objects.current(today)
    if channel.kind in SEATED:
        return seats.filter(delegation__channels=channel)
    if channel.kind == Channel.Kind.PEERS:
        return seats.filter(delegation__programme=channel.programme_id, kind=channel.actor_kind)
    if channel.kind == Channel.Kind.PROGRAMME:
        return seats.filter(delegation__programme=channel.programme_id)
    return seats.filter(delegation__programme__audiences__page=channel.page_id)


def managed_programmes(user: Any) -> QuerySet[ProgrammePage]:
    """The dispositifs whose channels ``user`` opens: all for the team, else those one animates."""
    if is_team(user):
        return ProgrammePage.objects.all()
    if not user.is_authenticated:
        return ProgrammePage.objects.none()
    animated = Participation.objects.animators().filter(person__user=user.pk)
    return ProgrammePage.objects.filter(pk__in=animated.values("programme"))


def managed_by(user: Any) -> QuerySet[Channel]:
    """The channels of these dispositifs. Neither team nor animators read them for all that."""
    if is_team(user):
        return Channel.objects.all()
    programmes = managed_programmes(user)
    return Channel.objects.filter(
        Q(programme__in=programmes)
        | Q(delegations__programme__in=programmes)
        | Q(page__audience__programme__in=programmes)
    ).distinct()


def managers_of(channel: Channel) -> QuerySet[User]:
    """The same from a channel's end: the active accounts that manage it."""
    theirs = ProgrammePage.objects.filter(
        Q(channels=channel) | Q(delegations__channels=channel) | Q(audiences__page__talks=channel)
    )
    animators = Participation.objects.animators().filter(programme__in=theirs)
    animates = Q(pk__in=animators.filter(person__isnull=False).values("person__user"))
    return User.objects.filter(Q(is_staff=True) | animates, is_active=True)


def settled_by(user: Any) -> ReportQuerySet:
    """The reports that ``user`` settles: in the channels that they manage, but of their own words.

    It gives no right to read anything else of a channel.
    """
    reports = Report.objects.filter(message__channel__in=managed_by(user).values("pk"))
    return reports.exclude(message__author__user=user.pk)


def twinned_by(user: Any) -> QuerySet[Delegation]:
    """The delegations that ``user`` twins with one another: those of what they manage."""
    return Delegation.objects.filter(programme__in=managed_programmes(user))


def may_manage(user: Any, channel: Channel) -> bool:
    """Whether ``user`` closes a channel and puts people out of it."""
    return managed_by(user).filter(pk=channel.pk).exists()


def may_set_rule(user: Any, channel: Channel) -> bool:
    """The référent·es in a delegation or pair channel, who animates the dispositif elsewhere.

    The change is an entry of the channel: whoever makes it is known by name.
    """
    if not user.is_authenticated:
        return False
    if channel.kind in SEATED:
        mine = seats_in(channel).filter(referent=True, participation__person__user=user)
        theirs = Channel.objects.readable_by(user, channel.kind).filter(pk=channel.pk)
        return mine.exists() and theirs.exists()
    return may_manage(user, channel) and Person.objects.filter(user=user.pk).exists()
