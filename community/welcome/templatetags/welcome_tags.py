"""The guided tour, for the frame of every page."""

from __future__ import annotations

from typing import Any

from django import template

from ..tour import STEPS, Step, step_of

register = template.Library()


@register.simple_tag(takes_context=True)
def tour_step(context: dict[str, Any]) -> Step | None:
    """``{% tour_step as step %}``: the step to show beside this page, if its address asks for it.

    It asks the database nothing. An error page may have no request.
    """
    request = context.get("request")
    return step_of(request) if request and hasattr(request, "user") else None


@register.simple_tag
def tour_length() -> int:
    return len(STEPS)
