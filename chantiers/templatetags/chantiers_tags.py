"""Syntheses, for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import QuerySet
from wagtail.blocks import StreamValue

from community.gatherings.models import GatheringPage
from community.programmes.excerpts import Excerpt, excerpt

from .. import reading
from ..models import Contribution, SynthesisPage

register = template.Library()

#: How many of the meetings that a synthesis was written from stand beside it.
WRITTEN_FROM = 12


@register.simple_tag(takes_context=True)
def latest_syntheses(context: dict[str, Any], limit: int) -> QuerySet[SynthesisPage]:
    """``{% latest_syntheses 3 as syntheses %}``: the last ones published."""
    return reading.visible_syntheses(context["request"].user)[:limit]


@register.simple_tag(takes_context=True)
def syntheses_about(context: dict[str, Any], gathering: GatheringPage) -> Excerpt[SynthesisPage]:
    """``{% syntheses_about page as syntheses %}``: what was written from this meeting."""
    return excerpt(reading.syntheses_about(gathering, context["request"].user))


@register.simple_tag(takes_context=True)
def gatherings_of(context: dict[str, Any], synthesis: SynthesisPage) -> Excerpt[GatheringPage]:
    """``{% gatherings_of page as gatherings %}``: what a synthesis was written from."""
    return excerpt(reading.gatherings_of(synthesis, context["request"].user), WRITTEN_FROM)


@register.simple_tag
def contributions_to(synthesis: SynthesisPage) -> list[Contribution]:
    """``{% contributions_to page as contributions %}``: who wrote it, who reread it."""
    return reading.contributions_to(synthesis)


@register.simple_tag(takes_context=True)
def body_of(context: dict[str, Any], synthesis: SynthesisPage) -> list[StreamValue.StreamChild]:
    """``{% body_of page as body %}``: what it says, ready to be shown."""
    return reading.body_of(synthesis, context["request"].user)
