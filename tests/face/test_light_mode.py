"""« Mode léger »: no picture comes before one asks for it, by JavaScript or without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from chantiers.models import SynthesisPage
from community.programmes.pictures import COOKIE
from config.page_cache.requests import for_everybody, key_of
from tests.face.test_pictures import TEXT, block, drawn, nothing_kept, synthesis

__all__ = ["nothing_kept"]  # a fixture that each test here takes too
pytestmark = pytest.mark.django_db

SAVE = {"save-data": "on"}


def with_picture() -> SynthesisPage:
    return synthesis(TEXT, block(drawn(), caption="Une carte"))


def is_light(client: Client, address: str, **headers: str) -> bool:
    html = client.get(address, headers=headers).content.decode()
    outside = re.sub(r"<template>.*?</template>", "", html, flags=re.DOTALL)
    assert ("<img" in outside) != ("Afficher l’image" in outside)
    return "<img" not in outside


def choose(client: Client, images: str, page: str = "/") -> Any:
    return client.post("/mode-leger/", {"images": images, "page": page})


def test_a_browser_that_saves_data_gets_words_a_weight_and_a_link(client: Client) -> None:
    """The link is the picture's own address; its caption stays; caches are told of the two."""
    page = with_picture()
    answer = client.get(page.url, headers=SAVE)
    html = answer.content.decode()
    assert "Trois cercles reliés" in html
    assert "Une carte" in html
    assert re.search(r"Afficher l’image, \d+\u00a0ko", html)
    [address] = re.findall(r'href="(/media/images/[^"]+)"', html)
    kept = client.get(address)
    assert (kept.status_code, kept["Content-Type"]) == (200, "image/webp")
    assert "Save-Data" in answer["Vary"]
    assert "Save-Data" in client.get(page.url)["Vary"]


@pytest.mark.parametrize("said", ["off", "", "perhaps"])
def test_others_get_their_pictures(client: Client, said) -> None:
    """Only « on » asks to save data."""
    page = with_picture()
    assert not is_light(client, page.url, **{"save-data": said})
    assert is_light(client, page.url, **{"save-data": " ON "})


def test_a_reader_chooses_by_hand_and_goes_back_to_the_page() -> None:
    """Without an account; the choice comes before the browser's, and can be taken back."""
    page, client = with_picture(), Client()
    address = page.url
    assert "Faire attendre les images" in client.get("/mode-leger/").content.decode()
    answer = choose(client, "sans", address)
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert is_light(client, address)
    assert "Afficher les images" in client.get("/mode-leger/").content.decode()
    choose(client, "avec", address)
    assert not is_light(client, address, **SAVE)
    choose(client, "navigateur", address)
    assert is_light(client, address, **SAVE)
    assert not is_light(client, address)


def test_only_a_choice_sets_a_cookie() -> None:
    """It says that and nothing else, to us alone; reading sets none."""
    page, client = with_picture(), Client()
    for headers in ({}, SAVE):
        assert not client.get(page.url, headers=headers).cookies
    cookie = choose(client, "sans").cookies[COOKIE]
    assert cookie.value == "sans"
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "no-store" in client.get("/mode-leger/")["Cache-Control"]


@pytest.mark.parametrize(
    "back",
    ["https://ailleurs.example/", "//ailleurs.example/", "abc", "light_mode", "?x", "\\evil", ""],
)
def test_one_is_never_sent_elsewhere(client: Client, back) -> None:
    """What is no page of ours leads to the entrance; an unknown choice is none."""
    assert choose(client, "autre", back)["Location"] == "/"
    assert not client.cookies.get(COOKIE) or not client.cookies[COOKIE].value
    assert f'value="{back}"' not in client.get("/mode-leger/", {"page": back}).content.decode()


def test_each_page_leads_there_and_back(client: Client) -> None:
    """From the foot of the page, with its address."""
    page = with_picture()
    assert f'href="/mode-leger/?page={page.url}"' in client.get(page.url).content.decode()
    there = client.get("/mode-leger/", {"page": page.url}).content.decode()
    assert f'value="{page.url}"' in there


@pytest.mark.parametrize(
    ("headers", "light"),
    [
        ({}, False),
        ({"save-data": "on"}, True),
        ({"cookie": "images=sans"}, True),
        ({"cookie": "images=avec", "save-data": "on"}, False),
    ],
)
def test_a_page_that_is_kept_is_kept_light_and_full_apart(headers, light) -> None:
    """By what the reader chose, else by what the browser asks for."""
    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": named}
    key = key_of(scope)
    assert key is not None
    assert key.light is light
    told = dict(for_everybody(scope, key)["headers"])
    assert (told.get(b"save-data") == b"on") is light
    assert b"cookie" not in told


def pictures_asked(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: "/media/" in request.url and asked.append(request.url))
    return asked


def test_a_tap_shows_the_picture_in_its_place(
    new_context: Callable[..., BrowserContext],
) -> None:
    """No picture comes before, one after; the keyboard stays where it was."""
    address = with_picture().url
    page = new_context(extra_http_headers={"Save-Data": "on"}).new_page()
    asked = pictures_asked(page)
    page.goto(address, wait_until="networkidle")
    assert asked == []
    page.get_by_role("link", name="Afficher l’image").press("Enter")
    picture = page.get_by_role("img", name="Trois cercles reliés")
    expect(picture).to_be_focused()
    page.wait_for_function(
        "image => image.complete && image.naturalWidth", arg=picture.element_handle()
    )
    assert len(asked) == 1
    assert page.url.endswith(address)
    expect(page.get_by_role("link", name="Afficher l’image")).to_have_count(0)


def test_a_picture_that_does_not_come_gives_its_link_back(
    new_context: Callable[..., BrowserContext],
) -> None:
    """The network is what it is: one may try again."""
    address = with_picture().url
    page = new_context(extra_http_headers={"Save-Data": "on"}).new_page()
    page.route("**/media/**", lambda route: route.abort())
    page.goto(address)
    link = page.get_by_role("link", name="Afficher l’image")
    with page.expect_event("requestfailed"):
        link.click()
    expect(link).to_be_visible()


def test_without_javascript_the_link_opens_the_picture(
    new_context: Callable[..., BrowserContext],
) -> None:
    """Plain HTML does it."""
    address = with_picture().url
    context = new_context(extra_http_headers={"Save-Data": "on"}, java_script_enabled=False)
    page = context.new_page()
    asked = pictures_asked(page)
    page.goto(address, wait_until="networkidle")
    assert asked == []
    page.get_by_role("link", name="Afficher l’image").click()
    page.wait_for_url("**/media/images/**")
    assert len(asked) == 1


def test_a_reader_switches_by_hand_without_javascript(
    new_context: Callable[..., BrowserContext],
) -> None:
    """From the foot of the page, and back to it without its pictures."""
    address = with_picture().url
    page = new_context(java_script_enabled=False).new_page()
    page.goto(address)
    page.get_by_role("link", name="Mode léger").click()
    page.get_by_role("button", name="Faire attendre les images").click()
    expect(page).to_have_url(re.compile(re.escape(address) + "$"))
    expect(page.get_by_role("link", name="Afficher l’image")).to_be_visible()
