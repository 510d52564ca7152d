"""Plain meetings, the alliance's standing appointments, and the agenda."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.programmes.models import ProgrammePage, SectionPage
from community.programmes.panels import page_editor, programme_panels
from community.text.panels import field

from .gathering import GatheringPage


class MeetingPage(GatheringPage):
    """A plain meeting: a day of a cohort, an assembly, a permanence, a talk given outside."""

    page_description = _(
        "Une journée, un comité, un webinaire : toute autre rencontre, avec sa date."
    )
    parent_page_types: ClassVar[list[str]] = [
        "gatherings.AppointmentIndexPage",
        "gatherings.AppointmentPage",
        "comap.ComapPage",
        "chantiers.ChantierPage",
        "accompagnements.AccompanimentPage",
    ]

    class Meta:
        verbose_name = _("rencontre")
        verbose_name_plural = _("rencontres")


class AppointmentPage(ProgrammePage):
    """A standing appointment of the alliance: permanence, initiation, assembly, governance."""

    class Kind(models.TextChoices):
        ANIMATION = "animation", _("animation de l'alliance")
        GOUVERNANCE = "gouvernance", _("gouvernance")
        EXPLORATION = "exploration", _("exploration")

    kind = models.CharField(_("type"), max_length=20, choices=Kind, default=Kind.ANIMATION)

    edit_handler = page_editor(
        programme_panels(
            field("kind", _("Faire vivre l'alliance, la gouverner, ou explorer un sujet."))
        )
    )
    page_description = _("Un moment régulier de l'alliance : permanence, initiation, assemblée.")
    parent_page_types: ClassVar[list[str]] = ["gatherings.AppointmentIndexPage"]
    subpage_types: ClassVar[list[str]] = [
        "gatherings.MeetingPage",
        "chantiers.SynthesisPage",
        "accompagnements.PilotProjectPage",
    ]

    class Meta:
        verbose_name = _("rendez-vous")
        verbose_name_plural = _("rendez-vous")


class AppointmentIndexPage(SectionPage):
    """The alliance's standing appointments."""

    section_slug = "rendez-vous"
    subpage_types: ClassVar[list[str]] = [
        "gatherings.AppointmentPage",
        "gatherings.MeetingPage",
        "accompagnements.PilotProjectPage",
    ]

    class Meta:
        verbose_name = _("rubrique Rendez-vous")


class AgendaPage(SectionPage):
    """What comes, for everybody: the same meetings as in the calendar feed."""

    section_slug = "agenda"
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("agenda")
