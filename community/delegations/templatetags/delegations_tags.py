"""Delegations, for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template

from community.programmes.excerpts import Excerpt
from community.programmes.models import ProgrammePage

from .. import reading
from ..models import Delegation

register = template.Library()


@register.simple_tag(takes_context=True)
def delegations_of(context: dict[str, Any], page: ProgrammePage) -> Excerpt[Delegation]:
    """``{% delegations_of page as delegations %}``: the first, with their state for insiders."""
    return reading.delegations_of(page, context["request"].user)
