"""How the interface counts – zero and one are singular in French – and where its lines end."""

import messages
import polib
import pytest
from django.utils.translation import ngettext

from community.alliance.models import Figure
from community.text.typography import typeset
from resources.models import ResourcePage
from tests import factories
from tests.repository import ROOMS, ROOT

STYLESHEET = ROOT / "static" / "css" / "site.css"
COMPILED = messages.CATALOGUE.with_suffix(".mo")


def test_the_catalogue_holds_every_plural_of_the_source() -> None:
    """`make messages` has been run since a sentence that counts was added, changed or removed."""
    wanted = set(messages.messages(list(ROOMS)))
    held = {
        messages.Message(entry.msgid, entry.msgid_plural, entry.msgctxt)
        for entry in polib.pofile(str(messages.CATALOGUE))
    }
    assert len(wanted) > 8
    assert held == wanted


def test_the_compiled_catalogue_is_that_of_the_written_one() -> None:
    """What gettext reads is what one reads."""
    written, compiled = polib.pofile(str(messages.CATALOGUE)), polib.mofile(str(COMPILED))
    assert compiled.metadata["Plural-Forms"] == written.metadata["Plural-Forms"]
    assert {entry.msgid: entry.msgstr_plural for entry in compiled} == {
        entry.msgid: entry.msgstr_plural for entry in written
    }


def test_plurals_are_found_wherever_they_are_said(tmp_path) -> None:
    """Functions of gettext, lazy or not, with a context or not; templates, with their arguments."""
    module = tmp_path / "module.py"
    module.write_text('ngettext("un", "deux", n)\ntext = npgettext_lazy("nom", "pas", "pas s", n)')
    template = tmp_path / "template.html"
    template.write_text(
        "{% load i18n %}{% if a %}{% blocktranslate trimmed count n=a %}\n{{ n }} mot\n"
        "{% plural %}\n{{ n }} mots\n{% endblocktranslate %}{% endif %}{% translate 'seul' %}"
    )
    assert list(messages.in_python(module)) == [
        messages.Message("un", "deux"),
        messages.Message("pas", "pas s", "nom"),
    ]
    assert list(messages.in_template(template)) == [messages.Message("%(n)s mot", "%(n)s mots")]


@pytest.mark.parametrize(("total", "said"), [(0, "ressource"), (1, "ressource"), (2, "ressources")])
def test_nothing_is_singular(total, said) -> None:
    """« 0 ressource », as French says it."""
    assert ngettext("%(total)s ressource", "%(total)s ressources", total) == f"%(total)s {said}"


@pytest.mark.django_db
@pytest.mark.parametrize("total", [0, 1, 2])
def test_a_list_says_how_much_it_holds(client, total) -> None:
    """On the pages themselves: nothing in words, 1 in the singular, 2 in the plural."""
    for number in range(total):
        factories.resource(title=f"Fiche {number}")
        factories.LessonFactory()
    assert ResourcePage.objects.count() == total
    plural = "s" if total > 1 else ""
    for address, none, noun in (
        ("/ressources/", "Aucune", "ressource"),
        ("/enseignements/", "Aucun", "enseignement"),
    ):
        heading = client.get(address).content.decode().split('id="resultats">')[1].split("</h2>")[0]
        assert heading.strip() == f"{total or none} {noun}{plural}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "said"), [("1", "1 personne"), ("1.5", "1,5 personne"), ("2", "2 personnes")]
)
def test_a_figure_is_of_as_many_as_it_says(client, value, said) -> None:
    """Its unit is typed once, in the plural."""
    Figure.objects.create(year=2024, key="a", value=value, unit="personnes", label="Équipe")
    page = client.get("/alliance/chiffres/").content.decode()
    assert " ".join(page.split("<dd>")[1].split("</dd>")[0].split()) == said


def test_the_rooms_are_those_of_the_command() -> None:
    """`make messages` reads the packages that the tests read."""
    rooms = next(
        line.split(":=")[1].split()
        for line in (ROOT / "Makefile").read_text().splitlines()
        if line.startswith("ROOMS :=")
    )
    assert set(rooms) == set(ROOMS)


LINES = """
element => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
}
"""


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("élu·es", 1),
        ("Qui ?", 1),
        ("« oui »", 1),
        ("n° 4", 1),
        ("14h30", 1),
        ("1 100 km²", 1),
        ("1er mai", 1),
        ("un ; deux", 2),
        ("l'élu·e d'« ici »", 2),
    ],
)
def test_no_line_ends_where_a_printer_would_not_end_it(chromium, written, lines):
    """As narrow as a browser can make it, each line holds what belongs together."""
    page = chromium.new_page()
    page.set_content(f'<p style="width: min-content">{typeset(written)}</p>')
    page.add_style_tag(path=STYLESHEET)
    assert page.locator("p").evaluate(LINES) == lines
    page.close()
