"""What the pages of discussions show: my channels, who reads one, and under which rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from community.programmes.models import Circle, PageAudience, QuotationRule
from community.text.typography import typeset

from .models import Channel, Message
from .permissions import readers_of, seats_in


@dataclass(frozen=True)
class Reader:
    """Somebody who reads a channel: who, in what quality, from where."""

    name: str
    capacity: str
    territory: str


def channels_of(user: Any) -> list[Channel]:
    """The channels that ``user`` reads, the latest to move first, each with its last message."""
    channels = list(Channel.objects.readable_by(user).latest_first())
    messages = Message.objects.with_author().filter(channel__in=channels, seq=F("channel__seq"))
    last = {message.channel_id: message for message in messages}
    for channel in channels:
        channel.last_message = last.get(channel.pk)
    return channels


def is_for_all_allies(channel: Channel) -> bool:
    """Whether everybody who signs in reads it: too many to name, so the page says so."""
    if channel.kind != Channel.Kind.PAGE:
        return False
    wide = PageAudience.objects.filter(page=channel.page_id)
    return wide.exclude(circle=Circle.PARTICIPANTS).exists()


def named_readers(channel: Channel) -> list[Reader]:
    """Who reads a channel, by name; in two queries, however many they are."""
    seats = seats_in(channel).select_related("participation", "delegation__territory")
    seat_of: dict[int | None, Any] = {}
    for seat in seats:
        seat_of.setdefault(seat.participation.person_id, seat)
    readers = []
    for person in readers_of(channel).select_related("territory").order_by("name"):
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


def own_words(user: Any) -> list[dict[str, Any]]:
    """What somebody said, for the copy of one's own data that each may take."""
    messages = Message.objects.filter(author__user=user).order_by("created_at")
    rows = messages.values("channel__title", "seq", "body", "rule", "created_at")
    return [dict(row) for row in rows]


def rule_change(rule: QuotationRule) -> str:
    """What the channel reads where its rule changes."""
    sentence = _("À partir d'ici, la règle est « %(rule)s » : %(meaning)s.")
    return typeset(sentence % {"rule": rule.label, "meaning": rule.meaning})


def words() -> dict[str, Any]:
    """What the page's script says, in the reader's language."""
    said = {
        "waiting": _("en attente…"),
        "sent": _("envoyé"),
        "failed": _("non envoyé"),
        "retry": _("Réessayer"),
        "live": _("En direct"),
        "polling": _("Le direct est coupé : la page se met à jour d'elle-même, un peu moins vite."),
        "lost": _("Vous n'avez plus accès à cette discussion."),
        "one": _("Nouveau message de {name}"),
        "many": _("{count} nouveaux messages"),
    }
    rules = {
        rule.value: {
            "label": typeset(str(rule.label)),
            "meaning": typeset(str(rule.meaning)),
            "change": rule_change(rule),
        }
        for rule in QuotationRule
    }
    return {key: typeset(text) for key, text in said.items()} | {"rules": rules}
