"""Which words of a text count, and how what was looked for is shown in it."""

import html
import re

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from community.text.analysis import BEFORE, QUOTED, passage, terms_of, words_of


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("l'eau", "eau"),
        ("l’eau", "EAU"),
        ("L ' EAUX", "eau"),
        ("d'œuvre", "oeuvre"),
        ("Œuvres", "œuvre"),
        ("qu'ils coopèrent", "coopérer"),
        ("jusqu’à l’été", "jusqu'a l'ete"),
        ("élu·e·s", "élus"),
        ("acteur•ices", "actrice"),
        ("un·e agent·e territorial·e", "des agents territoriaux"),
        ("e\u0301cole", "école"),
        ("transi\u00adtion", "transitions"),
        ("quatre\u202fmille\u00a0euros", "quatre mille euros"),
        ("**mise** en _récits_", "mises en récit"),
        ("sous-préfecture", "sous préfectures"),
        ("ﬁnancer", "financement"),
    ],
)
def test_two_ways_of_writing_meet(text, same) -> None:
    """Accents, ligatures, elisions, inclusive points, spaces and marks make no difference."""
    assert terms_of(text) == terms_of(same) != ""


@pytest.mark.parametrize("text", ["", "  ", "de la", "qu'il y a", "à", "d’", "?!…", "l'", "· · ·"])
def test_what_is_everywhere_does_not_count(text) -> None:
    """Articles, pronouns, forms of « être » and « avoir », letters alone, signs."""
    assert terms_of(text) == ""


def test_terms_are_each_told_once_in_order() -> None:
    """Figures count, be they alone; what is said twice is found once."""
    assert terms_of("Lot 3 : l'eau, les eaux, 14h30") == "lot 3 eau 14h30"


@given(st.text(max_size=300))
def test_any_text_gives_terms_that_stand_alone(text) -> None:
    """Whatever is typed, a term has neither space nor sign nor capital: databases take it as is."""
    terms = terms_of(text)
    for term in terms.split(" ") if terms else ():
        assert term.isalnum()
        assert len(term) <= 40
    assert len(terms.split()) == len(set(terms.split()))


@given(st.text(max_size=300))
def test_a_capital_or_an_accent_changes_nothing(text) -> None:
    """What a hurried telephone types finds what a careful keyboard wrote."""
    shouted = re.sub("[éèêë]", "e", text).replace("œ", "oe").replace("à", "a")
    assert terms_of(shouted) == terms_of(text)


def test_words_are_marked_in_every_form() -> None:
    """The whole word is marked, its inclusive ending too; what is HTML in it goes in as text."""
    text = "Les élu·es <b>coopèrent</b> pour l'eau, et l'EAU seule."
    assert passage(text, terms_of("coopération élue eau")) == (
        "Les <mark>élu·es</mark> &lt;b&gt;<mark>coopèrent</mark>&lt;/b&gt; pour"
        " l&#x27;<mark>eau</mark>, et l&#x27;<mark>EAU</mark> seule."
    )


def test_the_part_that_holds_most_is_quoted() -> None:
    """A little before it and a little after, between two words, and saying that it is a part."""
    far = "On parle beaucoup d'eau, de tout et de rien. " * 12
    shown = passage(f"{far}Ici l'eau manque aux habitants. {far}", terms_of("eau habitants"))
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "l&#x27;<mark>eau</mark> manque aux <mark>habitants</mark>" in shown
    plain = html.unescape(strip_tags(shown)).strip("…")
    assert f" {plain} " in f" {far}Ici l'eau manque aux habitants. {far}"
    assert QUOTED / 2 < len(plain) <= QUOTED


@pytest.mark.parametrize("text", ["Rien de tel ici.", "Rien " * 200, "a" * 900, ""])
def test_without_what_was_looked_for_the_beginning_is_quoted(text) -> None:
    """A word may stand in the address of a link, which is not read."""
    shown = passage(text, "eau")
    assert "<mark>" not in shown
    assert text.strip().startswith(shown.strip("…").strip())
    assert len(shown) <= QUOTED + 1


def test_a_long_word_is_marked_whole() -> None:
    """Even longer than what is quoted."""
    shown = passage("x " * BEFORE + "a" * 500 + " x" * 200, "a" * 40)
    assert f"<mark>{'a' * 500}</mark>" in shown


@given(st.text(max_size=600), st.text(max_size=40))
def test_a_passage_is_always_safe_and_always_of_its_text(text, sought) -> None:
    """Nothing is marked that was not looked for, nothing is added, nothing is left unescaped."""
    terms = terms_of(sought)
    shown = passage(text, terms)
    line = " ".join(text.split())
    assert not set(re.sub("</?mark>", "", shown)) & set("<>\"'")
    assert html.unescape(re.sub("</?mark>", "", shown)).strip("…") in line
    for marked in re.findall("<mark>(.*?)</mark>", shown):
        [word] = words_of(html.unescape(marked))
        assert word.stem in terms.split()
