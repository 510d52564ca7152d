"""The demonstration's cohort under way: its rooms, its phases, what one territory tries."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accompagnements import actions
from accompagnements.models import (
    AccompanimentPage,
    Course,
    PhaseProgress,
    PilotProjectPage,
    PointOfView,
)
from community.delegations.models import Delegation, Seat
from community.text.dates import PartialDate

from .content import POINTS_OF_VIEW, PROJECT
from .pages import publish

#: How far its phases are, in their order, with their dates in days from today.
PHASES = (
    (PhaseProgress.State.DONE, -150, -40),
    (PhaseProgress.State.ONGOING, -60, None),
    (PhaseProgress.State.COMING, 30, None),
)


def build_course() -> None:
    """Start the cohort, say how far its phases are, and tell what one of its territories tries."""
    cohort = AccompanimentPage.objects.filter(demonstration=True).first()
    if cohort is None or Course.objects.filter(accompaniment=cohort).exists():
        return
    actions.start(accompaniment=cohort)
    for phase, (state, begins, ends) in zip(cohort.phases.all(), PHASES, strict=False):
        actions.set_phase(
            accompaniment=cohort,
            number=phase.order,
            state=state,
            begins=_days_away(begins),
            ends=_days_away(ends),
        )
    _tell_project(cohort)


def _days_away(days: int | None) -> dt.date | None:
    return None if days is None else timezone.localdate() + dt.timedelta(days=days)


def _tell_project(cohort: AccompanimentPage) -> None:
    delegation = Delegation.objects.filter(
        programme=cohort.pk, territory__slug="le-vigan", demonstration=True
    ).first()
    today = timezone.localdate()
    project = PilotProjectPage(
        territory=delegation.territory if delegation else None,
        intention_date=_month(today - dt.timedelta(days=120)),
        framing_date=_month(today - dt.timedelta(days=45)),
        feasibility_date=_month(today + dt.timedelta(days=60)),
        demonstration=True,
        **PROJECT,
    )
    project.points_of_view = [
        PointOfView(seat=_seat(delegation, kind), kind=kind, who=who, text=text)
        for kind, who, text in POINTS_OF_VIEW
    ]
    publish(cohort, project)


def _month(day: dt.date) -> PartialDate:
    return PartialDate(day.isoformat()[:7])


def _seat(delegation: Delegation | None, kind: str) -> Seat | None:
    return delegation.seats.current().filter(kind=kind).first() if delegation and kind else None
