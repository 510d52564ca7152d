"""Syntheses, for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.blocks import StreamValue

from community.gatherings.models import GatheringPage
from community.programmes.excerpts import Excerpt, excerpt

from .. import reading
from ..models import Contribution, SynthesisPage

register = template.Library()


@register.simple_tag(takes_context=True)
def latest_syntheses(context: dict[str, Any], limit: int) -> list[SynthesisPage]:
    """``{% latest_syntheses 3 as syntheses %}``: the last ones published."""
    return reading.latest_syntheses(context["request"].user, limit=limit)


@register.simple_tag(takes_context=True)
def syntheses_about(context: dict[str, Any], gathering: GatheringPage) -> Excerpt[SynthesisPage]:
    """``{% syntheses_about page as syntheses %}``: what was written from this meeting."""
    return reading.first_about(gathering, context["request"].user)


@register.simple_tag(takes_context=True)
def gatherings_of(context: dict[str, Any], synthesis: SynthesisPage) -> Excerpt[GatheringPage]:
    """``{% gatherings_of page as gatherings %}``: what a synthesis was written from."""
    request = context["request"]
    if getattr(request, "is_preview", False):  # what a draft says is not in the tables yet
        return excerpt(reading.gatherings_of(synthesis, request.user), reading.WRITTEN_FROM)
    return reading.first_gatherings(synthesis, request.user)


@register.simple_tag
def contributions_to(synthesis: SynthesisPage) -> list[Contribution]:
    """``{% contributions_to page as contributions %}``: who wrote it, who reread it."""
    return reading.contributions_to(synthesis)


@register.simple_tag(takes_context=True)
def body_of(context: dict[str, Any], synthesis: SynthesisPage) -> list[StreamValue.StreamChild]:
    """``{% body_of page as body %}``: what it says, ready to be shown."""
    return reading.body_of(synthesis, context["request"].user)
