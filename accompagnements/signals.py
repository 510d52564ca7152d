"""A delegation was formed, or a seat in it given, whichever door it was done by."""

from __future__ import annotations

from typing import Any

from community.delegations.models import Delegation, Seat

from .actions import receive, seat_newcomer


def delegation_saved(
    instance: Delegation, raw: bool, update_fields: Any = None, **_kwargs: Any
) -> None:
    """New, or put in another programme: those are saved whole."""
    if not raw and update_fields is None:
        receive(delegation=instance)


def seat_saved(instance: Seat, raw: bool, created: bool, **_kwargs: Any) -> None:
    if created and not raw:
        seat_newcomer(seat=instance)
