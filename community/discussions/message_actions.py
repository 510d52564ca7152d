"""What becomes of a message once it is said: edited, withdrawn, pinned, answered, reacted to.

Each is done under the lock of the channel's row and gives the message the next revision, so that
live readers and whoever comes back later are told like of a new one. Asking for what is already
so changes nothing: doing it again is safe.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.alliance.models import Person

from . import frames
from .actions import check_open, check_pace, enter, message_at
from .bodies import check_body
from .errors import Refused
from .files import let_go
from .hints import announce_change
from .models import Channel, Edition, Message, Reaction
from .permissions import may_set_rule
from .searching import keep_terms


def perform(act: frames.Act, user: Any) -> Message:
    """Do what a frame or a form asks for. Raises ``Refused``."""
    channel = Channel(pk=act.channel)
    match act:
        case frames.Edit():
            return edit_message(channel=channel, seq=act.seq, author=user, body=act.body)
        case frames.Withdraw():
            return withdraw_message(channel=channel, seq=act.seq, author=user)
        case frames.React():
            return react(channel=channel, seq=act.seq, acting_user=user, sign=act.sign, on=act.on)
        case frames.Pin():
            return pin(channel=channel, seq=act.seq, acting_user=user, on=act.on)
        case frames.Answer():
            return mark_answered(channel=channel, seq=act.seq, acting_user=user, by=act.by)


@transaction.atomic
def edit_message(*, channel: Channel, seq: int, author: Any, body: str) -> Message:
    """Say otherwise what one said; what it said before is kept for whoever reads it."""
    text = check_body(body)
    locked, person = enter(channel.pk, author)
    check_open(locked)
    message = _own(locked, seq, person)
    if message.body == text:
        return message
    limit = settings.DISCUSSIONS["EDITIONS_PER_MESSAGE"]
    if message.editions.count() >= limit:
        sentence = _("Ce message a déjà été modifié %(limit)d fois : écrivez-en un autre.")
        raise Refused("too_many_editions", sentence % {"limit": limit}, 409, limit=limit)
    check_pace(person)
    now = timezone.now()
    Edition.objects.create(message=message, body=message.body, until=now)
    message.body, message.edited_at = text, now
    return changed(locked, message, "body", "edited_at")


@transaction.atomic
def withdraw_message(*, channel: Channel, seq: int, author: Any) -> Message:
    """Take back what one said: its place stays, and nothing of what it said."""
    locked, person = enter(channel.pk, author)
    there = Message.objects.filter(channel=locked, seq=seq, author=person).first()
    if there and there.withdrawn_at:
        return there
    # What is hidden is still its author's to take back.
    message = there if there and there.hidden_at else _own(locked, seq, person)
    message.editions.all().delete()
    message.reactions.all().delete()
    message.mentions.all().delete()
    let_go(message.attachments.all())  # ``files`` tells none of what is hidden
    message.attached = 0
    message.body, message.withdrawn_at = "", timezone.now()
    message.edited_at = message.pinned_at = message.answer = None
    message.hidden_at, message.set_aside = None, ""
    columns = ["body", "withdrawn_at", "edited_at", "pinned_at", "answer", "attached"]
    columns += ["hidden_at", "set_aside"]
    return changed(locked, message, *columns)


@transaction.atomic
def react(*, channel: Channel, seq: int, acting_user: Any, sign: str, on: bool) -> Message:
    """Put one of the five signs under a message, or take it away."""
    locked, person = enter(channel.pk, acting_user)
    check_open(locked)
    message = message_at(locked, seq, person)
    mine = Reaction.objects.filter(message=message, person=person, sign=sign)
    if mine.exists() == on:
        return message
    if on:
        Reaction.objects.create(message=message, person=person, sign=sign)
    else:
        mine.delete()
    return changed(locked, message)


@transaction.atomic
def pin(*, channel: Channel, seq: int, acting_user: Any, on: bool) -> Message:
    """Keep a message at the head of its channel, or let it go back to its place."""
    locked, person = enter(channel.pk, acting_user)
    message = message_at(locked, seq, person)
    if not may_set_rule(acting_user, locked):
        raise Refused("not_allowed", _("Vous ne pouvez pas épingler ici."), 403)
    if bool(message.pinned_at) == on:
        return message
    limit = settings.DISCUSSIONS["PINS_PER_CHANNEL"]
    if on and Message.objects.filter(channel=locked, pinned_at__isnull=False).count() >= limit:
        sentence = _("Une discussion garde %(limit)d messages épinglés : détachez-en un d'abord.")
        raise Refused("too_many_pins", sentence % {"limit": limit}, 409, limit=limit)
    message.pinned_at = timezone.now() if on else None
    return changed(locked, message, "pinned_at")


@transaction.atomic
def mark_answered(*, channel: Channel, seq: int, acting_user: Any, by: int | None) -> Message:
    """Say which message answers a question, or that none does."""
    locked, person = enter(channel.pk, acting_user)
    question = message_at(locked, seq, person)
    if question.author_id != person.pk and not may_set_rule(acting_user, locked):
        sentence = _(
            "Seul·es l'auteur·ice de la question et qui anime disent qu'elle a sa réponse."
        )
        raise Refused("not_allowed", sentence, 403)
    if question.kind != Message.Kind.QUESTION or by == seq:
        raise Refused("no_question", _("Ce message n'est pas une question."), 409)
    answer = message_at(locked, by, person) if by is not None else None
    if question.answer_id == (answer and answer.pk):
        return question
    question.answer = answer
    return changed(locked, question, "answer")


def _own(channel: Channel, seq: int, person: Person) -> Message:
    """One's own message. Somebody else's is read by all who read the channel: no secret to keep."""
    message = message_at(channel, seq, person)
    if message.author_id != person.pk:
        raise Refused("not_allowed", _("Ce message n'est pas de vous."), 403)
    return message


def changed(channel: Channel, message: Message, *columns: str) -> Message:
    """Save a message and give it, and those that show it, the next revisions."""
    showing: list[Message] = []
    if columns:
        message.save(update_fields=columns)
    if "body" in columns:
        keep_terms([message])
        showing = _showing(message)
    renumber(channel, [message, *showing])
    return message


def _showing(message: Message) -> list[Message]:
    """Those that quote it, and what it answered: once it says nothing, a question waits again."""
    if message.is_said:
        return list(message.replies.all())
    showing = list(Message.objects.filter(Q(reply_to=message) | Q(answer=message)))
    Message.objects.filter(answer=message).update(answer=None)
    return showing


def renumber(channel: Channel, messages: Iterable[Message]) -> None:
    """Give messages of a locked channel its next revisions, and tell it after commit."""
    moved = list(messages)
    for message in moved:
        channel.revision += 1
        message.revision = channel.revision
    Message.objects.bulk_update(moved, ["revision"], batch_size=200)
    channel.save(update_fields=["revision"])
    channel_id, revision = channel.pk, channel.revision
    transaction.on_commit(lambda: announce_change(channel_id, revision))
