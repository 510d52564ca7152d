"""The charter in its versions, and the signatures to each."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Charter(models.Model):
    """One version of the charter's text; the alliance revises it every three years."""

    version = models.CharField(
        _("version"),
        max_length=20,
        unique=True,
        #: It is the end of an address, and never the name of another page there.
        validators=[
            RegexValidator(
                r"^\d[\w.-]*$",
                _("Écrivez un nom qui commence par un chiffre, comme 2024 ou 2.1, sans espace."),
            )
        ],
    )
    text = models.TextField(_("texte"))
    adopted_on = models.DateField(_("adoptée le"))
    next_revision = models.DateField(_("prochaine révision"), null=True, blank=True)

    class Meta:
        #: Of two adopted on one day, the later name is the one in force.
        ordering = ["-adopted_on", "-version"]
        verbose_name = _("version de la charte")
        verbose_name_plural = _("versions de la charte")
        constraints = [
            models.CheckConstraint(
                condition=Q(next_revision__isnull=True) | Q(next_revision__gt=F("adopted_on")),
                name="a_charter_is_revised_after_it_is_adopted",
                violation_error_message=_("La prochaine révision vient après l'adoption."),
            )
        ]

    def __str__(self) -> str:
        return self.version

    def clean(self) -> None:
        """What somebody signed stays what they signed."""
        before = Charter.objects.filter(pk=self.pk, signatures__isnull=False).first()
        kept = ("version", "text", "adopted_on")
        if before and any(getattr(before, name) != getattr(self, name) for name in kept):
            raise ValidationError(
                _(
                    "Cette version est signée : son nom, son texte et son jour ne changent plus. "
                    "Pour la réviser, ajoutez une version."
                )
            )

    def get_absolute_url(self) -> str:
        return reverse("alliance:charter_version", args=[self.version])


class CharterSignature(models.Model):
    """A signature to one version, for an organisation or for oneself."""

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="signatures")
    person = models.ForeignKey("alliance.Person", models.CASCADE, null=True, blank=True)
    organisation = models.ForeignKey("alliance.Organisation", models.CASCADE, null=True, blank=True)
    date = models.DateField(_("signée le"))
    #: Who made the gesture, when it was made here and not on paper.
    signed_by = models.ForeignKey(
        "alliance.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="signatures_made",
    )

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, organisation__isnull=False)
                | Q(person__isnull=False, organisation__isnull=True),
                name="a_signature_is_a_person_s_or_an_organisation_s",
                violation_error_message=_("Une signature engage une personne ou une organisation."),
            ),
            models.UniqueConstraint(
                fields=["charter", "person"],
                name="a_person_signs_a_version_once",
                violation_error_message=_("Cette personne a déjà signé cette version."),
            ),
            models.UniqueConstraint(
                fields=["charter", "organisation"],
                name="an_organisation_signs_a_version_once",
                violation_error_message=_("Cette organisation a déjà signé cette version."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.organisation} – {self.charter}"

    def clean(self) -> None:
        """A signature on paper has its day too, and nothing is signed before that."""
        today = timezone.localdate()
        if self.date and self.date > today:
            raise ValidationError({"date": _("Ce jour n'est pas encore venu.")})
        if self.charter_id and self.charter.adopted_on > today:
            raise ValidationError({"charter": _("Cette version n'est pas encore adoptée.")})
