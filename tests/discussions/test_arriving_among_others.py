"""In the browser: the welcome comes first, and one sees who else is here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from community.discussions.models import Channel
from tests.discussions import factories

NewContext = Callable[..., BrowserContext]
SignIn = Callable[..., BrowserContext]


@pytest.fixture
def enters(new_context: NewContext, sign_in: SignIn) -> Callable[..., Any]:
    """Opens a discussion on a phone, as one of those who read it."""

    def open_it(person: Any, channel: Channel) -> Any:
        context = sign_in(
            new_context(viewport={"width": 390, "height": 844}), factories.account(person)
        )
        page = context.new_page()
        page.goto(channel.get_absolute_url())
        expect(page.locator("[data-link=live]")).to_be_attached()
        return page

    return open_it


def test_a_newcomer_reads_the_welcome_first_and_then_where_one_was(enters) -> None:
    """One click leads to what was said last; whoever has read arrives there at once."""
    channel = factories.pair_channel()
    Channel.objects.update(welcome="Bienvenue : une question par message.")
    here, there = factories.seated(channel), factories.seated(channel)
    for number in range(20):
        factories.say(channel, there, f"Message n° {number}")
    page = enters(here, channel)
    welcome = page.locator("[data-channel-welcome]")
    expect(welcome.get_by_text("une question par message")).to_be_in_viewport()
    welcome.get_by_role("link", name="Aller aux derniers messages").click()
    expect(page.locator("#m20")).to_be_in_viewport()
    with page.expect_navigation():
        page.locator("[data-channel-read] button").first.click()
    page.goto(channel.get_absolute_url())
    expect(page.locator("#m20")).to_be_in_viewport()
    expect(welcome.get_by_text("une question par message")).not_to_be_visible()


def test_two_see_each_other_until_one_would_rather_not(enters, limits) -> None:
    """Without loading the page again, and without a word to a screen reader."""
    limits(HERE_SECONDS=0)
    channel = factories.pair_channel()
    here = factories.seated(channel, name="Ada")
    there = factories.seated(channel, name="Bob")
    mine = enters(here, channel)
    line = mine.locator("[data-channel-here]")
    expect(line.locator("[data-names]")).to_have_text("vous")
    theirs = enters(there, channel)
    expect(theirs.locator("[data-names]")).to_have_text("vous et Ada")
    expect(line.locator("[data-names]")).to_have_text("vous et Bob")
    assert mine.locator("[aria-live] [data-names], [role=status] [data-names]").count() == 0
    line.get_by_role("link", name="Ne plus montrer ma présence").click()
    mine.get_by_role("button", name="Ne plus montrer ma présence").click()
    expect(mine.get_by_role("button", name="Montrer ma présence", exact=True)).to_be_visible()
    expect(theirs.locator("[data-names]")).to_have_text("vous")
