"""Syntheses, for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import QuerySet
from wagtail.blocks import StreamValue

from community.gatherings.models import GatheringPage
from community.programmes.models import ProgrammePage

from .. import reading
from ..models import Contribution, SynthesisPage

register = template.Library()


@register.simple_tag(takes_context=True)
def latest_syntheses(context: dict[str, Any], limit: int) -> QuerySet[SynthesisPage]:
    """``{% latest_syntheses 3 as syntheses %}``: the last ones published."""
    return reading.visible_syntheses(context["request"].user)[:limit]


@register.simple_tag(takes_context=True)
def syntheses_of(context: dict[str, Any], programme: ProgrammePage) -> QuerySet[SynthesisPage]:
    """``{% syntheses_of page as syntheses %}``: what this programme published."""
    return reading.syntheses_of(programme, context["request"].user)


@register.simple_tag(takes_context=True)
def syntheses_about(context: dict[str, Any], gathering: GatheringPage) -> QuerySet[SynthesisPage]:
    """``{% syntheses_about page as syntheses %}``: what was written from this meeting."""
    return reading.syntheses_about(gathering, context["request"].user)


@register.simple_tag(takes_context=True)
def gatherings_of(context: dict[str, Any], synthesis: SynthesisPage) -> QuerySet[GatheringPage]:
    """``{% gatherings_of page as gatherings %}``: what a synthesis was written from."""
    return reading.gatherings_of(synthesis, context["request"].user)


@register.simple_tag
def contributions_to(synthesis: SynthesisPage) -> list[Contribution]:
    """``{% contributions_to page as contributions %}``: who wrote it, who reread it."""
    return reading.contributions_to(synthesis)


@register.simple_tag(takes_context=True)
def body_of(context: dict[str, Any], synthesis: SynthesisPage) -> list[StreamValue.StreamChild]:
    """``{% body_of page as body %}``: what it says, ready to be shown."""
    return reading.body_of(synthesis, context["request"].user)
