"""Making and closing accounts. Whose rights change is announced by ``receivers``."""

from __future__ import annotations

from typing import Protocol

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .models import User
from .permissions import is_shut_out
from .querysets import open_sessions


class Bearer(Protocol):
    """Somebody known by name, of a room above, who may have an account."""

    user: User | None

    def save(self) -> None: ...


@transaction.atomic
def make_account(
    *, email: str, person: Bearer | None = None, is_staff: bool = False, is_superuser: bool = False
) -> User:
    """Make an account, for ``person`` if one is named; one signs in by codes sent to ``email``."""
    if is_shut_out(email):
        raise ValidationError({"email": _("Les adresses de démonstration ne servent pas ici.")})
    user = User.objects.create_user(email, is_staff=is_staff, is_superuser=is_superuser)
    if person is not None:
        person.user = user
        person.save()
    return user


@transaction.atomic
def end_sessions(*, user: User) -> None:
    """Sign the account out everywhere.

    A session is tied to the account's password; the unusable one is random, and a new one voids
    every session at once.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    UserSession.objects.filter(user=user).delete()


@transaction.atomic
def end_session(*, acting_user: User, session: UserSession) -> None:
    """Sign one's account out in one place; sockets that were opened there close."""
    if session.user_id != acting_user.pk:
        raise PermissionDenied
    session.end()


@transaction.atomic
def end_other_sessions(*, acting_user: User, session_key: str) -> int:
    """Sign one's account out everywhere but here; returns in how many places."""
    others = list(open_sessions(acting_user).exclude(session_key=session_key))
    for session in others:
        session.end()
    return len(others)


@transaction.atomic
def deactivate(*, user: User) -> None:
    """Close an account: nobody signs in with it, its sessions end, its mails are withdrawn."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user=user)


@transaction.atomic
def set_second_factor(*, user: User, secret: str = "") -> str:
    """Give the account this second factor (a new one if none is named) in place of its old one."""
    remove_second_factor(user=user)
    secret = secret or generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


@transaction.atomic
def remove_second_factor(*, user: User) -> None:
    """Forget a lost telephone; sessions end, and the next one sets up another."""
    removed, _details = Authenticator.objects.filter(user=user).delete()
    if removed:
        end_sessions(user=user)
