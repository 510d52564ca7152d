"""How one comes in: an invitation, a request to join, and the guided tour of the first days."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.alliance.models import Person
from community.programmes.models import Participation, ProgrammePage

#: Length of a word from the inviter, of a reason to join, of an answer, in characters.
WORDS_LENGTH = 600


class Invitation(models.Model):
    """An address is invited to the alliance, and to a programme if one is named.

    It serves once, and whoever reads the address only: the link of the mail opens nothing alone.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente")
        USED = "used", _("acceptée")
        WITHDRAWN = "withdrawn", _("retirée")
        EXPIRED = "expired", _("expirée")

    email = models.EmailField(_("adresse de courriel"))
    #: A card without account that becomes theirs; else a card of this name is made.
    person = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("fiche"),
    )
    name = models.CharField(_("nom"), max_length=255, blank=True)
    programme = models.ForeignKey(
        ProgrammePage,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("dispositif"),
    )
    role = models.CharField(
        _("rôle"),
        max_length=20,
        choices=Participation.Role,
        default=Participation.Role.PARTICIPANT,
    )
    words = models.TextField(_("un mot de votre part"), blank=True, max_length=WORDS_LENGTH)
    #: Whose right to invite is asked again when it is used.
    inviter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="invitations_sent",
        verbose_name=_("de la part de"),
    )
    #: When it was last put in the outbox.
    asked_at = models.DateTimeField(_("envoyée le"), default=timezone.now)
    expires_at = models.DateTimeField(_("expire le"))
    #: Of the token in the last mail that left: the token itself is nowhere. Empty before it leaves.
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    used_at = models.DateTimeField(_("acceptée le"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, editable=False)
    #: The account that used it.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="invitations_used",
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "programme",
                condition=Q(used_at=None, withdrawn_at=None),
                name="one_open_invitation_an_address_and_programme",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(used_at=None, withdrawn_at=None, programme=None),
                name="one_open_invitation_an_address_to_the_alliance",
            ),
            models.UniqueConstraint(
                fields=["token_hash"],
                condition=~Q(token_hash=""),
                name="a_link_leads_to_one_invitation",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None),
                name="an_invitation_is_used_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(programme__isnull=False) | Q(role=Participation.Role.PARTICIPANT),
                name="one_animates_a_programme",
                violation_error_message=_("On anime un dispositif : choisissez lequel."),
            ),
        ]

    def __str__(self) -> str:
        return self.to_whom

    @property
    def to_whom(self) -> str:
        """The person's name, or the address when nobody said it."""
        return self.person.name if self.person else self.name or self.email

    @property
    def masked_email(self) -> str:
        """Enough for whoever reads that address to know it, too little to learn it."""
        local, _at, domain = self.email.partition("@")
        return f"{local[:1]}…\N{WORD JOINER}@{domain}"

    @property
    def state(self) -> Invitation.State:
        if self.used_at:
            return self.State.USED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.WAITING if self.expires_at > timezone.now() else self.State.EXPIRED

    @property
    def is_open(self) -> bool:
        return self.state == self.State.WAITING


class JoinRequest(models.Model):
    """Somebody asks to come in; forgotten ``JOIN_REQUEST_DAYS`` after they asked."""

    class Answer(models.TextChoices):
        NONE = "", _("en attente")
        YES = "oui", _("acceptée")
        NO = "non", _("déclinée")

    name = models.CharField(_("nom"), max_length=255)
    email = models.EmailField(_("adresse de courriel"))
    place = models.CharField(_("organisation ou territoire"), max_length=255, blank=True)
    why = models.TextField(_("ce qui l'amène"), max_length=WORDS_LENGTH)
    programme = models.ForeignKey(
        ProgrammePage,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="join_requests",
        verbose_name=_("dispositif"),
    )
    created_at = models.DateTimeField(_("reçue le"), default=timezone.now)
    answer = models.CharField(_("réponse"), max_length=3, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("demande à rejoindre")
        verbose_name_plural = _("demandes à rejoindre")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "programme",
                condition=Q(answer=""),
                name="one_open_request_an_address_and_programme",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(answer="", programme=None),
                name="one_open_request_an_address_to_the_alliance",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="an_answered_request_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("welcome:request", args=[self.pk])

    @property
    def kept_until(self) -> dt.datetime:
        return self.created_at + dt.timedelta(days=settings.JOIN_REQUEST_DAYS)


class Visit(models.Model):
    """Where somebody is in the guided tour; there is no row before it was proposed."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="visit", verbose_name=_("compte")
    )
    #: The last step that was opened; nought before the first.
    step = models.PositiveSmallIntegerField(_("étape"), default=0)
    #: It was gone through to its end, or put away for good.
    done_at = models.DateTimeField(_("finie le"), null=True)

    class Meta:
        verbose_name = _("visite guidée")
        verbose_name_plural = _("visites guidées")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.step}"
