"""The latest events, as a report that the team reads and nobody writes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import user_passes_test
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from . import admin_views, mail_views
from .menu import GuardedMenuItem
from .models import Event


def may_read_report(user: Any) -> bool:
    """The team, and the owners of the house: a line may name a page that others do not see."""
    return bool(user.is_staff or user.is_superuser)


class EventReport(ReportView):
    """Who did what, the latest first."""

    model = Event
    page_title = _("Activité")
    header_icon = "history"
    index_url_name = "event_report"
    index_results_url_name = "event_report_results"
    columns = [
        DateColumn("at", label=_("Le")),
        Column("actor", label=_("Qui")),
        Column("__str__", label=_("Ce qui s'est passé")),
        Column("programme", label=_("Dispositif")),
    ]
    list_export = ["at", "actor", "label", "programme"]

    def get_queryset(self) -> QuerySet[Event]:
        return Event.objects.select_related("actor", "programme")


@hooks.register("register_admin_urls")
def event_urls() -> list[Any]:
    team_only = user_passes_test(may_read_report)
    return [
        path("reports/activite/", team_only(EventReport.as_view()), name="event_report"),
        path(
            "reports/activite/results/",
            team_only(EventReport.as_view(results_only=True)),
            name="event_report_results",
        ),
        path(
            "reports/difficultes/",
            team_only(admin_views.BarrierReports.as_view()),
            name="barrier_reports",
        ),
        path(
            "reports/difficultes/results/",
            team_only(admin_views.BarrierReports.as_view(results_only=True)),
            name="barrier_reports_results",
        ),
        path(
            "reports/difficultes/<int:report_id>/",
            team_only(admin_views.barrier_report),
            name="barrier_report",
        ),
        path(
            "reports/difficultes/<int:report_id>/traitee/",
            team_only(admin_views.settle_barrier),
            name="settle_barrier",
        ),
        path(
            "reports/difficultes/<int:report_id>/en-attente/",
            team_only(admin_views.reopen_barrier),
            name="reopen_barrier",
        ),
        path("reports/courriels/", team_only(mail_views.failed_mails), name="failed_mails"),
        path("reports/courriels/repartir/", team_only(mail_views.retry_mails), name="retry_mails"),
    ]


@hooks.register("register_reports_menu_item")
def event_menu_item() -> MenuItem:
    return GuardedMenuItem(
        _("Activité"),
        reverse("event_report"),
        may_open=may_read_report,
        name="activite",
        icon_name="history",
        order=1050,
    )


@hooks.register("register_reports_menu_item")
def barrier_menu_item() -> MenuItem:
    return GuardedMenuItem(
        _("Difficultés signalées"),
        reverse("barrier_reports"),
        may_open=may_read_report,
        name="difficultes",
        icon_name="warning",
        order=1060,
    )


@hooks.register("register_reports_menu_item")
def mail_menu_item() -> MenuItem:
    return GuardedMenuItem(
        _("Courriels en échec"),
        reverse("failed_mails"),
        may_open=may_read_report,
        name="courriels",
        icon_name="mail",
        order=1070,
    )
