"""Reporting a message, and reading what became of it: plain pages and a form."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.alliance.models import Person
from community.answers import status_of

from . import delivery
from .errors import Refused
from .report_forms import ReportForm
from .reports import report_message, reported_by
from .views import access, private, with_delay

PAGE_REPORTS = 20


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, channel_id: int, seq: int) -> HttpResponse:
    """Tell whoever manages the channel of one message."""
    channel = access(channel_id, request.user)
    found = delivery.one_of(channel, request.user, seq)
    if found is None:
        raise Http404(seq)
    form = ReportForm(request.POST or None)
    status = status_of(form)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            report_message(channel=channel, seq=seq, acting_user=request.user, **form.cleaned_data)
        except Refused as refused:
            refusal, status = refused, refused.status
        else:
            messages.success(request, _("C'est signalé. La réponse sera sur cette page."))
            return redirect("discussions:reports")
    context = {"channel": channel, "message": found, "form": form, "refusal": refusal}
    context["me"] = Person.objects.get(user=request.user.pk)
    page = render(request, "discussions/report.html", context, status=status)
    return with_delay(page, refusal) if refusal else page


@private
@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """What I reported, and what was answered."""
    page = Paginator(reported_by(request.user), PAGE_REPORTS).get_page(request.GET.get("page"))
    return render(request, "discussions/reports.html", {"page": page})
