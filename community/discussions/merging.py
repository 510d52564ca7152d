"""What two cards of one person said is of one author; whoever was put out stays out.

Each message takes a new revision of its channel, so that open pages are told whose it is.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from community.accounts.signals import announce_access_change
from community.alliance.merging import Pair, move_rows
from community.alliance.models import Person

from .message_actions import renumber
from .models import Bookmark, Channel, Message, Reaction, Report

EXCLUSIONS = "discussions.Exclusion.person"
BOOKMARKS = "discussions.Bookmark.person"
MENTIONS = "discussions.Mention.person"
REPORTS = "discussions.Report.reporter"
COLUMNS = {
    "discussions.Message.author": _("Messages"),
    "discussions.Reaction.person": _("Réactions"),
    MENTIONS: _("Messages qui la mentionnent"),
    BOOKMARKS: _("Discussions où l'on sait où elle en est"),
    EXCLUSIONS: _("Discussions dont elle est écartée"),
    REPORTS: _("Messages signalés"),
}
BATCH = 200


def lock(pair: Pair) -> None:
    """Before the person, as whoever speaks takes them: nothing is said meanwhile."""
    list(_channels(pair.gone).select_for_update(no_key=True).order_by("pk"))


def move(pair: Pair, acting_user: Any) -> None:
    """Sign what the one said with the other's name, and keep out whoever was put out."""
    told = Q(reactions__person=pair.gone) | Q(mentions__person=pair.gone)
    touched = Message.objects.filter(Q(author=pair.gone) | told)
    for channel in Channel.objects.filter(pk__in=touched.values("channel")).order_by("pk"):
        _sign_again(channel, pair)
    for bookmark in Bookmark.objects.filter(person=pair.gone):
        # Both read as one: the furthest place.
        Bookmark.objects.filter(
            person=pair.kept, channel=bookmark.channel_id, seq__lt=bookmark.seq
        ).update(seq=bookmark.seq)
    move_rows(BOOKMARKS, pair, "channel")
    move_rows(MENTIONS, pair, "message")
    move_rows(EXCLUSIONS, pair, "channel")
    _move_reports(pair)
    announce_access_change([pair.kept.user_id, pair.gone.user_id])


def _move_reports(pair: Pair) -> None:
    """What both reported and still waits is one report: the one of the card that stays."""
    waiting = Report.objects.waiting()
    known = list(waiting.filter(reporter=pair.kept).values_list("message", flat=True))
    waiting.filter(reporter=pair.gone, message__in=known).delete()
    move_rows(REPORTS, pair)


def _channels(person: Person) -> QuerySet[Channel]:
    said_in = Message.objects.filter(author=person).values("channel")
    found = Q(pk__in=said_in) | Q(exclusions__person=person) | Q(bookmarks__person=person)
    found |= Q(messages__reactions__person=person) | Q(messages__mentions__person=person)
    found |= Q(messages__reports__reporter=person)
    if person.user:
        found |= Q(pk__in=Channel.objects.readable_by(person.user).values("pk"))
    return Channel.objects.filter(pk__in=Channel.objects.filter(found).values("pk"))


def _sign_again(channel: Channel, pair: Pair) -> None:
    nonces = set(Message.objects.filter(author=pair.kept).values_list("nonce", flat=True))
    messages = list(Message.objects.filter(channel=channel, author=pair.gone).order_by("seq"))
    reacted = list(Message.objects.filter(channel=channel, reactions__person=pair.gone))
    quoting = Message.objects.filter(channel=channel, reply_to__in=messages)
    mentioning = list(Message.objects.filter(channel=channel, mentions__person=pair.gone))
    for message in messages:
        message.author = pair.kept
        if message.nonce in nonces:  # two senders drew the same: what is sent again is the other's
            message.nonce = uuid.uuid4()
    Message.objects.bulk_update(messages, ["author", "nonce"], batch_size=BATCH)
    twice = Reaction.objects.filter(message__in=reacted, person=pair.kept)
    for message_id, sign in twice.values_list("message", "sign"):
        Reaction.objects.filter(message=message_id, person=pair.gone, sign=sign).delete()
    Reaction.objects.filter(message__in=reacted, person=pair.gone).update(person=pair.kept)
    # A message may be all of these: it takes one revision.
    moved = {row.pk: row for row in [*reacted, *mentioning, *quoting, *messages]}
    renumber(channel, moved.values())
