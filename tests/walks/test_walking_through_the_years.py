"""What a visitor of the demonstration does first, in a real browser."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from community.accounts.models import User
from community.accounts.permissions import DEMO_DOMAIN
from community.discussions.models import Channel
from tests.site_server import SiteServer

NewContext = Callable[..., BrowserContext]
SignIn = Callable[[BrowserContext, Any], BrowserContext]


@pytest.fixture
def visitor(page: Page) -> Iterator[Page]:
    """A page that nothing went wrong on: no script error, no refused file, no failed request."""
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda message: troubles.append(message.text) if message.type == "error" else None,
    )
    yield page
    assert troubles == []


def follow(page: Page, name: str) -> None:
    """Click the link of that name in the page itself."""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def test_the_alliance_s_years_are_there(demo_site: SiteServer, visitor: Page) -> None:
    """Home → a COMAP → a session of 2024 and the lessons of that year; a chantier → its synthesis;
    resources by tag."""
    page = visitor
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Venez avec une question")

    # A COMAP, one of its sessions of 2024.
    follow(page, "Communautés apprenantes")
    follow(page, "Communauté apprenante Mise en récits")
    expect(page).to_have_url(demo_site.at("/comap/comap-mise-en-recits/"))
    expect(page.get_by_role("main")).to_contain_text("Deux familles de pratiques se dégagent")
    page.get_by_role("link", name="Stimuler les coopérations").click()
    expect(page).to_have_url(
        demo_site.at("/comap/comap-mise-en-recits/comap-mise-en-recits-2024-04/")
    )
    main = page.get_by_role("main")
    expect(main).to_contain_text("avril 2024")
    expect(main).to_contain_text("Baptiste Gapenne")

    # The lessons of that COMAP in that year.
    page.goto("/enseignements/?dispositif=comap-mise-en-recits&annee=2024")
    expect(main).to_contain_text("Deux familles de pratiques se dégagent")
    expect(main).not_to_contain_text("Suivre les territoires un par un")

    # A chantier and its synthesis.
    page.goto("/")
    follow(page, "Chantiers")
    follow(page, "Chantier Représentations systémiques")
    page.get_by_role("link", name="Ce que disent les cartes").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ce que disent les cartes")
    expect(main).to_contain_text("la carte systémique était rarement prévue")

    # Resources by tag.
    page.goto("/")
    follow(page, "Ressources")
    every = main.get_by_role("listitem").count()
    page.get_by_label("Mot-clé").select_option(label="Mise en récits (9)")
    page.get_by_role("button", name="Montrer").click()
    expect(page).to_have_url(re.compile(r"[?&]mot=mise-en-recits&"))
    assert 0 < main.get_by_role("listitem").count() < every


def test_two_delegations_talk(
    demo_site: SiteServer, new_context: NewContext, sign_in: SignIn
) -> None:
    """`elue.loos` writes, `elue.yaounde` sees it without reload, a third delegation nothing."""
    channel = Channel.objects.get(title="De Loos-en-Gohelle à Yaoundé")

    def browser_of(key: str) -> Page:
        user = User.objects.get(email=f"{key}{DEMO_DOMAIN}")
        return sign_in(new_context(), user).new_page()

    loos, yaounde, levigan = map(browser_of, ("elue.loos", "elue.yaounde", "elue.levigan"))
    for page in (loos, yaounde):
        page.goto("/discussions/")
        page.get_by_role("link", name="De Loos-en-Gohelle à Yaoundé").click()
        expect(page.locator("[data-link=live]")).to_be_attached()
        header = page.locator(".readers")
        expect(header).to_contain_text("Élue de Loos (démo)")
        expect(header).to_contain_text("Élue de Yaoundé (démo)")
        expect(page.get_by_role("main")).to_contain_text("sans les noms")

    loos.locator("#message").fill("On y va samedi, à trois.")
    loos.locator("#message").press("Control+Enter")
    expect(yaounde.locator(".message").last).to_contain_text("On y va samedi, à trois.")
    yaounde.reload()
    expect(yaounde.locator(".message").last).to_contain_text("On y va samedi, à trois.")

    levigan.goto("/discussions/")
    expect(levigan.get_by_role("main")).not_to_contain_text("De Loos-en-Gohelle à Yaoundé")
    refused = levigan.goto(channel.get_absolute_url())
    assert refused is not None
    assert refused.status == 404
