"""Pilot projects and phases, for one visitor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from community.delegations.models import Delegation, Seat
from community.prepared import prepared
from community.programmes.querysets import visible_pages
from community.text.dates import PartialDate, french_range

from .models import (
    AccompanimentPage,
    Course,
    Phase,
    PhaseProgress,
    PilotProjectPage,
    PointOfView,
)

State = PhaseProgress.State


def pilot_projects_of(page: Page, user: Any) -> QuerySet[PilotProjectPage]:
    """The projects directly below a page, with what their card shows."""
    projects = visible_pages(user, PilotProjectPage.objects.child_of(page))
    return projects.select_related("territory").order_by("territory__name", "title")


def general_phases() -> QuerySet[Phase]:
    """How an accompaniment goes, whatever the programme."""
    return Phase.objects.filter(programme__isnull=True)


@dataclass(frozen=True)
class PhaseView:
    """A phase, beside how far it is: nothing, when nobody said so of one that is over by now."""

    phase: Phase
    state: State | None
    begins: dt.date | None
    ends: dt.date | None

    @property
    def number(self) -> int:
        return self.phase.order

    @property
    def next(self) -> State | None:
        """What one gesture makes of it."""
        following = {State.COMING: State.ONGOING, State.ONGOING: State.DONE}
        return following.get(self.state) if self.state else None

    @property
    def when(self) -> str:
        """Its dates, as its state lets them be said."""
        if self.begins and self.ends:
            span = PartialDate(self.begins.isoformat()), PartialDate(self.ends.isoformat())
            return french_range(*span)
        day = self.begins or self.ends
        if day is None or self.state is None:
            return ""
        said = {
            (State.COMING, True): _("à partir du %(day)s"),
            (State.ONGOING, True): _("depuis le %(day)s"),
            (State.DONE, True): _("commencée le %(day)s"),
            (State.COMING, False): _("d'ici le %(day)s"),
            (State.ONGOING, False): _("jusqu'au %(day)s"),
            (State.DONE, False): _("finie le %(day)s"),
        }[self.state, bool(self.begins)]
        return said % {"day": PartialDate(day.isoformat()).french()}


@dataclass(frozen=True)
class Situation:
    """How far a published accompaniment is: whether it was started and ended, and its phases."""

    course: Course | None
    phases: list[Phase]


def situation_of(page: AccompanimentPage) -> Situation:
    """Its course was read with the page, its phases in one query; the page keeps the answer."""
    if page.situation is None:
        phases = _phases(page.pk) if page.pk else []
        page.situation = Situation(getattr(page, "course", None), phases)
    found: Situation = page.situation
    return found


@prepared
def _phases(programme_id: int) -> QuerySet[Phase]:
    progress = PhaseProgress.objects.filter(
        programme=OuterRef("programme"), number=OuterRef("order")
    )
    found = {name: Subquery(progress.values(name)[:1]) for name in ("state", "begins", "ends")}
    return Phase.objects.filter(programme=programme_id).annotate(**found)


def phases_of(page: AccompanimentPage) -> list[PhaseView]:
    """The phases of a published accompaniment as its editor placed them, with how far each is."""
    return [_view(phase, phase, is_over(page)) for phase in situation_of(page).phases]


def phases_of_draft(page: AccompanimentPage) -> list[PhaseView]:
    """The same of a page being written: its phases are not in the tables yet."""
    rows = PhaseProgress.objects.filter(programme=page.pk) if page.pk else ()
    said = {row.number: row for row in rows}
    return [_view(phase, said.get(phase.order), is_over(page)) for phase in page.phases.all()]


def _view(phase: Phase, said: Any, over: bool) -> PhaseView:
    """Of what nobody spoke is to come, unless all of it is over."""
    if said is None or not said.state:
        return PhaseView(phase, None if over else State.COMING, None, None)
    return PhaseView(phase, State(said.state), said.begins, said.ends)


def course_of(page: AccompanimentPage) -> Course | None:
    """Whether it was started, and ended; nothing of one in preparation."""
    return situation_of(page).course


def is_over(page: AccompanimentPage) -> bool:
    """Whether it was ended here – or its years say so: reports tell of many that we never saw."""
    course = course_of(page)
    past = bool(page.end_year and page.end_year < timezone.localdate().year)
    return bool(course.closed_on) if course else past


def ended_beside(territory_id: int) -> QuerySet[AccompanimentPage]:
    """The accompaniments ended here whose companion a territory is: named by them, or seated."""
    named = AccompanimentPage.territories.through.objects.filter(territory=territory_id)
    seated = Delegation.objects.filter(territory=territory_id)
    beside = Q(pk__in=named.values("programmepage")) | Q(pk__in=seated.values("programme"))
    return AccompanimentPage.objects.filter(beside, course__closed_on__isnull=False)


def views_of(project: PilotProjectPage) -> list[PointOfView]:
    """The points of view on a project, with where those who sit speak from.

    Of a draft shown before it is published, they are the draft's own.
    """
    views = project.points_of_view.get_object_list()
    seats = Seat.objects.select_related("delegation__territory").in_bulk(
        [view.seat_id for view in views if view.seat_id]
    )
    for view in views:
        if view.seat_id in seats:
            view.seat = seats[view.seat_id]
    return list(views)
