"""A phrase of the interface is looked for once; it says what the catalogue says."""

from django.utils import translation
from django.utils.translation import gettext, ngettext, trans_real

from community.text import phrases


def test_a_phrase_is_looked_for_once(monkeypatch) -> None:
    """The second time, no catalogue is opened for it, known or not."""
    # Other tests change settings of languages, and Django then reads its catalogues anew.
    monkeypatch.setattr(trans_real, "_translations", {})
    phrases.remember()
    remembered = trans_real.translation("fr").gettext
    with translation.override("fr"):
        assert gettext("Une phrase que nul catalogue ne connaît") == (
            "Une phrase que nul catalogue ne connaît"
        )
        assert gettext("Save") == "Enregistrer"
        asked = remembered.cache_info()
        assert asked.misses == 2
        gettext("Une phrase que nul catalogue ne connaît")
        gettext("Save")
        assert remembered.cache_info().misses == 2
        assert remembered.cache_info().hits == asked.hits + 2


def test_other_languages_and_plurals_are_as_they_were() -> None:
    """Whoever works in English in the management reads English; French counts as French does."""
    with translation.override("en"):
        assert gettext("Save") == "Save"
    assert gettext("Save") == "Enregistrer"
    words = ("%(number)d autre", "%(number)d autres")
    assert ngettext(*words, 1) == words[0]


def test_a_catalogue_that_is_read_again_comes_with_its_own_memory(monkeypatch) -> None:
    """What was kept of the one before goes with it."""
    monkeypatch.setattr(trans_real, "_translations", {})
    assert not hasattr(trans_real.translation("fr").gettext, "cache_info")
    phrases.remember()
    assert trans_real.translation("fr").gettext.cache_info().currsize == 0
