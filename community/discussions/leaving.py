"""Whoever leaves takes what they said among few; what they said before all stays, without a name.

Each message keeps its place and takes a new revision, so that live readers and whoever comes back
later are told like of any other change.
"""

from __future__ import annotations

import secrets
import uuid

from django.db import transaction
from django.db.models import Q

from community.accounts.models import User
from community.alliance.models import Person
from community.programmes.models import QuotationRule

from .files import let_go as let_files_go
from .message_actions import renumber
from .models import Attachment, Bookmark, Channel, Edition, Mention, Message, Reaction, Report
from .searching import forget_terms

#: Where what was said may outlive its author, if the rule lets it be repeated at all.
OPEN_KINDS = frozenset({Channel.Kind.PROGRAMME.value, Channel.Kind.PAGE.value})
#: A label is drawn at random in each channel: nobody finds the same person again in another one,
#: not even the first to leave them both.
LABELS = range(100, 10_000)
BATCH = 200


@transaction.atomic
def let_go(user: User) -> None:
    """Erase or unsign all that ``user`` said, channel by channel, under the lock of each.

    What others said to them stays, and says so no more.
    """
    person = Person.objects.filter(user=user).first()
    if person is None:
        return
    said_in = Message.objects.filter(Q(author=person) | Q(mentions__person=person)).values(
        "channel"
    )
    readable = Channel.objects.readable_by(user).values("pk")
    ids = Channel.objects.filter(pk__in=said_in) | Channel.objects.filter(pk__in=readable)
    # All of them before the person, as whoever speaks takes them: nothing is said meanwhile.
    channels = Channel.objects.select_for_update(no_key=True).filter(pk__in=ids.values("pk"))
    locked = list(channels.order_by("pk"))
    Person.objects.select_for_update().get(pk=person.pk)
    Report.objects.filter(message__author=person).update(excerpt="")
    for channel in locked:
        _let_go_of(channel, person)
    Bookmark.objects.filter(person=person).delete()
    # What they reported is still to be looked into; it says no more of them.
    Report.objects.filter(reporter=person).update(reporter=None, words="")


def _let_go_of(channel: Channel, person: Person) -> None:
    own = Message.objects.filter(channel=channel, author=person).order_by("seq")
    messages = list(own)
    reacted = Message.objects.filter(channel=channel, reactions__person=person)
    quoting = Message.objects.filter(channel=channel, reply_to__in=own)
    mentioning = Message.objects.filter(channel=channel, mentions__person=person)
    answered = Message.objects.filter(channel=channel, answer__in=own)
    others = (reacted | quoting | mentioning | answered).exclude(author=person).distinct()
    moved = [*messages, *others.order_by("seq")]
    if not moved:
        return
    Reaction.objects.filter(message__channel=channel, person=person).delete()
    Mention.objects.filter(message__channel=channel, person=person).delete()
    label = _free_label(channel) if messages else None
    # A file may bear a name inside: it goes, whatever the rule of the words beside it.
    let_files_go(Attachment.objects.filter(message__in=messages))
    for message in messages:
        message.author, message.former = None, label
        message.attached = 0
        message.speaking_for, message.speaking_as = None, ""
        message.nonce = uuid.uuid4()
        if not _outlives(message, channel):
            message.kind, message.body = Message.Kind.ERASED, ""
            message.edited_at = message.pinned_at = message.answer = None
            message.hidden_at, message.set_aside = None, ""
    changed = ["author", "former", "speaking_for", "speaking_as", "nonce", "kind", "body"]
    changed += ["edited_at", "pinned_at", "answer", "attached", "hidden_at", "set_aside"]
    Message.objects.bulk_update(messages, changed, batch_size=BATCH)
    erased = [message for message in messages if message.kind == Message.Kind.ERASED]
    Edition.objects.filter(message__in=erased).delete()
    Mention.objects.filter(message__in=erased).delete()
    Message.objects.filter(answer__in=erased).update(answer=None)
    if erased:
        forget_terms(erased)
    renumber(channel, moved)


def _outlives(message: Message, channel: Channel) -> bool:
    """A change of rule is the channel's; words stay where they were said for others to repeat."""
    if not message.is_said:
        return message.hidden_at is None
    return channel.kind in OPEN_KINDS and message.rule != QuotationRule.PRIVATE


def _free_label(channel: Channel) -> int:
    taken = set(
        Message.objects.filter(channel=channel, former__isnull=False)
        .order_by()
        .values_list("former", flat=True)
        .distinct()
    )
    return secrets.choice([number for number in LABELS if number not in taken])
