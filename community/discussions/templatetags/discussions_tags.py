"""Discussions for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.models import Page

from community.programmes.models import ProgrammePage

from ..bodies import linked as linked_text
from ..models import Channel
from ..reading import channels_of, rule_change

register = template.Library()
register.filter("rule_change", rule_change)


@register.simple_tag(takes_context=True)
def channel_of(context: dict[str, Any], page: Page) -> Channel | None:
    """``{% channel_of page as channel %}``: a programme's or a page's, if this visitor reads it."""
    programme = isinstance(page, ProgrammePage)
    own = {"programme": page.pk} if programme else {"page": page.pk}
    kind = Channel.Kind.PROGRAMME if programme else Channel.Kind.PAGE
    return Channel.objects.readable_by(context["request"].user, kind).filter(**own).first()


@register.simple_tag(takes_context=True)
def my_channels(context: dict[str, Any]) -> list[Channel]:
    """``{% my_channels as channels %}``: each with its ``last_message``, the latest first."""
    return channels_of(context["request"].user)


@register.filter
def linked(text: str) -> SafeString:
    """``{{ message.body|linked }}``: escaped, with its addresses as links."""
    return linked_text(text)
