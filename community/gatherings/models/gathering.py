"""The concrete base of all meetings, and what was told there."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from community.alliance.models import Organisation, Person, Territory
from community.programmes.models import HousePage, QuotationRule
from community.programmes.panels import page_editor
from community.text.choices import called
from community.text.dates import PartialDateField, french_range

from ..panels import gathering_panels
from ..querysets import GatheringManager

#: What a rich text of ours may hold: no raw HTML, no picture that would weigh on a phone.
TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "blockquote"]


def check_time_zone(name: str) -> None:
    """Refuse what the time zone database does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("« %(name)s » n'est pas un fuseau horaire : écrivez par exemple Europe/Paris."),
            params={"name": name},
        )


class GatheringPage(HousePage):
    """One dated meeting of a programme, or of the alliance itself.

    Dates are local to the place and kept as precisely as they are known. ``starts_on`` and
    ``ends_on`` are the bounds of that period, kept for sorting and for telling past from coming.
    """

    class Kind(models.TextChoices):
        SESSION_COMAP = "session-comap", _("session de communauté apprenante")
        TEMPS_CHANTIER = "temps-chantier", _("temps de travail")
        JOURNEE = "journee", _("journée")
        WEBINAIRE = "webinaire", _("webinaire")
        FORUM = "forum", _("forum")
        ENTRE_PAIRS = "entre-pairs", _("rencontre entre pairs")
        AGORA = "agora", _("agora")
        PERMANENCE = "permanence", _("permanence")
        INITIATION = "initiation", _("session d'initiation")
        ASSEMBLEE = "assemblee", _("assemblée")
        TABLE_RONDE = "table-ronde", _("table ronde")
        ATELIER = "atelier", _("atelier")
        VOYAGE = "voyage", _("voyage apprenant")
        SEMINAIRE = "seminaire", _("séminaire")
        COMITE = "comite", _("comité")
        EVALUATION = "evaluation", _("temps d'évaluation")
        FORMATION = "formation", _("formation")
        INTERVENTION = "intervention", _("intervention")

    class Modality(models.TextChoices):
        PRESENTIEL = "presentiel", _("sur place")
        VISIO = "visio", _("en visioconférence")
        HYBRIDE = "hybride", _("sur place et en visioconférence")

    date = PartialDateField(
        _("date"),
        null=True,
        blank=True,
        help_text=_("Aussi précise qu'on la connaît : 2024-05-16, 2024-05 ou 2024."),
    )
    end_date = PartialDateField(
        _("dernier jour"), null=True, blank=True, help_text=_("Vide pour une seule journée.")
    )
    start_time = models.TimeField(_("de"), null=True, blank=True)
    end_time = models.TimeField(_("à"), null=True, blank=True)
    time_zone = models.CharField(
        _("fuseau horaire"),
        max_length=64,
        default="Europe/Paris",
        validators=[check_time_zone],
        help_text=_("Celui du lieu, par exemple Europe/Paris ou Africa/Douala."),
    )
    starts_on = models.DateField(null=True, editable=False, db_index=True)
    ends_on = models.DateField(null=True, editable=False, db_index=True)
    kind = models.CharField(_("type"), max_length=20, choices=Kind)
    get_kind_display = called("kind", Kind)
    modality = models.CharField(_("modalité"), max_length=20, choices=Modality, blank=True)
    get_modality_display = called("modality", Modality)
    place = models.CharField(_("lieu"), max_length=255, blank=True)
    summary = models.TextField(_("en une phrase"), blank=True, max_length=600)
    day_programme = RichTextField(_("programme"), blank=True, features=TEXT_FEATURES)
    speakers = ParentalManyToManyField(
        Person, blank=True, related_name="gatherings", verbose_name=_("intervenant·es")
    )
    organisations = ParentalManyToManyField(
        Organisation, blank=True, related_name="gatherings", verbose_name=_("organisations")
    )
    attendance = models.PositiveIntegerField(_("personnes présentes"), null=True, blank=True)
    quotation_rule = models.CharField(
        _("règle de citation"),
        max_length=20,
        choices=QuotationRule,
        default=QuotationRule.NAMED,
        help_text=_("Choisie avant la rencontre, elle vaut pour tout ce qui s'y dit."),
    )
    demonstration = models.BooleanField(_("démonstration"), default=False, editable=False)

    #: What was first learnt there, once a tag has read it for a list.
    lessons: Any = None

    objects = GatheringManager()

    edit_handler = page_editor(gathering_panels())
    is_creatable = False
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("rencontre")
        verbose_name_plural = _("rencontres")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_gathering_ends_after_it_starts",
                violation_error_message=_("Le dernier jour vient avant le premier."),
            )
        ]

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.end_date and not self.date:
            errors["date"] = _("Un dernier jour demande un premier jour.")
        elif self.end_date and self.date and self.end_date.last_day < self.date.first_day:
            errors["end_date"] = _("Le dernier jour vient avant le premier.")
        if self.start_time and (not self.date or self.date.precision != "day"):
            errors["start_time"] = _("Une heure demande une date au jour près.")
        one_day = self.end_date in (None, self.date)
        if self.end_time and not self.start_time:
            errors["start_time"] = _("Une heure de fin demande une heure de début.")
        elif self.end_time and self.start_time and one_day and self.end_time <= self.start_time:
            errors["end_time"] = _("La fin vient avant le début.")
        if self.quotation_rule != QuotationRule.NAMED and self._holds_records():
            errors["quotation_rule"] = _(
                "Un enregistrement est déjà gardé : retirez-le avant de choisir cette règle."
            )
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.starts_on = self.date.first_day if self.date else None
        self.ends_on = (self.end_date or self.date).last_day if self.date else None
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "starts_on", "ends_on"}
        return super().save(*args, **kwargs)

    @property
    def when(self) -> str:
        """The date, as precisely as it is known; empty when it is not."""
        return french_range(self.date, self.end_date) if self.date else ""

    @property
    def is_private(self) -> bool:
        """« Entre nous »: lists give its title, its date and its place, and nothing more."""
        return self.quotation_rule == QuotationRule.PRIVATE

    @property
    def is_past(self) -> bool:
        """Whether all of its period is over; a meeting of unknown date is told, so it is past."""
        return self.ends_on is None or self.ends_on < timezone.localdate()

    @property
    def starts_at(self) -> dt.datetime | None:
        """The moment it starts, when both day and hour are known."""
        return self._moment(self.date, self.start_time)

    @property
    def ends_at(self) -> dt.datetime | None:
        """The moment it ends, when both day and hour are known."""
        return self._moment(self.end_date or self.date, self.end_time)

    def _holds_records(self) -> bool:
        parts: Any = self.parts
        return self.pk is not None and parts.filter(kind__in=parts.model.RECORDS).exists()

    def _moment(self, day: Any, hour: dt.time | None) -> dt.datetime | None:
        if not day or not hour or day.precision != "day":
            return None
        return dt.datetime.combine(day.first_day, hour, zoneinfo.ZoneInfo(self.time_zone))


class ExperienceReport(Orderable):
    """What a territory tried, told at a gathering by those who did it."""

    gathering = ParentalKey(
        GatheringPage, on_delete=models.CASCADE, related_name="experience_reports"
    )
    territory = models.ForeignKey(
        Territory,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="experience_reports",
        verbose_name=_("territoire"),
    )
    teller = models.CharField(
        _("qui raconte"), max_length=200, blank=True, help_text=_("Un nom ou une fonction.")
    )
    tried = models.TextField(_("ce qui a été tenté"))
    changed = models.TextField(_("ce qui a changé"), blank=True)
    resists = models.TextField(_("ce qui résiste"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("retour d'expérience")
        verbose_name_plural = _("retours d'expérience")
