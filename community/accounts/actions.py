"""Making and closing accounts. Whose rights change is announced by ``receivers``."""

from __future__ import annotations

from typing import Protocol

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from community.activity.actions import record
from community.activity.models import BarrierReport, Mail

from .addresses import refuse_shut_out
from .models import MARK_LENGTH, User
from .notices import tell, tell_former_address
from .querysets import open_sessions
from .signals import address_changed, presence_hidden


class Bearer(Protocol):
    """Somebody known by name, of a room above, who may have an account."""

    user: User | None

    def save(self) -> None: ...


@transaction.atomic
def make_account(
    *, email: str, person: Bearer | None = None, is_staff: bool = False, is_superuser: bool = False
) -> User:
    """Make an account, for ``person`` if one is named; one signs in by codes sent to ``email``."""
    refuse_shut_out(email)
    user = User.objects.create_user(email, is_staff=is_staff, is_superuser=is_superuser)
    if person is not None:
        person.user = user
        person.save()
    return user


def show_presence(*, user: User, shown: bool) -> None:
    """Choose whether others see that one is in a discussion; it holds within a minute."""
    user.shows_presence = shown
    user.save(update_fields=["shows_presence"])
    if not shown:
        presence_hidden.send(sender=User, user=user)


@transaction.atomic
def end_sessions(*, user: User) -> None:
    """Sign the account out everywhere: its sessions are tied to a mark, and get another one."""
    user.sessions_mark = get_random_string(MARK_LENGTH)
    user.save(update_fields=["sessions_mark"])
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
def choose_password(*, user: User, password: str) -> None:
    """Give one's account a password, beside the code by mail; its sessions end.

    Raises ``ValidationError`` for one that others would guess.
    """
    validate_password(password, user)
    had_one = user.has_password
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user)
    tell(user, "password.changed" if had_one else "password.chosen", acting_user=user)


@transaction.atomic
def remove_password(*, user: User) -> None:
    """Go back to the code by mail alone; its sessions end."""
    if not user.has_password:
        return
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_sessions(user=user)
    tell(user, "password.removed", acting_user=user)


@transaction.atomic
def change_address(*, user: User, address: str) -> None:
    """Give the account the address that its holder proved to read, and tell the former one.

    Its sessions end, and nothing is kept of the former address, which may become another's. Raises
    ``ValidationError`` if the new one has an account by now.
    """
    refuse_shut_out(address)
    former, user.email = user.email, address.lower()
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as taken:
        user.email = former
        raise ValidationError(_("Cette adresse ne convient plus : prenez-en une autre.")) from taken
    end_sessions(user=user)
    Mail.objects.filter(address__iexact=former).delete()
    BarrierReport.objects.filter(email__iexact=former).update(email=user.email)
    address_changed.send(sender=User, user=user, former=former)
    record(
        verb="address.changed", actor=user, subject=user, label=_("a changé d'adresse de courriel")
    )
    # Not by the outbox, whose traces would keep an address that is no longer anybody's here.
    transaction.on_commit(lambda: tell_former_address(former), robust=True)


@transaction.atomic
def set_second_factor(*, user: User, secret: str = "") -> str:
    """Give the account this second factor (a new one if none is named) in place of its old one."""
    remove_second_factor(user=user)
    secret = secret or generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


@transaction.atomic
def remove_second_factor(*, user: User) -> None:
    """Forget passkeys, second code and recovery codes, which were lost; sessions end.

    Commands alone do so, for somebody who asked: it has no author in the log.
    """
    removed, _details = Authenticator.objects.filter(user=user).delete()
    if removed:
        end_sessions(user=user)
        tell(user, "protection.reset", acting_user=None)
