"""Who reads a channel: one condition, asked from either end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.db.models.functions import Coalesce

from community.accounts.models import User
from community.alliance.models import Person
from community.delegations.models import Seat
from community.programmes.models import Circle, Participation
from community.programmes.querysets import published

if TYPE_CHECKING:
    from .models import Channel, Message  # noqa: F401 – named by the querysets below

#: The kinds of what somebody says.
SAID = ("parole", "question", "experience", "demande", "engagement")


def reads(user: Any, kind: str = "", today: dt.date | None = None) -> Q:
    """The condition that a channel is read by ``user``: an id, or a reference to an outer query.

    Nobody reads without being known by name. Delegation, pair and peers channels are read by
    their current seats alone: neither animators, nor the team, nor administrators. Whoever knows
    the channel's ``kind`` asks for its part of the condition only, which is quicker.
    """
    belongs = Q()
    # Two kinds that one belongs to alike stand side by side, and are asked for at once.
    for way, kinds in groupby([kind] if kind else BELONGING, BELONGING.__getitem__):
        belongs |= Q(way(user, today), kind__in=list(kinds))
    known = Exists(Person.objects.filter(user=user, user__is_active=True))
    shut_out = Exists(Person.objects.filter(user=user, exclusions__channel=OuterRef("pk")))
    return belongs & Q(known) & ~Q(shut_out)


def _takes_part(user: Any, _today: dt.date | None) -> Q:
    participations = Participation.objects.filter(person__user=user)
    return Q(Exists(participations.filter(programme=OuterRef("programme"))))


def _sits(user: Any, today: dt.date | None) -> Q:
    seats = Seat.objects.current(today).filter(participation__person__user=user)
    return Q(Exists(seats.filter(delegation__channels=OuterRef("pk"))))


def _sits_as_peer(user: Any, today: dt.date | None) -> Q:
    seats = Seat.objects.current(today).filter(participation__person__user=user)
    peers = {"delegation__programme": OuterRef("programme"), "kind": OuterRef("actor_kind")}
    return Q(Exists(seats.filter(**peers)))


def _sees_the_page(user: Any, _today: dt.date | None) -> Q:
    """What ``community.programmes.querysets.visible_pages`` says, asked of many people at once.

    That one starts from an account in hand; here ``user`` may be a column of an outer query.
    ``test_a_page_s_channel_is_read_by_who_sees_the_page`` holds the two together.
    """
    participations = Participation.objects.filter(person__user=user)
    team = Exists(User.objects.filter(pk=user, is_staff=True))
    in_circle = (
        Q(page__audience__circle__in=[Circle.ANYONE, Circle.ALLIES])
        | Q(
            Exists(participations.filter(programme=OuterRef("page__audience__programme"))),
            page__audience__circle=Circle.PARTICIPANTS,
        )
        | Q(team, page__audience__isnull=False)
    )
    return Q(in_circle) & published("page")


def seen(user: Any, today: dt.date | None = None, to: str = "") -> Q:
    """The condition that a message is not from before ``user`` – an id, or a reference – arrived.

    Who reads its channel is asked by ``reads``. Where newcomers see what is said since they
    arrived, that is the first day of the first of the seats that they hold there today; a seat of
    no known day was always theirs. ``to`` leads from the rows to their message.
    """
    channel = f"{to}channel"
    since = Q(since__isnull=True) | Q(since__lte=OuterRef(f"{to}created_at__date"))
    held = Seat.objects.current(today).filter(since, participation__person__user=user)
    sits = held.filter(delegation__channels=OuterRef(channel))
    sits_as_peer = held.filter(
        delegation__programme=OuterRef(f"{channel}__programme"),
        kind=OuterRef(f"{channel}__actor_kind"),
    )
    return Q(**{f"{channel}__past": "tout"}) | Q(Exists(sits)) | Q(Exists(sits_as_peer))


#: What makes somebody a reader of each kind of channel.
BELONGING: dict[str, Callable[[Any, dt.date | None], Q]] = {
    "programme": _takes_part,
    "delegation": _sits,
    "pair": _sits,
    "peers": _sits_as_peer,
    "page": _sees_the_page,
}


class ChannelQuerySet(models.QuerySet["Channel"]):
    def readable_by(
        self, user: Any, kind: str = "", today: dt.date | None = None
    ) -> ChannelQuerySet:
        """The channels that ``user`` may read, today; those of one kind are found quicker."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(reads(user.pk, kind, today))

    def latest_first(self) -> ChannelQuerySet:
        """The latest to move first, each with ``said_at``: when its last message was said."""
        last = FilteredRelation("messages", condition=Q(messages__seq=F("seq")))
        moved_at = Coalesce("last__created_at", "created_at").desc()
        channels = self.annotate(last=last).annotate(said_at=F("last__created_at"))
        return channels.order_by(moved_at, "title", "pk")


class MessageQuerySet(models.QuerySet["Message"]):
    def said(self) -> MessageQuerySet:
        """Those that still say something of somebody's: ``Message.is_said``, asked of many."""
        return self.filter(kind__in=SAID, withdrawn_at__isnull=True, hidden_at__isnull=True)

    def seen_by(self, user: Any, today: dt.date | None = None) -> MessageQuerySet:
        """Without what was said before ``user``, an id, arrived where newcomers do not see that."""
        return self.filter(seen(user, today))

    def with_author(self) -> MessageQuerySet:
        """With who said each, and in whose name."""
        return self.select_related("author__territory", "speaking_for__territory")
