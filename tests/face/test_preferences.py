"""What the reader asked of the browser: no motion, or colours of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests import factories as make
from tests.face.test_keyboard import hexadecimal
from tests.face.test_templates import contrast

NewContext = Callable[..., BrowserContext]

#: Whatever moves by itself or on the way from one state to another, pseudo-elements included.
MOVING = """() => {
  const found = document.getAnimations().map((each) => each.effect.target.className);
  for (const one of document.querySelectorAll("*"))
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(one, part);
      const lasts = (style.transitionDuration + "," + style.animationDuration).split(",");
      const moves = lasts.some((time) => parseFloat(time) > 0);
      if (moves || style.animationName !== "none" || style.scrollBehavior === "smooth")
        found.push(`${one.tagName} ${one.className} ${part ?? ""}`);
    }
  return found;
}"""

#: The sides of a box that are drawn.
EDGES = """(one) => {
  const style = getComputedStyle(one);
  return ["Top", "Right", "Bottom", "Left"].filter((side) =>
    style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) >= 1);
}"""


@pytest.fixture
def addresses(site_server: Any) -> list[str]:
    """A locked part, tags, facets, cards, a form: what is drawn rather than written."""
    programme = make.comap()
    session = make.session(programme)
    make.part(session)
    make.LessonFactory(programme=programme)
    resource = make.resource(programme=programme)
    resource.tags.add("eau")
    resource.save()
    return [
        "/",
        session.url,
        resource.url,
        "/ressources/?type=fiche",
        "/accessibilite/signaler/",
    ]


def test_nothing_moves_for_whoever_asks_for_stillness(
    addresses: list[str], new_context: NewContext
) -> None:
    """No transition, no animation, no gliding scroll, on anything."""
    page = new_context(reduced_motion="reduce").new_page()
    for address in addresses:
        page.goto(address)
        assert page.evaluate(MOVING) == [], address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_drawn_stays_in_the_reader_s_own_colours(
    addresses: list[str], new_context: NewContext, scheme: Any
) -> None:
    """Buttons, fields, tags and notices keep an edge, marks a colour, links their line."""
    context = new_context(forced_colors="active", color_scheme=scheme)
    page = context.new_page()
    drawn = {"button, .button", "input:not([type=hidden]), select, textarea", ".tag", ".locked"}
    marks = {".star", ".lesson", ".locked"}
    seen = set()
    for address in addresses:
        page.goto(address)
        if "signaler" in address:
            page.get_by_role("button", name="Envoyer").click()
            drawn.add(".notice.bad")
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        seen |= {kind for kind in drawn if has_edges(page, kind)}
        seen |= {kind for kind in marks if has_mark(page, kind)}
        current = page.locator(".site-head [aria-current]")
        if current.count():
            line = current.first.evaluate("one => getComputedStyle(one).textDecorationLine")
            assert line == "underline", address
    assert seen == drawn | marks


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_stays_in_the_reader_s_own_colours(
    addresses: list[str], new_context: NewContext, scheme: Any
) -> None:
    """An outline that stands out from the ground, on links, fields and buttons alike."""
    page = new_context(forced_colors="active", color_scheme=scheme).new_page()
    page.goto("/accessibilite/signaler/")
    for _press in range(20):
        page.keyboard.press("Tab")
        style, width, colour = page.locator(":focus").evaluate(
            "one => [getComputedStyle(one)].map((style) => "
            "[style.outlineStyle, parseFloat(style.outlineWidth), style.outlineColor])[0]"
        )
        assert style != "none"
        assert width >= 2
        assert contrast(hexadecimal(colour), ground(page)) >= 3


def ground(page: Page) -> str:
    colour = page.evaluate(
        """() => {
          const one = document.body.appendChild(document.createElement("i"));
          one.style.color = "Canvas";
          const colour = getComputedStyle(one).color;
          one.remove();
          return colour;
        }"""
    )
    return hexadecimal(colour)


def has_edges(page: Page, kind: str) -> bool:
    """Whether there are such things here; each of them then has an edge."""
    shown = [one for one in page.locator(kind).all() if one.is_visible()]
    for one in shown:
        assert one.evaluate(EDGES), f"{page.url}: {one.evaluate('one => one.outerHTML')[:200]}"
    return bool(shown)


def has_mark(page: Page, kind: str) -> bool:
    """Whether there are such things here; the mark before the first then has the text's colour."""
    found = page.locator(kind)
    if not found.count():
        return False
    colour = found.first.evaluate("one => getComputedStyle(one, '::before').backgroundColor")
    assert contrast(hexadecimal(colour), ground(page)) >= 4.5, f"{page.url}: {kind} {colour}"
    return True


#: WCAG 1.4.12: what a reader may ask of lines, letters, words and paragraphs.
AIR = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""

#: What is cut: boxes that hide a part of the words that they hold.
CUT = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const style = getComputedStyle(one);
  const hides = /hidden|clip/.test(style.overflowX + style.overflowY);
  const aside = one.closest(".hidden") || !one.checkVisibility();
  return hides && !aside && one.innerText?.trim() &&
    (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map((one) => one.outerHTML.slice(0, 120))"""

#: How far the page is wider than its window.
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize(
    "viewport", [{"width": 390, "height": 844}, {"width": 844, "height": 390}], ids=["up", "aside"]
)
def test_words_may_be_given_more_air_however_one_holds_the_phone(
    addresses: list[str], new_context: NewContext, viewport: Any
) -> None:
    """Nothing is cut, and nothing goes out of the window."""
    page = new_context(viewport=viewport).new_page()
    for address in addresses:
        page.goto(address)
        page.evaluate(AIR)
        assert page.evaluate(TOO_WIDE) <= 0, address
        assert page.evaluate(CUT) == [], address
