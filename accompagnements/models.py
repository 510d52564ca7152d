"""Territories accompanied: cohorts and others, in phases, with the projects that they try."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page

from community.alliance.models import Organisation, Person, Territory
from community.gatherings.models import AppointmentIndexPage, AppointmentPage
from community.programmes.models import HousePage, ProgrammePage, SectionPage
from community.programmes.panels import page_editor, programme_panels
from community.text.lines import LabelledLinesField, LinesField
from community.text.panels import choices_field, field, title_field


class AccompanimentIndexPage(SectionPage):
    """The accompaniments."""

    section_slug = "accompagnements"
    subpage_types: ClassVar[list[str]] = [
        "accompagnements.AccompanimentPage",
        "accompagnements.PilotProjectPage",
    ]

    class Meta:
        verbose_name = _("rubrique Accompagnements")


class AccompanimentPage(ProgrammePage):
    """One accompaniment: a cohort, an experiment, or help on request."""

    class Kind(models.TextChoices):
        COHORTE = "cohorte", _("cohorte")
        EXPERIMENTAL = "accompagnement-experimental", _("accompagnement expérimental")
        PONCTUEL = "appui-ponctuel", _("appui ponctuel")

    kind = models.CharField(_("forme"), max_length=30, choices=Kind)

    edit_handler = page_editor(
        [
            *programme_panels(
                field(
                    "kind",
                    _("En cohorte, plusieurs territoires avancent ensemble, à la même allure."),
                )
            ),
            InlinePanel(
                "phases",
                heading=_("Phases"),
                label=_("phase"),
                help_text=_("Les grandes étapes, dans l'ordre où on les vit."),
                panels=[
                    FieldRowPanel(
                        [
                            field("order", _("1 pour la première.")),
                            field("optional", _("À cocher si tous ne la vivent pas.")),
                        ]
                    ),
                    field("title", _("En quelques mots.")),
                    field("summary", _("Ce qui s'y passe.")),
                ],
            ),
        ]
    )
    page_description = _("Des territoires accompagnés dans la durée, seuls ou en cohorte.")
    parent_page_types: ClassVar[list[str]] = ["accompagnements.AccompanimentIndexPage"]
    subpage_types: ClassVar[list[str]] = [
        "gatherings.MeetingPage",
        "accompagnements.PilotProjectPage",
        "chantiers.SynthesisPage",
    ]

    class Meta:
        verbose_name = _("accompagnement")
        verbose_name_plural = _("accompagnements")


class Phase(models.Model):
    """One phase of a programme – or, without a programme, of accompaniment in general."""

    programme = ParentalKey(
        ProgrammePage, on_delete=models.CASCADE, null=True, blank=True, related_name="phases"
    )
    order = models.PositiveSmallIntegerField(_("rang"))
    title = models.CharField(_("titre"), max_length=255)
    summary = models.TextField(_("en une phrase"), blank=True, max_length=600)
    optional = models.BooleanField(_("facultative"), default=False)

    class Meta:
        ordering = ["order"]
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


class PilotProjectPage(HousePage):
    """What a territory tries for real, with its effects and – as much – its limits."""

    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pilot_projects",
        verbose_name=_("territoire"),
    )
    theme = models.CharField(_("thème"), max_length=255, blank=True)
    summary = models.TextField(_("en une phrase"), blank=True, max_length=600)
    allied_people = ParentalManyToManyField(
        Person, blank=True, related_name="pilot_projects", verbose_name=_("personnes alliées")
    )
    allied_organisations = ParentalManyToManyField(
        Organisation,
        blank=True,
        related_name="pilot_projects",
        verbose_name=_("organisations alliées"),
    )
    effects = LabelledLinesField(
        _("effets"), help_text=_("Un par ligne ; un libellé se met devant : « libellé | texte ».")
    )
    limits = LinesField(_("limites"), help_text=_("Une par ligne."))
    demonstration = models.BooleanField(_("démonstration"), default=False, editable=False)

    edit_handler = page_editor(
        [
            title_field(_("Ce qui est tenté, en quelques mots.")),
            MultiFieldPanel(
                [
                    field("summary", _("Ce que le territoire essaie, et pour quoi.")),
                    field("theme", _("De quoi il s'agit : alimentation, mobilité, eau…")),
                ],
                heading=_("Ce que c'est"),
            ),
            MultiFieldPanel(
                [field("territory", _("Celui qui essaie."))],
                heading=_("Quand et où"),
            ),
            MultiFieldPanel(
                [
                    choices_field("allied_people", _("Les personnes de l'alliance qui aident.")),
                    choices_field(
                        "allied_organisations", _("Les organisations de l'alliance qui aident.")
                    ),
                ],
                heading=_("Qui"),
            ),
            MultiFieldPanel(
                [
                    field(
                        "effects",
                        _("Un par ligne ; un libellé se met devant : « libellé | texte »."),
                    ),
                    field(
                        "limits",
                        _("Ce qui n'a pas marché ou pas encore : cela aide autant. Une par ligne."),
                    ),
                ],
                heading=_("Ce qu'on en garde"),
            ),
        ]
    )
    page_description = _("Ce qu'un territoire essaie pour de vrai, avec ses effets et ses limites.")
    parent_page_types: ClassVar[list[str]] = [
        "accompagnements.AccompanimentIndexPage",
        "accompagnements.AccompanimentPage",
        "comap.ComapPage",
        "chantiers.ChantierPage",
        "gatherings.AppointmentIndexPage",
        "gatherings.AppointmentPage",
    ]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("projet pilote")
        verbose_name_plural = _("projets pilotes")

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Standing appointments hold those that reports place there; nobody begins one there."""
        appointments = (AppointmentIndexPage, AppointmentPage)
        created: bool = super().can_create_at(parent)
        return created and not issubclass(parent.specific_class, appointments)
