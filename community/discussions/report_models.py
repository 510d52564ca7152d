"""What readers report of a message, and what became of it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.alliance.models import Person

#: What a report, or the answer to it, may say, in characters.
REPORT_LENGTH = 1000


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, of which some wait for an answer."""

    def waiting(self) -> ReportQuerySet:
        return self.filter(closed_at__isnull=True)


class Report(models.Model):
    """One reader reports one message to whoever manages the channel.

    A message keeps its place, author, voice, rule and date whatever becomes of it: its text alone
    changes, so its text alone is copied. Deleted ``REPORT_DAYS`` after it was closed.
    """

    class Reason(models.TextChoices):
        HURTFUL = "blessant", _("propos blessants, attaque contre quelqu'un")
        PRIVATE = "vie-privee", _("vie privée de quelqu'un")
        RULE = "regle", _("parole répétée malgré sa règle")
        UNWANTED = "indesirable", _("publicité, envoi indésirable")
        OTHER = "autre", _("autre chose")

    message = models.ForeignKey("discussions.Message", models.CASCADE, related_name="reports")
    #: What the message said when it was reported; emptied when its author leaves.
    excerpt = models.TextField(_("ce que le message disait"), blank=True)
    #: Nobody, once they left.
    reporter = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="reports", verbose_name=_("signalé par")
    )
    reason = models.CharField(_("raison"), max_length=12, choices=Reason)
    words = models.TextField(_("un mot"), max_length=REPORT_LENGTH, blank=True)
    created_at = models.DateTimeField(_("signalé le"))
    closed_at = models.DateTimeField(_("clos le"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("clos par"),
    )
    answer = models.TextField(_("réponse"), max_length=REPORT_LENGTH, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        # What waits first, the oldest of it first; then the latest closed.
        ordering = [models.F("closed_at").desc(nulls_first=True), "created_at", "pk"]
        verbose_name = _("message signalé")
        verbose_name_plural = _("messages signalés")
        indexes = [
            models.Index(fields=["reporter", "created_at"], name="what_somebody_reported_lately")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "reporter"],
                condition=Q(closed_at__isnull=True),
                name="a_reader_has_one_open_report_of_a_message",
                violation_error_message=_("Vous avez déjà signalé ce message."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, answer="")
                | Q(closed_at__isnull=False) & ~Q(answer=""),
                name="a_report_is_closed_with_a_word",
            ),
            models.CheckConstraint(
                condition=~Q(reason="autre", words="") | Q(reporter__isnull=True),
                name="a_report_of_something_else_says_of_what",
            ),
            models.CheckConstraint(
                condition=models.lookups.LessThanOrEqual(Length("words"), REPORT_LENGTH)
                & models.lookups.LessThanOrEqual(Length("answer"), REPORT_LENGTH),
                name="a_report_and_its_answer_are_of_a_bounded_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} / {self.reason}"

    def get_absolute_url(self) -> str:
        """Where whoever manages the channel settles it."""
        return reverse("discussions_reports:report", args=[self.pk])

    @property
    def kept_until(self) -> dt.datetime | None:
        """When it will be deleted; nothing while it waits."""
        return self.closed_at and self.closed_at + dt.timedelta(days=settings.REPORT_DAYS)
