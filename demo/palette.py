"""The colours of the house, read from its style sheet, and how they contrast in both schemes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Scheme = Literal["light", "dark"]
STYLE_SHEET = Path(settings.BASE_DIR, "static", "css", "site.css")
ROOT = re.compile(r":root\s*\{(.*?)\}", re.DOTALL)
COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3,6});")

#: What WCAG 2.2 asks: of text (1.4.3), and of what must be seen without being read (1.4.11).
TEXT, SHAPE = 4.5, 3.0

#: Foreground, background, least contrast, what for.
PAIRS: tuple[tuple[str, str, float, str | Promise], ...] = (
    ("ink", "paper", TEXT, _("le texte")),
    ("ink", "tint", TEXT, _("le texte sur un papier teinté")),
    ("muted", "paper", TEXT, _("ce qui accompagne : dates, lieux, provenances")),
    ("muted", "tint", TEXT, _("ce qui accompagne, sur un papier teinté")),
    ("accent", "paper", TEXT, _("la couleur de la maison")),
    ("accent", "tint", TEXT, _("la couleur de la maison, sur un papier teinté")),
    ("on-accent", "accent", TEXT, _("le texte d'un bouton")),
    ("good", "paper", TEXT, _("ce qui est fait")),
    ("bad", "paper", TEXT, _("ce qui est à reprendre")),
    ("edge", "paper", SHAPE, _("le bord d'un champ, d'un bouton")),
    ("edge", "tint", SHAPE, _("le bord d'un champ, sur un papier teinté")),
)


@dataclass(frozen=True)
class Pair:
    """One colour on another: ``contrast`` is a ratio from 1 to 21, ``least`` what it must reach."""

    foreground: str
    background: str
    use: str | Promise
    least: float
    contrast: float

    @property
    def enough(self) -> bool:
        return self.contrast >= self.least


def colours(scheme: Scheme) -> dict[str, str]:
    """The colours of a scheme by name, as `#rrggbb`."""
    light, dark, *_rest = ROOT.findall(STYLE_SHEET.read_text())
    found = dict(COLOUR.findall(light))
    if scheme == "dark":
        found |= dict(COLOUR.findall(dark))
    return {name: _long(colour) for name, colour in found.items()}


def pairs(scheme: Scheme) -> list[Pair]:
    """How what is written and drawn contrasts with what it stands on."""
    named = colours(scheme)
    return [
        Pair(named[front], named[back], use, least, contrast(named[front], named[back]))
        for front, back, least, use in PAIRS
    ]


def contrast(one: str, other: str) -> float:
    """The ratio of contrast of two colours, rounded down to a tenth (WCAG 2.2, § 1.4.3)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return int((lighter + 0.05) / (darker + 0.05) * 10) / 10


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb`, from 0 to 1 (WCAG 2.2, definition)."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _long(colour: str) -> str:
    """`#fff` as `#ffffff`."""
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])
