"""The whole site with a keyboard alone: tab by tab, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from community.discussions.models import Channel
from tests.discussions import factories as talk
from tests.face.places import furnish
from tests.face.test_templates import contrast

NewContext = Callable[..., BrowserContext]
SignIn = Callable[[BrowserContext, Any], BrowserContext]

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
#: More tabs than any page here has stops: whoever gets there is caught in a trap.
TRAP = 400

#: Each thing that a keyboard should reach, in the order in which it is written.
EXPECTED = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const stops = [...document.querySelectorAll(all)].filter(
    (one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true})
  );
  stops.forEach((one, rank) => one.setAttribute("data-rank", rank));
  return stops.length;
}"""

#: Where the focus is, and what one sees of it.
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  let ground = one.parentElement;
  while (ground && /, 0\\)|transparent/.test(getComputedStyle(ground).backgroundColor)) {
    ground = ground.parentElement;
  }
  const inside = (x, y) => {
    const seen = document.elementFromPoint(x, y);
    return Boolean(seen) && (one.contains(seen) || seen.contains(one));
  };
  const {left, top, right, bottom, width, height} = box;
  const corners = [[(left + right) / 2, (top + bottom) / 2], [left + 2, top + 2],
    [right - 2, bottom - 2], [left + 2, bottom - 2], [right - 2, top + 2]];
  const around = one.parentElement.textContent.replace(one.textContent, "");
  return {
    rank: Number(one.dataset.rank ?? -1),
    name: `${one.tagName.toLowerCase()} ${one.innerText || one.name || one.id}`.slice(0, 60),
    outline: style.outlineStyle, width: parseFloat(style.outlineWidth), colour: style.outlineColor,
    ground: getComputedStyle(ground ?? document.documentElement).backgroundColor,
    box: {left, right, top: top + scrollY, bottom: bottom + scrollY, width, height},
    seen: corners.some(([x, y]) => inside(x, y)),
    sentence: style.display === "inline" && /\\p{L}{2,}\\P{L}+\\p{L}{2,}/u.test(around),
    fixed: style.position !== "static" || Boolean(one.closest(".composer")),
  };
}"""


@pytest.fixture
def channel(site_server: Any) -> Channel:
    """Where somebody else said more than one wants to tab through: each message has a link."""
    channel = talk.pair_channel()
    somebody = talk.seated(channel)
    for number in range(13):
        talk.say(channel, somebody, f"Lisez https://exemple.test/{number}.")
    return channel


@pytest.fixture
def reader(channel: Channel, new_context: NewContext, sign_in: SignIn) -> Page:
    """The channel on the phone of somebody who belongs to it."""
    context = sign_in(new_context(viewport=PHONE), talk.account(talk.seated(channel)))
    page = context.new_page()
    page.goto(channel.get_absolute_url())
    return page


def hexadecimal(colour: str) -> str:
    """``rgb(1, 2, 3)`` as ``#010203``."""
    numbers = colour.partition("(")[2].rstrip(")").split(",")
    return "#" + "".join(f"{int(float(number)):02x}" for number in numbers[:3])


def walk(page: Page) -> Iterator[dict[str, Any]]:
    """Press Tab until the focus leaves the page, or begins again at its first stop."""
    for press in range(TRAP):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (press and stop["rank"] == 0):
            return
        yield stop
    pytest.fail(f"no way out of {page.url}: {stop['name']}")


