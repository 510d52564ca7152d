"""A delegation was formed, whichever door it was formed by."""

from __future__ import annotations

from typing import Any

from community.delegations.models import Delegation

from .actions import receive


def delegation_saved(
    instance: Delegation, raw: bool, update_fields: Any = None, **_kwargs: Any
) -> None:
    """New, or put in another programme: those are saved whole."""
    if not raw and update_fields is None:
        receive(delegation=instance)
