"""One's own card, and that of the organisation whose card one keeps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.answers import REFUSED

from .actions import edit_organisation_card, edit_own_card
from .card_forms import CardForm, Details, OrganisationCardForm
from .details import Visibility
from .models import Organisation, Person
from .reading import card_of, seen_by

#: The buttons that change how many lines there are, and send nothing.
OTHER_LINES = {"ajouter", "retirer"}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_card(request: HttpRequest) -> HttpResponse:
    """Write one's own card."""
    person = _own(request)
    if request.method != "POST":
        return _show_own(request, CardForm(person=person), Details.of(person))
    form = CardForm(request.POST, person=person)
    if OTHER_LINES & set(request.POST):
        return _show_own(request, _unsent(form), Details.typed(request.POST, bound=False))
    details = Details.typed(request.POST)
    if not all([form.is_valid(), details.is_valid()]):
        return _show_own(request, form, details, status=REFUSED)
    edit_own_card(acting_user=request.user, details=details.cleaned, **form.cleaned_data)
    messages.success(request, _("Votre fiche est à jour."))
    return redirect("alliance:own_card_seen")


@never_cache
@login_required
@require_safe
def own_card_seen(request: HttpRequest) -> HttpResponse:
    """One's card as everybody sees it, and as allied people do."""
    person = _own(request)
    if person is None:
        return redirect("alliance:own_card")
    views = [
        {"title": title, "card": card_of(person, seen_by(circle)), "circle": circle.value}
        for circle, title in (
            (Visibility.EVERYBODY, _("Ce que voit tout le monde")),
            (Visibility.ALLIES, _("Ce que voient les personnes alliées")),
        )
    ]
    return render(request, "alliance/own_card_seen.html", {"person": person, "views": views})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_card(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the card of an organisation; for all but those who keep it there is nothing here."""
    row = get_object_or_404(Organisation.objects.held_by(request.user), slug=slug)
    if request.method != "POST":
        typed = {"name": row.name, "kind": row.kind, "summary": row.summary}
        return _show_card(request, row, OrganisationCardForm(initial=typed), Details.of(row))
    form = OrganisationCardForm(request.POST)
    if OTHER_LINES & set(request.POST):
        lines = Details.typed(request.POST, bound=False)
        return _show_card(request, row, _unsent(form), lines)
    details = Details.typed(request.POST)
    if not all([form.is_valid(), details.is_valid()]):
        return _show_card(request, row, form, details, status=REFUSED)
    edit_organisation_card(
        acting_user=request.user, organisation=row, details=details.cleaned, **form.cleaned_data
    )
    messages.success(request, _("La fiche est à jour."))
    return redirect(row)


def _own(request: HttpRequest) -> Person | None:
    rows = Person.objects.select_related("organisation", "territory")
    return rows.filter(user=request.user.pk).first()


def _unsent(form: Any) -> Any:
    """The same form with what was typed, and no reproach: a line was added, nothing was sent."""
    typed = {name: form[name].value() for name in form.fields}
    return (
        CardForm(person=form.person, initial=typed)
        if isinstance(form, CardForm)
        else OrganisationCardForm(initial=typed)
    )


def _show_own(
    request: HttpRequest, form: CardForm, details: Details, status: int = 200
) -> HttpResponse:
    context = {"form": form, "details": details, "person": form.person}
    return render(request, "alliance/own_card.html", context, status=status)


def _show_card(
    request: HttpRequest, row: Organisation, form: Any, details: Details, status: int = 200
) -> HttpResponse:
    context = {"form": form, "details": details, "organisation": row}
    return render(request, "alliance/organisation_card.html", context, status=status)
