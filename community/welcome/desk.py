"""The desk of whoever invites: what was sent, what waits, and who asks to come in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.alliance.models import Person
from community.alliance.querysets import holding_words
from community.answers import status_of

from . import actions
from .forms import InvitationForm, RefusalForm
from .models import Invitation, JoinRequest
from .permissions import (
    cards_to_hand,
    invitations_with_rights,
    invites,
    visible_invitations,
    visible_requests,
)

#: How many invitations stand on one page, and how many cards are offered at once.
PAGE_INVITATIONS = 40
CARDS = 20


def inviters_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For whoever has something to invite to; others find no such page."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not invites(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@inviters_only
def invitations(request: HttpRequest) -> HttpResponse:
    """What was sent and where it stands, below the requests that wait for an answer."""
    rows = invitations_with_rights(request.user).select_related("account__person")
    page = Paginator(rows, PAGE_INVITATIONS).get_page(request.GET.get("page"))
    requests = visible_requests(request.user).filter(answer=JoinRequest.Answer.NONE)
    context = {"page": page, "requests": requests[:PAGE_INVITATIONS]}
    return render(request, "welcome/invitations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@inviters_only
def invite(request: HttpRequest) -> HttpResponse:
    """Invite several addresses at once, or one for a card that has no account yet."""
    person = _card(request)
    form = InvitationForm(
        request.POST or None,
        user=request.user,
        person=person,
        initial={"programme": request.GET.get("dispositif")},
    )
    if form.is_valid() and (sent := _send_all(request.user, form)):
        told = ngettext(
            "Une invitation part dans la minute.",
            "%(sent)d invitations partent dans la minute.",
            sent,
        )
        messages.success(request, told % {"sent": sent})
        return redirect("welcome:invitations")
    context = {"form": form, "person": person} | _cards(request, person)
    return render(request, "welcome/invite.html", context, status=status_of(form))


@require_POST
@inviters_only
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(visible_invitations(request.user), pk=pk)
    return _do(request, actions.resend, row, _("Elle repart dans la minute."))


@require_POST
@inviters_only
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(visible_invitations(request.user), pk=pk)
    return _do(request, actions.withdraw, row, _("Elle est retirée : son lien n'ouvre plus rien."))


@require_http_methods(["GET", "HEAD", "POST"])
@inviters_only
def request_to_join(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody wrote to come in; one says yes, or no with a sentence."""
    asked = get_object_or_404(visible_requests(request.user), pk=pk)
    says_yes = request.POST.get("answer") == JoinRequest.Answer.YES
    form = RefusalForm(None if says_yes or request.method != "POST" else request.POST)
    if request.method == "POST" and (says_yes or form.is_valid()):
        try:
            _reply(request, asked, None if says_yes else form.cleaned_data["words"])
        except ValidationError as refused:
            for sentence in refused.messages:
                messages.error(request, sentence)
        return redirect("welcome:invitations")
    context = {"asked": asked, "form": form}
    return render(request, "welcome/request.html", context, status=status_of(form))


def _reply(request: HttpRequest, asked: JoinRequest, words: str | None) -> None:
    user: Any = request.user
    if words is None:
        actions.welcome(acting_user=user, request=asked)
        messages.success(request, _("C'est oui : son invitation part dans la minute."))
    else:
        actions.decline(acting_user=user, request=asked, words=words)
        messages.success(request, _("Votre réponse part dans la minute."))


def _send_all(user: Any, form: InvitationForm) -> int:
    """Invite everybody or nobody; how many were. Each refusal is told beside its address."""
    faults = []
    with transaction.atomic():
        for guest in form.invited:
            try:
                actions.invite(
                    acting_user=user,
                    email=guest.email,
                    name=guest.name,
                    person=form.person,
                    programme=form.cleaned_data["programme"],
                    role=form.cleaned_data.get("role") or "participant",
                    words=form.cleaned_data["words"],
                )
            except ValidationError as refused:
                sentence = " ".join(refused.messages)
                faults.append(
                    _("%(email)s : %(sentence)s") % {"email": guest.email, "sentence": sentence}
                )
        if faults:
            transaction.set_rollback(True)
    for fault in faults:
        form.add_error("email" if form.person else "guests", fault)
    return 0 if faults else len(form.invited)


def _card(request: HttpRequest) -> Person | None:
    """The card that ``?fiche=`` names, when it is this inviter's to give."""
    slug = request.GET.get("fiche", "")
    return get_object_or_404(cards_to_hand(request.user), slug=slug) if slug else None


def _cards(request: HttpRequest, person: Person | None) -> dict[str, Any]:
    """Cards without account that could be invited, those of the name that is looked for."""
    if person:
        return {}
    looked_for = request.GET.get("nom", "").strip()
    cards = cards_to_hand(request.user).select_related("organisation")
    found = list(holding_words(cards, looked_for)[: CARDS + 1])
    return {"looked_for": looked_for, "cards": found[:CARDS], "more_cards": len(found) > CARDS}


def _do(
    request: HttpRequest, action: Callable[..., Any], row: Invitation, told: str
) -> HttpResponse:
    try:
        action(acting_user=request.user, invitation=row)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, told)
    return redirect("welcome:invitations")
