"""A référente hands over her seat: she is out at once, who follows reads what was said before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, expect

from community.alliance.models import ActorKind
from community.delegations.models import Seat
from community.discussions.models import Message
from tests import factories as house
from tests.discussions import factories

NewContext = Callable[..., BrowserContext]
SignIn = Callable[[BrowserContext, Any], BrowserContext]


def test_a_seat_changes_hands_between_two_browsers(
    new_context: NewContext, sign_in: SignIn
) -> None:
    """One gesture; the open page of the one says so by itself, the other's has all the history."""
    channel = factories.delegation_channel(title="Entre nous")
    delegation = channel.delegations.get()
    her = house.PersonFactory(name="Élue sortante")
    house.seat(delegation, ActorKind.ELU, person=her, referent=True, title="maire")
    colleague = factories.seated(channel, ActorKind.AGENT)
    successor = house.participant(delegation.programme, name="Élu entrant")
    factories.say(channel, her, "Ce que nous avons décidé")
    here = sign_in(new_context(), factories.account(her))
    there = sign_in(new_context(), factories.account(successor))

    talk = here.new_page()
    talk.goto(channel.get_absolute_url())
    expect(talk.locator("[data-link=live]")).to_be_attached()
    refused = there.new_page()
    assert refused.goto(channel.get_absolute_url()).status == 404

    page = here.new_page()
    page.goto(delegation.get_absolute_url())
    page.get_by_role("link", name="siège d’Élue sortante").click()
    relay = page.locator("section", has=page.get_by_role("heading", name="Passer le relais"))
    relay.get_by_label("Qui").select_option(label="Élu entrant")
    relay.get_by_role("button", name="Passer le relais").click()
    expect(page.get_by_role("status")).to_contain_text("Le relais est passé à Élu entrant")

    expect(talk.locator("[data-link=lost]")).to_be_attached()
    expect(talk.locator("[data-channel-state]")).to_contain_text("Vous n’avez plus accès")
    expect(talk.locator("#message")).to_be_disabled()
    factories.say(channel, colleague, "Bienvenue")
    assert talk.reload().status == 404

    assert refused.reload().status == 200
    expect(refused.locator(".message").first).to_contain_text("Ce que nous avons décidé")
    expect(refused.locator(".message").nth(1)).to_contain_text("Bienvenue")
    expect(refused.locator("#voix")).to_have_value(str(delegation.pk))
    refused.locator("#message").fill("Merci à elle")
    refused.get_by_role("button", name="Envoyer").click()
    own = refused.locator(".message.mine")
    expect(own.locator("[data-state]")).to_have_text("envoyé")
    expect(own.locator("[data-voice]")).to_have_text("au nom de sa délégation")
    refused.locator("#voix").select_option(label="moi-même")
    refused.locator("#message").fill("Et moi, j'ai hâte")
    refused.get_by_role("button", name="Envoyer").click()
    expect(own.nth(1).locator("[data-state]")).to_have_text("envoyé")
    expect(own.nth(1).locator("[data-voice]")).to_have_text("en son nom")
    said = Message.objects.filter(author=successor).order_by("seq")
    assert [message.speaking_for for message in said] == [delegation, None]
    assert Seat.objects.current().get(referent=True).participation.person == successor
