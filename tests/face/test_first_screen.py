"""What a page is for is seen without scrolling, and its lines are of a length that eyes like."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import factories as make

SIZES = pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
WORDS = (
    "Chaque territoire raconte ce qu'il a tenté, ce que cela a changé, et ce qui résiste encore ; "
    "les autres y reconnaissent un morceau de leur histoire et reviennent avec la leur. "
) * 6


def bottom(page, locator) -> float:
    """Where an element ends, in pixels from the top of the window."""
    box = page.locator(locator).first.bounding_box()
    return box["y"] + box["height"]


@SIZES
def test_the_home_page_says_it_all_in_one_screen(new_context, width, height):
    """What this place is, what happens next and what was just learnt, without scrolling."""
    comap = make.comap(title="Eau et sols")
    soon = timezone.localdate() + dt.timedelta(days=3)
    for number in range(4):
        make.session(comap, title=f"Rencontre {number}", date=str(soon), slug=f"r{number}")
        make.LessonFactory(
            programme=comap.programmepage_ptr, text=f"On apprend en faisant {number}."
        )
    page = new_context(viewport={"width": width, "height": height}).new_page()
    page.goto("/")
    for locator in ("h1", "#bientot ~ ol .title", "#appris ~ ul .lesson > p"):
        assert bottom(page, locator) <= height, locator


@SIZES
def test_the_next_session_is_seen_at_once(new_context, width, height):
    """On the page of a learning community, the main act is when and how to come."""
    comap = make.comap(slug="eau", title="Eau et sols")
    soon = timezone.localdate() + dt.timedelta(days=3)
    make.session(comap, title="La suite", date=str(soon), slug="suite")
    page = new_context(viewport={"width": width, "height": height}).new_page()
    page.goto("/comap/eau/")
    assert bottom(page, ".next .when") <= height


def test_a_line_has_sixty_to_seventy_five_characters(new_context):
    """Full lines of what is read at length, on a desk: the typeface itself is measured."""
    comap = make.comap(slug="eau")
    make.session(comap, slug="mai", date="2024-05-16", day_programme=f"<p>{WORDS}</p>")
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto("/comap/eau/mai/")
    page.evaluate("document.fonts.ready")
    lines = page.locator(".prose p").evaluate(
        """(paragraph) => {
            const height = parseFloat(getComputedStyle(paragraph).lineHeight);
            return Math.round(paragraph.getBoundingClientRect().height / height);
        }"""
    )
    assert 60 <= len(WORDS) / lines <= 75
