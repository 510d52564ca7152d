"""The admin in the colours of the house: read by everybody, on a phone as at a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from tests import factories as make
from tests.accounts.doors import with_second_factor
from tests.admin.editor import edit_url
from tests.site_server import SiteServer

CONTRAST = {"runOnly": ["color-contrast"]}
PHONE, DESK = 390, 1280


@pytest.fixture
def places() -> tuple[Any, list[str]]:
    """An animator with something that waits, and the pages of the admin that they meet daily."""
    chantier = make.chantier(title="Représenter ce qui relie les acteurs d'un même territoire")
    session = make.work_session(chantier, title="Anticonstitutionnellement " * 3)
    session.save_revision()
    make.synthesis(chantier, live=False)
    user = make.animator(chantier).user
    return user, ["/gestion/", f"/gestion/pages/{chantier.pk}/", edit_url(session)]


def come_in(context: BrowserContext, server: SiteServer, user: Any) -> Page:
    """A page of somebody who passed the second factor."""
    cookie = with_second_factor(user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}]
    )
    return context.new_page()


def faults(page: Page, address: str) -> list[str]:
    """What axe says of contrasts, and how far the page runs over its window."""
    page.goto(address)
    page.locator("#wagtail-sidebar .house-mark").wait_for(state="attached")
    found = [
        f"{address}: {node['html']} {node['failureSummary']}"
        for fault in Axe().run(page, options=CONTRAST).response["violations"]
        for node in fault["nodes"]
    ]
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"{address} is {over} px too wide"] if over > 0 else found


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_what_is_written_is_read(
    width: int,
    scheme: str,
    site_server: SiteServer,
    new_context: Callable[..., BrowserContext],
    places: tuple[Any, list[str]],
) -> None:
    """Contrasts of entrance, list and editor; nothing runs over a phone."""
    user, addresses = places
    context = new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = come_in(context, site_server, user)
    assert [fault for address in addresses for fault in faults(page, address)] == []


def test_the_mark_and_the_name_are_the_house_s(
    site_server: SiteServer,
    new_context: Callable[..., BrowserContext],
    places: tuple[Any, list[str]],
) -> None:
    """Title, icon, mark in the menu; nothing that says Wagtail."""
    page = come_in(new_context(), site_server, places[0])
    page.goto("/gestion/")
    mark = page.locator("#wagtail-sidebar .house-mark")
    mark.wait_for()
    box = mark.bounding_box()
    assert box is not None
    assert box["width"] >= 32
    assert page.title() == "Accueil - Gestion de la Fabrique apprenante"
    icon = page.locator("link[rel=icon]").get_attribute("href")
    assert icon is not None
    assert "favicon" in icon
    assert "Wagtail" not in page.locator("#main").inner_text()
