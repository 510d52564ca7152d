"""Where a discussion opens: at what was said last, below its name."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.discussions import factories

NAME = "De Loos-en-Gohelle à Yaoundé"


@pytest.fixture
def opened(
    new_context: Callable[..., BrowserContext], sign_in: Callable[..., BrowserContext]
) -> Callable[..., Any]:
    """Opens a long discussion, as one of those who speak in it."""
    channel = factories.pair_channel(title=NAME)
    here, there = factories.seated(channel), factories.seated(channel)
    for number in range(20):
        factories.say(channel, there, f"Message n° {number}")

    def open_it(width: int, height: int, **options: Any) -> Any:
        context = new_context(viewport={"width": width, "height": height}, **options)
        page = sign_in(context, factories.account(here)).new_page()
        page.goto(channel.get_absolute_url())
        return page

    return open_it


@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 844), (1280, 900)])
def test_one_arrives_at_the_last_message_and_reads_where_one_is(opened, width, height) -> None:
    """The name stays above what was said last; the place to answer is below; none hides another."""
    page = opened(width, height)
    expect(page.locator("[data-link=live]")).to_be_attached()
    name = page.locator(".breadcrumb [aria-current]")
    expect(name).to_have_text(NAME)
    boxes = [
        locator.bounding_box()
        for locator in (name, page.locator(".message").last, page.locator(".composer"))
    ]
    assert boxes[0]["y"] >= 0
    for above, below in itertools.pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"] + 1
    assert boxes[2]["y"] + boxes[2]["height"] <= height + 1


def test_without_any_script_one_arrives_at_the_title(opened) -> None:
    """And a link to one message shows it below the name."""
    page = opened(320, 568, java_script_enabled=False)
    expect(page.locator("h1")).to_be_in_viewport()
    page.goto(f"{page.url}#m12")
    bar, message = page.locator(".breadcrumb").bounding_box(), page.locator("#m12").bounding_box()
    assert bar["y"] + bar["height"] <= message["y"]
