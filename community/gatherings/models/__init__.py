"""Dated meetings: their pages, their locked parts, and the alliance's standing appointments."""

from .gathering import ExperienceReport, GatheringPage
from .pages import AgendaPage, AppointmentIndexPage, AppointmentPage, MeetingPage
from .parts import GatheringPart

__all__ = [
    "AgendaPage",
    "AppointmentIndexPage",
    "AppointmentPage",
    "ExperienceReport",
    "GatheringPage",
    "GatheringPart",
    "MeetingPage",
]
