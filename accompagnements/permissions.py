"""Who leads an accompaniment: starts it, says how far its phases are, ends it."""

from __future__ import annotations

from typing import Any

from community.programmes.permissions import may_edit_programme

from .models import AccompanimentPage


def may_lead(user: Any, accompaniment: AccompanimentPage) -> bool:
    """The team, and who animates it. Leading opens rooms and reads in none of them."""
    return may_edit_programme(user, accompaniment)
