"""What is written to addresses that have no account yet, and to whoever answers them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from community.accounts.models import User
from community.activity.actions import queue_mail
from community.activity.secrets import MARK

from .models import Invitation, JoinRequest
from .permissions import visible_requests
from .tokens import hash_of, new_token


def queue_invitation(invitation: Invitation) -> None:
    """The link comes into the mail as it leaves: until then there is none."""
    link = settings.WAGTAILADMIN_BASE_URL + reverse("welcome:link", args=["lien"])
    context = {
        "invitation": invitation,
        "inviter": invitation.inviter,
        "link": link.replace("/lien/", f"/{MARK}/"),
        "days": settings.INVITATION_DAYS,
    }
    queue_mail(
        address=invitation.email,
        kind=_("invitation"),
        subject=_("Vous êtes invité·e à la Fabrique apprenante"),
        body=render_to_string("welcome/email/invitation.txt", context),
        guard="welcome.invitation",
        guard_arg=[invitation.pk, invitation.asked_at.isoformat()],
    )


def queue_refusal(request: JoinRequest, words: str) -> None:
    queue_mail(
        address=request.email,
        kind=_("réponse à une demande"),
        subject=_("Votre demande à rejoindre la Fabrique apprenante"),
        body=render_to_string("welcome/email/refusal.txt", {"request": request, "words": words}),
    )


def queue_request(request: JoinRequest, readers: Iterable[User]) -> None:
    """Tell each of them apart that somebody asks; who, and why, is read on the page alone."""
    context = {
        "request": request,
        "link": settings.WAGTAILADMIN_BASE_URL + request.get_absolute_url(),
    }
    body = render_to_string("welcome/email/request.txt", context)
    for reader in readers:
        queue_mail(
            recipient=reader,
            kind=_("demande à rejoindre"),
            subject=_("Quelqu'un demande à rejoindre la Fabrique apprenante"),
            body=body,
            guard="welcome.request",
            guard_arg=request.pk,
        )


def still_waits(user: Any, request_id: int) -> bool:
    """Whether nobody has answered yet, and ``user`` still may."""
    waiting = visible_requests(user).filter(answer=JoinRequest.Answer.NONE)
    return waiting.filter(pk=request_id).exists()


def may_leave(_user: Any, argument: list[Any]) -> bool:
    """Whether the invitation may still be used, and was not sent again since."""
    invitation = _found(argument)
    return bool(invitation and invitation.is_open)


def make_link(argument: list[Any]) -> str:
    """The token of the mail that leaves now: those before it lead nowhere."""
    token = new_token()
    Invitation.objects.filter(pk=argument[0]).update(token_hash=hash_of(token))
    return token


def _found(argument: list[Any]) -> Invitation | None:
    pk, asked_at = argument
    return Invitation.objects.filter(pk=pk, asked_at=asked_at).first()
