"""The reports that the team reads in the admin: the barriers that people met."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from . import actions
from .models import BarrierReport


class BarrierReports(ReportView):
    """What people could not do on the site; what waits comes first."""

    model = BarrierReport
    page_title = gettext_lazy("Difficultés signalées")
    header_icon = "warning"
    index_url_name = "barrier_reports"
    index_results_url_name = "barrier_reports_results"
    columns = [
        TitleColumn(
            "__str__",
            label=gettext_lazy("Ce qui s'est passé"),
            get_url=lambda report: reverse("barrier_report", args=[report.pk]),
        ),
        DateColumn("created_at", label=gettext_lazy("Reçu")),
        DateColumn("handled_at", label=gettext_lazy("Traité")),
        Column("handled_by", label=gettext_lazy("Par")),
    ]

    def get_queryset(self) -> QuerySet[BarrierReport]:
        return BarrierReport.objects.select_related("handled_by")


@require_safe
def barrier_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report, whole, and whom to answer."""
    report = get_object_or_404(
        BarrierReport.objects.select_related("sender", "handled_by"), pk=report_id
    )
    context = {
        "report": report,
        "page_title": _("Une difficulté signalée"),
        "header_icon": "warning",
    }
    return render(request, "admin/barrier_report.html", context)


@require_POST
def settle_barrier(request: HttpRequest, report_id: int) -> HttpResponse:
    report = get_object_or_404(BarrierReport, pk=report_id)
    actions.settle_barrier(report=report, by=request.user)  # type: ignore[arg-type]
    return _done(request, _("C'est noté : cette difficulté est traitée."))


@require_POST
def reopen_barrier(request: HttpRequest, report_id: int) -> HttpResponse:
    report = get_object_or_404(BarrierReport, pk=report_id)
    actions.reopen_barrier(report=report)
    return _done(request, _("Cette difficulté attend de nouveau une réponse."))


def _done(request: HttpRequest, sentence: Any) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("barrier_reports")
