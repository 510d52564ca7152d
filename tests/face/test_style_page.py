"""The visual language stands on one page, with its states, and its colours can be read."""

import importlib.util
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve

from demo import palette


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_contrasts_enough(scheme):
    """4.5 for what is read, 3 for what is only seen (WCAG 2.2, 1.4.3 and 1.4.11)."""
    pairs = palette.pairs(scheme)
    assert len(pairs) == len(palette.PAIRS)
    assert [pair for pair in pairs if not pair.enough] == []


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.5)],
)
def test_contrast_is_that_of_the_standard(one, other, ratio):
    """Known values, in either order; rounded down, so that nothing passes by rounding."""
    assert palette.contrast(one, other) == palette.contrast(other, one) == ratio
    assert palette.contrast("#777777", "#ffffff") == 4.4


def test_the_dark_scheme_is_another_one():
    """Each colour that a pair names is given in both schemes."""
    light, dark = palette.colours("light"), palette.colours("dark")
    named = {name for front, back, *_rest in palette.PAIRS for name in (front, back)}
    assert named <= light.keys() == dark.keys()
    assert all(light[name] != dark[name] for name in named)


@pytest.mark.django_db
def test_the_style_page_shows_components_with_their_states(client):
    """Even in an empty house: what needs no content is drawn, the rest says that it is missing."""
    answer = client.get("/style/")
    page = answer.content.decode()
    assert answer.status_code == 200
    shown = {template.name for template in answer.templates}
    for name in (
        "card dialog empty error_summary facets field locked next_gathering notice pagination"
        " popover progress table tags talk_message timeline"
    ).split():
        assert f"components/{name}.html" in shown
    assert 'aria-invalid="true"' in page
    assert "style=" not in page
    assert "<script>" not in page


def test_a_real_house_has_no_style_page(settings):
    """It is for those who build the place: elsewhere its address is a page's like any other."""
    assert resolve("/style/").view_name == "demo:style"
    settings.DEMO = False
    spec = importlib.util.find_spec("config.urls")
    addresses = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(addresses)
    assert resolve("/style/", urlconf=addresses).url_name == "wagtail_serve"


def test_no_component_is_forgotten():
    """Each is drawn by some page; what no page draws is deleted."""
    templates = Path(settings.BASE_DIR, "templates")
    root = Path(settings.BASE_DIR)
    code = (*root.glob("*/*/templatetags/*.py"), *root.glob("*/views.py"))
    said = "".join(file.read_text() for file in (*templates.rglob("*.html"), *code))
    names = {f"components/{file.name}" for file in (templates / "components").glob("*.html")}
    assert {name for name in names if name not in said} == set()
