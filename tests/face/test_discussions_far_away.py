"""A discussion on a light machine and a bad line: its weight, and what becomes of what one says."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from audits import weight
from audits.stand import Stand
from audits.visits import DESK, PHONE, size, visitor
from tests.face.edge import Network, network
from tests.nemesis import plain
from tests.nemesis.proxy import EDGE

#: Somebody who reads the stand's long discussion.
WHO = "agent.yaounde"
KILOBYTE = 1000
MOST_COLD, MOST_WARM, MOST_SCRIPTS = 60 * KILOBYTE, 12 * KILOBYTE, 15 * KILOBYTE
MOST_FIRST_TEXT_MS = 8000
#: How long the line may take for one thing and its answer, on a busy machine.
PATIENCE_MS = 20_000
SECONDS_WITHOUT_NETWORK = 30


@pytest.fixture
def address(chromium: Browser, stand: Stand) -> str:
    """Where the discussion with thirty messages is."""
    with visitor(chromium, stand, WHO, width=DESK) as context:
        html = context.request.get("/discussions/").text()
    found = re.search(r'href="(/discussions/\d+/)[^"]*"[^>]*>[^<]*agent·e', html)
    assert found, html
    return found[1]


def test_opening_thirty_messages_is_light(chromium: Browser, stand: Stand, address: str) -> None:
    """60 kB the first time, 12 kB again, 15 kB of scripts, compressed."""
    views: list[list[weight.Request]] = []
    with visitor(chromium, stand, WHO, width=DESK) as context:
        for _view in ("cold", "warm"):
            page = context.new_page()
            wire = weight.Wire(page)
            page.goto(address)
            expect(page.locator("[data-link=live]")).to_be_attached()
            assert page.locator(".message").count() >= 30
            views.append(wire.asked())
    cold, warm = (sum(row.size for row in view) for view in views)
    assert cold <= MOST_COLD
    assert warm <= MOST_WARM
    assert sum(row.size for row in views[0] if row.kind == "Script") <= MOST_SCRIPTS
    assert len(views[0]) <= weight.MOST_REQUESTS


@pytest.fixture
def far_away(chromium: Browser, stand: Stand) -> Iterator[tuple[Network, Page]]:
    """A telephone whose network is bad."""
    port = urlsplit(stand.url).port
    assert port
    with network(port, EDGE) as line:
        context = chromium.new_context(base_url=line.url, locale="fr-FR", viewport=size(PHONE))
        context.set_default_timeout(PATIENCE_MS)
        cookie = {"name": "sessionid", "value": stand.sessions[WHO], "url": line.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        try:
            yield line, context.new_page()
        finally:
            context.close()


def say(page: Page, text: str) -> Any:
    """Say something; where the page tells what becomes of it."""
    page.locator("#message").fill(text)
    page.locator("#message").press("Control+Enter")
    row = page.locator(".message.mine", has_text=text)
    expect(row).to_have_count(1)
    return row.locator("[data-state]")


def first_text(page: Page) -> float:
    """When the first text was painted, in milliseconds; waits for it."""
    paints = "performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)"
    for _try in range(PATIENCE_MS // 50):
        if painted := page.evaluate(paints):
            return float(painted[0])
        page.wait_for_timeout(50)
    return float("inf")


def test_on_a_bad_line_everything_arrives_once_and_in_order(
    far_away: tuple[Network, Page], stand: Stand, address: str
) -> None:
    """600 ms, 50 kbit/s, late pieces: text in 8 s; thirty seconds of no network lose nothing."""
    line, page = far_away
    page.goto(address, wait_until="commit")
    expect(page.locator("h1")).to_be_visible(timeout=PATIENCE_MS)
    assert first_text(page) <= MOST_FIRST_TEXT_MS

    expect(page.locator("[data-link=live]")).to_be_attached(timeout=PATIENCE_MS)
    mark = uuid.uuid4().hex[:8]
    state = say(page, f"{mark} ici")
    assert state.inner_text() in ("en attente…", "envoyé")
    expect(state).to_have_text("envoyé", timeout=PATIENCE_MS)

    line.is_lost()
    lost_at = time.monotonic()
    waiting = [say(page, f"{mark} sans réseau {number}") for number in (1, 2)]
    said = {"nonce": str(uuid.uuid4()), "body": f"{mark} ailleurs"}
    there, cookie = f"{address}messages", f"sessionid={stand.sessions[WHO]}"
    port = urlsplit(stand.url).port or 0
    status, ack = line.wait_for(plain.ask(port, "POST", there, cookie, said))
    assert status == 201
    page.wait_for_timeout(max(0, lost_at + SECONDS_WITHOUT_NETWORK - time.monotonic()) * 1000)
    for state in waiting:
        expect(state).to_have_text("en attente…")

    line.is_back()
    for state in waiting:
        expect(state).to_have_text("envoyé", timeout=2 * PATIENCE_MS)
    mine = page.locator("[data-body]", has_text=mark)
    expect(mine).to_have_count(4, timeout=PATIENCE_MS)
    asking = plain.ask(port, "GET", f"{there}?after={ack['seq'] - 2}", cookie)
    _status, changes = line.wait_for(asking)
    kept = [item["body"] for item in changes["items"] if mark in item["body"]]
    assert sorted(kept) == sorted([f"{mark} {what}" for what in (
        "ici", "ailleurs", "sans réseau 1", "sans réseau 2"
    )])  # fmt: skip
    assert kept.index(f"{mark} sans réseau 1") < kept.index(f"{mark} sans réseau 2")
    assert mine.all_inner_texts() == kept
