"""What happened, and the mails that wait to go out."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

#: What somebody can say in one report of a barrier, in characters.
BARRIER_REPORT_LENGTH = 4000


class Event(models.Model):
    """One thing that somebody did, told in one line; kept when its subject goes."""

    verb = models.CharField(_("verbe"), max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("auteur·ice"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    content_type = models.ForeignKey(
        ContentType, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    subject = GenericForeignKey("content_type", "object_id")
    label = models.TextField(_("ce qui s'est passé"), blank=True)
    programme = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("dispositif"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("événements")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["at"], name="event_at"),
            models.Index(fields=["content_type", "object_id"], name="event_subject"),
        ]

    def __str__(self) -> str:
        return self.label or self.verb


class Mail(models.Model):
    """A mail to one account or address, written with what caused it and sent a little later."""

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente")
        SENT = "sent", _("envoyé")
        WITHDRAWN = "withdrawn", _("retiré")
        FAILED = "failed", _("en échec")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("destinataire"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    #: Of somebody who has no account yet; an account's own is read when the mail leaves.
    address = models.EmailField(_("adresse"), blank=True)
    kind = models.CharField(_("nature"), max_length=60)
    subject = models.CharField(_("objet"), max_length=200)
    body = models.TextField(_("texte"))
    guard = models.CharField(_("garde"), max_length=100, blank=True)
    guard_arg = models.JSONField(_("sur quoi porte la garde"), null=True, blank=True)
    created_at = models.DateTimeField(_("écrit le"), default=timezone.now)
    #: When it may next be taken for sending. Taking it moves this on, so that nobody else does.
    due_at = models.DateTimeField(_("à envoyer le"), default=timezone.now)
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    last_error = models.TextField(_("dernière erreur"), blank=True)

    class Meta:
        verbose_name = _("courriel")
        verbose_name_plural = _("courriels")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["due_at"], name="mail_due", condition=models.Q(state="waiting")),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_sent_has_a_date",
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="mail_goes_to_an_account_or_to_an_address",
                condition=models.Q(recipient=None) ^ models.Q(address=""),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def to(self) -> str:
        """Where it goes."""
        return self.recipient.email if self.recipient else self.address


class BarrierReport(models.Model):
    """Somebody could not use the site: what happened, and whom to answer.

    Deleted ``BARRIER_REPORT_DAYS`` after the team dealt with it, the address to answer along with
    it; at once with the account of whoever sent it while signed in.
    """

    what = models.TextField(_("ce qui s'est passé"), max_length=BARRIER_REPORT_LENGTH)
    #: An address of the site, or where it was in the sender's own words.
    page = models.CharField(_("où"), max_length=500, blank=True)
    device = models.CharField(_("avec quoi"), max_length=200, blank=True)
    email = models.EmailField(_("adresse pour répondre"), blank=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("compte"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    created_at = models.DateTimeField(_("reçu le"), default=timezone.now)
    handled_at = models.DateTimeField(_("traité le"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("traité par"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("difficulté signalée")
        verbose_name_plural = _("difficultés signalées")
        # What waits first, then the latest.
        ordering = [models.F("handled_at").desc(nulls_first=True), "-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="barrier_report_says_something", condition=~models.Q(what="")
            ),
            models.CheckConstraint(
                name="barrier_report_is_of_a_bounded_size",
                condition=models.lookups.LessThanOrEqual(Length("what"), BARRIER_REPORT_LENGTH),
            ),
            models.CheckConstraint(
                name="barrier_report_handled_by_somebody_has_a_date",
                condition=models.Q(handled_by=None) | models.Q(handled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return Truncator(self.what).chars(80)

    @property
    def kept_until(self) -> datetime | None:
        """When it will be deleted; nothing while it waits."""
        return self.handled_at and self.handled_at + timedelta(days=settings.BARRIER_REPORT_DAYS)

    @property
    def address(self) -> str:
        """Where it was, when that is an address of this site to follow; else nothing."""
        is_ours = url_has_allowed_host_and_scheme(self.page, allowed_hosts=None)
        return self.page if is_ours and self.page.startswith("/") else ""
