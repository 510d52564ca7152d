"""From a page of the site one reaches its editor, if one may write it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from community.programmes.querysets import trail_at
from tests import factories as make

pytestmark = pytest.mark.django_db


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, page: Any) -> bool:
    """Whether the page shown leads to its editor."""
    content = client.get(page.url).content.decode()
    found = reverse("wagtailadmin_pages:edit", args=[page.pk]) in content
    assert ("Modifier cette page" in content) is found
    return found


def test_those_who_write_a_page_are_led_to_its_editor() -> None:
    """Its animators and the team."""
    page = make.comap()
    assert shown(signed_in(make.animator(page).user), page)
    assert shown(signed_in(make.team_member().user), page)


def test_others_are_not() -> None:
    """Visitors, participants, animators of another programme."""
    page = make.comap()
    assert not shown(Client(), page)
    assert not shown(signed_in(make.participant(page).user), page)
    assert not shown(signed_in(make.animator(make.comap()).user), page)


def test_pages_that_are_no_wagtail_pages_have_no_such_link() -> None:
    """A directory calls its sheets of results « page »: there is nothing to edit."""
    client = signed_in(make.team_member().user)
    answer = client.get("/alliance/organisations/")
    assert answer.status_code == 200
    assert "Modifier cette page" not in answer.content.decode()


@pytest.mark.parametrize("who", ["visitor", "reader", "animator"])
def test_the_link_asks_nothing_of_the_database(who: str, django_assert_num_queries: Any) -> None:
    """Who may write a page that was found by its address came with it."""
    page = make.comap()
    people = {"reader": make.participant(page), "animator": make.animator(page)}
    request = RequestFactory().get(page.url)
    request.user = people[who].user if who in people else AnonymousUser()
    page.trail = trail_at(request.user, page.url_path)
    template = Template("{% load editing %}{% edit_address as address %}{{ address }}")
    with django_assert_num_queries(0):
        address = template.render(Context({"page": page, "request": request}))
    assert bool(address) is (who == "animator")
