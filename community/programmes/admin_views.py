"""The admin's page « qui voit cette page »."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.models import Page

from .actions import ensure_audience
from .forms import AudienceForm


def audience(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show and change who sees a page, for whoever may publish it."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    form = AudienceForm(request.POST or None, page=page, audience=ensure_audience(page=page))
    if form.is_valid():
        form.save()
        if form.is_valid():
            messages.success(request, _("C'est noté : le public de la page est changé."))
            return redirect("wagtailadmin_pages:edit", page.pk)
    context = {
        "page_id": page.pk,
        "form": form,
        "page_title": _("Qui voit cette page ?"),
        "page_subtitle": page.title,
    }
    return render(request, "admin/form.html", context)
