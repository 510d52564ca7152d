"""A reader reports a message; whoever manages its channel settles it, from its excerpt alone.

Everything is done under the lock of the channel's row. Nobody settles what is reported of their own
words, nor learns who reported them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .actions import enter, exclude, message_at
from .errors import Refused
from .log import tell
from .message_actions import changed
from .models import Channel, Message, Report
from .permissions import settled_by
from .report_mails import queue_answer, queue_report
from .report_models import ReportQuerySet

#: How long ``REPORTS_PER_DAY`` counts back.
DAY = dt.timedelta(days=1)
#: What a message has otherwise when it is hidden, or shown again.
HIDDEN = ("body", "set_aside", "hidden_at", "pinned_at")


def reported_by(user: Any) -> ReportQuerySet:
    """What ``user`` reported, the latest first."""
    mine = Report.objects.filter(reporter__user=user.pk).select_related("message__channel")
    return mine.order_by("-created_at", "-pk")


@transaction.atomic
def report_message(
    *, channel: Channel, seq: int, acting_user: Any, reason: str, words: str
) -> Report:
    """Tell whoever manages a channel of a message, with a copy of it as it is. Raises ``Refused``.

    Whoever reads may report, in a closed channel too; nobody else is told that there is anything.
    """
    locked, person = enter(channel.pk, acting_user)
    message = message_at(locked, seq, person)
    if message.author_id == person.pk:
        raise Refused(
            "own_message", _("Ce message est de vous : vous pouvez le modifier ou le retirer."), 409
        )
    if Report.objects.waiting().filter(message=message, reporter=person).exists():
        sentence = _("Vous avez déjà signalé ce message : votre signalement attend une réponse.")
        raise Refused("reported", sentence, 409)
    limit = settings.DISCUSSIONS["REPORTS_PER_DAY"]
    now = timezone.now()
    lately = Report.objects.filter(reporter=person, created_at__gt=now - DAY)
    if lately.count() >= limit:
        sentence = _(
            "Vous avez fait %(limit)d signalements depuis hier : attendez demain, ou écrivez à "
            "l'équipe."
        )
        raise Refused("too_many_reports", sentence % {"limit": limit}, 429, limit=limit)
    report = Report.objects.create(
        message=message,
        excerpt=message.body,
        reporter=person,
        reason=reason,
        words=words,
        created_at=now,
    )
    # Without its author: who manages and was reported may read the log.
    tell("message.reported", locked, None)
    queue_report(report)
    return report


@transaction.atomic
def settle(
    *, report: Report, acting_user: Any, answer: str, hide: bool = False, put_out: bool = False
) -> None:
    """Answer a report, and whatever else waits about the same message, with one word.

    Along with it, the message is hidden, its author put out of the channel, or neither. Raises
    ``Refused`` when it was closed meanwhile.
    """
    channel, message = _locked(report)
    waiting = settled_by(acting_user).waiting().filter(message=message)
    closed = list(waiting.select_related("reporter__user"))
    if report not in closed:
        raise Refused("closed", _("Quelqu'un vient de répondre à ce signalement."), 409)
    if hide:
        _hide(channel, message, acting_user)
    if put_out and message.author:
        exclude(channel=channel, person=message.author, acting_user=acting_user)
    ids = [report.pk for report in closed]
    Report.objects.filter(pk__in=ids).update(
        closed_at=timezone.now(), closed_by=acting_user.pk, answer=answer
    )
    tell("report.closed", channel, acting_user)
    queue_answer(closed)


@transaction.atomic
def show_again(*, report: Report, acting_user: Any) -> None:
    """Let a hidden message say again what it said, with its reactions and versions; not its pin."""
    channel, message = _locked(report)
    if not settled_by(acting_user).filter(pk=report.pk).exists():
        raise Refused("not_allowed", _("Ce signalement n'est pas de ceux que vous suivez."), 403)
    if message.hidden_at is None:
        return
    message.body, message.set_aside, message.hidden_at = message.set_aside, "", None
    changed(channel, message, *HIDDEN)
    tell("message.shown_again", channel, acting_user)


def forget_closed_reports() -> int:
    """Delete the reports that were closed long enough ago; how many there were."""
    before = timezone.now() - dt.timedelta(days=settings.REPORT_DAYS)
    return Report.objects.filter(closed_at__lt=before).delete()[0]


def _locked(report: Report) -> tuple[Channel, Message]:
    """The channel of a report, locked, and the message as it is under that lock."""
    rows = Channel.objects.select_for_update(no_key=True)
    channel = rows.get(pk=report.message.channel_id)
    return channel, Message.objects.select_related("author").get(pk=report.message_id)


def _hide(channel: Channel, message: Message, acting_user: Any) -> None:
    """Set aside what a message says: no page, export, search nor mail finds it any more."""
    if not message.is_said:
        return
    message.set_aside, message.body = message.body, ""
    message.hidden_at, message.pinned_at = timezone.now(), None
    changed(channel, message, *HIDDEN)
    tell("message.hidden", channel, acting_user)
