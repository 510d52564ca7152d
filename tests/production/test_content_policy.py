from typing import Any

import pytest
from django.test import Client

from community.accounts.actions import make_account
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db


def policy(answer: Any) -> dict[str, str]:
    parts = answer["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


@pytest.mark.parametrize("path", ["/", "/compte/login/code/", "/nulle-part/", "/healthz"])
def test_public_pages_run_our_own_files_only(client: Client, path: str) -> None:
    """No inline script, no inline style, nothing of a third party, and no frame around us."""
    answer = client.get(path)
    directives = policy(answer)
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert directives["style-src"] == "'self'"
    assert directives["connect-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert answer["X-Frame-Options"] == "DENY"
    assert "unsafe" not in str(directives)
    assert "http" not in str(directives)


def test_admin_gets_what_it_needs_and_nothing_of_a_third_party() -> None:
    """Wagtail's editor has inline scripts and styles; it too loads from here alone."""
    admin = make_account(email="admin@exemple.test", is_staff=True, is_superuser=True)
    directives = policy(with_second_factor(admin).get("/gestion/"))
    assert "'unsafe-inline'" in directives["script-src"]
    assert "'unsafe-inline'" in directives["style-src"]
    assert directives["object-src"] == "'none'"
    assert directives["frame-ancestors"] == "'self'"
    assert "http" not in str(directives)
