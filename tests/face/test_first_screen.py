"""What a page is for is seen without scrolling, and its lines are of a length that eyes like."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from resources.models import PressArticle
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


#: The longest line of any paragraph, and the lines of each element that a selector finds.
LINES = """
selector => [...document.querySelectorAll(selector)].map(element => {
  const range = document.createRange();
  const lines = new Map();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    for (let at = 0; at < walker.currentNode.length; at += 1) {
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + 1);
      const box = [...range.getClientRects()].at(-1);
      if (!box || !box.width) continue;
      const middle = Math.round((box.top + box.bottom) / 2 / 10);
      lines.set(middle, (lines.get(middle) ?? "") + range.toString());
    }
  }
  return [...lines.values()].map(line => line.replace(/\\s+/g, " ").trim());
})
"""


def lines(page, selector: str) -> list[list[str]]:
    """The lines of each element, as a browser breaks them."""
    page.evaluate("document.fonts.ready")
    found = page.evaluate(LINES, selector)
    assert found, selector
    return found


@pytest.mark.parametrize(
    ("address", "selector"),
    [("/lexique/", "main p"), ("/presse/", "main .title"), ("/mode-leger/", "main p")],
)
def test_no_line_is_longer_than_seventy_five_characters(new_context, address, selector):
    """Wherever words stand on a desk: definitions, titles, small print."""
    make.ConceptFactory(scheme="fondamentaux", label=WORDS[:170], definition=WORDS)
    make.ConceptFactory(scheme="lexique", definition=WORDS)
    PressArticle.objects.create(title=WORDS[:250], outlet="Le Journal")
    page = new_context(viewport={"width": 1920, "height": 900}).new_page()
    page.goto(address)
    longest = max((line for element in lines(page, selector) for line in element), key=len)
    assert 50 <= len(longest) <= 75, longest


@pytest.mark.parametrize("width", [390, 1280])
def test_a_date_takes_two_lines_at_most(new_context, width):
    """The day on one line with its month, the hour on it or on the next."""
    comap = make.comap()
    wednesday = dt.date(timezone.localdate().year + 1, 9, 30)
    while wednesday.weekday() != 2:
        wednesday -= dt.timedelta(days=1)
    make.session(comap, date=str(wednesday), start_time=dt.time(14, 30))
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto("/")
    for date in lines(page, ".entry .date"):
        assert len(date) <= 2
        assert re.search(r"\d{1,2} septembre", date[0])


@pytest.mark.parametrize("width", [320, 390])
def test_a_dot_never_begins_a_line(new_context, width):
    """It ends the line of what it follows: « · 2026 » alone says nothing."""
    for length in range(12, 60, 3):
        comap = make.comap(title=("Récits d'ici " * 6)[:length].strip())
        make.LessonFactory(programme=comap.programmepage_ptr, year=2026)
    page = new_context(viewport={"width": width, "height": 844}).new_page()
    page.goto("/enseignements/")
    found = lines(page, ".lesson .meta")
    assert any(len(element) > 1 for element in found)
    assert [line for element in found for line in element if line.startswith("·")] == []
