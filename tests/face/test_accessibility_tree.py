"""What a screen reader receives: the browser's own accessibility tree, page by page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from playwright.sync_api import BrowserContext, Page, expect

from community.discussions.models import Channel
from tests import factories as make
from tests.discussions import factories as talk
from tests.face.places import furnish

NewContext = Callable[..., BrowserContext]
SignIn = Callable[[BrowserContext, Any], BrowserContext]

#: What a voice needs to finish a sentence: the page's timer never runs out before.
PACE_MS = 2_990
#: Only one of each, whatever its name.
ONCE = ("main", "banner", "contentinfo")
#: Must be told apart by their names as soon as there are two; a region always has one.
LANDMARKS = ("navigation", "complementary", "region", "search")
FIELDS = ("textbox", "searchbox", "combobox", "listbox", "checkbox", "radio", "spinbutton")
ACTIONS = ("link", "button", "DisclosureTriangle")

#: What no tree shows: identifiers that lead nowhere, or to two places.
REFERENCES = """() => {
  const faults = [];
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`twice: ${id}`);
  for (const name of ["for", "aria-labelledby", "aria-describedby", "aria-controls"])
    for (const one of document.querySelectorAll(`[${name}]`))
      for (const id of one.getAttribute(name).split(/\\s+/))
        if (!document.getElementById(id)) faults.push(`${name} leads nowhere: ${id}`);
  for (const one of document.querySelectorAll("a[href^='#']"))
    if (!document.getElementById(one.hash.slice(1))) faults.push(`no place: ${one.hash}`);
  for (const one of document.querySelectorAll("[lang='']")) faults.push("no language");
  for (const one of document.querySelectorAll("ul > *, ol > *"))
    if (!["LI", "TEMPLATE"].includes(one.tagName)) faults.push(`in a list: ${one.tagName}`);
  for (const one of document.querySelectorAll("table")) {
    if (!one.caption?.textContent.trim()) faults.push("a table without a caption");
    if (!one.querySelector("th[scope]")) faults.push("a table without headers");
  }
  return faults;
}"""


@dataclass
class Node:
    """One thing that a screen reader may tell."""

    role: str
    name: str
    properties: dict[str, Any] = field(default_factory=dict)


def tree(page: Page) -> list[Node]:
    """What the browser tells assistive technologies of a page, in order."""
    session = page.context.new_cdp_session(page)
    rows = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    known = {row["nodeId"]: row for row in rows}
    return list(in_order(known, rows[0]))


def in_order(known: dict[str, Any], row: dict[str, Any]) -> Iterator[Node]:
    if not row["ignored"]:
        properties = {
            each["name"]: each["value"].get("value") for each in row.get("properties", [])
        }
        name = row.get("name", {}).get("value", "")
        yield Node(row["role"]["value"], re.sub(r"\s+", " ", name).strip(), properties)
    for child in row.get("childIds", []):
        if child in known:
            yield from in_order(known, known[child])


def faults_of_landmarks(nodes: list[Node]) -> Iterator[str]:
    for role in ONCE:
        found = sum(node.role == role for node in nodes)
        if found != 1:
            yield f"{found} × {role}"
    for role in LANDMARKS:
        names = Counter(node.name for node in nodes if node.role == role)
        if "" in names and (len(names) > 1 or role == "region"):
            yield f"{role} without a name"
        yield from (f"two × {role} « {name} »" for name, times in names.items() if times > 1)


def faults_of_headings(nodes: list[Node]) -> Iterator[str]:
    headings = [node for node in nodes if node.role == "heading"]
    levels = [node.properties["level"] for node in headings]
    if levels.count(1) != 1 or levels[:1] != [1]:
        yield f"headings {levels}: one first, of level one"
    for (before, after), node in zip(pairwise(levels), headings[1:], strict=True):
        if after > before + 1:
            yield f"from level {before} to {after}: « {node.name} »"
    yield from ("an empty heading" for node in headings if not node.name)


def faults_of_names(nodes: list[Node]) -> Iterator[str]:
    """What one may act upon, fill in or look at says what it is."""
    for node in nodes:
        if node.role in (*ACTIONS, *FIELDS, "image", "table", "dialog") and not node.name:
            yield f"{node.role} without a name"
        if node.role == "link" and not re.search(r"[^\W\d_]", node.name):
            yield f"a link that says « {node.name} » alone"


def faults_of(page: Page) -> list[str]:
    nodes = tree(page)
    faults = [*faults_of_landmarks(nodes), *faults_of_headings(nodes), *faults_of_names(nodes)]
    if page.locator("html").get_attribute("lang") != "fr":
        faults.append("no language")
    heading = next((node.name for node in nodes if node.role == "heading"), "")
    trail = re.sub(r"\s+", " ", " ".join(page.locator(".breadcrumb").all_inner_texts()))
    title, _dash, house = re.sub(r"\s+", " ", page.title()).rpartition(" – ")
    told = "Accueil" if urlsplit(page.url).path == "/" else f"{heading} {trail}"
    if house != "Fabrique apprenante" or not title or title not in told:
        faults.append(f"the title « {title} » is neither of « {heading} » nor of « {trail} »")
    return faults + page.evaluate(REFERENCES)


@pytest.mark.parametrize("signed_in", [False, True], ids=["visitor", "member"])
def test_each_page_is_told_in_good_order(
    site_server: Any, new_context: NewContext, sign_in: SignIn, signed_in: bool
) -> None:
    """Landmarks, headings, names, lists, tables; and a title that is no other page's."""
    places = furnish()
    context = new_context(java_script_enabled=False)
    if signed_in:
        sign_in(context, places.member)
    page = context.new_page()
    faults: list[str] = []
    titles: dict[str, set[str]] = {}
    for address in places.all_for(signed_in):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == (404 if address == "/nulle-part/" else 200), address
        faults += [f"{address}: {fault}" for fault in faults_of(page)]
        titles.setdefault(page.title(), set()).add(urlsplit(address).path)
    faults += [f"{title}: {paths}" for title, paths in titles.items() if len(paths) > 1]
    assert not faults, "\n".join(faults)


