"""What a page weighs on the wire and in memory, beside its budget; how long a slow line takes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page

from .catalogue import Entry, Kind
from .ecoindex import ecoindex
from .stand import Stand
from .visits import DESK, TIMEOUT_MS, open_entry, visitor

KILOBYTE = 1000
#: For any page but the admin's, pictures of the content aside.
MOST_BYTES = 100 * KILOBYTE
MOST_REQUESTS = 12
#: The page itself and the style sheets that hold back its first paint.
MOST_BEFORE_PAINT = 15 * KILOBYTE
MOST_ELEMENTS, LEAST_ECOINDEX = 380, 80
#: The whole site's, compressed.
MOST_STYLES = MOST_SCRIPTS = 20 * KILOBYTE
MOST_FONT = 30 * KILOBYTE
#: What is promised on a slow line: « Fast 3G » as the sobriety guides mean it.
FAST_3G = {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
MOST_FIRST_PAINT_MS, MOST_LOAD_MS = 1500, 3500


@dataclass
class Request:
    """One request of a page; `size` is what came over the wire, headers included, in bytes."""

    address: str
    kind: str
    size: int = 0
    kept: bool = False
    finished: bool = False

    @property
    def is_picture_of_content(self) -> bool:
        return urlsplit(self.address).path.startswith("/media/")


class Wire:
    """Listens to what a page asks of the network."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.requests: dict[str, Request] = {}
        self.session.on("Network.requestWillBeSent", self._sent)
        self.session.on("Network.requestServedFromCache", self._kept)
        self.session.on("Network.responseReceived", self._answered)
        self.session.on("Network.loadingFinished", self._finished)
        self.session.on("Network.loadingFailed", self._failed)
        self.session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            request = Request(event["request"]["url"], event.get("type", ""))
            self.requests[event["requestId"]] = request

    def _kept(self, event: dict[str, Any]) -> None:
        if request := self.requests.get(event["requestId"]):
            request.kept = True

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self._kept(event)

    def _finished(self, event: dict[str, Any]) -> None:
        if request := self.requests.get(event["requestId"]):
            request.size = int(event["encodedDataLength"])
            request.finished = True

    def _failed(self, event: dict[str, Any]) -> None:
        if request := self.requests.get(event["requestId"]):
            request.finished = True

    def asked(self) -> list[Request]:
        """What really went over the wire, once all of it has come.

        Raises `TimeoutError` when something does not end.
        """
        deadline = time.monotonic() + TIMEOUT_MS / 1000
        while waiting := [row.address for row in self.requests.values() if not row.finished]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"still loading: {waiting}")
            self.page.wait_for_timeout(20)
        return [request for request in self.requests.values() if not request.kept]


