"""The phases of an accompaniment: what they are, beside how far they are."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from community.programmes.models import ProgrammePage


class Phase(Orderable):
    """One phase of a programme – or, without a programme, of accompaniment in general.

    ``order`` is its number: what facts files and ``PhaseProgress`` know it by. It never changes.
    Where it is read among the others is ``sort_order``, which an editor changes at will.
    """

    programme = ParentalKey(
        ProgrammePage, on_delete=models.CASCADE, null=True, blank=True, related_name="phases"
    )
    sort_order: int | None
    order = models.PositiveSmallIntegerField(_("rang"))
    title = models.CharField(_("titre"), max_length=255)
    summary = models.TextField(_("en une phrase"), blank=True, max_length=600)
    optional = models.BooleanField(_("facultative"), default=False)

    class Meta(Orderable.Meta):
        ordering = ["sort_order", "order"]
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "order"],
                name="one_phase_a_programme_and_rank",
                violation_error_message=_("Ce rang est déjà celui d'une autre phase."),
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(programme__isnull=True),
                name="one_general_phase_a_rank",
                violation_error_message=_("Ce rang est déjà celui d'une autre phase."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """One that no editor placed is read at its number: databases disagree on no place."""
        if self.sort_order is None:
            self.sort_order = self.order
        super().save(*args, **kwargs)


class PhaseProgress(models.Model):
    """How far the phase of a number is, and its dates; a phase without a row is to come.

    Never part of a page's revision: publishing an old draft brings old words back, and neither an
    old state nor an old date. The number, and not the row of the phase: publishing may make those
    rows anew.
    """

    class State(models.TextChoices):
        COMING = "a-venir", _("à venir")
        ONGOING = "en-cours", _("en cours")
        DONE = "faite", _("faite")

    programme = models.ForeignKey(ProgrammePage, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(_("étape"))
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.COMING)
    begins = models.DateField(_("début"), null=True, blank=True)
    ends = models.DateField(_("fin"), null=True, blank=True)

    class Meta:
        verbose_name = _("avancée d'une étape")
        verbose_name_plural = _("avancées des étapes")
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="a_phase_is_in_one_state"),
            models.CheckConstraint(
                condition=Q(begins__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("begins")),
                name="a_phase_ends_after_it_begins",
                violation_error_message=_("La fin de l'étape vient avant son début."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} : {self.get_state_display()}"

    def clean(self) -> None:
        """A state and its dates tell the same."""
        super().clean()
        today = timezone.localdate()
        errors: dict[str, Any] = {}
        if self.state == self.State.COMING and self.begins and self.begins < today:
            errors["begins"] = _(
                "Ce jour est passé : si l'étape a commencé, elle est « en cours »."
            )
        if self.state != self.State.COMING and self.begins and self.begins > today:
            errors["begins"] = _("Ce jour n'est pas venu : d'ici là, l'étape est « à venir ».")
        if self.state == self.State.DONE and self.ends and self.ends > today:
            errors["ends"] = _("Ce jour n'est pas venu : d'ici là, l'étape est « en cours ».")
        if self.state == self.State.COMING and self.ends and self.ends < today:
            errors["ends"] = _("Ce jour est passé : si l'étape est finie, elle est « faite ».")
        if errors:
            raise ValidationError(errors)
