"""The admin's own entrance: what waits for whoever comes in, and a menu of what they can use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView

from community.programmes.permissions import is_team

from . import exports
from .waiting import places_of, recent_pages, waiting_for

#: The only help of Wagtail's that is in French and on this site.
SHORTCUTS = "keyboard-shortcuts-trigger"
#: A report on the whole house, which names the page edited last whoever may read it.
HOUSE_REPORT = "page-types-usage"

# The right to lock pages is the team's alone: this report is nobody else's either.
PageTypesUsageReportView.any_permission_required = ["lock"]


exports.neutral_reports()


class WaitingPanel(Component):
    """What waits for this person, where they write, and what they wrote last."""

    name = "waiting"
    order = 100
    template_name = "admin/waiting.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        user = parent_context["request"].user
        return {
            "errands": waiting_for(user),
            "places": places_of(user),
            "recent": recent_pages(user),
        }


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Component]) -> None:
    panels[:] = [WaitingPanel()]


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counts(request: HttpRequest, items: list[Component]) -> None:
    """Numbers of pages, pictures and files ask nothing of anybody."""
    items.clear()


@hooks.register("insert_global_admin_css")
def house_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_help_menu")
def help_in_french(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name == SHORTCUTS]


@hooks.register("construct_reports_menu")
def reports_for_this_person(request: HttpRequest, items: list[MenuItem]) -> None:
    if not (is_team(request.user) or request.user.is_superuser):
        items[:] = [item for item in items if item.name != HOUSE_REPORT]


@hooks.register("register_admin_menu_item")
def way_out() -> MenuItem:
    # The whole address: the menu would take « / » for the head of each of its own.
    return MenuItem(
        _("Voir le site"),
        f"{settings.WAGTAILADMIN_BASE_URL}/",
        name="site",
        icon_name="home",
        order=50,
    )
