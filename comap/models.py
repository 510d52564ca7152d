"""COMAP: people who meet in dated sessions around experience reports, for years."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from community.gatherings.models import GatheringPage
from community.programmes.models import ProgrammePage, SectionPage


class ComapIndexPage(SectionPage):
    """The learning communities."""

    section_slug = "comap"
    subpage_types: ClassVar[list[str]] = ["comap.ComapPage"]

    class Meta:
        verbose_name = _("rubrique Communautés apprenantes")


class ComapPage(ProgrammePage):
    """One learning community."""

    page_description = _("Des personnes qui se retrouvent, session après session, pour apprendre.")
    parent_page_types: ClassVar[list[str]] = ["comap.ComapIndexPage"]
    subpage_types: ClassVar[list[str]] = [
        "comap.ComapSessionPage",
        "gatherings.MeetingPage",
        "chantiers.SynthesisPage",
        "accompagnements.PilotProjectPage",
    ]

    class Meta:
        verbose_name = _("communauté apprenante")
        verbose_name_plural = _("communautés apprenantes")


class ComapSessionPage(GatheringPage):
    """One dated session of a learning community."""

    page_description = _("Une rencontre de la communauté, avec sa date et ses récits.")
    parent_page_types: ClassVar[list[str]] = ["comap.ComapPage"]

    class Meta:
        verbose_name = _("session de communauté apprenante")
        verbose_name_plural = _("sessions de communauté apprenante")
