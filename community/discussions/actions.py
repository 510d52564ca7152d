"""The verbs of a discussion: open a channel, speak, set the rule, put somebody out.

Each change of a channel is made under the lock of its row, in one transaction; what other workers
are told after commit is a hint only (see ``hints``).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from math import ceil
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, UUIDField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from community.accounts.signals import announce_access_change
from community.alliance.models import ActorKind, Person
from community.delegations.models import Delegation, Seat
from community.lists import Listed, listed
from community.prepared import prepared
from community.programmes.models import ProgrammePage, QuotationRule

from .bodies import check_body
from .errors import Refused, not_found, too_fast
from .files import are_those_of, attach, check_room
from .frames import Said
from .hints import announce_change
from .log import tell
from .mentions import mentions_for
from .models import SAID, Attachment, Channel, Exclusion, Mention, Message
from .permissions import may_manage, may_set_rule, readers_among
from .searching import keep_terms
from .voices import own_seats, seat_that_speaks

#: What an account sends, and how it is answered: the message and whether it is new, or why not.
Post = tuple[Any, Said]
Answer = tuple[Message, bool] | Refused

FULL = gettext_lazy("Une discussion de délégation en a une, une discussion jumelée au moins deux.")


@transaction.atomic
def open_channel(
    *,
    kind: str,
    title: str = "",
    programme: ProgrammePage | None = None,
    delegations: Collection[Delegation] = (),
    actor_kind: str = "",
    page: Page | None = None,
    rule: str = QuotationRule.PRIVATE,
    demonstration: bool = False,
) -> Channel:
    """Open the channel of a programme, a delegation, a pair, peers or a page, or keep its own.

    Raises ``ValidationError`` when the kind and what it needs do not go together.
    """
    seated = kind in (Channel.Kind.DELEGATION, Channel.Kind.PAIR)
    ids = {delegation.pk for delegation in delegations}
    if (
        (kind == Channel.Kind.DELEGATION and len(ids) != 1)
        or (kind == Channel.Kind.PAIR and len(ids) < 2)
        or (not seated and ids)
    ):
        raise ValidationError(FULL)
    if seated:
        existing = channel_for(kind, ids)
    else:
        existing = Channel.objects.filter(
            kind=kind, programme=programme, actor_kind=actor_kind, page=page
        ).first()
    if existing:
        return existing
    channel = Channel(
        kind=kind,
        title=title or _default_title(kind, programme, delegations, actor_kind, page),
        programme=programme,
        actor_kind=actor_kind,
        page=page,
        rule=rule,
        demonstration=demonstration,
    )
    channel.full_clean()
    channel.save()
    channel.delegations.set(ids)
    return channel


def channel_for(kind: str, delegation_ids: set[int]) -> Channel | None:
    """The channel of exactly these delegations, which stay locked until the transaction ends."""
    list(Delegation.objects.select_for_update().filter(pk__in=delegation_ids).order_by("pk"))
    candidates = Channel.objects.filter(kind=kind, delegations__in=delegation_ids).distinct()
    for channel in candidates.prefetch_related("delegations"):
        if {delegation.pk for delegation in channel.delegations.all()} == delegation_ids:
            return channel
    return None


def _default_title(
    kind: str,
    programme: ProgrammePage | None,
    delegations: Collection[Delegation],
    actor_kind: str,
    page: Page | None,
) -> str:
    if kind == Channel.Kind.PEERS and programme and actor_kind:
        return f"{programme.title} – {ActorKind(actor_kind).label}"
    if delegations:
        return " – ".join(delegation.territory.name for delegation in delegations)
    return str(programme.title if programme else page.title if page else "")


def post_message(*, channel: Channel, author: Any, said: Said) -> tuple[Message, bool]:
    """Say something; returns the message, and whether it is new.

    The same nonce and body answer with the first message, so that sending again is safe. When the
    rule that was seen is told, nothing is said under another.
    Raises ``Refused``; a channel that ``author`` does not read is answered like one that is not.
    """
    [answer] = post_together(channel.pk, [(author, said)])
    if isinstance(answer, Refused):
        raise answer
    return answer


def post_together(channel_id: int, posts: Sequence[Post]) -> list[Answer]:
    """What several people say at once in a channel, in this order, in one transaction.

    Each has their own answer: what is refused to one is said by the others all the same.
    """
    try:
        with transaction.atomic():
            return _post_together(channel_id, posts)
    except IntegrityError:
        # A nonce served at this very moment in another channel, whose lock is not ours.
        if len(posts) == 1:
            return [_nonce_reused()]
        return [answer for post in posts for answer in post_together(channel_id, [post])]


def _post_together(channel_id: int, posts: Sequence[Post]) -> list[Answer]:
    channel = next(iter(_locked(channel_id)), None)
    people = _enter_together(channel, {user.pk for user, _said in posts}) if channel else {}
    known = _known(people.values(), [said.nonce for _user, said in posts])
    answers: list[Answer] = []
    fresh: list[Message] = []
    brought: list[Sequence[Attachment]] = []
    for user, said in posts:
        person = people.get(user.pk)
        try:
            text = check_body(said.body)
            if channel is None or person is None:
                raise not_found()
            first = known.get((person.pk, said.nonce))
            if first:
                answers.append((_same(first, channel, text, said), False))
                continue
            message = _begin(channel, person, said, text, fresh)
        except Refused as refusal:
            answers.append(refusal)
            continue
        fresh.append(message)
        brought.append(said.files)
        known[person.pk, said.nonce] = message
        answers.append((message, True))
    if channel and fresh:
        _append(channel, fresh)
        for message, files in zip(fresh, brought, strict=True):
            attach(message, files)
    return answers


def _enter_together(channel: Channel, user_ids: set[int]) -> dict[int, Person]:
    """The people who may speak, by account; the right is asked for under the channel's lock.

    They are locked as well, in one order: what one person says in several channels at once is
    counted one by one.
    """
    readers = readers_among(channel, user_ids)
    return {person.user_id: person for person in _locked_people(listed(readers))}


@prepared
def _locked(channel_id: int) -> QuerySet[Channel]:
    return Channel.objects.select_for_update(no_key=True).filter(pk=channel_id)


@prepared
def _locked_people(user_ids: str) -> QuerySet[Person]:
    people = Person.objects.filter(user__in=Listed(user_ids)).only("user", "name", "role")
    return people.select_for_update(no_key=True).order_by("pk")


def _known(
    people: Iterable[Person], nonces: Sequence[uuid.UUID]
) -> dict[tuple[int, uuid.UUID], Message]:
    """What these people said already under these nonces, in whatever channel."""
    said = _said_under(listed(person.pk for person in people), listed(nonces))
    return {(message.author_id or 0, message.nonce): message for message in said}


@prepared
def _said_under(authors: str, nonces: str) -> QuerySet[Message]:
    those = Listed(nonces, UUIDField)
    return Message.objects.filter(author__in=Listed(authors), nonce__in=those)


def _same(first: Message, channel: Channel, text: str, said: Said) -> Message:
    """The first message of a nonce, edited or withdrawn since, when it said the same there."""
    if first.channel_id == channel.pk:
        edition = first.editions.order_by("until").first() if first.edited_at else None
        spoken = (edition or first).body == text and are_those_of(first, said.files)
        if first.is_gone or spoken:
            return first
    raise _nonce_reused()


def _begin(
    channel: Channel, person: Person, said: Said, text: str, before: Sequence[Message]
) -> Message:
    """A message as it is to be said, after those that are said with it. Raises ``Refused``."""
    check_open(channel)
    if said.rule and said.rule != channel.rule:
        sentence = _("La règle vient de changer : « %(rule)s ». Relisez avant d'envoyer.")
        rule = channel.get_rule_display()
        raise Refused("rule_changed", sentence % {"rule": rule}, 409, rule=channel.rule)
    seat = seat_that_speaks(channel, person, said.speaking_for)
    replied = message_at(channel, said.reply_to, person) if said.reply_to is not None else None
    check_pace(person, sum(message.author_id == person.pk for message in before))
    check_room(person, said.files)
    what = {"kind": said.kind, "body": text, "nonce": said.nonce, "reply_to": replied}
    message = _message(channel, person, seat, attached=len(said.files), **what)
    message.mentioning = mentions_for(channel, message, said.to) if said.to else ()
    return message


def check_open(channel: Channel) -> None:
    if channel.closed:
        raise Refused(
            "closed",
            _("Cette discussion est archivée : on peut encore la lire, on n'y écrit plus."),
            409,
        )


def message_at(channel: Channel, seq: int, person: Person) -> Message:
    """A message that still says something, and that a reader of its channel may see."""
    seen = Message.objects.seen_by(person.user_id)
    there = seen.filter(channel=channel, seq=seq).select_related("author").first()
    if there is None or not there.is_said:
        raise Refused("no_message", _("Ce message n'est pas là, ou n'est plus là."), 404)
    return there


def enter(channel_id: int, user: Any) -> tuple[Channel, Person]:
    """Lock a channel's row, then ask for the right: whoever was put out before is refused."""
    channel = next(iter(_locked(channel_id)), None)
    person = _enter_together(channel, {user.pk}).get(user.pk) if channel else None
    if channel is None or person is None:
        raise not_found()
    return channel, person


