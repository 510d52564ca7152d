"""Saying to whom one speaks, with and without the page's script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, expect

from community.delegations.models import Seat
from community.discussions.models import Channel, Mention, Message
from tests.discussions import factories

NewContext = Callable[..., BrowserContext]
SignIn = Callable[[BrowserContext, Any], BrowserContext]


def open_page(context: BrowserContext, channel: Channel) -> Any:
    page = context.new_page()
    page.goto(channel.get_absolute_url())
    return page


def test_one_says_to_whom_and_they_find_it(new_context: NewContext, sign_in: SignIn) -> None:
    """The choices open on a button, go with one message only, and show as drawn by the server.

    Whom one chose may leave meanwhile: the page says so, and one chooses anew.
    """
    channel = factories.pair_channel()
    here, there = factories.seated(channel), factories.seated(channel, name="Léa Roux")
    writer = open_page(sign_in(new_context(), factories.account(here)), channel)
    reading = sign_in(new_context(), factories.account(there))
    reader = open_page(reading, channel)
    for page in (writer, reader):
        expect(page.locator("[data-link=live]")).to_be_attached()

    choices = writer.get_by_role("group", name="À qui parlez-vous")
    expect(choices).to_be_hidden()
    writer.locator("#message").fill("Qui relit ?")
    writer.get_by_role("button", name="À qui").click()
    expect(choices.get_by_label("tout le monde (1 personne)")).to_be_focused()
    choices.get_by_label("Léa Roux").press("Space")
    choices.get_by_label("les élu·es (1 personne)").check()
    expect(writer.locator(".message")).to_have_count(0)
    writer.get_by_role("button", name="Envoyer").click()
    expect(reader.locator("#m1 [data-to]")).to_have_text("À : les élu·es, Léa Roux")
    expect(writer.locator("#m1 [data-to]")).to_have_text("À : les élu·es, Léa Roux")
    expect(choices).to_be_hidden()

    writer.locator("#message").fill("Et ceci à personne en particulier")
    writer.locator("#message").press("Control+Enter")
    expect(reader.locator("#m2")).to_be_attached()
    expect(reader.locator("#m2 [data-to]")).to_have_count(0)
    drawn = reader.locator(".message").first.inner_text()
    reader.reload()
    expect(reader.locator("[data-link=live]")).to_be_attached()
    assert reader.locator(".message").first.inner_text() == drawn

    reader.goto("/discussions/")
    found = reader.get_by_role("region", name="Ce qui me mentionne")
    found.get_by_role("link", name="Qui relit").click()
    expect(reader.locator("#m1")).to_be_in_viewport()
    reader.close()

    writer.get_by_role("button", name="À qui").click()
    choices.get_by_label("Léa Roux").check()
    Seat.objects.get(participation__person=there).delete()
    writer.locator("#message").fill("Tu es là ?")
    writer.locator("#message").press("Control+Enter")
    state = writer.locator(".message.mine [data-state]").last
    expect(state).to_contain_text("choisissez à nouveau à qui vous parlez")
    assert Message.objects.count() == 2
    writer.get_by_role("button", name="Réessayer").click()
    expect(state).to_have_text("envoyé")
    expect(writer.locator("#m3 [data-to]")).to_have_count(0)
    assert Mention.objects.count() == 2


def test_without_any_script_one_says_to_whom(new_context: NewContext, sign_in: SignIn) -> None:
    """The button sends what is written; the page comes back with it, and with the choices."""
    channel = factories.pair_channel()
    here = factories.seated(channel)
    factories.seated(channel, name="Léa Roux")
    context = sign_in(new_context(java_script_enabled=False), factories.account(here))
    page = open_page(context, channel)
    page.get_by_label("Votre message").fill("Sans aucun script")
    page.get_by_role("button", name="À qui").click()
    expect(page.get_by_label("Votre message")).to_have_value("Sans aucun script")
    page.get_by_label("Léa Roux").check()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#m1 [data-to]")).to_have_text("À : Léa Roux")
    assert page.url.endswith("#m1")
