"""What two cards of one person said is of one author; whoever was put out stays out.

Each message takes a new revision of its channel, so that open pages are told whose it is.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from community.accounts.signals import announce_access_change
from community.alliance.merging import Pair, move_rows
from community.alliance.models import Person

from .hints import announce_change
from .models import Channel, Message

EXCLUSIONS = "discussions.Exclusion.person"
COLUMNS = {
    "discussions.Message.author": _("Messages"),
    EXCLUSIONS: _("Discussions dont elle est écartée"),
}
BATCH = 200


def lock(pair: Pair) -> None:
    """Before the person, as whoever speaks takes them: nothing is said meanwhile."""
    list(_channels(pair.gone).select_for_update(no_key=True).order_by("pk"))


def move(pair: Pair, acting_user: Any) -> None:
    """Sign what the one said with the other's name, and keep out whoever was put out."""
    said_in = Message.objects.filter(author=pair.gone).values("channel")
    for channel in Channel.objects.filter(pk__in=said_in).order_by("pk"):
        _sign_again(channel, pair)
    move_rows(EXCLUSIONS, pair, "channel")
    announce_access_change([pair.kept.user_id, pair.gone.user_id])


def _channels(person: Person) -> QuerySet[Channel]:
    said_in = Message.objects.filter(author=person).values("channel")
    found = Q(pk__in=said_in) | Q(exclusions__person=person)
    if person.user:
        found |= Q(pk__in=Channel.objects.readable_by(person.user).values("pk"))
    return Channel.objects.filter(pk__in=Channel.objects.filter(found).values("pk"))


def _sign_again(channel: Channel, pair: Pair) -> None:
    nonces = set(Message.objects.filter(author=pair.kept).values_list("nonce", flat=True))
    messages = list(Message.objects.filter(channel=channel, author=pair.gone).order_by("seq"))
    for message in messages:
        channel.revision += 1
        message.revision, message.author = channel.revision, pair.kept
        if message.nonce in nonces:  # two senders drew the same: what is sent again is the other's
            message.nonce = uuid.uuid4()
    Message.objects.bulk_update(messages, ["revision", "author", "nonce"], batch_size=BATCH)
    channel.save(update_fields=["revision"])
    channel_id, revision = channel.pk, channel.revision
    transaction.on_commit(lambda: announce_change(channel_id, revision))
