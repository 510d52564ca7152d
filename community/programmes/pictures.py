"""Pictures of the content: the sizes and formats they come in, and whether they wait for a tap.

Each comes as AVIF, WebP and JPEG, in the few widths that a column of text can use.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.shortcuts import get_renditions_or_not_found

from community.text.templatetags.french import number
from community.text.typography import NBSP

#: The widest first: its size is the one that the page reserves.
WIDTHS = (1200, 800, 480)
#: From the lightest; the last is what every browser reads.
FORMATS = ("avif", "webp", "jpeg")
#: How wide a picture is shown: the column of text, or a telephone's whole screen.
SIZES = "(min-width: 45rem) 40rem, 100vw"
#: The one picture that whoever saves data asks for: fine on a telephone, light, read by browsers.
LIGHT = "width-800|format-webp"

#: What a reader chose by hand, kept by their own browser for a year: with pictures, or without.
COOKIE = "images"
WITH, WITHOUT = "avec", "sans"


def wants_light(request: HttpRequest | None) -> bool:
    """Whether pictures wait for a tap: the reader's own choice, else what the browser asks for."""
    if request is None:
        return False
    chosen = request.COOKIES.get(COOKIE)
    if chosen in (WITH, WITHOUT):
        return chosen == WITHOUT
    return request.headers.get("Save-Data", "").strip().lower() == "on"


def specs(image: AbstractImage) -> list[str]:
    """The renditions of a picture: never wider than it is, but for the last that holds it whole."""
    useful = [
        width
        for narrower, width in zip((*WIDTHS[1:], 0), WIDTHS, strict=True)
        if narrower < image.width
    ]
    return [f"width-{width}|format-{kind}" for kind in FORMATS for width in useful]


def renditions(image: AbstractImage) -> dict[str, AbstractRendition]:
    """The picture in all its sizes, by spec; made the first time, and kept."""
    return _made(image, specs(image))


def light_rendition(image: AbstractImage) -> AbstractRendition:
    """The one that is opened by a tap."""
    return _made(image, [LIGHT])[LIGHT]


def prefetch_renditions(images: Iterable[AbstractImage]) -> None:
    """Ask for the renditions of all pictures of a page at once."""
    wanted = {f"width-{width}|format-{kind}" for kind in FORMATS for width in WIDTHS}
    kept = get_image_model().get_rendition_model().objects.filter(filter_spec__in=wanted)
    prefetch_related_objects(
        list(images), Prefetch("renditions", queryset=kept, to_attr="prefetched_renditions")
    )


def weight(rendition: AbstractRendition) -> str:
    """How much a tap costs, as people say it: ``48 ko``, ``1,2 Mo``; nothing when it is unknown."""
    try:
        kilobytes = max(1, round(rendition.file.size / 1000))
    except FileNotFoundError:
        return ""
    values: tuple[Any, str] = (kilobytes, _("ko"))
    if kilobytes >= 1000:
        values = (round(kilobytes / 1000, 1), _("Mo"))
    return f"{number(values[0])}{NBSP}{values[1]}"


def _made(image: AbstractImage, wanted: list[str]) -> dict[str, AbstractRendition]:
    found: dict[str, AbstractRendition] = get_renditions_or_not_found(image, wanted)
    for rendition in found.values():
        rendition.image = image  # what is said of it belongs to the place, not to the picture
    return found
