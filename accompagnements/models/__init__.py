"""Territories accompanied: cohorts and others, in phases, with the projects that they try."""

from .pages import AccompanimentIndexPage, AccompanimentPage, Course
from .phases import Phase, PhaseProgress
from .pilot_projects import PilotProjectPage, PointOfView

__all__ = [
    "AccompanimentIndexPage",
    "AccompanimentPage",
    "Course",
    "Phase",
    "PhaseProgress",
    "PilotProjectPage",
    "PointOfView",
]
