"""Each page says which reports spoke of its thing."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from community.gatherings.models import GatheringPage
from community.programmes.models import ProgrammePage
from resources.models import Lesson
from tests.facts.documents import document, empty, load, row

pytestmark = pytest.mark.django_db


def render(text: str, **context: object) -> str:
    return Template(f"{{% load facts_tags %}}{text}").render(Context(context))


def test_the_sources_of_a_thing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """The titles of the reports, the oldest first, in one query; a page keeps them as any kind."""
    load(document("Bilan"), document("Bilan de la cohorte", sessions=[], lessons=[]))
    programme, session = ProgrammePage.objects.get().specific, GatheringPage.objects.get()
    text = "{% sources_of thing as sources %}{{ sources|join:' ; ' }}"
    assert render(text, thing=session) == "Bilan"
    with django_assert_num_queries(1):
        assert render(text, thing=programme) == "Bilan ; Bilan de la cohorte"
    load(document("Bilan de la cohorte", programmes=[row("programmes", kind="chantier")]))
    programme = ProgrammePage.objects.get().specific
    assert render(text, thing=programme) == "Bilan ; Bilan de la cohorte"


def test_the_sources_of_a_whole_list(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """A list of lessons asks once for all."""
    other = row("lessons", text="Relire aussi.")
    load(document("A"), document("B", lessons=[row("lessons"), other]))
    lessons = list(Lesson.objects.order_by("pk"))
    text = (
        "{% tell_sources lessons %}{% for lesson in lessons %}"
        "{{ lesson }} {{ lesson.sources|join:',' }}|{% endfor %}"
    )
    with django_assert_num_queries(1):
        told = render(text, lessons=lessons)
    assert told == "Lire à voix haute rapproche. A,B|Relire aussi. B|"
    assert render(text, lessons=[]) == ""


def test_a_thing_that_no_report_speaks_of_has_no_source() -> None:
    """What people write on the site is theirs."""
    load(empty("A"))
    lesson = Lesson.objects.create(year=2024, text="Écrit ici.")
    assert render("{% sources_of thing as s %}{{ s|length }}", thing=lesson) == "0"
    told = render("{% tell_sources things %}{{ things.0.sources|length }}", things=[lesson])
    assert told == "0"


@pytest.mark.parametrize("address", ["/alliance/chiffres/", "/presse/"])
def test_rows_without_a_page_of_their_own_say_where_they_come_from(
    client: Client, address: str
) -> None:
    """Figures and press articles are listed with the report that gave them."""
    assert "Bilan de l'an passé" not in client.get(address).content.decode()
    load(document("Bilan de l'an passé"))
    assert "Bilan de l’an passé" in client.get(address).content.decode()


def test_sources_that_no_longer_speak_of_a_thing_leave_its_provenance() -> None:
    """A report given again without a row speaks of it no more."""
    load(document("A"), document("B"))
    load(document("B", sessions=[]))
    session = GatheringPage.objects.get()
    assert render("{% sources_of thing as s %}{{ s|join:',' }}", thing=session) == "A"
