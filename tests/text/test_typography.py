"""French as it is printed."""

from decimal import Decimal
from unicodedata import normalize

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString, mark_safe
from hypothesis import assume, given
from hypothesis import strategies as st

from community.text.templatetags import french
from community.text.typography import typeset

N = "\u00a0"
T = "\u202f"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Qui parle ?", f"Qui parle{T}?"),
        ("Qui parle?", f"Qui parle{T}?"),
        ("Quoi ?!", f"Quoi{T}?!"),
        ("un ; deux !", f"un{T}; deux{T}!"),
        ("Deux mots : un", f"Deux mots{N}: un"),
        ("« Fabrique »", f"«{N}Fabrique{N}»"),
        ("«Fabrique»", f"«{N}Fabrique{N}»"),
        ('dite "fabrique" ici', f"dite «{N}fabrique{N}» ici"),
        ("l'élu d'« ici »", f"l’élu d’«{N}ici{N}»"),
        ("et puis...", "et puis…"),
        ("RESPIR - Réactiver", f"RESPIR{N}– Réactiver"),
        ("1 100 km², 45 %", f"1{T}100{N}km², 45{N}%"),
        ("le 1er mai", f"le 1er{N}mai"),
        ("la fiche n° 4", f"la fiche n°{N}4"),
        ("à 14h30, à 9 h 05", f"à 14{N}h{N}30, à 9{N}h{N}05"),
        ("p. 12, Mme Untel, M. Untel", f"p.{N}12, Mme{N}Untel, M.{N}Untel"),
        ("3 M€, 20 °C, 5 min", f"3{N}M€, 20{N}°C, 5{N}min"),
        ("en 2024 120 élu•es", "en 2024 120 élu·es"),
        ("habitant·es", "habitant·es"),
        ("voir https://a.fr/l'x?q=1 : là", f"voir https://a.fr/l'x?q=1{N}: là"),
    ],
)
def test_signs_get_the_spaces_and_shapes_of_a_printer(written, printed):
    """Double signs, quotes, apostrophes, dashes and numbers are set as in a French book."""
    assert typeset(written) == printed


@pytest.mark.parametrize(
    "written",
    [
        *["à 14:30", "https://exemple.fr/?q=a", "(?)", "micro-projet", "3D", "a;b", "bien-être - "],
        *["l'an@exemple.fr", "`l'a ?`", "rdv-14h30", "3 tables", "12 hier", "Ah...."],
    ],
)
def test_what_is_no_sentence_stays_as_it_is(written):
    """Times, addresses, compound words and lone signs are not touched."""
    assert typeset(written).replace(N, " ").replace("–", "-") == written


PIECES = [
    *["récit", "l'élu", "Qui ?", "« oui »", '"non"', "1er mai", "14:30", "a : b", "etc...", "- x"],
    *["1 100 km²", "n° 4", "(?)", "2ème ;", "https://a.fr/?b=c", "Vraiment?!", "XXIe:", "14h30"],
    *["élu·e", "élu•e", "9 h 30", "M. A", "p. 3", "3 M€", "2 000", "l'a@b.fr", "`l'a ?`", "\ue000"],
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
    st.text(alphabet=f"aéLMhn·•'\"«» :;!?.,-–0123%€°{N}{T}\n()`@/", max_size=24),
)


@given(TEXTS)
def test_setting_twice_changes_nothing(text):
    """What was set by hand, or already once, stays."""
    once = typeset(text)
    assert typeset(once) == once


@given(TEXTS)
def test_no_letter_and_no_figure_is_ever_lost(text):
    """Only spaces and signs change, whatever one writes."""
    assert [c for c in typeset(text) if c.isalnum()] == [c for c in text if c.isalnum()]


KEPT = ["https://a.fr/l'x?b=c;d:e!f", "l'elue@exemple.fr", '`il a dit "oui" ?`']


@given(TEXTS, st.sampled_from(KEPT), TEXTS)
def test_addresses_and_code_are_never_touched(before, kept, after):
    """An address that one copies, a command that one types, are what they were."""
    assume("`" not in before)
    assert kept in typeset(f"{before}\n{kept} {after}")


def test_typo_escapes_plain_text():
    """Words from a person or a file never become markup."""
    assert french.typo("<b>A & B</b> ?") == f"&lt;b&gt;A &amp; B&lt;/b&gt;{T}?"
    assert isinstance(french.typo("a"), SafeString)


def test_typo_leaves_the_tags_of_html_alone():
    """In a rich text only the words between the tags are set; entities stay escaped."""
    text = mark_safe('<a href="/x?a=1">Qui ?</a> l&#x27;or &amp; <em>« oui »</em>')
    set_text = french.typo(text)
    assert set_text == f'<a href="/x?a=1">Qui{T}?</a> l’or &amp; <em>«{N}oui{N}»</em>'


