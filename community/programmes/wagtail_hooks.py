"""Pages are served to those who may see them; the admin says and changes who that is."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import admin_views
from .models import Participation
from .permissions import may_see_page


@hooks.register("before_serve_page")
def hide_from_others(page: Page, request: HttpRequest, _args: Any, _kwargs: Any) -> None:
    """« Not yours » and « does not exist » answer alike."""
    if not may_see_page(request.user, page):
        raise Http404


@hooks.register("register_admin_urls")
def audience_urls() -> list[Any]:
    return [path("pages/<int:page_id>/public/", admin_views.audience, name="page_audience")]


@hooks.register("register_page_header_buttons")
def audience_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    if page.depth > 1 and page.permissions_for_user(user).can_publish():
        url = reverse("page_audience", args=[page.pk])
        yield Button(_("Qui voit cette page"), url, icon_name="view", priority=12)


class ParticipationViewSet(SnippetViewSet):
    model = Participation
    icon = "group"
    menu_label = _("Participations")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["__str__", "role", "title"]
    list_filter = ["programme", "role"]
    panels = [
        FieldPanel("programme"),
        FieldRowPanel([FieldPanel("person"), FieldPanel("organisation")]),
        FieldRowPanel([FieldPanel("role"), FieldPanel("title")]),
    ]


register_snippet(ParticipationViewSet)
