"""Telling what happened, and sending mails that were written with it."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils import timezone

from . import guards
from .models import Event, Mail

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
    recipient: models.Model,
    kind: str,
    subject: str,
    body: str,
    guard: str = "",
    guard_arg: Any = None,
) -> Mail:
    """Put a mail in the outbox, in the caller's transaction: no change, no mail.

    ``guard`` names who is asked again at sending whether ``recipient`` may still get it.
    """
    if guard:
        guards.get(guard)  # a name that nobody knows is found here rather than at night
    return Mail.objects.create(
        recipient_id=recipient.pk,
        kind=kind,
        subject=" ".join(subject.split())[:200],
        body=body,
        guard=guard,
        guard_arg=guard_arg,
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


def forget_old_mails() -> int:
    """Delete the traces of mails that are finished with; how many there were."""
    before = timezone.now() - timedelta(days=settings.MAIL_TRACE_DAYS)
    finished = Mail.objects.exclude(state=Mail.State.WAITING).filter(created_at__lt=before)
    return finished.delete()[0]


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
            body=mail.body,
            to=[mail.recipient.email],
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
