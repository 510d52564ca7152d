"""The mails that could not go out, as the team sees them: to whom and why, never what they say."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from . import actions
from .models import Mail

PAGE_MAILS = 50


@require_safe
def failed_mails(request: HttpRequest) -> HttpResponse:
    """The mails that were given up, the latest first."""
    failed = Mail.objects.filter(state=Mail.State.FAILED).select_related("recipient")
    page = Paginator(failed.order_by("-pk"), PAGE_MAILS).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "page_title": _("Courriels qui n'ont pas pu partir"),
        "header_icon": "mail",
    }
    return render(request, "admin/failed_mails.html", context)


@require_POST
def retry_mails(request: HttpRequest) -> HttpResponse:
    count = actions.retry_failed_mails()
    messages.success(request, _("Courriels qui vont repartir : %(count)s") % {"count": count})
    return redirect("failed_mails")
