"""Who composes a delegation. Reading what it says in its rooms is another right: a seat."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from community.programmes.permissions import may_edit_programme

from .models import Delegation, Seat


def may_add_people(user: Any, delegation: Delegation) -> bool:
    """Whether ``user`` may also bring somebody into the dispositif: the team, who animates it."""
    return may_edit_programme(user, delegation.programme)


def answers_for(user: Any, delegation: Delegation) -> bool:
    """Whether ``user`` is the delegation's référent·e today."""
    if not user.is_authenticated:
        return False
    mine = delegation.seats.current().filter(participation__person__user=user.pk)
    return mine.filter(referent=True).exists()


def may_compose(user: Any, delegation: Delegation) -> bool:
    """Whether ``user`` seats and unseats people there: its référent·e, who animates, the team."""
    return answers_for(user, delegation) or may_add_people(user, delegation)


def holds(user: Any, seat: Seat) -> bool:
    """Whether the seat is ``user``'s own."""
    person = seat.participation.person
    return bool(user.is_authenticated and person and person.user_id == user.pk)


def may_hand_over(user: Any, seat: Seat) -> bool:
    """Whether ``user`` ends this seat or names who follows: its holder, and who composes."""
    return holds(user, seat) or may_compose(user, seat.delegation)


def why_not_handed_over(user: Any, seat: Seat) -> str:
    """Why a seat of which ``user`` disposes passes to nobody now; nothing when it may.

    Its holder names one successor, of a seat that has no end yet: else they would fill the
    delegation, or give a longer seat than theirs.
    """
    if seat.followed_by.exists():
        return _("Quelqu'un suit déjà dans ce siège.")
    if user and seat.until and not may_compose(user, seat.delegation):
        return _(
            "Ce siège a déjà une fin : son ou sa référent·e, qui anime le dispositif, ou l'équipe, "
            "dit qui suit."
        )
    return ""