def check_pace(person: Person, besides: int = 0) -> None:
    """Refuse what comes faster than the stated rate, whatever the way in and the worker.

    ``besides`` is how much the person says in this very transaction.
    """
    limit = settings.DISCUSSIONS["FRAMES_PER_WINDOW"]
    window = dt.timedelta(seconds=settings.DISCUSSIONS["WINDOW_SECONDS"])
    now = timezone.now()
    place = limit - besides - 1
    # Of what was said lately, only the message that has to grow old first is asked for.
    oldest = _said_lately(person.pk, now - window, place=place) if place >= 0 else [now]
    if oldest:
        raise too_fast(limit, ceil((oldest[0] + window - now).total_seconds()))


@prepared
def _said_lately(person_id: int, since: dt.datetime, *, place: int) -> QuerySet[Message, Any]:
    lately = Message.objects.filter(author=person_id, created_at__gt=since, kind__in=SAID)
    return lately.order_by("-created_at").values_list("created_at", flat=True)[place : place + 1]


def _message(channel: Channel, person: Person, seat: Seat | None, **what: Any) -> Message:
    return Message(
        channel=channel,
        author=person,
        rule=channel.rule,
        speaking_for=seat.delegation if seat else None,
        speaking_as=seat.capacity if seat else person.role,
        created_at=timezone.now(),
        **what,
    )


