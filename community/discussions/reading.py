"""What the pages of discussions show: my channels, who reads one, and under which rule."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.models import Page

from community.alliance.models import Person
from community.delegations.models import Delegation, Seat
from community.prepared import prepared
from community.programmes.models import Circle, PageAudience, ProgrammePage, QuotationRule
from community.text.typography import typeset

from .bookmarks import with_unread
from .models import SAID, Channel, Message, Reaction
from .permissions import readers_of, seats_in
from .presence import MOST
from .words import (
    addressed_words,
    answered_words,
    edited_words,
    erased_words,
    hidden_words,
    open_words,
    pinned_words,
    voice_words,
    withdrawn_words,
)

#: How many questions without an answer are shown above the discussions.
QUESTIONS = 5


@dataclass(frozen=True)
class Reader:
    """Somebody who reads a channel: who, in what quality, from where."""

    name: str
    capacity: str
    territory: str


def channels_of(user: Any) -> list[Channel]:
    """The channels that ``user`` reads, the latest to move first, each with its last message."""
    channels = latest_channels(user)
    seen = Message.objects.with_author().seen_by(user.pk)
    messages = seen.filter(channel__in=channels, seq=F("channel__seq"))
    last = {message.channel_id: message for message in messages}
    for channel in channels:
        channel.last_message = last.get(channel.pk)
    with_unread(channels, user)
    return channels


def open_questions(user: Any) -> list[Message]:
    """What was asked in the channels that ``user`` reads and waits for an answer, latest first."""
    return _open_questions(user, timezone.localdate())


@prepared
def _open_questions(user: Any, today: dt.date) -> QuerySet[Message]:
    theirs = Channel.objects.readable_by(user, today=today).filter(closed=False)
    asked = Message.objects.said().seen_by(user.pk, today).filter(kind=Message.Kind.QUESTION)
    waiting = asked.filter(answer__isnull=True, channel__in=theirs)
    return waiting.select_related("author", "channel").order_by("-created_at")[:QUESTIONS]


def latest_channels(user: Any, limit: int | None = None) -> list[Channel]:
    """The same, or the first of them, without what was said there."""
    return _latest(user, timezone.localdate(), limit=limit)


@prepared
def _latest(user: Any, today: dt.date, *, limit: int | None) -> QuerySet[Channel]:
    return Channel.objects.readable_by(user, today=today).latest_first()[:limit]


def channel_at(page: Page, user: Any) -> Channel | None:
    """The channel of a programme, or of another page, if ``user`` reads it."""
    column = Channel.Kind.PROGRAMME if isinstance(page, ProgrammePage) else Channel.Kind.PAGE
    found = _at(user, page.pk, timezone.localdate(), kind=column.value)
    return found[0] if found else None


@prepared
def _at(user: Any, page_id: int, today: dt.date, *, kind: str) -> QuerySet[Channel]:
    """A channel of a page is told by the column of its kind."""
    return Channel.objects.readable_by(user, kind, today).filter(**{kind: page_id})[:1]


def rooms_for(user: Any, delegation: Delegation) -> list[Channel]:
    """The channels of a delegation, and of it with others, that ``user`` reads."""
    rooms = Channel.objects.readable_by(user).filter(delegations=delegation)
    return list(rooms.order_by("kind", "title"))


def is_for_all_allies(channel: Channel) -> bool:
    """Whether everybody who signs in reads it: too many to name, so the page says so."""
    if channel.kind != Channel.Kind.PAGE:
        return False
    wide = PageAudience.objects.filter(page=channel.page_id)
    return wide.exclude(circle=Circle.PARTICIPANTS).exists()


def named_readers(channel: Channel) -> list[Reader]:
    """Who reads a channel, by name; in two queries, however many they are."""
    today = timezone.localdate()
    seats = _seats(
        channel.pk, channel.programme_id, channel.page_id, channel.actor_kind, today,
        kind=channel.kind,
    )  # fmt: skip
    seat_of: dict[int | None, Any] = {}
    for seat in seats:
        seat_of.setdefault(seat.participation.person_id, seat)
    readers = []
    for person in _readers(channel.pk, today, kind=channel.kind):
        held = seat_of.get(person.pk)
        territory = held.delegation.territory if held else person.territory
        readers.append(
            Reader(
                name=str(person),
                capacity=(held.title or held.get_kind_display()) if held else person.role,
                territory=territory.name if territory else "",
            )
        )
    return readers


@prepared
def _seats(
    pk: int, programme_id: int | None, page_id: int | None, actor_kind: str, today: dt.date,
    *, kind: str,
) -> QuerySet[Seat]:  # fmt: skip
    channel = Channel(
        pk=pk, kind=kind, programme_id=programme_id, page_id=page_id, actor_kind=actor_kind
    )
    return seats_in(channel, today).select_related("participation", "delegation__territory")


@prepared
def _readers(channel_id: int, today: dt.date, *, kind: str) -> QuerySet[Person]:
    readers = readers_of(Channel(pk=channel_id, kind=kind), today)
    return readers.select_related("territory").order_by("name")


@dataclass(frozen=True)
class Sign:
    """One of the signs with which people react, under one message."""

    value: str
    label: str
    names: list[str]
    is_mine: bool


def signs_of(message: Message, me: Person) -> list[Sign]:
    """All of them, with who put each."""
    by = message.reactions.select_related("person")
    names: dict[str, list[str]] = {}
    mine = set()
    for reaction in by:
        names.setdefault(reaction.sign, []).append(str(reaction.person))
        if reaction.person_id == me.pk:
            mine.add(reaction.sign)
    return [
        Sign(sign.value, str(sign.label), names.get(sign.value, []), sign.value in mine)
        for sign in Reaction.Sign
    ]


def pinned_in(channel: Channel, user: Any) -> list[Message]:
    """What is kept at the head of a channel for ``user``, who reads it, the first said first."""
    pinned = Message.objects.seen_by(user.pk).filter(channel=channel, pinned_at__isnull=False)
    return list(pinned.select_related("author").order_by("seq"))


def rule_change(rule: QuotationRule) -> str:
    """What the channel reads where its rule changes."""
    sentence = _("À partir d'ici, la règle est « %(rule)s » : %(meaning)s.")
    return typeset(sentence % {"rule": rule.label, "meaning": rule.meaning})


def here_words(others: list[str], user: Any) -> str:
    """« vous, Ada et d'autres »: who is here now."""
    names = [_("vous")] if user.shows_presence else []
    names += others[:MOST]
    if len(others) > MOST:
        names.append(_("d'autres"))
    return get_text_list(names, _("et"))


