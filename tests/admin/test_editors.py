"""The editors help whoever writes: each field says what to put in it, each place what to begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel
from wagtail.models import Page, get_page_models
from wagtail.snippets.models import get_snippet_models

from accompagnements.models import PilotProjectPage
from chantiers.models import WorkSessionPage
from community.gatherings.models import AppointmentIndexPage
from community.programmes.actions import set_audience
from tests import factories as make
from tests.accounts.doors import with_second_factor
from tests.admin.editor import add_url, edit_url, shown_form, write

pytestmark = pytest.mark.django_db

#: Wagtail's own page type holds no page here, and what is not creatable is no type of its own.
PAGES = [model for model in get_page_models() if model is not Page and model.is_creatable]
SNIPPETS = [model for model in get_snippet_models() if hasattr(model, "snippet_viewset")]
GROUPS = ["Ce que c’est", "Quand et où", "Qui", "Ce qu’on en garde", "Qui voit cette page"]


class House:
    """A programme that somebody animates, another one, and the door of the first one's editor."""

    def __init__(self) -> None:
        self.mine, self.other = make.chantier(), make.chantier()
        self.client = with_second_factor(make.animator(self.mine).user)


@pytest.fixture
def house() -> House:
    return House()


def fields_of(panel: Panel) -> Iterator[FieldPanel]:
    """The fields of a bound editor, those of its inline rows included."""
    if isinstance(panel, FieldPanel):
        yield panel
    children = [panel.child_edit_handler] if isinstance(panel, InlinePanel) else ()
    for child in getattr(panel, "children", children):
        yield from fields_of(child)


def headings_of(panel: Panel) -> Iterator[str]:
    """The headings of an editor, and of all that it holds."""
    yield str(panel.heading)
    for child in getattr(panel, "children", ()):
        yield from headings_of(child)


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.model_name)
def test_headings_are_printed_as_french_is(model: Any) -> None:
    """No straight apostrophe; what has none stays."""
    headings = list(headings_of(model.get_edit_handler()))
    assert "Contenu" in headings
    assert not [heading for heading in headings if re.search(r"\w'\w", heading)]


@pytest.mark.parametrize("model", PAGES + SNIPPETS, ids=lambda model: model._meta.model_name)
def test_every_field_says_what_to_write_in_it(model: Any) -> None:
    """In French, printed as French is: no straight apostrophe, no space that breaks a sign off."""
    if issubclass(model, Page):
        editor = model.get_edit_handler()
    else:
        editor = model.snippet_viewset.edit_handler.bind_to_model(model)
    fields = list(fields_of(editor))
    assert fields
    for field in fields:
        help_text = str(field.help_text)
        assert len(help_text) > 10, field.field_name
        assert not re.search(r"\w'\w| [:;?!»]|« ", help_text), help_text


def test_an_editor_is_in_the_order_of_the_work(house: House) -> None:
    """A meeting: what it is, when and where, who, what is kept, who sees it; then its address."""
    page = make.work_session(house.mine)
    content = unescape(house.client.get(edit_url(page)).content.decode())
    headings = re.findall(r"data-panel-heading-text[^>]*>\s*([^<]+?)\s*<", content)
    assert [heading for heading in headings if heading in GROUPS] == GROUPS
    tabs = re.findall(r'role="tab"[^>]*>\s*([^<]+?)\s*<', content)
    assert tabs == ["Contenu", "Adresse"]
    assert reverse("gathering_parts", args=[page.pk]) in content
    assert reverse("page_audience", args=[page.pk]) in content
    assert "tout le monde." in content


def test_a_page_that_is_not_kept_yet_says_what_comes_after(house: House) -> None:
    """Its reserved parts and its readers are chosen once there is a draft."""
    content = house.client.get(add_url(WorkSessionPage, house.mine)).content.decode()
    assert "Enregistrez d’abord le brouillon" in content
    assert "Rien n’est visible avant que vous ne publiiez." in content


def test_each_place_proposes_what_is_begun_there(house: House) -> None:
    """With a sentence that tells the kinds apart."""
    answer = house.client.get(reverse("wagtailadmin_pages:add_subpage", args=[house.mine.pk]))
    content = unescape(answer.content.decode())
    assert {row[0] for row in answer.context["page_types"]} == {
        "Temps de travail",
        "Rencontre",
        "Synthèse",
        "Projet pilote",
    }
    assert "Un moment, avec sa date, où le chantier travaille ensemble." in content


@pytest.mark.parametrize(
    "model", [model for model in PAGES if model.max_count is None], ids=lambda m: m._meta.model_name
)
def test_every_kind_says_what_it_is_for(model: Any) -> None:
    assert model.get_page_description()


def test_nobody_begins_a_pilot_project_in_an_appointment() -> None:
    """Those that reports place there stay, and may be moved there; an accompaniment begins them."""
    appointment, cohort = make.appointment(), make.accompaniment()
    index = AppointmentIndexPage.objects.get()
    assert PilotProjectPage.can_create_at(cohort)
    for place in (appointment, index):
        assert not PilotProjectPage.can_create_at(place)
        assert PilotProjectPage.can_exist_under(place)
    make.pilot_project(appointment).full_clean()


def test_a_synthesis_is_drawn_from_meetings_that_its_writer_meets(house: House) -> None:
    """Another programme's draft or closed meeting is neither named nor taken."""
    synthesis = make.synthesis(house.mine)
    mine = make.work_session(house.mine, live=False)
    open_one = make.work_session(house.other)
    draft = make.work_session(house.other, title="Brouillon d'ailleurs", live=False)
    closed = make.work_session(house.other, title="Fermée d'ailleurs")
    set_audience(page=closed, circle="participants")
    content = unescape(house.client.get(edit_url(synthesis)).content.decode())
    assert "Brouillon d'ailleurs" not in content
    assert "Fermée d'ailleurs" not in content
    at = edit_url(synthesis)
    refused = write(house.client, at, gatherings=[str(draft.pk)])
    assert "gatherings" in refused.context["form"].errors
    assert write(house.client, at, gatherings=[str(mine.pk), str(open_one.pk)]).status_code == 302
    synthesis.refresh_from_db()
    assert set(synthesis.gatherings.values_list("pk", flat=True)) == {mine.pk, open_one.pk}


def test_what_a_synthesis_cites_already_stays(house: House) -> None:
    """A meeting that its writer no longer meets is not taken out by their hand."""
    synthesis = make.synthesis(house.mine)
    closed = make.work_session(house.other)
    synthesis.gatherings = [closed]
    synthesis.save()
    synthesis.save_revision().publish()
    set_audience(page=closed, circle="participants")
    at = edit_url(synthesis)
    assert shown_form(house.client, at).getlist("gatherings") == [str(closed.pk)]
    assert write(house.client, at, summary="Autrement").status_code == 302
    synthesis.refresh_from_db()
    assert list(synthesis.gatherings.values_list("pk", flat=True)) == [closed.pk]
