"""Forms of a word meet; words that only look alike do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.text.folding import folded
from community.text.stems import LONGEST, WHOLE, stem

FAMILIES = (
    # Plurals.
    "territoire territoires",
    "réseau réseaux",
    "lieu lieux",
    "enjeu enjeux",
    "récit récits",
    "journal journaux",
    "travail travaux travailler travaille travaillons travaillent travaillé",
    "département départements",
    # Feminines.
    "élu élue élus élues",
    "agent agente agents agentes",
    "territorial territoriaux territoriale territoriales",
    "collectif collective collectifs collectives collectivement",
    "public publique publics publiques",
    "citoyen citoyenne citoyens citoyennes",
    "nouveau nouvelle nouveaux nouvelles",
    "nombreux nombreuse nombreuses",
    "premier première premiers premières",
    "acteur actrice acteurs actrices",
    "chercheur chercheuse chercheurs chercheuses",
    # Verbs, and what is made of them.
    "coopérer coopère coopérons coopérez coopèrent coopéré coopérait coopéraient coopérera"
    " coopéreront coopérerait coopérant coopération coopérations coopératif coopérative",
    "animer anime animons animé animation animateur animatrice animateurs",
    "accompagner accompagne accompagnons accompagnés accompagnement accompagnements",
    "financer finance finançons financé financement financements",
    "partager partage partageons partagé partages",
    "étudier étudie étudions étudié étudiaient",
    "établir établit établissons établissent établi établie établira établissement",
    "réunir réunit réunissons réuni réunion réunions",
    "répondre répond répondons répondent répondu répondue répondra répondront",
    "habiter habite habitant habitante habitants",
    "créer crée créé créée",
)
APART = (
    "eau élu",
    "département départ",
    "maire mairie mer",
    "commune communauté",
    "chantier chant",
    "cours cour",
    "pays payer",
    "territoire territorial",
    "2024 2025",
    "東京 大阪",
)
LETTERS = st.text(alphabet="abcdefghijlmnopqrstuvxz", min_size=1, max_size=50)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_forms_of_a_word_have_one_stem(family) -> None:
    """Plural, feminine, and the verb with what it does."""
    assert len({stem(folded(word)) for word in family.split()}) == 1


@pytest.mark.parametrize("words", APART)
def test_words_that_look_alike_stay_apart(words) -> None:
    """What is found for one is not what was said with the other."""
    assert len({stem(folded(word)) for word in words.split()}) == len(words.split())


@given(LETTERS)
def test_a_stem_is_its_own_stem(word) -> None:
    """Whatever the letters: rules come to an end, and never make a word longer or empty."""
    found = stem(word)
    assert stem(found) == found
    assert 1 <= len(found) <= min(len(word), LONGEST)


@given(st.text(alphabet="bcdfghjklmnpqrtz", min_size=3, max_size=8), st.sampled_from("aiou"))
def test_a_plural_or_a_feminine_meets_its_word(consonants, vowel) -> None:
    """Words that nobody knows follow the same rules as the others."""
    word = f"{consonants}{vowel}"
    if word not in WHOLE:
        assert stem(f"{word}s") == stem(f"{word}e") == stem(f"{word}es") == stem(word)


def test_an_endless_word_is_cut() -> None:
    """Databases do not index what has no end; its beginning finds it."""
    assert stem("é" * 4000) == stem("é" * 5000) == "é" * LONGEST
