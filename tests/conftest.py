"""What every test may ask for: a site that answers, a browser, and a signed-in context.

Order matters in three ways, kept by `pytest_collection_modifyitems` within the random order:
tests in a transaction first, then those that commit (they empty the database behind them), then
the browser's (synchronous Playwright leaves an event loop running in the main thread, and no
asynchronous test can run after that).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

# Now: it sets the logs up, and inside a test it would bind them to that test's own output.
import config.asgi  # noqa: F401
from community.discussions.presence import WORKERS, presence
from tests import rows
from tests.accounts.doors import whole_door
from tests.chromium import find, launch_arguments
from tests.site_server import SiteServer, serve

hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")

#: Fixtures that commit: their tests need the rows of the migrations back.
COMMITTING_FIXTURES = frozenset({"transactional_db", "site_server"})
BROWSER_FIXTURES = frozenset({"chromium", "new_context", "page"})
#: How long the browser waits for anything, generous since the machine may be busy.
BROWSER_TIMEOUT_MS = 15_000
expect.set_options(timeout=BROWSER_TIMEOUT_MS)


def asks_for(item: pytest.Item, fixtures: frozenset[str]) -> bool:
    """Whether a test needs one of these; a parameter of the same name is none of them."""
    parameters = getattr(item, "callspec", None)
    named = set(getattr(item, "fixturenames", ())) - set(parameters.params if parameters else ())
    return not fixtures.isdisjoint(named)


def commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    named = bool(marker and marker.kwargs.get("transaction"))
    return named or asks_for(item, COMMITTING_FIXTURES)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    for item in items:
        if asks_for(item, BROWSER_FIXTURES):
            item.add_marker(pytest.mark.browser)
        if commits(item):
            # Emptying the database takes away what migrations put there (the root page, the
            # locale, the site…): load it again before each of these tests.
            again = pytest.mark.django_db(transaction=True, serialized_rollback=True)
            item.add_marker(again, append=False)
    yield
    items.sort(key=lambda item: 2 if item.get_closest_marker("browser") else commits(item))


@pytest.fixture(autouse=True)
def nobody_is_here() -> Iterator[None]:
    """Who is here now is told for a minute: no test meets the people of another one."""
    yield
    presence.forget()
    cache.delete(WORKERS)  # what a test's second process told is found by nobody any more


#: What the content types of the migrations were, by database (Django's own cache of them).
content_types: dict[str, dict[Any, Any]] = {}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Remember what the migrations made."""
    with django_db_blocker.unblock():
        if ContentType._meta.db_table not in connections["default"].introspection.table_names():
            return  # no test of this run asks for a database: none was made
        ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)
        rows.keep()
    content_types.update({name: dict(kept) for name, kept in ContentType.objects._cache.items()})


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before an emptied database is filled again, know the content types that it will hold.

    Whoever asks for one in between would make it anew, under another key, if a test that flushed
    or migrated had left the cache cold or stale.
    """
    if commits(item) and content_types:
        ContentType.objects._cache = {name: dict(kept) for name, kept in content_types.items()}


def pytest_unconfigure() -> None:
    shutil.rmtree(django_settings.VAR_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def whole_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """`force_login` is as people come in: whoever needs a second factor has shown one."""
    monkeypatch.setattr(Client, "force_login", whole_door)


@pytest.fixture
def site_server(transactional_db: None, settings: Any) -> Iterator[SiteServer]:
    """The whole site, pages and sockets, on a free port of this machine."""
    with serve() as server:
        settings.WAGTAILADMIN_BASE_URL = server.url
        yield server


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """One Chromium a worker; it starts before the first browser test and stops before the end."""
    path = find()
    if path is None:
        pytest.fail("no Chromium starts: run `make test`, or name one with CHROMIUM=/path")
    # Playwright leaves a loop running in this thread: Django would refuse to work beside it, and
    # would open connections of their own for it. Both are told that it is the same test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    opened = {alias: connections[alias] for alias in connections}
    with sync_playwright() as playwright:
        for alias, connection in opened.items():
            connections[alias] = connection
        browser = playwright.chromium.launch(executable_path=path, args=launch_arguments())
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def new_context(
    chromium: Browser, site_server: SiteServer
) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts that share nothing, such as two people's browsers.

    Takes the arguments of Playwright's `new_context` (`java_script_enabled=False`, `viewport=…`).
    """
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        options = {"base_url": site_server.url, "locale": "fr-FR"} | options
        contexts.append(chromium.new_context(**options))
        contexts[-1].set_default_timeout(BROWSER_TIMEOUT_MS)
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page of a fresh browser in which nobody is signed in."""
    return new_context().new_page()


@pytest.fixture
def sign_in(site_server: SiteServer) -> Callable[[BrowserContext, Any], BrowserContext]:
    """Sign `user` in to a browser context without walking through the code by mail."""

    def sign_in_to(context: BrowserContext, user: Any) -> BrowserContext:
        client = Client()
        client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
        name = django_settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        context.add_cookies([{"name": name, "value": value, "url": site_server.url}])
        return context

    return sign_in_to
