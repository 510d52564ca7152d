"""From the mail of an invitation to one's own things, in two minutes, in a real browser."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import BrowserContext, Page, expect

from community.alliance.models import Person
from community.programmes.models import ProgrammePage
from community.welcome.actions import invite
from tests import factories as make
from tests.accounts.doors import code_by_mail
from tests.site_server import SiteServer
from tests.welcome.letters import link_by_mail

#: What a hand does after opening the mail: ask for the code, send it, keep the card, look at a
#: meeting. Typing is counted apart.
CLICKS = 4
SECONDS = 120


class Hand:
    """A newcomer's hand on a page: what it clicks is counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def press(self, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role("main").get_by_role("button", name=name).click()

    def follow(self, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()


@pytest.fixture
def programme(transactional_db: None) -> ProgrammePage:
    """A learning community that has met, will meet, and has somebody in it."""
    programme: ProgrammePage = make.comap(title="Eau et sols", slug="eau-et-sols")
    programme.territories.add(make.TerritoryFactory(name="Le Sicoval", slug="sicoval"))
    programme.save()
    make.session(programme, title="La source", date="2024-05-16")
    make.session(programme, title="Le confluent", date="2099-05-16")
    return programme


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_mail_to_one_s_own_things(
    site_server: SiteServer,
    new_context: Callable[..., BrowserContext],
    programme: ProgrammePage,
    scripts: bool,
) -> None:
    """Mail → code → card → home with territory, programme, next session, people and history."""
    animator = make.animator(programme, name="Ana Ruiz")
    assert animator.user is not None
    invite(
        acting_user=animator.user,
        email="claire@exemple.test",
        name="Claire Dubois",
        programme=programme,
    )
    link = link_by_mail()
    began = time.monotonic()
    page = new_context(java_script_enabled=scripts).new_page()
    hand = Hand(page)
    page.goto(link)
    expect(page).to_have_url(site_server.at("/compte/invitation/"))
    expect(page.get_by_role("main")).to_contain_text("Ana Ruiz vous invite")
    hand.press("Recevoir un code")
    assert mail.outbox[-1].to == ["claire@exemple.test"]
    page.get_by_label("Code reçu").fill(code_by_mail())
    hand.press("Entrer")
    expect(page).to_have_url(site_server.at("/compte/bienvenue/"))
    expect(page.get_by_label("Votre nom")).to_have_value("Claire Dubois")
    page.get_by_label("Votre fonction").fill("adjointe")
    page.get_by_label("Votre territoire").fill("le sicoval")
    page.get_by_label("Je peux aider").fill("Les zones humides")
    hand.press("Garder et entrer")
    expect(page).to_have_url(site_server.at("/"))
    main = page.get_by_role("main")
    for words in ("Claire Dubois", "Le Sicoval", "Eau et sols", "Le confluent", "Ana Ruiz"):
        expect(main).to_contain_text(words)
    expect(main).to_contain_text("La source")
    hand.follow("Le confluent")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Le confluent")
    assert hand.clicks == CLICKS
    assert time.monotonic() - began < SECONDS
    person = Person.objects.get(user__email="claire@exemple.test")
    assert (person.role, person.offer) == ("adjointe", "Les zones humides")


def test_the_tour_walks_through_real_pages(
    site_server: SiteServer,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[[BrowserContext, Any], BrowserContext],
    programme: ProgrammePage,
) -> None:
    """Five pages; left at the second, taken up again there on another day, then to its end."""
    member = make.participant(programme, name="Claire Dubois")
    page = sign_in(new_context(), member.user).new_page()
    page.goto("/compte/visite/")
    hand = Hand(page)
    hand.press("Commencer la visite")
    hand.press("Étape suivante")
    expect(page).to_have_url(site_server.at("/comap/eau-et-sols/?visite=2"))
    hand.follow("Quitter la visite")
    expect(page).to_have_url(site_server.at("/comap/eau-et-sols/"))
    expect(page.locator(".tour")).to_have_count(0)

    other_day = sign_in(new_context(), member.user).new_page()
    other_day.goto("/")
    hand = Hand(other_day)
    hand.press("Reprendre la visite")
    expect(other_day.locator(".tour")).to_contain_text("étape 2 sur 5")
    for number in (3, 4, 5):
        hand.press("Étape suivante")
        expect(other_day).to_have_url(re.compile(rf"visite={number}$"))
    hand.press("Finir la visite")
    expect(other_day).to_have_url(site_server.at("/"))
    expect(other_day.get_by_role("button", name="Reprendre la visite")).to_have_count(0)
