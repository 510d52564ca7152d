"""Telling what happened, and sending mails that were written with it."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.text.typography import typeset

from . import guards, secrets
from .models import BarrierReport, Event, Mail

logger = logging.getLogger(__name__)

#: A mail is tried that often, each time after twice the delay of the time before.
MAX_ATTEMPTS = 6
FIRST_DELAY = timedelta(minutes=5)


def record(
    *,
    verb: str,
    actor: models.Model | None = None,
    subject: models.Model | None = None,
    label: str = "",
    programme: models.Model | None = None,
) -> Event:
    """Write one line in the log, in the caller's transaction."""
    return Event.objects.create(
        verb=verb,
        actor_id=actor.pk if actor else None,
        subject=subject,
        label=label,
        programme_id=programme.pk if programme else None,
    )


def queue_mail(
    *,
    recipient: models.Model | None = None,
    address: str = "",
    kind: str,
    subject: str,
    body: str,
    guard: str = "",
    guard_arg: Any = None,
    due_at: datetime | None = None,
) -> Mail:
    """Put a mail in the outbox, in the caller's transaction: no change, no mail.

    It goes to an account, or to the ``address`` of somebody who has none. What it says is set as
    French is printed. ``guard`` names who is asked again at sending whether it may still go. It
    leaves at once, or when it is due.
    """
    if guard:
        guards.get(guard)  # a name that nobody knows is found here rather than at night
    return Mail.objects.create(
        recipient_id=recipient.pk if recipient else None,
        address=address,
        kind=kind,
        subject=typeset(" ".join(subject.split()))[:200],
        body=typeset(body),
        guard=guard,
        guard_arg=guard_arg,
        due_at=due_at or timezone.now(),
    )


def send_due_mails() -> dict[str, int]:
    """Send what is due; how many mails were sent, withdrawn, put off and given up.

    Each mail is taken in a short transaction of its own and sent outside of it: two runs at once
    never send the same one, and a run that is killed leaves its mail to a later one.
    """
    counts = {"sent": 0, "withdrawn": 0, "put_off": 0, "failed": _give_up_abandoned()}
    while (mail := _take_next()) is not None:
        counts[_send(mail)] += 1
    return counts


def retry_failed_mails() -> int:
    """Put the mails that were given up back in the queue, due now; how many there were."""
    failed = Mail.objects.filter(state=Mail.State.FAILED)
    return failed.update(state=Mail.State.WAITING, attempts=0, due_at=timezone.now())


def forget_old_mails() -> int:
    """Delete the traces of mails that are finished with; how many there were."""
    before = timezone.now() - timedelta(days=settings.MAIL_TRACE_DAYS)
    finished = Mail.objects.exclude(state=Mail.State.WAITING).filter(created_at__lt=before)
    return finished.delete()[0]


@transaction.atomic
def report_barrier(
    *, what: str, page: str = "", device: str = "", email: str = "", sender: models.Model | None
) -> BarrierReport:
    """Keep what somebody could not do on the site, and tell each active member of the team.

    The mail says where to read it and repeats nothing of it: it would outlive the report.
    """
    report = BarrierReport.objects.create(
        what=what, page=page, device=device, email=email, sender_id=sender.pk if sender else None
    )
    address = settings.WAGTAILADMIN_BASE_URL + reverse("barrier_report", args=[report.pk])
    body = _(
        "Bonjour,\n\nQuelqu'un n'a pas pu se servir du site comme il le voulait, et le signale.\n"
        "Lire le signalement, répondre, puis le marquer comme traité :\n\n%(address)s\n"
    )
    for member in get_user_model().objects.filter(is_staff=True, is_active=True):
        queue_mail(
            recipient=member,
            kind=_("difficulté signalée"),
            subject=_("Une difficulté d'accès est signalée"),
            body=body % {"address": address},
            guard="team",
        )
    return report


@transaction.atomic
def settle_barrier(*, report: BarrierReport, by: models.Model) -> None:
    """Mark a report as dealt with; whoever did so first stays named, and the date too."""
    waiting = BarrierReport.objects.filter(pk=report.pk, handled_at=None)
    waiting.update(handled_at=timezone.now(), handled_by_id=by.pk)
    report.refresh_from_db()


def reopen_barrier(*, report: BarrierReport) -> None:
    """Put a report back among those that wait: it was not over."""
    report.handled_at = report.handled_by = None
    report.save(update_fields=["handled_at", "handled_by"])


def forget_settled_barriers() -> int:
    """Delete the reports dealt with long enough ago; how many there were."""
    before = timezone.now() - timedelta(days=settings.BARRIER_REPORT_DAYS)
    return BarrierReport.objects.filter(handled_at__lt=before).delete()[0]


def _give_up_abandoned() -> int:
    """Fail the mails whose last try never came to an end."""
    abandoned = Mail.objects.filter(
        state=Mail.State.WAITING, attempts__gte=MAX_ATTEMPTS, due_at__lte=timezone.now()
    )
    return abandoned.update(state=Mail.State.FAILED)


@transaction.atomic
def _take_next() -> Mail | None:
    """Take the next mail that is due, for as long as one try may last."""
    mail = (
        Mail.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient")
        .filter(state=Mail.State.WAITING, attempts__lt=MAX_ATTEMPTS, due_at__lte=timezone.now())
        .order_by("due_at", "pk")
        .first()
    )
    if mail is not None:
        mail.due_at = timezone.now() + FIRST_DELAY * 2**mail.attempts
        mail.attempts += 1
        mail.save(update_fields=["due_at", "attempts"])
    return mail


def _send(mail: Mail) -> str:
    """Ask the guard, send, and write down what came of it."""
    try:
        if not guards.lets_through(mail.guard, mail.recipient, mail.guard_arg):
            return _finish(mail, Mail.State.WITHDRAWN)
        EmailMessage(
            subject=mail.subject,
            body=secrets.filled(mail.body, mail.guard, mail.guard_arg),
            to=[mail.to],
            headers={"Auto-Submitted": "auto-generated"},
        ).send()
    except Exception as error:  # whatever it is, the next mail is to go out
        logger.warning("mail %s not sent: %s", mail.pk, error)
        mail.last_error = f"{type(error).__name__}: {error}"
        if mail.attempts >= MAX_ATTEMPTS:
            return _finish(mail, Mail.State.FAILED)
        mail.save(update_fields=["last_error"])
        return "put_off"
    mail.sent_at = timezone.now()
    return _finish(mail, Mail.State.SENT)


def _finish(mail: Mail, state: Mail.State) -> str:
    mail.state = state
    mail.save(update_fields=["state", "sent_at", "last_error"])
    return state.value