def _append(channel: Channel, messages: Sequence[Message]) -> None:
    """Give messages the next places and revisions of a locked channel, and tell it after commit."""
    for message in messages:
        channel.seq += 1
        channel.revision += 1
        message.seq, message.revision = channel.seq, channel.revision
    channel.save(update_fields=["seq", "revision", "rule"])
    Message.objects.bulk_create(messages)
    if mentioning := [mention for message in messages for mention in message.mentioning]:
        Mention.objects.bulk_create(mentioning)
    keep_terms(messages)
    channel_id, revision = channel.pk, channel.revision
    transaction.on_commit(lambda: announce_change(channel_id, revision))


def _nonce_reused() -> Refused:
    return Refused("nonce_reused", _("Cet envoi a déjà servi pour un autre message."))


@transaction.atomic
def set_rule(*, channel: Channel, acting_user: Any, rule: str) -> Message | None:
    """Change the rule of what will be said; what was said keeps its own.

    The change takes its place in the channel, so that readers see from where on it holds.
    """
    locked = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    person = Person.objects.filter(user=acting_user.pk).first()
    if person is None or not may_set_rule(acting_user, locked):
        raise PermissionDenied(_("Vous ne pouvez pas changer la règle de cette discussion."))
    if locked.rule == rule:
        return None
    locked.rule = QuotationRule(rule)
    seat = next(iter(own_seats(locked, person)), None)
    change = _message(locked, person, seat, kind=Message.Kind.RULE, nonce=uuid.uuid4())
    _append(locked, [change])
    return change


@transaction.atomic
def close_channel(*, channel: Channel, acting_user: Any) -> None:
    """Let nothing more be said; what was said is still read."""
    _set_closed(channel, acting_user, closed=True)


@transaction.atomic
def reopen_channel(*, channel: Channel, acting_user: Any) -> None:
    """Let people speak again in a channel that was closed."""
    _set_closed(channel, acting_user, closed=False)


def _set_closed(channel: Channel, acting_user: Any, *, closed: bool) -> None:
    if not may_manage(acting_user, channel):
        raise PermissionDenied(_("Vous ne pouvez ni fermer ni rouvrir cette discussion."))
    # The lock orders this with what is being said: nothing is said once this is committed.
    locked = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    locked.closed = closed
    locked.save(update_fields=["closed"])


@transaction.atomic
def exclude(*, channel: Channel, person: Person, acting_user: Any) -> None:
    """Put somebody out of a channel; nothing said from now on reaches them."""
    if not may_manage(acting_user, channel):
        raise PermissionDenied(_("Vous ne pouvez pas écarter quelqu'un de cette discussion."))
    # The lock orders this with what is being said: no message can slip in between unseen.
    Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    _row, new = Exclusion.objects.get_or_create(channel=channel, person=person)
    if new:
        tell("reader.put_out", channel, acting_user, person)
    announce_access_change([person.user_id])


@transaction.atomic
def readmit(*, channel: Channel, person: Person, acting_user: Any) -> None:
    """Let somebody who was put out read again; whoever was put out asks another."""
    if not may_manage(acting_user, channel) or person.user_id == acting_user.pk:
        raise PermissionDenied(
            _("Vous ne pouvez pas faire revenir quelqu'un dans cette discussion.")
        )
    if Exclusion.objects.filter(channel=channel, person=person).delete()[0]:
        tell("reader.let_in", channel, acting_user, person)
    announce_access_change([person.user_id])
