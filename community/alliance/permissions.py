"""Who may change which card."""

from __future__ import annotations

from typing import Any

from .models import Organisation


def holds_card_of(user: Any, organisation: Organisation) -> bool:
    """``user`` keeps the organisation's card up to date."""
    return Organisation.objects.held_by(user).filter(pk=organisation.pk).exists()
