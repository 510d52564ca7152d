"""One builder a list of the format, those that others refer to first."""

from .alliance import FigureBuilder, OrganisationBuilder, PersonBuilder, TerritoryBuilder
from .base import Builder
from .library import ConceptBuilder, LessonBuilder, MethodBuilder, PressBuilder, ResourceBuilder
from .programmes import PhaseBuilder, PilotProjectBuilder, ProgrammeBuilder, SessionBuilder

BUILDERS: tuple[Builder, ...] = (
    OrganisationBuilder(),
    PersonBuilder(),
    TerritoryBuilder(),
    ConceptBuilder(),
    ProgrammeBuilder(),
    PhaseBuilder(),
    SessionBuilder(),
    PilotProjectBuilder(),
    ResourceBuilder(),
    LessonBuilder(),
    MethodBuilder(),
    PressBuilder(),
    FigureBuilder(),
)

__all__ = ["BUILDERS", "Builder"]
