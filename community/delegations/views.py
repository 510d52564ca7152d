"""A delegation's own pages: who sits there, the gestures that compose it, the note it hands out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.answers import REFUSED, status_of
from community.programmes.models import ProgrammePage
from community.programmes.querysets import visible_pages

from . import actions, reading
from .forms import EndForm, GivingForm, HandoverForm, SupportForm
from .models import Delegation, Seat
from .permissions import may_add_people, may_compose, may_hand_over, why_not_handed_over
from .states import horizon

#: How many delegations stand on one page of a dispositif's list.
PAGE_SIZE = 60

private = cache_control(private=True, no_store=True)
writes = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def of_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """All the delegations of a dispositif that one sees; how far each is composed, for insiders."""
    programme = get_object_or_404(visible_pages(request.user, ProgrammePage.objects.all()), pk=pk)
    insider = reading.is_insider(request.user, programme)
    today = timezone.localdate()
    rows = reading.with_state(pk, today, horizon(today)) if insider else reading.named(pk)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"programme": programme, "page": page, "insider": insider}
    return render(request, "delegations/of_programme.html", context)


@private
@login_required
@require_safe
def delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """Who sits, what is missing, who supports it, where it talks."""
    row = _open(request, pk)
    context = {"delegation": row, "view": reading.view_of(row, request.user)}
    return render(request, "delegations/delegation.html", context)


@private
@login_required
@require_safe
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for the office of whoever heads the executive, to print or to save."""
    row = _open(request, pk)
    callers = reading.callers_of(row)
    context = {
        "delegation": row,
        "programme": row.programme,
        "view": reading.view_of(row, request.user),
        "callers": callers,
        "reachable": any(caller.details for caller in callers),
        "today": timezone.localdate(),
    }
    return render(request, "delegations/note.html", context)


@private
@login_required
@writes
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Seat somebody."""
    row = _composed(request, pk)
    form = GivingForm(
        request.POST or None,
        initial={"on": timezone.localdate(), "kind": request.GET.get("titre", "")},
        **_choice(request, row),
    )
    if form.is_valid():
        try:
            new = actions.give_seat(delegation=row, acting_user=request.user, **form.given())
        except ValidationError as error:
            form.refuse(error)
        else:
            said = _("Siège donné : %(person)s.") % {"person": new.participation.person}
            messages.success(request, said)
            return redirect(row)
    context = {"delegation": row, "form": form}
    return render(request, "delegations/give.html", context, status=status_of(form))


@private
@login_required
@writes
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """Note which function at the head of the executive supports the delegation, and the ask."""
    row = _composed(request, pk)
    form = SupportForm(request.POST or None, instance=row)
    if form.is_valid():
        actions.tell_support(delegation=row, acting_user=request.user, **form.cleaned_data)
        messages.success(request, _("Le soutien de l'exécutif est noté."))
        return redirect(row)
    context = {"delegation": row, "form": form}
    return render(request, "delegations/support.html", context, status=status_of(form))


@private
@login_required
@require_safe
def seat(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    """What can be done with one seat: hand it over, end it, make its holder référent·e."""
    return _seat_page(request, _seat(request, pk, seat_pk))


@private
@login_required
@require_POST
def hand_over(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    """Somebody follows in the seat."""
    row = _seat(request, pk, seat_pk)
    form = _handover_form(request, row, request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            new = actions.hand_over(
                seat=row,
                successor=values["person"],
                on=values["on"],
                title=values["title"],
                acting_user=request.user,
            )
        except ValidationError as error:
            form.refuse(error)
            row = _seat(request, pk, seat_pk)
        else:
            said = _("Le relais est passé à %(person)s.")
            messages.success(request, said % {"person": new.participation.person})
            return redirect(new.delegation)
    return _seat_page(request, row, handover=form, status=REFUSED)


@private
@login_required
@require_POST
def end(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    """The seat ends, without anybody who follows."""
    row = _seat(request, pk, seat_pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            actions.end_seat(seat=row, on=form.cleaned_data["on"], acting_user=request.user)
        except ValidationError as error:
            form.refuse(error)
            row = _seat(request, pk, seat_pk)
        else:
            messages.success(request, _("La fin de ce siège est notée."))
            return redirect("delegations:delegation", pk)
    return _seat_page(request, row, ending=form, status=REFUSED)


@private
@login_required
@require_POST
def name_referent(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    """The holder of this seat answers for the delegation from now on."""
    row = _seat(request, pk, seat_pk)
    try:
        actions.name_referent(seat=row, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(row)
    said = _("%(person)s répond désormais pour la délégation.")
    messages.success(request, said % {"person": row.participation.person})
    return redirect(row.delegation)


def _open(request: HttpRequest, pk: int) -> Delegation:
    """One queryset: what is not this reader's is not there."""
    rows = Delegation.objects.open_to(request.user).select_related("territory", "programme")
    return get_object_or_404(rows, pk=pk)


def _composed(request: HttpRequest, pk: int) -> Delegation:
    """A delegation that one may compose: others who see it are told who does."""
    row = _open(request, pk)
    if not may_compose(request.user, row):
        raise PermissionDenied(
            _("Son ou sa référent·e, qui anime le dispositif, ou l'équipe, compose la délégation.")
        )
    return row


def _seat(request: HttpRequest, pk: int, seat_pk: int) -> Seat:
    seats = Seat.objects.lasting(timezone.localdate()).filter(
        delegation__in=Delegation.objects.open_to(request.user), delegation=pk
    )
    row = get_object_or_404(
        seats.select_related(
            "delegation__territory", "delegation__programme", "participation__person"
        ),
        pk=seat_pk,
    )
    if not may_hand_over(request.user, row):
        raise PermissionDenied(
            _("Qui tient ce siège, son ou sa référent·e, qui anime ou l'équipe, en dispose.")
        )
    return row


def _choice(request: HttpRequest, row: Delegation) -> dict[str, Any]:
    """Whom one may choose there."""
    may_add = may_add_people(request.user, row)
    return {"delegation": row, "user": request.user, "may_add": may_add}


def _handover_form(request: HttpRequest, row: Seat, data: Any = None) -> HandoverForm:
    initial = {"on": timezone.localdate(), "title": row.title}
    return HandoverForm(
        data, initial=initial, auto_id="relais_%s", **_choice(request, row.delegation)
    )


def _seat_page(
    request: HttpRequest,
    row: Seat,
    *,
    handover: HandoverForm | None = None,
    ending: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "seat": row,
        "delegation": row.delegation,
        "not_handed_over": why_not_handed_over(request.user, row),
        "handover": handover or _handover_form(request, row),
        "ending": ending or EndForm(initial={"on": today}),
        "refused": handover or ending,
        "held": row.is_held_on(today),
        "may_compose": may_compose(request.user, row.delegation),
    }
    return render(request, "delegations/seat.html", context, status=status)
