"""The fixtures for browser and socket tests do what they promise."""

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Locale, Page, Site


@pytest.mark.parametrize("turn", [1, 2])
def test_rows_of_the_migrations_come_back(transactional_db, turn) -> None:
    """A test that commits may empty the database: the next one finds the first rows again."""
    assert Page.objects.filter(depth=1).count() == 1
    assert Site.objects.filter(is_default_site=True).count() == 1
    assert Locale.objects.exists()
    Page.objects.all().delete()


@pytest.mark.parametrize("turn", [1, 2])
def test_the_site_answers_a_browser(page, turn) -> None:
    """Chromium reads the page that the application serves from another thread."""
    response = page.goto("/healthz")
    assert response is not None
    assert response.status == 200


def test_contexts_share_nothing(new_context, sign_in) -> None:
    """Two people in two browsers: one is signed in, the other is not."""
    somebody = get_user_model().objects.create_user("quelqu.un@tests.invalid")
    signed_in = sign_in(new_context(), somebody).new_page()
    anonymous = new_context().new_page()
    for page in (signed_in, anonymous):
        page.goto("/")
    names = [{cookie["name"] for cookie in p.context.cookies()} for p in (signed_in, anonymous)]
    assert "sessionid" in names[0]
    assert "sessionid" not in names[1]
