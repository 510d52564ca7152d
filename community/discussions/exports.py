"""A discussion to take along: each word under the rule under which it was said.

Read in pieces, each asked for anew: as light for 100,000 messages as for ten, and whoever loses the
right meanwhile reads no further. What was said « sans les noms » is signed with a label, the same
for one person all along a channel's copy; it follows from the messages alone, so that a second copy
has the same.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet, prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from community.alliance.models import Person
from community.programmes.models import QuotationRule
from community.text.typography import typeset

from .arrivals import seen_since, tell_arrival
from .delivery import Item, as_item, shown, whole
from .models import Channel, Message
from .words import addressed_words

#: How many messages are read at a time.
PIECE = 250
#: Where the messages come in the page that holds them.
HERE = "<!-- messages -->"
#: What a copy keeps of an item as programs get it; numbers of rows and nonces are the house's own.
KEPT = ("seq", "at", "kind", "rule", "body", "edited", "withdrawn", "hidden", "pinned", "answer")


class Labels:
    """What stands for each name in the copy of one channel, in the order in which they come."""

    def __init__(self) -> None:
        self._known: dict[tuple[int | None, int | None], int] = {}

    def of(self, message: Message) -> str:
        """Who said it, as its rule lets it be told.

        Whoever changed the rule is not named: it is known who may, and a label would tell whose.
        """
        if message.kind == Message.Kind.RULE:
            return ""
        if message.rule != QuotationRule.NAMELESS:
            return message.said_by
        who = (message.author_id, message.former)
        number = self._known.setdefault(who, len(self._known) + 1)
        return _("Voix %(number)d") % {"number": number}


@dataclass(frozen=True)
class Entry:
    """One message of a copy, and what begins with it."""

    message: Message
    channel: Channel
    by: str
    #: Whether it is the first of its channel.
    begins: bool
    #: Its rule, where it is not that of the message before.
    rule: QuotationRule | None
    day: bool
    #: Whether this is one's own copy of one's own words: what is hidden is there.
    own: bool

    @property
    def signature(self) -> str:
        """In what quality, from where, in whose name: all that would tell who it is."""
        if self.message.rule == QuotationRule.NAMELESS and not self.own:
            return ""
        return " · ".join(filter(None, [self.message.signature, self.message.voice]))

    @property
    def to(self) -> list[str]:
        """To whom it was said; people are not named where its author is not."""
        nameless = self.message.rule == QuotationRule.NAMELESS and not self.own
        return [each.name for each in self.message.to if not (nameless and each.person_id)]

    @property
    def to_words(self) -> str:
        return f"{addressed_words()} {', '.join(self.to)}"

    @property
    def own_text(self) -> str:
        """What a hidden message says, to its author."""
        return self.message.set_aside if self.own else ""

    def as_item(self) -> Item:
        """The same for programs."""
        item = as_item(self.message)
        author = {"name": self.by} if self.by else {}
        if self.by and self.message.rule != QuotationRule.NAMELESS:
            author |= {key: item["author"][key] for key in ("as", "of") if key in item["author"]}
        signs = {sign: len(people) for sign, people in self.message.signs.items()}
        replied = self.message.reply_to
        more = {
            "author": author,
            "re": replied and replied.seq,
            "signs": signs,
            "to": self.to,
            "files": [{"name": file.name, "label": file.label} for file in self.message.files],
        }
        kept = {key: item[key] for key in KEPT if key in item}
        return kept | {key: value for key, value in more.items() if value}


def pieces_of(channel: Channel, user: Any) -> Iterator[list[Entry]]:
    """What ``user`` reads in a channel, up to where it stood when the copy began."""
    theirs = Channel.objects.readable_by(user, channel.kind)
    messages = shown().seen_by(user.pk).filter(channel__in=theirs, seq__lte=channel.seq)
    tell_arrival([channel], user)
    pieces = _pieces(messages, channel)
    return _entries(channel, (seen_since(piece, channel.arrival) for piece in pieces))


def own_pieces(person: Person | None) -> Iterator[list[Entry]]:
    """All that a person said, channel by channel: those that they read no more, too."""
    if person is None:
        return
    spoken = Message.objects.filter(author=person).order_by().values("channel")
    for channel in Channel.objects.filter(pk__in=spoken).order_by("title", "pk"):
        pieces = _pieces(shown().filter(author=person), channel)
        yield from _entries(channel, map(_with_editions, pieces), own=True)


def _with_editions(messages: list[Message]) -> list[Message]:
    edited = [message for message in messages if message.edited_at]
    prefetch_related_objects(edited, "editions")
    return messages


def _pieces(messages: QuerySet[Message], channel: Channel) -> Iterator[list[Message]]:
    place = 0
    while found := list(messages.filter(channel=channel, seq__gt=place).order_by("seq")[:PIECE]):
        yield whole(found)
        place = found[-1].seq


def _entries(
    channel: Channel, pieces: Iterable[list[Message]], *, own: bool = False
) -> Iterator[list[Entry]]:
    labels, before = Labels(), None
    for piece in pieces:
        entries = []
        for message in piece:
            changes = before is None or before.rule != message.rule
            entry = Entry(
                message,
                channel,
                by="" if own else labels.of(message),
                begins=before is None,
                rule=message.quotation_rule if changes else None,
                day=before is None or _day(before) != _day(message),
                own=own,
            )
            entries.append(entry)
            before = message
        yield entries


def _day(message: Message) -> dt.date:
    return timezone.localdate(message.created_at)


def end_of(channel: Channel, user: Any) -> int:
    """The place where the copy of a channel should end: 0 if all was said before one arrived."""
    tell_arrival([channel], user)
    return channel.seq if channel.floor < channel.seq else 0


def rules_in(channel: Channel, user: Any) -> list[QuotationRule]:
    """The rules under which was said what ``user`` reads in a channel, the most open first."""
    messages = (
        Message.objects.seen_by(user.pk).filter(channel=channel, seq__lte=channel.seq).order_by()
    )
    found = set(messages.values_list("rule", flat=True).distinct())
    return [rule for rule in QuotationRule if rule in found]


def what_may_leave(rule: QuotationRule) -> str:
    """What whoever holds a copy may do with what was said under a rule."""
    more = {
        QuotationRule.NAMED: "",
        QuotationRule.NAMELESS: _(
            "Dans cette copie, « Voix 1 », « Voix 2 »… tiennent lieu des noms. Ceux qu'un message "
            "cite y sont restés : relisez avant de le reprendre."
        ),
        QuotationRule.PRIVATE: _(
            "Ne transmettez pas ces paroles à qui ne lit pas cette discussion."
        ),
    }
    sentence = _("« %(rule)s » : %(meaning)s.")
    said = sentence % {"rule": rule.label, "meaning": rule.meaning}
    return typeset(f"{said} {more[rule]}".strip())


def in_page(
    pieces: Iterable[list[Entry]], last: int | None = None, **context: Any
) -> Iterator[str]:
    """A page that opens anywhere, without the site. ``last``: the place where it should end."""
    style = (settings.BASE_DIR / "static/css/export.css").read_text(encoding="utf-8")
    context |= {"style": format_html("<style>{}</style>", mark_safe(style)), "here": HERE}  # noqa: S308 – a file of ours
    head, _mark, foot = render_to_string("discussions/export_page.html", context).partition(HERE)
    yield head
    place = 0
    for entries in pieces:
        yield render_to_string("discussions/export_entries.html", {"entries": entries})
        place = entries[-1].message.seq
    if last is not None and place < last:
        yield render_to_string("discussions/export_cut.html")
    yield foot


def in_json(
    pieces: Iterable[list[Item]], last: int | None = None, *, at: dt.datetime, **head: Any
) -> Iterator[str]:
    """The same for programs; ``complete`` says at the end whether it is whole."""
    yield f'{_dumped(head | {"at": at})[:-1]}, "messages": ['
    place, begun = 0, False
    for items in pieces:
        yield (",\n" if begun else "\n") + ",\n".join(map(_dumped, items))
        place, begun = items[-1]["seq"], True
    yield f'\n], "complete": {_dumped(last is None or place == last)}}}\n'


def _dumped(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def own_word(entry: Entry) -> Item:
    """What somebody said, for the copies of one's own data that each may take."""
    message = entry.message
    editions = message.editions.all() if message.edited_at else ()
    files = message.attachments.all() if message.attached else ()
    recipients = message.mentions.all() if message.addressed else ()
    return {
        "channel__title": entry.channel.title,
        "seq": message.seq,
        "kind": message.kind,
        "body": message.set_aside or message.body,
        "editions": [edition.body for edition in editions],
        "joints": [{"name": file.name, "label": file.label} for file in files],
        "rule": message.rule,
        "au_nom_de": str(message.speaking_for or message.author),
        "destinataires": [recipient.name for recipient in recipients],
        "created_at": message.created_at,
    }


def own_words(user: Any) -> list[Item]:
    """All of it, for the copy of all that the house holds."""
    pieces = own_pieces(Person.objects.filter(user=user.pk).first())
    return [own_word(entry) for piece in pieces for entry in piece]
