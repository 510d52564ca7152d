"""``{% figure image %}``: every picture of the content."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.images.models import AbstractImage, Picture

from community.programmes.pictures import (
    SIZES,
    light_rendition,
    renditions,
    wants_light,
    weight,
)

register = template.Library()


@register.inclusion_tag("components/picture.html", takes_context=True)
def figure(
    context: dict[str, Any],
    image: AbstractImage,
    caption: str = "",
    credit: str = "",
    opens_page: bool = False,
) -> dict[str, Any]:
    """A picture with its words. Only the one that opens the page is fetched before it is seen."""
    shown: dict[str, Any] = {"caption": caption, "credit": credit, "image": image}
    if wants_light(context.get("request")):
        light = light_rendition(image)
        return shown | {"light": light, "weight": weight(light)}
    how = {"loading": "eager"} if opens_page else {"loading": "lazy", "decoding": "async"}
    return shown | {"picture": Picture(renditions(image), {"sizes": SIZES, **how})}
