"""Who is of the team, and who may change which card."""

from __future__ import annotations

from typing import Any

from .models import Organisation


def is_team(user: Any) -> bool:
    """The team runs the alliance: it sees and writes every page, and says which cards are one."""
    return bool(user.is_authenticated and user.is_active and user.is_staff)


def holds_card_of(user: Any, organisation: Organisation) -> bool:
    """``user`` keeps the organisation's card up to date."""
    return Organisation.objects.held_by(user).filter(pk=organisation.pk).exists()
