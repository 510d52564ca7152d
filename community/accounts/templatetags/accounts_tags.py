"""What the door offers, for the pages that show it."""

from typing import Any

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def openid_provider() -> dict[str, Any]:
    """The provider by which one may come in, as the settings name it; nothing without one."""
    provider: dict[str, Any] = settings.OPENID
    return provider
