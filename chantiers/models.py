"""Chantiers: work groups that produce something others can use, and the syntheses they publish."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Orderable

from community.alliance.models import Person
from community.gatherings.models import GatheringPage
from community.programmes.models import HousePage, ProgrammePage, SectionPage
from community.programmes.panels import page_editor
from community.text.panels import choices_field, field, group, rows, title_field

from .blocks import SynthesisBlock
from .forms import SynthesisForm

SUMMARY_LENGTH = 600


class ChantierIndexPage(SectionPage):
    """The work groups."""

    section_slug = "chantiers"
    subpage_types: ClassVar[list[str]] = ["chantiers.ChantierPage"]

    class Meta:
        verbose_name = _("rubrique Chantiers")


class ChantierPage(ProgrammePage):
    """One work group."""

    page_description = _("Un groupe de travail qui produit un outil, une méthode, une ressource.")
    parent_page_types: ClassVar[list[str]] = ["chantiers.ChantierIndexPage"]
    subpage_types: ClassVar[list[str]] = [
        "chantiers.WorkSessionPage",
        "gatherings.MeetingPage",
        "chantiers.SynthesisPage",
        "accompagnements.PilotProjectPage",
    ]

    class Meta:
        verbose_name = _("chantier")
        verbose_name_plural = _("chantiers")


class WorkSessionPage(GatheringPage):
    """A time when a chantier works together."""

    page_description = _("Un moment, avec sa date, où le chantier travaille ensemble.")
    parent_page_types: ClassVar[list[str]] = ["chantiers.ChantierPage"]

    class Meta:
        verbose_name = _("temps de travail")
        verbose_name_plural = _("temps de travail")


class SynthesisPage(HousePage):
    """A published text that gathers what a group learnt."""

    summary = models.TextField(
        _("résumé"),
        max_length=SUMMARY_LENGTH,
        help_text=_("Ce qu'on en retient en moins de 600 caractères."),
    )
    body = StreamField(SynthesisBlock(), blank=True, verbose_name=_("contenu"))
    gatherings = ParentalManyToManyField(
        GatheringPage, blank=True, related_name="syntheses", verbose_name=_("à propos de")
    )
    licence = models.CharField(_("licence"), max_length=120, default="CC BY-SA 4.0")
    demonstration = models.BooleanField(_("démonstration"), default=False, editable=False)

    base_form_class = SynthesisForm
    edit_handler = page_editor(
        [
            title_field(_("L'idée qui reste quand on a refermé la page.")),
            group(
                _("Ce que c'est"),
                [
                    field("summary", _("Ce qu'on en retient en moins de 600 caractères.")),
                    field(
                        "body", _("Des paragraphes courts, et ce qu'on peut essayer dès demain.")
                    ),
                ],
            ),
            rows(
                "contributions",
                _("Qui a écrit, qui a relu"),
                _("personne"),
                panels=[
                    field("person", _("Quelqu'un qui a sa fiche dans l'alliance.")),
                    field("part", _("Une même personne peut avoir écrit et relu : deux lignes.")),
                ],
            ),
            group(
                _("D'où elle vient"),
                [
                    choices_field("gatherings", _("Les rencontres dont elle est tirée.")),
                    field("licence", _("Ce que d'autres peuvent faire de ce texte.")),
                ],
            ),
        ]
    )
    page_description = _(
        "Ce que le groupe a appris, écrit pour celles et ceux qui n'y étaient pas."
    )
    parent_page_types: ClassVar[list[str]] = [
        "chantiers.ChantierPage",
        "comap.ComapPage",
        "accompagnements.AccompanimentPage",
        "gatherings.AppointmentPage",
    ]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("synthèse")
        verbose_name_plural = _("synthèses")

    def clean(self) -> None:
        super().clean()
        if len(self.summary) > SUMMARY_LENGTH:
            raise ValidationError({"summary": _("Le résumé dépasse 600 caractères.")})


class Contribution(Orderable):
    """Somebody's part in a synthesis."""

    class Part(models.TextChoices):
        AUTHOR = "author", _("a écrit")
        REREADER = "rereader", _("a relu")

    synthesis = ParentalKey(SynthesisPage, on_delete=models.CASCADE, related_name="contributions")
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="contributions", verbose_name=_("personne")
    )
    part = models.CharField(_("part"), max_length=20, choices=Part, default=Part.AUTHOR)

    class Meta(Orderable.Meta):
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["synthesis", "person", "part"],
                name="a_part_in_a_synthesis_is_told_once",
                violation_error_message=_("Cette personne est déjà nommée à ce titre."),
            )
        ]