class InlineCode(HTMLParser):
    """Finds the scripts, styles and handlers that a content policy refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        # A block of JSON is data: nothing runs it.
        if tag == "style" or (
            tag == "script" and "src" not in given and given.get("type") != "application/json"
        ):
            self.found.append(f"<{tag}> in the page")
        for name, value in given.items():
            if name == "style" or name.startswith("on") or value.startswith("javascript:"):
                self.found.append(f"{name} on <{tag}>")


def inline_code(html: str) -> list[str]:
    parser = InlineCode()
    parser.feed(html)
    return parser.found


@dataclass(frozen=True)
class Weight:
    """One cold view of a page, and a second one."""

    requests: list[Request]
    elements: int
    foreign: list[str]
    inline: list[str]
    pictures: list[str]
    cookies: list[str]
    again: list[Request]

    @property
    def size(self) -> int:
        """Bytes on the wire, pictures of the content aside."""
        return sum(row.size for row in self.requests if not row.is_picture_of_content)

    @property
    def count(self) -> int:
        """Requests, pictures of the content aside."""
        return sum(not row.is_picture_of_content for row in self.requests)

    @property
    def before_paint(self) -> int:
        """Bytes of the page and of the style sheets."""
        return sum(row.size for row in self.requests if row.kind in ("Document", "Stylesheet"))

    @property
    def ecoindex(self) -> float:
        """Of all that came, pictures too."""
        size = sum(row.size for row in self.requests)
        return ecoindex(elements=self.elements, requests=len(self.requests), size=size)

    def over_budget(self, entry: Entry) -> list[str]:
        """What this page of the catalogue spends over its budget, as sentences."""
        figures = [
            ("bytes", self.size, MOST_BYTES),
            ("requests", self.count, MOST_REQUESTS),
            ("bytes before the first paint", self.before_paint, MOST_BEFORE_PAINT),
            ("elements", self.elements, MOST_ELEMENTS),
        ]
        faults = [
            f"{value} {what}, more than {most}" for what, value, most in figures if value > most
        ]
        if len(self.again) > 1:
            addresses = ", ".join(row.address for row in self.again)
            faults.append(f"the second view asks {addresses}")
        if self.ecoindex < LEAST_ECOINDEX:
            faults.append(f"EcoIndex {self.ecoindex:.0f}, less than {LEAST_ECOINDEX}")
        if entry.is_public:
            faults += [f"sets the cookie {name}" for name in self.cookies]
        faults += [f"asks a third party: {address}" for address in self.foreign]
        return faults + self.inline + self.pictures


#: Pictures without their size, or that a reader pays for without having come to them.
PICTURES = """() => [...document.images].flatMap(picture => {
    const faults = [];
    const source = picture.currentSrc || picture.src;
    if (!picture.hasAttribute("width") || !picture.hasAttribute("height"))
        faults.push(`no width and height: ${source}`);
    if (picture.getBoundingClientRect().top > innerHeight && picture.loading !== "lazy")
        faults.push(`below the fold and not lazy: ${source}`);
    return faults;
})"""


def weigh(browser: Browser, stand: Stand, entry: Entry) -> Weight:
    """A cold view at desk width, then a second one in the same browser."""
    with visitor(browser, stand, entry.who, width=DESK) as context:
        page = context.new_page()
        wire = Wire(page)
        html = open_entry(page, stand, entry)
        first = wire.asked()
        elements: int = page.evaluate("document.querySelectorAll('*').length")
        pictures: list[str] = page.evaluate(PICTURES)
        cookies = [str(cookie["name"]) for cookie in context.cookies()]
        # The first page stays open: closing it may cut short what the cache is still writing.
        second = context.new_page()
        wire = Wire(second)
        open_entry(second, stand, entry)
        return Weight(
            requests=first,
            elements=elements,
            foreign=[row.address for row in first if not row.address.startswith(stand.url)],
            inline=inline_code(html),
            pictures=pictures,
            cookies=[name for name in cookies if not (entry.who and name == "sessionid")],
            again=wire.asked(),
        )


def on_a_slow_line(browser: Browser, stand: Stand, entry: Entry) -> tuple[float, float]:
    """First contentful paint and load of a cold view on Fast 3G, content pictures aside, in ms."""
    with visitor(browser, stand, entry.who, width=DESK) as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setBlockedURLs", {"urls": ["*/media/*"]})
        session.send("Network.emulateNetworkConditions", {"offline": False, **FAST_3G})
        open_entry(page, stand, entry)
        page.wait_for_function("performance.getEntriesByType('paint').length > 0")
        paint, load = page.evaluate(
            """() => [
                performance.getEntriesByName("first-contentful-paint")[0].startTime,
                performance.getEntriesByType("navigation")[0].loadEventEnd,
            ]"""
        )
        return float(paint), float(load)


def is_weighed(entry: Entry) -> bool:
    """Not the admin nor the specimen; a state was weighed as the page that it began as."""
    return entry.kind not in (Kind.ADMIN, Kind.SPECIMEN) and entry.bring is None


def too_slow(paint: float, load: float) -> list[str]:
    """What a slow line waits for beyond what is promised, as sentences."""
    figures = [
        ("first contentful paint", paint, MOST_FIRST_PAINT_MS),
        ("load", load, MOST_LOAD_MS),
    ]
    return [f"{what} {ms:.0f} ms, more than {most}" for what, ms, most in figures if ms > most]
