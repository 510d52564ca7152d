"""Leaving: the account and all that is somebody's own goes; each room lets go of its part.

A room registers in ``ready()`` what it erases, and what somebody should hand over before leaving.
Rooms are asked in the reverse order of their registration: those above let go first, since what
they keep leans on the rows below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.activity.actions import record
from community.activity.forgetting import forget_address, forget_lines_about, forget_names

from .models import User
from .signals import announce_access_change


class Errand(NamedTuple):
    """What only this person holds, and where it is handed over."""

    sentence: str
    address: str


Eraser = Callable[[User], None]
Errands = Callable[[User], list[Errand]]


class Room(NamedTuple):
    erase: Eraser
    errands: Errands | None


_rooms: dict[str, Room] = {}


def register(name: str, erase: Eraser, errands: Errands | None = None) -> None:
    """Have a room let go of whoever leaves; a second room of the same name is a fault."""
    room = Room(erase, errands)
    if _rooms.setdefault(name, room) != room:
        raise ValueError(f"two rooms let go as {name!r}")


def errands(user: User) -> list[Errand]:
    """What ``user`` should hand over first. They may leave all the same."""
    return [errand for room in _rooms.values() if room.errands for errand in room.errands(user)]


def is_last_administrator(user: User) -> bool:
    """Whether nobody would be left to give rights to others."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    return user.is_superuser and not others.exists()


@transaction.atomic
def erase_account(*, user: User, acting_user: User | None = None) -> None:
    """Erase an account and what is its holder's own; what stays bears no name.

    Without ``acting_user`` the house does it: the account served nobody any more. Raises
    ``ValidationError`` for the last administrator.
    """
    # Under the locks of all administrators: two who leave at once do not both see the other stay.
    list(User.objects.select_for_update().filter(is_superuser=True).order_by("pk"))
    user = User.objects.select_for_update().get(pk=user.pk)
    if is_last_administrator(user):
        raise ValidationError(
            _("Vous êtes seul·e à administrer ce site : confiez d'abord ce droit à quelqu'un.")
        )
    pk, address, name = user.pk, user.email, user.get_full_name()
    left = acting_user is not None and acting_user.pk == pk
    for room in reversed(_rooms.values()):
        room.erase(user)
    _end_all_sessions(pk)
    forget_lines_about(User, [pk])
    user.delete()
    forget_address(address)
    forget_names({name, address})
    label = _("une personne est partie") if left else _("un compte sans usage a été effacé")
    record(verb=_("compte effacé"), label=label)
    announce_access_change([pk])


def erase_profile(user: User) -> None:
    """This room's own part, beside the account: the picture chosen for the admin is a file."""
    profile = getattr(user, "wagtail_userprofile", None)
    if profile is not None and profile.avatar:
        storage, path = profile.avatar.storage, profile.avatar.name
        transaction.on_commit(lambda: storage.delete(path))


def _end_all_sessions(user_id: int) -> None:
    """A session says whose it is in what it holds alone: each is looked at."""
    theirs = [
        session
        for session in Session.objects.all()
        if session.get_decoded().get(SESSION_KEY) == str(user_id)
    ]
    for session in theirs:
        session.delete()
