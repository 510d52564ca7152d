"""The text of a message: what is kept, what is refused, and the links in it."""

import re

import pytest
from django.conf import settings

from community.discussions.bodies import as_html, check_body, first_words
from community.discussions.errors import Refused


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" Bonjour ", "Bonjour"),
        ("un\r\ndeux\rtrois", "un\ndeux\ntrois"),
        ("\tÀ vous\t!", "À vous\t!"),
        ("👩🏽‍🌾", "👩🏽‍🌾"),
        ("안녕\u3164", "안녕\u3164"),
        ("x" * 4000, "x" * 4000),
    ],
)
def test_what_is_said_is_kept_as_it_was_said(given: str, kept: str) -> None:
    """Line ends are made one kind, blanks around are dropped, the rest stays."""
    assert check_body(given) == kept


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\u200b\u200d", "empty"),
        ("\u3164", "empty"),
        ("\u2800 \uffa0\u115f\u1160", "empty"),
        ("\u034f\ufe0f", "empty"),
        ("x" * 4001, "too_long"),
        ("a\x00b", "control_characters"),
        ("a\x1bb", "control_characters"),
        ("a\ud800", "control_characters"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(given: str, code: str) -> None:
    """Empty, too long, or made of what no screen shows."""
    with pytest.raises(Refused) as caught:
        check_body(given)
    assert caught.value.code == code
    assert caught.value.sentence
    limit = settings.DISCUSSIONS["MESSAGE_MAX_LENGTH"]
    assert caught.value.details == ({"limit": limit} if code == "too_long" else {})


def test_an_address_is_a_link_and_everything_else_is_text() -> None:
    """A page's markup is shown, not obeyed; the full stop that ends a sentence is no address."""
    assert as_html("<b>Voir</b> https://a.test/x?y=1&z=2.") == (
        "<p>&lt;b&gt;Voir&lt;/b&gt; "
        '<a href="https://a.test/x?y=1&amp;z=2" rel="nofollow ugc noopener">'
        "https://a.test/x?y=1&amp;z=2</a>.</p>"
    )
    assert as_html("[ici](javascript:alert(1)) « https://a.test »").count("<a ") == 1


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**fort** et *doux*", "<p><strong>fort</strong> et <em>doux</em></p>"),
        ("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"),
        ("> déjà dit\n\nmoi", "<blockquote>\n<p>déjà dit</p>\n</blockquote>\n<p>moi</p>"),
        ("une `clé`", "<p>une <code>clé</code></p>"),
        ("https://a.test\nsuite", None),
        ("une\nligne *puis* deux", "<p>une<br>\nligne <em>puis</em> deux</p>"),
    ],
)
def test_a_few_signs_dress_a_text(text: str, html: str | None) -> None:
    """Bold, italic, lists, quotes and code; a line that ends, ends."""
    shown = as_html(text)
    assert shown == html if html else "<br>" in shown


@pytest.mark.parametrize("text", ["Bonjour !", "l'été 2024 - 2025", "# un titre", "a < b & c > d"])
def test_a_text_that_asks_for_nothing_is_shown_as_it_is(text: str) -> None:
    """No HTML is made of it: it goes in as text."""
    assert as_html(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://a.test/p.png) *a*",
        '<img src=x onerror="alert(1)"> *a*',
        "[a](data:text/html,x) *a*",
        "[a](//a.test) *a*",
        "<https://a.test/<script>> *a*",
    ],
)
def test_nothing_but_links_leads_anywhere(text: str) -> None:
    """No picture, no script, no address of another kind."""
    shown = as_html(text)
    assert "<img" not in shown
    assert "<script" not in shown
    assert "data:" not in re.findall('href="([^"]*)"', shown)
    assert all(address.startswith("https://") for address in re.findall('href="([^"]*)"', shown))


def test_a_link_says_where_it_leads() -> None:
    """Behind words, the host is shown; an address says it by itself, a mail has none."""
    assert as_html("[le guide](https://a.test/g)").endswith(
        "le guide</a> <small>(a.test)</small></p>"
    )
    assert "<small>" not in as_html("https://a.test/g")
    assert "<small>" not in as_html("[écrire](mailto:x@a.test)")


def test_a_quote_is_one_short_line() -> None:
    """Whoever answers quotes how it begins."""
    assert first_words("un\n\n  deux") == "un deux"
    assert first_words("- **un** & <b>\n- deux") == "un & <b> deux"
    assert len(first_words("mot " * 100)) == 80
