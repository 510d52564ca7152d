"""Discussions for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.models import Page

from community.delegations.models import Delegation
from community.text.typography import typeset

from ..models import Channel
from ..permissions import twinned_by
from ..reading import channel_at, channels_of, here_words, rooms_for, rule_change
from ..twinning import twins_of

register = template.Library()
register.filter("rule_change", rule_change)


@register.simple_tag(takes_context=True)
def channel_of(context: dict[str, Any], page: Page) -> Channel | None:
    """``{% channel_of page as channel %}``: a programme's or a page's, if this visitor reads it."""
    return channel_at(page, context["request"].user)


@register.simple_tag(takes_context=True)
def my_channels(context: dict[str, Any]) -> list[Channel]:
    """``{% my_channels as channels %}``: each with its ``last_message``, the latest first."""
    return channels_of(context["request"].user)


@register.simple_tag(takes_context=True)
def rooms_of(context: dict[str, Any], delegation: Delegation) -> list[Channel]:
    """``{% rooms_of delegation as rooms %}``: its own and its twinned ones, for who sits there."""
    return rooms_for(context["request"].user, delegation)


@register.simple_tag(takes_context=True)
def twinning_of(context: dict[str, Any], delegation: Delegation) -> dict[str, list[Channel]] | None:
    """``{% twinning_of delegation as twinning %}``: its ``channels``, for who twins it with others.

    They manage these without reading them.
    """
    if not twinned_by(context["request"].user).filter(pk=delegation.pk).exists():
        return None
    return {"channels": twins_of(delegation)}


@register.simple_tag(takes_context=True)
def present(context: dict[str, Any], others: list[str]) -> str:
    """``{% present here %}``: who is here now, the reader first if others see them."""
    return typeset(here_words(others, context["request"].user))
