"""What is written about a report: that one waits, and that it has its answer.

A mail says where to read it and repeats nothing of it: it would outlive both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from community.activity.actions import queue_mail

from .models import Report
from .permissions import managers_of, settled_by

#: Asked as the mail leaves.
GUARD = "discussions.report"


def queue_report(report: Report) -> None:
    """Tell who manages the channel, but for the author of the message."""
    author = report.message.author
    body = _(
        "Bonjour,\n\nQuelqu'un signale un message de la discussion « %(title)s ».\n"
        "Lire l'extrait et y répondre :\n\n%(address)s\n\n"
        "Si quelqu'un y répond avant vous, cette page vous le dira.\n"
    )
    words = {
        "title": report.message.channel.title,
        "address": settings.WAGTAILADMIN_BASE_URL + report.get_absolute_url(),
    }
    managers = managers_of(report.message.channel)
    for manager in managers.exclude(person=author) if author else managers:
        queue_mail(
            recipient=manager,
            kind=_("message signalé"),
            subject=_("Un message est signalé"),
            body=body % words,
            guard=GUARD,
            guard_arg=report.pk,
        )


def queue_answer(reports: Iterable[Report]) -> None:
    """Tell each who reported that somebody answered."""
    body = _("Bonjour,\n\nVotre signalement a une réponse. La lire :\n\n%(address)s\n")
    address = settings.WAGTAILADMIN_BASE_URL + reverse("discussions:reports")
    for report in reports:
        if report.reporter and report.reporter.user:
            queue_mail(
                recipient=report.reporter.user,
                kind=_("réponse à un signalement"),
                subject=_("Votre signalement a une réponse"),
                body=body % {"address": address},
            )


def still_waits(user: Any, report_id: int) -> bool:
    """Whether nobody has answered yet, and it is still for ``user`` to do so."""
    return settled_by(user).waiting().filter(pk=report_id).exists()
