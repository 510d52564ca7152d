"""Pilot projects and phases, for one visitor."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from community.programmes.querysets import visible_pages

from .models import Phase, PilotProjectPage


def pilot_projects_of(page: Page, user: Any) -> QuerySet[PilotProjectPage]:
    """The projects directly below a page, with what their card shows."""
    projects = visible_pages(user, PilotProjectPage.objects.child_of(page))
    return projects.select_related("territory").order_by("territory__name", "title")


def general_phases() -> QuerySet[Phase]:
    """How an accompaniment goes, whatever the programme."""
    return Phase.objects.filter(programme__isnull=True)
