"""The door to the locked parts of a meeting, in the admin."""

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from . import admin_views
from .models import GatheringPage


@hooks.register("register_admin_urls")
def part_urls() -> list[Any]:
    return [path("rencontres/<int:page_id>/parties/", admin_views.parts, name="gathering_parts")]


@hooks.register("register_page_header_buttons")
def parts_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    is_gathering = isinstance(page.specific_deferred, GatheringPage)
    if is_gathering and page.permissions_for_user(user).can_edit():
        url = reverse("gathering_parts", args=[page.pk])
        yield Button(_("Parties réservées"), url, icon_name="lock", priority=11)
