"""The guided tour, for the frame of every page; who may invite, for those that lead there."""

from __future__ import annotations

from typing import Any

from django import template

from community.alliance.models import Person

from .. import permissions
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


@register.simple_tag(takes_context=True)
def invites(context: dict[str, Any]) -> bool:
    """``{% invites as may_invite %}``: whether the reader has anything to invite to."""
    return permissions.invites(context["request"].user)


@register.simple_tag(takes_context=True)
def may_hand_card(context: dict[str, Any], person: Person) -> bool:
    """``{% may_hand_card person as may_invite %}``: whether the reader may invite them to it."""
    user = context["request"].user
    if person.user_id or not user.is_authenticated:
        return False  # said without a query: most cards are read by those who invite nobody
    return permissions.may_hand_card(user, person)
