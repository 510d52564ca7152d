"""Discussions for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Page

from community.delegations.models import Delegation
from community.text.templatetags.french import weight
from community.text.typography import typeset

from ..file_kinds import ACCEPTED
from ..models import Channel
from ..permissions import twinned_by
from ..reading import channel_at, channels_of, here_words, rooms_for, rule_change
from ..twinning import twins_of
from ..words import too_heavy_words, too_many_files_words

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


@register.inclusion_tag("discussions/join.html")
def join_files(field: str) -> dict[str, Any]:
    """``{% join_files "fichiers" %}``: the part of a form that joins files; ``field`` is its id."""
    most, bytes_ = (settings.DISCUSSIONS[key] for key in ("FILES_PER_MESSAGE", "FILE_MAX_BYTES"))
    limit = weight(bytes_)
    help_ = _(
        "%(most)d fichiers au plus, %(limit)s chacun : images, PDF, documents de bureau, sons. "
        "Le lieu où une photo a été prise n'est pas gardé."
    )
    return {
        "field": field,
        "accepted": ACCEPTED,
        "most": most,
        "bytes": bytes_,
        "help": help_ % {"most": most, "limit": limit},
        # The page's script puts its own file and weight there.
        "heavy": too_heavy_words("{file}", "{weight}", limit),
        "many": too_many_files_words(most),
    }


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
