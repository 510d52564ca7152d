"""This room's part of the copy of one's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from community.accounts.models import User

from .models import Invitation, Visit


def own_rows(user: User) -> dict[str, Any]:
    """What one sent, what one came in by, and where one is in the tour."""
    return {
        "envoyees": _rows(Invitation.objects.filter(inviter=user)),
        "acceptees": _rows(Invitation.objects.filter(account=user)),
        "visite": list(Visit.objects.filter(user=user).values("step", "done_at")),
    }


def _rows(invitations: Any) -> list[Mapping[str, object]]:
    fields = ("email", "name", "words", "programme__title", "role", "asked_at")
    return list(invitations.values(*fields, "used_at", "withdrawn_at"))
