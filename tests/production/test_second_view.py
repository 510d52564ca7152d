"""What a browser asks for when it comes back, on files served as a real house serves them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser

from config.asgi import django_application
from config.page_cache import PageCache
from config.static import StaticFiles
from tests.production.visits import Counted
from tests.site_server import SiteServer, serve


@pytest.fixture
def server(
    transactional_db: None, settings: Any, tmp_path: Any
) -> Iterator[tuple[SiteServer, Counted]]:
    """The house with hashed, compressed files, counting the requests that reach it."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "config.static.HashedStaticFiles"}
    }
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    call_command("collectstatic", interactive=False, verbosity=0)
    counted = Counted(StaticFiles(PageCache(django_application)))
    with serve(counted) as server:
        yield server, counted


def test_the_second_view_of_a_page_is_one_request(
    chromium: Browser, server: tuple[SiteServer, Counted]
) -> None:
    """Files are named by their content and kept for ever; the page alone is asked for, and is 304.

    No reading page leaves a cookie.
    """
    site, counted = server
    context = chromium.new_context(base_url=site.url, locale="fr-FR")
    page = context.new_page()
    page.goto("/comap/", wait_until="networkidle")
    first = [scope["path"] for scope in counted.requests]
    assert first[0] == "/comap/"
    assert any(path.endswith(".css") for path in first)
    assert any(path.endswith(".js") for path in first)
    counted.requests.clear()
    page.goto("about:blank")
    page.goto("/comap/", wait_until="networkidle")
    again = counted.requests
    assert [scope["path"] for scope in again] == ["/comap/"]
    assert b"if-none-match" in dict(again[0]["headers"])
    for scope in again:
        assert b"cookie" not in dict(scope["headers"])
    assert context.cookies() == []
    context.close()


def test_hashed_files_are_kept_for_ever_and_compressed(
    client: Any, server: tuple[SiteServer, Counted], chromium: Browser
) -> None:
    """Each file of the page says `immutable`, for a year at least, and comes compressed."""
    site, _counted = server
    context = chromium.new_context(base_url=site.url)
    page = context.new_page()
    told: dict[str, dict[str, str]] = {}
    page.on("response", lambda response: told.update({response.url: response.all_headers()}))
    page.goto("/comap/", wait_until="networkidle")
    files = {url: headers for url, headers in told.items() if "/static/" in url}
    assert files
    for url, headers in files.items():
        directives = headers["cache-control"].split(", ")
        (age,) = (each for each in directives if each.startswith("max-age="))
        assert int(age.removeprefix("max-age=")) >= 365 * 24 * 3600, url
        assert {"immutable", "public"} <= set(directives), url
        if url.endswith((".css", ".js")) and int(headers["content-length"]) > 500:
            assert headers["content-encoding"] in {"br", "gzip"}, url
    assert told[site.at("/comap/")]["content-encoding"] in {"br", "gzip"}
    context.close()
