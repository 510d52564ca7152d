"""The text of a message: what is kept, what is refused, and the links in it."""

import pytest
from django.conf import settings

from community.discussions.bodies import check_body, linked, split_links
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


def test_addresses_are_links_and_everything_else_is_text() -> None:
    """Markup is shown, not obeyed; the full stop that ends a sentence is no part of an address."""
    assert linked("<b>Voir</b> https://a.test/x?y=1&z=2.") == (
        "&lt;b&gt;Voir&lt;/b&gt; "
        '<a href="https://a.test/x?y=1&amp;z=2" rel="nofollow ugc noopener">'
        "https://a.test/x?y=1&amp;z=2</a>."
    )
    assert split_links("javascript:alert(1) « https://a.test »") == [
        ("javascript:alert(1) « ", False),
        ("https://a.test", True),
        (" »", False),
    ]
    assert linked("rien") == "rien"
