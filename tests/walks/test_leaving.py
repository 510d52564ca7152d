"""A member takes her copy, then leaves: she is out at once, and her words are gone for others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, expect

from community.alliance.models import ActorKind
from tests.accounts.test_erasure import found_in_database, found_in_files, found_in_sessions
from tests.discussions import factories

NewContext = Callable[..., BrowserContext]
SignIn = Callable[[BrowserContext, Any], BrowserContext]
TOKEN = "jetondelapromenade"


def test_a_member_takes_her_copy_and_leaves(new_context: NewContext, sign_in: SignIn) -> None:
    """Without a word to anybody: the copy holds the token, and afterwards nothing does."""
    channel = factories.delegation_channel(title="Entre nous")
    her = factories.seated(channel, ActorKind.ELU, name=f"Marie {TOKEN}", offer=TOKEN)
    colleague = factories.seated(channel, ActorKind.AGENT)
    factories.say(channel, her, f"Mon secret : {TOKEN}")
    here = sign_in(new_context(), factories.account(her))
    there = sign_in(new_context(), factories.account(colleague))
    own_talk, talk = here.new_page(), there.new_page()
    for page in (own_talk, talk):
        page.goto(channel.get_absolute_url())
        expect(page.locator("[data-link=live]")).to_be_attached()
    expect(talk.locator(".message").first).to_contain_text(TOKEN)

    page = here.new_page()
    page.goto("/compte/")
    page.get_by_role("link", name="Voir et emporter ce que le site garde de vous").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger la page à lire").click()
    assert f"Mon secret : {TOKEN}" in Path(download.value.path()).read_text()

    page.get_by_role("link", name="Voir ce qui serait effacé").click()
    page.get_by_label("Votre adresse de courriel").fill("une.autre@exemple.test")
    page.get_by_role("button", name="Effacer mon compte pour toujours").click()
    expect(page.get_by_role("alert")).to_contain_text("rien n’a été effacé")
    page.get_by_label("Votre adresse de courriel").fill(factories.account(her).email)
    page.get_by_role("button", name="Effacer mon compte pour toujours").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous êtes parti·e")

    expect(own_talk.locator("[data-link=lost]")).to_be_attached()
    expect(talk.locator(".message").first).to_contain_text("Message effacé")
    expect(talk.locator(".message").first).to_contain_text("Ancien·ne membre")
    expect(talk.locator(".talk")).not_to_contain_text(TOKEN)
    talk.reload()  # who reads is said when the page is opened
    expect(talk.locator("body")).not_to_contain_text(TOKEN)
    page.goto("/compte/")
    assert "/compte/login/" in page.url

    assert found_in_database(TOKEN) == []
    assert found_in_files(TOKEN) == []
    assert found_in_sessions(TOKEN) == []
