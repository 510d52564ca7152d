"""Whoever leaves hands their seats back; a référent·e is told to name another one first."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from community.accounts.leaving import Errand
from community.accounts.models import User
from community.activity.actions import record

from .models import Seat


def seat_rows(user: User) -> list[dict[str, Any]]:
    """The seats that somebody holds, held or will hold."""
    seats = Seat.objects.filter(participation__person__user=user).order_by("pk")
    return [
        {
            "delegation": str(seat.delegation),
            "programme__title": seat.delegation.programme.title,
            "kind": str(seat.get_kind_display()),
            "title": seat.title,
            "since": seat.since,
            "until": seat.until,
        }
        for seat in seats.select_related("delegation__territory", "delegation__programme")
    ]


def let_go(user: User) -> None:
    """The rows go with the participation; the log says that a place is free, not whose it was."""
    held = Seat.objects.lasting(timezone.localdate()).filter(participation__person__user=user)
    for seat in held.select_related("delegation__territory", "delegation__programme"):
        record(
            verb="seat.given_back",
            subject=seat.delegation,
            label=_("%(delegation)s, %(kind)s : le siège est libre")
            % {"delegation": seat.delegation, "kind": seat.get_kind_display()},
            programme=seat.delegation.programme,
        )


def to_hand_over(user: User) -> list[Errand]:
    """The delegations for which nobody else answers."""
    answered = Seat.objects.current().filter(referent=True, participation__person__user=user)
    sentence = _("Vous êtes référent·e : %(delegation)s. Passez le relais.")
    return [
        Errand(sentence % {"delegation": seat.delegation}, seat.delegation.get_absolute_url())
        for seat in answered.select_related("delegation__territory")
    ]
