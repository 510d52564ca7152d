"""The entrance's own, for its templates."""

from __future__ import annotations

from typing import Any

from django import template

from ..my_spaces import Spaces, spaces_of

register = template.Library()


@register.simple_tag(takes_context=True)
def my_spaces(context: dict[str, Any]) -> Spaces:
    """``{% my_spaces as spaces %}``: what is theirs, for whoever is signed in."""
    return spaces_of(context["request"].user)
