"""Leading an accompaniment from its editor: the buttons of its page, where the house asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from .models import AccompanimentPage
from .permissions import may_lead
from .reading import course_of, is_over


@hooks.register("register_page_header_buttons")
def course_buttons(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Start it, end it, open it again."""
    page = page.specific_deferred
    if not isinstance(page, AccompanimentPage) or not page.live or not may_lead(user, page):
        return
    course = course_of(page)
    if course is None and not is_over(page):
        url = reverse("accompagnements:start", args=[page.pk])
        yield Button(_("Lancer l'accompagnement"), url, icon_name="check", priority=14)
    elif course and course.closed_on:
        url = reverse("accompagnements:close", args=[page.pk])
        yield Button(_("Rouvrir l'accompagnement"), url, icon_name="undo", priority=14)
    elif course:
        url = reverse("accompagnements:close", args=[page.pk])
        yield Button(_("Clore l'accompagnement"), url, icon_name="lock", priority=14)
