"""The old address of a merged card leads to the card that is left, for those who see it."""

from __future__ import annotations

import pytest
from django.test import Client

from community.alliance.models import Person
from tests import factories as make
from tests.alliance.merging import known_by_name, merge

pytestmark = pytest.mark.django_db

OLD, NEW, NEVER = (f"/alliance/personnes/{slug}/" for slug in ("lea-2", "lea", "jamais"))


def merged(*, public: bool) -> Person:
    one, other = (known_by_name(slug=slug, public=public) for slug in ("lea", "lea-2"))
    return merge(one, other)


def test_the_old_address_leads_to_the_card(client: Client) -> None:
    """For good, and so do the addresses below it."""
    merged(public=True)
    for below in ("", "rencontres/"):
        answer = client.get(OLD + below)
        assert (answer.status_code, answer["Location"]) == (301, NEW + below)
        assert client.get(NEW + below).status_code == 200


def test_a_hidden_card_has_no_old_address_for_a_visitor(client: Client) -> None:
    """The answer is that of an address that never was; whoever signs in is led on."""
    merged(public=False)
    hidden, never = client.get(OLD), client.get(NEVER)
    assert hidden.status_code == never.status_code == 404
    assert hidden.content.replace(b"lea-2", b"") == never.content.replace(b"jamais", b"")
    assert sorted(hidden.headers) == sorted(never.headers)
    client.force_login(make.UserFactory())
    assert client.get(OLD)["Location"] == NEW


def test_a_card_that_takes_an_old_address_is_read_there(client: Client) -> None:
    """Somebody of the team typed it: what stands somewhere comes before what stood there."""
    merged(public=True)
    known_by_name(slug="lea-2", name="Une autre", public=True)
    answer = client.get(OLD)
    assert answer.status_code == 200
    assert "Une autre" in answer.content.decode()


def test_an_old_address_goes_with_the_card(client: Client) -> None:
    """Nothing tells any more that somebody was there."""
    merged(public=True).delete()
    assert client.get(OLD).status_code == 404
