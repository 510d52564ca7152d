"""Those who speak for one territory in one programme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.alliance.models import ActorKind, Territory
from community.programmes.models import Composition, Participation, ProgrammePage


class Delegation(models.Model):
    """The delegation of a territory in a programme, made of seats."""

    territory = models.ForeignKey(
        Territory, models.CASCADE, related_name="delegations", verbose_name=_("territoire")
    )
    programme = models.ForeignKey(
        ProgrammePage, models.PROTECT, related_name="delegations", verbose_name=_("dispositif")
    )
    composition = models.CharField(
        _("composition attendue"),
        max_length=20,
        choices=Composition,
        blank=True,
        help_text=_("Vide : celle que le dispositif attend."),
    )
    demonstration = models.BooleanField(_("démonstration"), default=False, editable=False)

    class Meta:
        ordering = ["territory__name"]
        verbose_name = _("délégation")
        verbose_name_plural = _("délégations")
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "programme"],
                name="one_delegation_a_territory_and_programme",
                violation_error_message=_("Ce territoire a déjà sa délégation dans ce dispositif."),
            )
        ]

    def __str__(self) -> str:
        return gettext("Délégation de %(territory)s") % {"territory": self.territory.name}

    @property
    def missing_kinds(self) -> list[ActorKind]:
        """The kinds of actors that the expected composition still lacks."""
        return self.missing_beside(self.seats.current())

    def missing_beside(self, seats: Iterable[Seat]) -> list[ActorKind]:
        """The kinds of actors that the expected composition asks for and none of ``seats`` is."""
        expected = Composition(self.composition or self.programme.expected_composition)
        held = {seat.kind for seat in seats}
        return [kind for kind in ActorKind if kind.value in expected.kinds - held]

    @property
    def is_complete(self) -> bool:
        """Every expected kind holds a seat, and somebody does."""
        return not self.missing_kinds and self.seats.current().exists()


class SeatQuerySet(models.QuerySet["Seat"]):
    def current(self) -> SeatQuerySet:
        """Held today, by a person who takes part in the delegation's own programme."""
        today = timezone.localdate()
        return self.filter(
            *_held_between(today, today),
            participation__programme=F("delegation__programme"),
            participation__person__isnull=False,
        )

    def held_between(self, since: dt.date | None, until: dt.date | None) -> SeatQuerySet:
        """Held on some day of a period; without a bound, it was always or is for ever."""
        return self.filter(*_held_between(since, until))


def _held_between(since: dt.date | None, until: dt.date | None) -> list[Q]:
    conditions = []
    if until:
        conditions.append(Q(since__isnull=True) | Q(since__lte=until))
    if since:
        conditions.append(Q(until__isnull=True) | Q(until__gte=since))
    return conditions


class Seat(models.Model):
    """A place in a delegation, held by somebody who takes part in its programme."""

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="seats")
    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="seats", verbose_name=_("participation")
    )
    kind = models.CharField(_("qualité"), max_length=20, choices=ActorKind)
    title = models.CharField(_("titre"), max_length=120, blank=True)
    referent = models.BooleanField(_("référent·e"), default=False)
    substitute = models.BooleanField(_("suppléant·e"), default=False)
    since = models.DateField(_("depuis"), null=True, blank=True)
    until = models.DateField(_("jusqu'au"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["-referent", "substitute", "kind", "pk"]
        verbose_name = _("siège")
        verbose_name_plural = _("sièges")
        constraints = [
            models.UniqueConstraint(
                fields=["delegation"],
                condition=Q(referent=True, until__isnull=True),
                name="one_referent_at_a_time",
                violation_error_message=_("Cette délégation a déjà un·e référent·e."),
            ),
            models.CheckConstraint(
                condition=~Q(referent=True, substitute=True),
                name="a_referent_is_nobody_s_substitute",
                violation_error_message=_("On est référent·e ou suppléant·e, pas les deux."),
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="a_seat_ends_after_it_starts",
                violation_error_message=_("La fin du siège vient avant son début."),
            ),
            models.UniqueConstraint(
                fields=["delegation", "participation"],
                condition=Q(until__isnull=True),
                name="one_open_seat_a_person_and_delegation",
                violation_error_message=_("Cette personne a déjà un siège dans la délégation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation.person} – {self.get_kind_display()}"

    def clean(self) -> None:
        super().clean()
        delegation = Delegation.objects.filter(pk=self.delegation_id).first()
        participation = Participation.objects.filter(pk=self.participation_id).first()
        if delegation is None or participation is None:
            return  # each is asked for beside its own field
        errors: dict[str, Any] = {}
        meanwhile = delegation.seats.held_between(self.since, self.until).exclude(pk=self.pk)
        if participation.programme_id != delegation.programme_id:
            errors["participation"] = _("Cette participation est celle d'un autre dispositif.")
        elif participation.person_id is None:
            errors["participation"] = _("Un siège est tenu par une personne.")
        elif meanwhile.filter(participation=participation).exists():
            errors["participation"] = _("Cette personne a déjà un siège dans la délégation.")
        if self.referent and meanwhile.filter(referent=True).exists():
            errors["referent"] = _("Cette délégation a déjà un·e référent·e.")
        if errors:
            raise ValidationError(errors)
