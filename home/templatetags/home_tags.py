"""The entrance's own, for its templates."""

from __future__ import annotations

from typing import Any

from django import template

from community.alliance import charter
from community.alliance.models import Charter

from ..first_steps import FirstSteps, first_steps_of
from ..my_spaces import Spaces, spaces_of

register = template.Library()


@register.simple_tag(takes_context=True)
def my_spaces(context: dict[str, Any]) -> Spaces:
    """``{% my_spaces as spaces %}``: what is theirs, for whoever is signed in."""
    return spaces_of(context["request"].user)


@register.simple_tag(takes_context=True)
def first_steps(context: dict[str, Any], spaces: Spaces) -> FirstSteps | None:
    """``{% first_steps spaces as first %}``: what a newcomer finds besides."""
    return first_steps_of(context["request"].user, spaces)


@register.simple_tag(takes_context=True)
def charter_to_renew(context: dict[str, Any]) -> Charter | None:
    """``{% charter_to_renew as charter %}``: the version that waits for whoever signed another."""
    return charter.charter_to_renew(context["request"].user)