def test_a_form_tells_what_it_asks_and_what_is_wrong(page: Page) -> None:
    """Label, help, whether one must; then what is wrong, where it is, and no other field."""
    page.goto("/accessibilite/signaler/?page=/agenda/")
    what, mail = page.locator("#id_what"), page.locator("#id_email")
    expect(what).to_have_accessible_name(re.compile("que s’est-il passé"))
    expect(what).to_have_accessible_description(re.compile("Avec vos mots"))
    fields = {node.name: node.properties for node in tree(page) if node.role in FIELDS}
    assert [name for name, said in fields.items() if said.get("required")] == [
        name for name in fields if "facultatif" not in name
    ]
    assert not any(said.get("invalid") == "true" for said in fields.values())

    mail.fill("moi@")
    page.get_by_role("button", name="Envoyer").click()
    expect(page).to_have_title(re.compile("^À corriger"))
    expect(page.get_by_role("alert")).to_be_focused()
    expect(mail).to_have_accessible_description(re.compile("prenom.nom@exemple.fr"))
    expect(what).to_have_accessible_description(re.compile("ce qui vous a arrêté"))
    invalid = [node.name for node in tree(page) if node.properties.get("invalid") == "true"]
    assert len(invalid) == 2
    assert not any("page" in name for name in invalid)


def test_the_sign_in_form_ties_its_refusal_to_its_field(page: Page) -> None:
    """A wrong code is told with the field that takes the code."""
    page.goto("/compte/login/")
    address = page.get_by_label("adresse de courriel")
    expect(address).to_have_attribute("autocomplete", "email")
    address.fill("personne@exemple.test")
    page.get_by_role("button", name="Recevoir un code").click()
    code = page.locator("[name=code]")
    code.fill("AAAA-AAAA")
    page.locator("form:has([name=code]) button[type=submit]").first.click()
    expect(code).to_have_attribute("aria-invalid", "true")
    expect(code).to_have_accessible_description(re.compile("pas le bon"))


def test_what_was_done_is_told_without_moving_the_focus(
    page: Page, sign_in: SignIn, site_server: Any
) -> None:
    """A message of the site is a status: polite, whole, and not the focus."""
    sign_in(page.context, make.UserFactory())
    page.goto("/compte/")
    page.get_by_role("button", name="tous mes appareils").click()
    told = page.get_by_role("status").filter(has_text="déconnecté")
    expect(told).to_have_count(1)
    expect(told.locator(":focus")).to_have_count(0)


@pytest.fixture
def channel(site_server: Any) -> Channel:
    channel = talk.pair_channel()
    talk.say(channel, talk.seated(channel, name="Élue d'ici"), "Bonjour.")
    return channel


def test_a_talk_is_a_list_and_one_voice_announces_what_comes(
    channel: Channel, new_context: NewContext, sign_in: SignIn, settings: Any
) -> None:
    """Nothing is announced at load; then one polite sentence for many, and the focus stays."""
    settings.DISCUSSIONS = {**settings.DISCUSSIONS, "FRAMES_PER_WINDOW": 1000}
    here, there = talk.seated(channel, name="Agent d'ailleurs"), talk.seated(channel)
    page = sign_in(new_context(), talk.account(here)).new_page()
    page.goto(channel.get_absolute_url())
    expect(page.locator("[data-link=live]")).to_be_attached()
    announcer = page.get_by_role("status")
    expect(announcer).to_have_count(1)
    expect(announcer).to_have_text("")
    assert page.locator("[data-channel-list]").evaluate("one => one.tagName") == "OL"
    assert page.locator("[aria-live], [role=log], [role=alert]").count() == 0

    page.evaluate(
        """() => {
          window.said = [];
          const one = document.querySelector("[role=status]");
          const note = () => said.push([one.textContent, performance.now()]);
          new MutationObserver(note).observe(one, {childList: true});
        }"""
    )
    page.locator("#message").fill("J'écris")
    for many in (20, 3):
        with transaction.atomic():
            for number in range(many):
                talk.say(channel, there, f"Message {number}")
        expect(announcer).to_have_text(f"{many} nouveaux messages")
    expect(page.locator(".message")).to_have_count(1 + 20 + 3)
    (_, first), (_, second) = page.evaluate("said")
    assert second - first >= PACE_MS
    expect(page.locator("#message")).to_be_focused()
    expect(page.locator("#message")).to_have_value("J'écris")
