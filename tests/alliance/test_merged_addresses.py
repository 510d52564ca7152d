"""Where the addresses of merged cards lead, and who may take them again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from community.alliance.actions import edit_own_card
from community.alliance.models import FormerAddress, Person
from tests import factories as make
from tests.alliance.merging import known_by_name, merge

pytestmark = pytest.mark.django_db


def former() -> dict[str, str]:
    """Each old address, and that of the card to which it leads."""
    return dict(FormerAddress.objects.values_list("slug", "person__slug"))


def test_an_address_that_leads_to_a_card_is_nobody_else_s() -> None:
    """Who writes a card reads so beside the address; the card that it leads to may take it back."""
    kept = merge(known_by_name(slug="lea"), known_by_name(slug="lea-roux"))
    with pytest.raises(ValidationError, match="mène à une autre fiche") as error:
        Person(slug="lea-roux", name="Léa Rouxel").full_clean()
    assert list(error.value.message_dict) == ["slug"]
    Person(slug="lea-rouxel", name="Léa Rouxel").full_clean()
    kept.slug = "lea-roux"
    kept.full_clean()


def test_a_card_that_stands_at_an_old_address_is_still_written() -> None:
    """It came there before this was refused: its own page does not speak of addresses."""
    other = make.PersonFactory(slug="b")
    FormerAddress.objects.create(slug="b", person=known_by_name(slug="a"))
    fields: dict[str, Any] = {"role": "Maire", "offer": "", "public": False}
    edit_own_card(
        acting_user=other.user, name=other.name, organisation=None, territory=None, **fields
    )
    other.refresh_from_db()
    assert (other.slug, other.role) == ("b", "Maire")


def test_a_card_at_the_old_address_of_another_is_merged_too() -> None:
    """The address then leads to the card that stays now."""
    FormerAddress.objects.create(slug="b", person=known_by_name(slug="a"))
    merge(known_by_name(slug="c"), known_by_name(slug="b"))
    assert former() == {"b": "c"}


def test_a_card_that_took_its_old_address_back_is_merged_too() -> None:
    """An address at which a card stands is no old one."""
    kept = merge(known_by_name(slug="a"), known_by_name(slug="b"))
    Person.objects.filter(pk=kept.pk).update(slug="b")
    merge(kept, known_by_name(slug="c"))
    assert former() == {"c": "b"}
    last = merge(known_by_name(slug="d"), kept)
    assert last.slug == "d"
    assert former() == {"b": "d", "c": "d"}


def test_an_old_address_keeps_what_is_asked_of_the_page() -> None:
    """What stands behind the question mark comes along; to others the address never was."""
    merge(known_by_name(slug="a"), known_by_name(slug="b"))
    old, new = (reverse("alliance:person", args=[slug]) for slug in "ba")
    visitor, ally = Client(), Client()
    ally.force_login(make.PersonFactory().user)
    asked = "?page=3&q=%C3%A9lue%20%26"
    answer = ally.get(old + asked)
    assert (answer.status_code, answer["Location"]) == (301, new + asked)
    assert ally.get(old)["Location"] == new
    assert visitor.get(old + asked).status_code == 404
