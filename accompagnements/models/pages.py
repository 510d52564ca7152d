"""An accompaniment, and whether it was started and ended."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from community.programmes.models import ProgrammePage, SectionPage
from community.programmes.panels import page_editor, programme_panels
from community.text.panels import field, note, rows

from ..editors import AccompanimentForm


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

    read_along = ("course",)
    #: Kept by ``reading.situation_of``.
    situation: Any = None

    base_form_class = AccompanimentForm
    edit_handler = page_editor(
        [
            *programme_panels(
                field(
                    "kind",
                    _("En cohorte, plusieurs territoires avancent ensemble, à la même allure."),
                )
            ),
            rows(
                "phases",
                _("Étapes"),
                _("étape"),
                _(
                    "Les grandes étapes, dans l'ordre où on les lit. Une étape qui s'ajoute en "
                    "chemin se glisse à sa place avec les flèches : les autres gardent leur état."
                ),
                panels=[
                    field("title", _("En quelques mots.")),
                    field("summary", _("Ce qui s'y passe.")),
                    field("optional", _("À cocher si tous ne la vivent pas.")),
                ],
            ),
            note("accompagnements/panels/course.html", _("Où en est l'accompagnement")),
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


class Course(models.Model):
    """An accompaniment was started, and perhaps ended; without a row it is still in preparation.

    Once it is ended its territories are « compagnons »: nothing says so but this row, which is no
    part of the page's revisions.
    """

    accompaniment = models.OneToOneField(
        AccompanimentPage, models.CASCADE, related_name="course", verbose_name=_("accompagnement")
    )
    started_on = models.DateField(_("lancé le"))
    closed_on = models.DateField(_("clos le"), null=True, blank=True)

    class Meta:
        verbose_name = _("déroulement d'un accompagnement")
        verbose_name_plural = _("déroulements des accompagnements")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("started_on")),
                name="an_accompaniment_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return str(self.accompaniment)