@pytest.mark.parametrize("tag", ["code", "kbd", "pre", "samp", "textarea"])
def test_typo_leaves_code_alone(tag):
    """What one copies or types is no prose."""
    text = mark_safe(f"<{tag} class='a'>l'a \"b\" ?</{tag}> l'a ?")
    assert french.typo(text) == f"<{tag} class='a'>l'a \"b\" ?</{tag}> l’a{T}?"


def test_a_sign_stays_with_the_word_before_its_tag():
    """A tag that ends before a sign changes nothing for who reads."""
    text = mark_safe("<em>Qui</em> ? <em>Elle</em> : « <em>oui</em> »")
    assert french.typo(text) == (f"<em>Qui</em>{T}? <em>Elle</em>{N}: «{N}<em>oui</em>{N}»")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("1er", "1<sup>er</sup>"),
        ("1ère", "1<sup>re</sup>"),
        ("2ème et 3es", "2<sup>e</sup> et 3<sup>es</sup>"),
        ("XXIe", "XXI<sup>e</sup>"),
        ("Le 3D de Ce", "Le 3D de Ce"),
    ],
)
def test_the_ending_of_an_ordinal_is_raised(written, printed):
    """« 1er » is written 1<sup>er</sup>; words that only look like one are not."""
    assert french.typo(written) == printed


def test_nothing_is_written_of_nothing():
    """An absent value shows as nothing, not as None."""
    assert french.typo(None) == ""
    assert french.plain_typo(None) == ""
    assert french.number(None) == ""
    assert french.measured(None, "km²") == ""


def test_where_only_text_fits_there_is_no_markup():
    """A page's title in the browser's tab has the spaces and no tags."""
    rendered = Template("{% load french %}{{ t|plain_typo }}").render(Context({"t": "1er <b> ?"}))
    assert rendered == f"1er &lt;b&gt;{T}?"


def test_ordinals_are_made_from_numbers():
    """1 has its own ending, of either gender; the others share theirs."""
    assert french.ordinal(1) == "1<sup>er</sup>"
    assert french.ordinal(1, "f") == "1<sup>re</sup>"
    assert french.ordinal(4) == "4<sup>e</sup>"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a et b"),
        (["a", "<b>", "c"], "a, &lt;b&gt; et c"),
    ],
)
def test_names_are_joined_as_one_says_them(names, said):
    """A list ends with « et », and each name is escaped."""
    assert french.joined(names) == said


def test_names_are_joined_by_another_word():
    """« a ou b »."""
    assert french.joined(["a", "b"], "ou") == "a ou b"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (901, "901"),
        (1234567, f"1{T}234{T}567"),
        (Decimal("12.5000"), "12,5"),
        (Decimal("465.0000"), "465"),
        (0.5, "0,5"),
        (-3, "-3"),
    ],
)
def test_numbers_are_french(value, shown):
    """A comma, thin spaces between thousands, no needless zeros."""
    assert french.number(value) == shown


def test_a_number_keeps_its_unit_on_its_line():
    """The space before a unit does not break."""
    assert french.measured(1100, "km²") == f"1{T}100{N}km²"
    assert french.measured(12, "") == "12"


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (0, "0 octet"),
        (999, "999 octets"),
        (1_000, f"1{N}ko"),
        (340_400, f"340{N}ko"),
        (1_250_000, f"1,2{N}Mo"),
        (3_000_000_000, f"3{N}Go"),
    ],
)
def test_the_weight_of_a_file_is_said_as_phones_say_it(octets, said):
    """In « ko », « Mo », « Go », as precisely as it helps."""
    assert french.weight(octets) == said


@pytest.mark.parametrize(
    "text",
    ["", "court", "é" * 9, "x" * 10, "y" * 11, "e\u0301" * 9, mark_safe("<b>&amp;</b> et puis")],
)
def test_the_beginning_of_a_text_is_cut_as_django_cuts_it(text) -> None:
    """Short ones are left alone; what was safe stays so."""
    ours, django = (
        Template(f"{{% load french %}}{{{{ text|{name}:10 }}}}").render(Context({"text": text}))
        for name in ("begun", "truncatechars")
    )
    assert normalize("NFC", ours) == django


def test_what_is_set_once_is_set_alike_for_whoever_asks() -> None:
    """Plain text and HTML of the same letters are two things, in whichever order they come."""
    plain, markup = "<i>Qui</i> ? 1er", mark_safe("<i>Qui</i> ? 1er")
    for _time in range(2):
        assert french.typo(plain) == f"&lt;i&gt;Qui&lt;/i&gt;{T}? 1<sup>er</sup>"
        assert french.typo(markup) == f"<i>Qui</i>{T}? 1<sup>er</sup>"
