"""The verbs of a discussion: open a channel, speak, set the rule, put somebody out.

Each change of a channel is made under the lock of its row, in one transaction; what other workers
are told after commit is a hint only (see ``hints``).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from math import ceil
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from community.accounts.signals import announce_access_change
from community.alliance.models import ActorKind, Person
from community.delegations.models import Delegation, Seat
from community.programmes.models import ProgrammePage, QuotationRule

from .bodies import check_body
from .errors import Refused, not_found, too_fast
from .frames import Said
from .hints import announce_change
from .models import SAID, Channel, Exclusion, Message
from .permissions import may_manage, may_set_rule, readers_of
from .voices import own_seats, seat_that_speaks

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
        existing = _channel_of(kind, ids)
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


def _channel_of(kind: str, delegation_ids: set[int]) -> Channel | None:
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
    text = check_body(said.body)
    try:
        with transaction.atomic():
            return _post(channel.pk, author, said, text)
    except IntegrityError as error:
        # The nonce served at this very moment in another channel, whose lock is not ours.
        raise _nonce_reused() from error


def _post(channel_id: int, author: Any, said: Said, text: str) -> tuple[Message, bool]:
    channel, person = enter(channel_id, author)
    first = Message.objects.filter(author=person, nonce=said.nonce).first()
    if first:
        # What was edited or withdrawn since is known by its nonce all the same.
        as_written = first.editions.order_by("until").first() or first
        if first.channel_id != channel.pk or not (first.withdrawn_at or as_written.body == text):
            raise _nonce_reused()
        return first, False
    check_open(channel)
    if said.rule and said.rule != channel.rule:
        sentence = _("La règle vient de changer : « %(rule)s ». Relisez avant d'envoyer.")
        rule = channel.get_rule_display()
        raise Refused("rule_changed", sentence % {"rule": rule}, 409, rule=channel.rule)
    seat = seat_that_speaks(channel, person, said.speaking_for)
    replied = message_at(channel, said.reply_to) if said.reply_to is not None else None
    check_pace(person)
    what = {"kind": said.kind, "body": text, "nonce": said.nonce, "reply_to": replied}
    return _append(channel, person, seat, **what), True


def check_open(channel: Channel) -> None:
    if channel.closed:
        raise Refused(
            "closed", _("Cette discussion est fermée : on y lit encore, on n'y écrit plus."), 409
        )


def message_at(channel: Channel, seq: int) -> Message:
    """A message of a channel that still says something, by its place."""
    there = Message.objects.filter(channel=channel, seq=seq).select_related("author").first()
    if there is None or not there.is_said:
        raise Refused("no_message", _("Ce message n'est pas là, ou n'est plus là."), 404)
    return there


def enter(channel_id: int, user: Any) -> tuple[Channel, Person]:
    """Lock a channel's row, then ask for the right: whoever was put out before is refused."""
    channel = Channel.objects.select_for_update(no_key=True).filter(pk=channel_id).first()
    if channel is None:
        raise not_found()
    people = readers_of(channel).select_related("territory").filter(user=user.pk)
    # Locked as well: what one person says in several channels at once is counted one by one.
    person = people.select_for_update(of=["self"], no_key=True).first()
    if person is None:
        raise not_found()
    return channel, person


def check_pace(person: Person) -> None:
    """Refuse what comes faster than the stated rate, whatever the way in and the worker."""
    limit = settings.DISCUSSIONS["FRAMES_PER_WINDOW"]
    window = dt.timedelta(seconds=settings.DISCUSSIONS["WINDOW_SECONDS"])
    now = timezone.now()
    lately = Message.objects.filter(author=person, created_at__gt=now - window, kind__in=SAID)
    times = lately.order_by("-created_at").values_list("created_at", flat=True)[:limit]
    if len(times) == limit:
        raise too_fast(limit, ceil((times[limit - 1] + window - now).total_seconds()))


def _append(channel: Channel, person: Person, seat: Seat | None, **what: Any) -> Message:
    """Give the next place and revision of a locked channel, and tell it after commit."""
    channel.seq += 1
    channel.revision += 1
    channel.save(update_fields=["seq", "revision", "rule"])
    message = Message.objects.create(
        channel=channel,
        seq=channel.seq,
        revision=channel.revision,
        author=person,
        rule=channel.rule,
        speaking_for=seat.delegation if seat else None,
        speaking_as=seat.capacity if seat else person.role,
        created_at=timezone.now(),
        **what,
    )
    channel_id, revision = channel.pk, channel.revision
    transaction.on_commit(lambda: announce_change(channel_id, revision))
    return message


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
    return _append(locked, person, seat, kind=Message.Kind.RULE, nonce=uuid.uuid4())


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
    Exclusion.objects.get_or_create(channel=channel, person=person)
    announce_access_change([person.user_id])


@transaction.atomic
def readmit(*, channel: Channel, person: Person, acting_user: Any) -> None:
    """Let somebody who was put out read again."""
    if not may_manage(acting_user, channel):
        raise PermissionDenied(
            _("Vous ne pouvez pas faire revenir quelqu'un dans cette discussion.")
        )
    Exclusion.objects.filter(channel=channel, person=person).delete()
    announce_access_change([person.user_id])
