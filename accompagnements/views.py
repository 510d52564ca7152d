"""Leading an accompaniment from its page: start it, end it, say how far its phases are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from community.answers import status_of
from community.programmes.querysets import visible_pages

from . import actions, reading
from .forms import PhaseForm
from .mails import seated_in
from .models import AccompanimentPage, Course, PhaseProgress
from .permissions import may_lead

State = PhaseProgress.State

private = cache_control(private=True, no_store=True)
writes = require_http_methods(["GET", "HEAD", "POST"])


@private
@login_required
@writes
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, in words, before the rooms are opened and people are told."""
    page = _led(request, pk)
    said = _("L'accompagnement est lancé : les discussions sont ouvertes.")
    return _confirm(request, page, actions.start, "start", said)


@private
@login_required
@writes
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, in words, before the territories become companions."""
    page = _led(request, pk)
    said = _("L'accompagnement est clos : ses territoires sont compagnons.")
    return _confirm(request, page, actions.close, "close", said)


@private
@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """The button of the page that says that it is ended."""
    page = _led(request, pk)
    said = _("L'accompagnement est rouvert : il continue.")
    return _confirm(request, page, actions.reopen, "close", said)


@private
@login_required
@writes
def phase(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """How far one phase is, with its dates."""
    page = _led(request, pk)
    row = next((row for row in reading.phases_of(page) if row.number == number), None)
    if row is None:
        raise Http404
    initial = {"state": row.state or State.DONE, "begins": row.begins, "ends": row.ends}
    form = PhaseForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.set_phase(
                accompaniment=page, number=number, acting_user=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            said = _("C'est noté : « %(phase)s ».") % {"phase": row.phase.title}
            return _back(request, page, said)
    context = {"page": page, "phase": row.phase, "form": form}
    return render(request, "accompagnements/phase.html", context, status=status_of(form))


@private
@login_required
@require_POST
def advance(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One gesture on the page: a phase begins, or is done."""
    page = _led(request, pk)
    state = request.POST.get("state", "")
    try:
        actions.advance(accompaniment=page, number=number, state=state, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(page.get_url(request))
    return _back(request, page, _("C'est noté."))


def _led(request: HttpRequest, pk: int) -> AccompanimentPage:
    """One queryset: what this reader may not see is not there; others are told who leads."""
    page: AccompanimentPage = get_object_or_404(
        visible_pages(request.user, AccompanimentPage.objects.all()), pk=pk
    )
    if not may_lead(request.user, page):
        raise PermissionDenied(_("Qui anime cet accompagnement, ou l'équipe, le conduit."))
    return page


def _confirm(
    request: HttpRequest,
    page: AccompanimentPage,
    action: Callable[..., tuple[Course, bool]],
    name: str,
    said: str,
) -> HttpResponse:
    """Say what will follow; do it when it is asked for."""
    course = reading.course_of(page)
    if request.method == "POST":
        try:
            _course, new = action(accompaniment=page, acting_user=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(page.get_url(request))
        return _back(request, page, said if new else _("C'était déjà fait : rien n'a changé."))
    delegations = page.delegations.count()
    context: dict[str, Any] = {
        "page": page,
        "course": course,
        "delegations": delegations,
        "seated": seated_in(page.pk).count(),
        "rooms": ngettext(
            "la discussion de %(n)d délégation", "les discussions de %(n)d délégations", delegations
        )
        % {"n": delegations},
    }
    return render(request, f"accompagnements/{name}.html", context)


def _back(request: HttpRequest, page: AccompanimentPage, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(page.get_url(request))
