"""The admin's room of reported messages: an excerpt, why, and what becomes of it.

Whoever manages a channel need not read it: all that is shown is what was reported.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.answers import status_of

from .admin_views import check_manages
from .errors import Refused
from .models import Report
from .permissions import settled_by
from .report_forms import SettlingForm
from .reports import settle, show_again

PAGE_REPORTS = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, then what has one."""
    check_manages(request.user)
    reports = settled_by(request.user).select_related("message__channel")
    context = {
        "page": Paginator(reports, PAGE_REPORTS).get_page(request.GET.get("p")),
        "page_title": _("Messages signalés"),
        "header_icon": "warning",
    }
    return render(request, "discussions/admin/reports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report, with whatever else waits about the same message; and the answer to all."""
    found = theirs(request, report_id)
    form = SettlingForm(request.POST or None)
    status = status_of(form)
    if form.is_valid():
        try:
            settle(report=found, acting_user=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            status = refusal.status
        else:
            messages.success(
                request, _("C'est répondu : un courriel le dit à qui a signalé ce message.")
            )
            return redirect("discussions_reports:index")
    message = found.message
    others = settled_by(request.user).waiting().filter(message=message).exclude(pk=found.pk)
    context = {
        "report": found,
        "others": others.select_related("reporter") if found.closed_at is None else (),
        "message": message,
        "form": form,
        "page_title": _("Un message signalé"),
        "page_subtitle": message.channel.title,
        "header_icon": "warning",
    }
    return render(request, "discussions/admin/report.html", context, status=status)


@require_POST
def show(request: HttpRequest, report_id: int) -> HttpResponse:
    """Let the hidden message be read again."""
    found = theirs(request, report_id)
    show_again(report=found, acting_user=request.user)
    messages.success(request, _("Le message est de nouveau visible dans la discussion."))
    return redirect(found)


def theirs(request: HttpRequest, report_id: int) -> Report:
    """A report that one settles; others answer as if they were not there."""
    reports: Any = settled_by(request.user).select_related(
        "message__channel", "message__author__territory", "message__speaking_for__territory",
        "reporter", "closed_by",
    )  # fmt: skip
    found: Report = get_object_or_404(reports, pk=report_id)
    return found