def words() -> dict[str, Any]:
    """What the page's script says, in the reader's language."""
    said = {
        "waiting": _("en attente…"),
        "sent": _("envoyé"),
        "failed": _("non envoyé"),
        "retry": _("Réessayer"),
        "revise": _("Modifier"),
        "live": _("En direct"),
        "polling": _("Le direct est coupé : la page se met à jour d'elle-même, un peu moins vite."),
        "lost": _("Vous n'avez plus accès à cette discussion."),
        "one": _("{name} a écrit un message"),
        "many": _("{count} nouveaux messages"),
        "you": _("vous"),
        "others": _("d'autres"),
        "erased": erased_words(),
        "withdrawn": withdrawn_words(),
        "hidden": hidden_words(),
        "edited": edited_words(),
        "pinned": pinned_words(),
        "answered": answered_words(),
        "open": open_words(),
        "to": addressed_words(),
        "replying": _("En réponse à {name} :"),
        "oneself": voice_words(for_delegation=False),
        "delegation": voice_words(for_delegation=True),
    }
    signs = {sign.value: str(sign.label) for sign in Reaction.Sign}
    kinds = {kind: str(Message.Kind(kind).label) for kind in SAID}
    rules = {
        rule.value: {
            "label": typeset(str(rule.label)),
            "meaning": typeset(str(rule.meaning)),
            "change": rule_change(rule),
        }
        for rule in QuotationRule
    }
    said_too = {"rules": rules, "signs": signs, "kinds": kinds}
    return {key: typeset(text) for key, text in said.items()} | said_too