def reads_on(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the eye goes on, down or to the right, when the focus does."""
    one, other = before["box"], after["box"]
    goes_back = other["bottom"] <= one["top"] + 1 and other["left"] < one["right"]
    return before["fixed"] or after["fixed"] or not goes_back


def faults_of(stop: dict[str, Any]) -> Iterator[str]:
    """What is wrong with how one sees and touches what has the focus."""
    if stop["outline"] in ("none", "hidden") or stop["width"] < 2:
        yield "the focus does not show"
    elif contrast(hexadecimal(stop["colour"]), hexadecimal(stop["ground"])) < 3:
        yield f"the focus hardly shows: {stop['colour']} on {stop['ground']}"
    if not stop["seen"]:
        yield "what has the focus is hidden"
    box = stop["box"]
    if min(box["width"], box["height"]) < 24 and not stop["sentence"]:
        yield f"too small to touch: {box['width']:.0f} × {box['height']:.0f} px"


def walk_faults(page: Page) -> list[str]:
    """What a walk through the page from its first stop to its last finds wrong."""
    expected = page.evaluate(EXPECTED)
    faults, stops = [], list(walk(page))
    ranks = [stop["rank"] for stop in stops]
    if ranks != list(range(expected)):
        faults.append(f"the order is not that of the page: {ranks} of {expected}")
    for before, after in pairwise(stops):
        if not reads_on(before, after):
            faults.append(f"{after['name']}: above {before['name']}, which comes first")
    for stop in stops:
        faults += [f"{stop['name']}: {fault}" for fault in faults_of(stop)]
    if "Aller au contenu" not in stops[0]["name"]:
        faults.append(f"the first stop is {stops[0]['name']}")
    return faults


def skips(page: Page) -> bool:
    """Whether the first stop leads past the menu: to the content, and to what comes in it."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    if not page.locator("#contenu:focus").count():
        return False
    page.keyboard.press("Tab")
    return not page.locator(":is(.site-head, .breadcrumb) :focus").count()


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_each_page_is_walked_through_from_end_to_end(
    site_server: Any, new_context: NewContext, sign_in: SignIn, viewport: Any, scheme: Any
) -> None:
    """Each stop once, in reading order, seen, large enough; a way past the menu, and a way out."""
    places = furnish()
    visitor = new_context(viewport=viewport, color_scheme=scheme)
    member = sign_in(new_context(viewport=viewport, color_scheme=scheme), places.member)
    pages = {False: visitor.new_page(), True: member.new_page()}
    faults = []
    for name, address in places.addresses.items():
        page = pages[name in places.closed]
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        faults += [f"{name}: {fault}" for fault in walk_faults(page)]
        page.goto(address)
        faults += [] if skips(page) else [f"{name}: the skip link leads nowhere"]
    assert not faults, "\n".join(faults)


def test_the_menu_opens_and_closes_without_a_mouse(new_context: NewContext) -> None:
    """Closed, its links are passed over; Escape closes it and gives the focus back."""
    page = new_context(viewport=PHONE).new_page()
    page.goto("/")
    button, link = page.locator(".menu > summary"), page.get_by_role("link", name="Chantiers")
    inside = page.locator(".site-head nav")
    button.focus()
    page.keyboard.press("Tab")
    expect(inside.locator(":focus")).to_have_count(0)
    button.focus()
    page.keyboard.press("Enter")
    expect(inside).to_be_visible()
    page.keyboard.press("Tab")
    expect(inside.locator("a").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(link.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(inside).to_be_hidden()
    expect(button).to_be_focused()
    # Closed already: Escape is for whoever else wants it, and moves nothing.
    page.locator(".brand").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".brand")).to_be_focused()


def test_without_script_the_menu_opens_as_well(new_context: NewContext) -> None:
    """It is the page's own, not the script's."""
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/")
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".site-head nav")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".site-head nav")).to_be_hidden()


def test_what_is_folded_opens_from_the_keyboard(reader: Page) -> None:
    """Enter and the space bar open and close, and the focus stays where it is."""
    fold = reader.locator("main details").first
    summary = fold.locator("summary")
    summary.focus()
    shown = fold.evaluate("one => one.open")
    for key in ("Enter", "Space"):
        reader.keyboard.press(key)
        shown = not shown
        assert fold.evaluate("one => one.open") is shown
        expect(summary).to_be_focused()


def test_the_composer_is_near_however_much_was_said(reader: Page) -> None:
    """A second skip link: a dozen presses at most, where messages alone have more links."""
    assert reader.locator(".message a").count() > 12
    for _press in range(11):
        reader.keyboard.press("Tab")
        if reader.locator(":focus").inner_text() == "Écrire un message":
            break
    reader.keyboard.press("Enter")
    expect(reader.locator("#message")).to_be_focused()
    reader.keyboard.type("Bien lu.")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    expect(reader.locator(".message.mine [data-body]")).to_have_text("Bien lu.")
    expect(reader.locator("#message")).to_be_focused()


def test_a_barrier_is_reported_without_a_mouse(page: Page) -> None:
    """What is to be mended has the focus; a link leads to its field; then it goes."""
    page.goto("/accessibilite/signaler/")
    page.locator("#id_email").focus()
    page.keyboard.type("moi@")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_what")).to_be_focused()
    page.keyboard.type("Le menu reste fermé.")
    for _field in ("page", "device", "email"):
        page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("est arrivé")
