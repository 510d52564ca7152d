"""The admin's page of the locked parts of a meeting."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from community.programmes.models import QuotationRule

from .forms import PartFormSet
from .models import GatheringPage


def parts(request: HttpRequest, page_id: int) -> HttpResponse:
    """Write the locked parts, for whoever may edit the meeting's page."""
    gathering = get_object_or_404(GatheringPage, pk=page_id)
    if not gathering.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    formset = PartFormSet(request.POST or None, request.FILES or None, instance=gathering)
    if request.method == "POST" and formset.is_valid():
        formset.save()
        messages.success(request, _("Les parties réservées sont enregistrées."))
        return redirect("gathering_parts", gathering.pk)
    context = {
        "page_id": gathering.pk,
        "formset": formset,
        "rule": QuotationRule(gathering.quotation_rule),
        "page_title": _("Parties réservées"),
        "page_subtitle": gathering.title,
    }
    return render(request, "admin/parts.html", context)
