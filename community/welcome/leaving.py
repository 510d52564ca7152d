"""Whoever leaves takes along the invitations that they sent or came in by, and what they asked."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from community.accounts.models import User
from community.accounts.personal_data import Rows
from community.activity.forgetting import forget_lines_about

from .models import Invitation, JoinRequest

#: Beside those that ``personal_data`` tells: a card's, and the answers that somebody gave.
RECEIVED = Rows(Invitation, "person", ("programme__title", "role", "asked_at", "used_at"))
ANSWERED = Rows(JoinRequest, "answered_by", ("name", "programme__title", "answer", "answered_at"))

#: What ``personal_data`` tells of.
OWN_TABLES = ("welcome.Invitation.inviter", "welcome.Invitation.account", "welcome.Visit.user")


def let_go(user: User) -> None:
    """An open invitation of theirs serves no more: nobody answers for it.

    The log told of each under the name of then, which nobody may have by now.
    """
    theirs = Q(inviter=user) | Q(account=user) | Q(person__user=user)
    invitations = Invitation.objects.filter(theirs | Q(email__iexact=user.email))
    forget_lines_about(Invitation, invitations.values_list("pk", flat=True))
    invitations.delete()
    JoinRequest.objects.filter(email__iexact=user.email).delete()


def forget_former_address(user: User, former: str, **kwargs: Any) -> None:
    """What went to an address that somebody gave up opens nothing, and follows nobody.

    By an invitation that is still open, or a request, others would learn the new address. The one
    by which they came in is theirs, and is listed by their name.
    """
    own = Invitation.objects.filter(email__iexact=former, account=user)
    own.update(email=user.email)
    others = Invitation.objects.filter(email__iexact=former)
    forget_lines_about(Invitation, others.values_list("pk", flat=True))
    others.delete()
    JoinRequest.objects.filter(email__iexact=former).delete()
