"""What holds for every template and for the one stylesheet, whatever page they make."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLESHEET = ROOT / "static/css/site.css"
NAMES = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name):
    """Each tag and filter that a template asks for exists."""
    assert get_template(name)


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("admin/")])
def test_a_template_holds_no_inline_style_or_script(name):
    """The content policy refuses them: styles are classes, behaviours are bound by data-…"""
    source = (ROOT / "templates" / name).read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", source)
    for script in re.findall(r"<script[^>]*>", source):
        assert "src=" in script or "application/json" in script


@pytest.mark.parametrize("name", NAMES)
def test_a_template_asks_nothing_of_a_third_party(name):
    """No picture, font, style or script comes from elsewhere."""
    source = (ROOT / "templates" / name).read_text()
    assert not re.search(r"(src|href)=\"(https?:)?//", source)


def test_the_stylesheet_is_light_and_asks_nothing_of_a_third_party():
    """One file of at most 30 kB for the whole site; each shape it draws with is ours."""
    assert STYLESHEET.stat().st_size <= 30_000
    addresses = re.findall(r"url\(\"?([^)\"]+)", STYLESHEET.read_text())
    assert addresses
    for address in addresses:
        assert (STYLESHEET.parent / address).is_file()


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours() -> list[dict[str, str]]:
    """The colours of the light scheme, then of the dark one."""
    blocks = re.findall(r":root \{(.*?)\}", STYLESHEET.read_text(), re.DOTALL)[:2]
    found = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block)) for block in blocks]
    return [
        {
            name: "#" + "".join(c * 2 for c in value[1:]) if len(value) == 4 else value
            for name, value in scheme.items()
        }
        for scheme in found
    ]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "tint"])
def test_words_and_edges_stand_out_in_both_schemes(scheme, ground):
    """WCAG 2.2: 4.5 for words, 3 for what draws a field or a button."""
    palette = colours()[scheme]
    for words in ("ink", "muted", "accent", "good", "bad"):
        assert contrast(palette[words], palette[ground]) >= 4.5, words
    assert contrast(palette["edge"], palette[ground]) >= 3
    assert contrast(palette["on-accent"], palette["accent"]) >= 4.5
