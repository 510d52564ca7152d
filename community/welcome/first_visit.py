"""The first visit: one's card in one short page, and the guided tour."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.alliance.actions import edit_own_card
from community.alliance.models import Person
from community.answers import status_of

from . import tour
from .first_card import FirstCardForm, suggestions
from .models import Visit


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def card(request: HttpRequest) -> HttpResponse:
    """Who one is, in one page; what is not said now is said another day."""
    user: Any = request.user
    person = Person.objects.filter(user=user).select_related("organisation", "territory").first()
    form = FirstCardForm(request.POST or None, person=person)
    if form.is_valid():
        edit_own_card(acting_user=user, **form.cleaned_data)
        messages.success(request, _("Votre fiche est à jour. Voici vos espaces."))
        return redirect("/")
    context = {"form": form} | suggestions(person)
    return render(request, "welcome/card.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def visit(request: HttpRequest) -> HttpResponse:
    """The tour and where one is in it; its buttons go on, come back, put it away."""
    user: Any = request.user
    if request.method == "POST":
        return _move(user, request.POST.get("step", ""))
    state = Visit.objects.filter(user=user).first()
    going_on = state if state and not state.done_at else None
    context = {
        "steps": [(step, tour.address_of(step, user)) for step in tour.STEPS],
        "resume": tour.STEPS[going_on.step - 1] if going_on and going_on.step else None,
        "proposed": going_on is not None,
    }
    return render(request, "welcome/visit.html", context)


def _move(user: Any, step: str) -> HttpResponse:
    if step == "away":
        tour.put_away(acting_user=user)
        return redirect("/")
    if not step.isdecimal():
        return redirect("welcome:visit")
    shown = tour.go_to(acting_user=user, number=int(step[:3]))
    return redirect(tour.address_of(shown, user) if shown else "/")
