"""Where rows and pages say that they answer: as the router would say it."""

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page

from community.addresses import path_to
from community.programmes.addresses import address_of
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_row_stands_where_the_router_says() -> None:
    """By a number or a text; what has no address is refused each time, and not remembered."""
    for name, *values in (
        ("alliance:person", "ana"),
        ("resources:lesson", 7),
        ("delegations:seat", 3, 4),
        ("resources:concept", "lexique", "cooperation"),
    ):
        assert path_to(name, *values) == reverse(name, args=values)
    for _time in range(2):
        with pytest.raises(NoReverseMatch):
            path_to("alliance:person", "")


def test_a_page_stands_where_wagtail_says() -> None:
    """The entrance, a section, a meeting deep in the tree."""
    make.session(make.comap())
    request = RequestFactory().get("/")
    for page in Page.objects.filter(depth__gt=1):
        assert address_of(page.url_path, request) == page.get_url(request)
        assert address_of(page.url_path) == page.get_url()


def test_what_is_outside_the_site_has_no_address() -> None:
    """The root of the tree, and what stands beside the entrance."""
    assert address_of("/") == ""
    assert address_of("/ailleurs/comap/") == ""


def test_a_list_of_pages_asks_for_the_site_once() -> None:
    """However long it is: neither the database nor the cache is asked for each row."""
    programme = make.comap(slug="eau")
    template = Template("{% load addresses %}{% for row in rows %}{% pageurl row %} {% endfor %}")
    request = RequestFactory().get("/")
    with CaptureQueriesContext(connection) as queries:
        printed = template.render(Context({"rows": [programme] * 9, "request": request}))
    assert printed.split() == ["/comap/eau/"] * 9
    assert len(queries) <= 1
