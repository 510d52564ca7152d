"""Opening an entry of the catalogue in a browser, as the one who looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from .catalogue import Entry
from .stand import Stand

PHONE, TABLET, DESK = 390, 768, 1280
WIDTHS = (320, PHONE, TABLET, DESK, 1920)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
#: How long the browser waits for anything, generous since the machine may be busy.
TIMEOUT_MS = 30_000


def size(width: int) -> ViewportSize:
    """A viewport as high as screens of that width are."""
    return {"width": width, "height": 844 if width < TABLET else 900}


@contextmanager
def visitor(
    browser: Browser,
    stand: Stand,
    who: str,
    *,
    width: int,
    scheme: Scheme = "light",
    **options: Any,
) -> Iterator[BrowserContext]:
    """A fresh browser of whoever `who` names, a visitor when empty: nothing is kept in it yet."""
    context = browser.new_context(
        base_url=stand.url,
        locale="fr-FR",
        viewport=size(width),
        color_scheme=scheme,
        **options,
    )
    context.set_default_timeout(TIMEOUT_MS)
    try:
        if who:
            key = stand.sessions[who]
            context.add_cookies([{"name": "sessionid", "value": key, "url": stand.url}])
        yield context
    finally:
        context.close()


def open_entry(page: Page, stand: Stand, entry: Entry) -> str:
    """Go there, bring the page into its state, and return the HTML that was answered.

    Raises `AssertionError` when the answer is not the one that the catalogue names.
    """
    answer = page.goto(stand.addresses[entry.name], wait_until="load")
    if answer is None or answer.status != entry.status:
        found = answer and answer.status
        raise AssertionError(f"{entry.name}: {page.url} answers {found}, not {entry.status}")
    html = answer.text()
    if entry.bring:
        entry.bring(page)
    return html


@contextmanager
def visit(
    browser: Browser,
    stand: Stand,
    entry: Entry,
    *,
    width: int = PHONE,
    scheme: Scheme = "light",
    **options: Any,
) -> Iterator[Page]:
    """The entry, opened in a fresh browser."""
    with visitor(browser, stand, entry.who, width=width, scheme=scheme, **options) as context:
        page = context.new_page()
        open_entry(page, stand, entry)
        yield page
