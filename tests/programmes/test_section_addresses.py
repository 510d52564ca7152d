"""Addresses that others rely on: sections keep theirs, and no page takes the house's own."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver
from wagtail.models import Page

from accompagnements.models import AccompanimentIndexPage
from chantiers.models import ChantierIndexPage
from comap.models import ComapIndexPage
from community.gatherings.models import AgendaPage, AppointmentIndexPage
from community.programmes.models import RESERVED_SLUGS
from home.models import HomePage, TextPage
from resources.models import ResourceIndexPage
from tests import factories as make

pytestmark = pytest.mark.django_db

SECTIONS = {
    ComapIndexPage: "/comap/",
    ChantierIndexPage: "/chantiers/",
    AccompanimentIndexPage: "/accompagnements/",
    AppointmentIndexPage: "/rendez-vous/",
    AgendaPage: "/agenda/",
    ResourceIndexPage: "/ressources/",
}


def text_page(slug):
    return make.page(TextPage, HomePage.objects.get(), slug=slug, body="<p>Bonjour</p>")


@pytest.mark.parametrize("model", SECTIONS)
def test_each_section_stands_at_its_address(model) -> None:
    """The house's contract: six sections, one page each, at fixed addresses."""
    assert model.objects.get().url == SECTIONS[model]


@pytest.mark.parametrize("model", SECTIONS)
def test_a_section_keeps_its_address(model) -> None:
    """Another slug is refused with a sentence that names the right one; a title may change."""
    section = model.objects.get()
    section.title = "Un autre titre"
    section.save()
    section.slug = "ailleurs"
    with pytest.raises(ValidationError, match=model.section_slug) as refusal:
        section.save()
    assert list(refusal.value.message_dict) == ["slug"]
    assert model.objects.get().slug == model.section_slug


@pytest.mark.parametrize("model", [*SECTIONS, HomePage])
def test_there_is_one_of_each_section(model) -> None:
    """A second section of a kind cannot be created; were it gone, it could be made again."""
    home = HomePage.objects.get()
    parent = Page.objects.get(depth=1) if model is HomePage else home
    assert not model.can_create_at(parent)
    if model is not HomePage:
        model.objects.get().delete()
        home.refresh_from_db()
        assert model.can_create_at(home)


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_reserved_addresses_are_refused(slug) -> None:
    """A text page may not take an address of the house."""
    if Page.objects.filter(depth=3, slug=slug).exists():
        return  # Wagtail itself refuses a second page there
    with pytest.raises(ValidationError, match="réservée"):
        text_page(slug)
    assert not TextPage.objects.exists()


def test_other_addresses_are_free() -> None:
    """Any other address is a text page's to take."""
    assert text_page("mentions-legales").url == "/mentions-legales/"


def test_every_address_of_the_house_is_reserved() -> None:
    """Each first part that the house's own urls answer is in the list."""
    firsts = set()
    for pattern in get_resolver().url_patterns:
        route = getattr(pattern.pattern, "_route", "")
        nested = getattr(pattern, "url_patterns", []) if route == "" else []
        routes = [route, *(str(getattr(child.pattern, "_route", "")) for child in nested)]
        firsts |= {text.split("/")[0].split(".")[0] for text in routes}
    # Wagtail's own « _util » stands two levels deep: no page can be mistaken for it.
    assert {first for first in firsts if first and first[0] not in "<_"} <= RESERVED_SLUGS
