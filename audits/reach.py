"""Whether everybody can reach what a page says: axe, how it is laid out, what moves."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .catalogue import Entry, Kind

LAYOUT = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
#: Every rule of WCAG up to 2.2 AA and of good practice; none is switched off. One is switched on:
#: axe leaves the size of targets out unless it is asked for.
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},
}


#: What Wagtail's editor draws by itself and a house cannot mend: the writing surface of Draftail,
#: which is named by the label above it only, and the button that folds the page's outline.
WAGTAILS_OWN = (".public-DraftEditor-content", "#w-minimap-toggle")


def axe_faults(page: Page, entry: Entry) -> list[str]:
    """What axe finds, one line for each element."""
    settle(page)
    context = {"exclude": [[selector] for selector in WAGTAILS_OWN]} if is_admin(entry) else None
    violations = Axe().run(page, context, AXE_OPTIONS).response["violations"]
    return [
        f"axe {violation['id']}: {' '.join(map(str, node['target']))} – {violation['help']}"
        for violation in violations
        for node in violation["nodes"]
    ]


def settle(page: Page) -> None:
    """Wait for colours that are on their way (the admin fades in): axe would read them half-way."""
    page.evaluate(
        """() => Promise.all(document.getAnimations()
            .filter(motion => motion.effect.getComputedTiming().endTime < Infinity)
            .map(motion => motion.finished.catch(() => {})))
        """
    )


def layout_faults(page: Page, entry: Entry) -> list[str]:
    """Sideways scroll, words cut or over one another, targets that are too small.

    Of the admin, whose look is Wagtail's, only that it does not scroll sideways.
    """
    faults: list[str] = page.evaluate(LAYOUT, {"frameOnly": is_admin(entry)})
    return faults


def is_admin(entry: Entry) -> bool:
    return entry.kind is Kind.ADMIN


def moving(page: Page) -> list[str]:
    """What moves by itself or on the way, in a page that was asked to keep still."""
    names: list[str] = page.evaluate(
        """() => document.getAnimations()
            .filter(motion => motion.effect.getComputedTiming().activeDuration > 1)
            .map(({ effect }) => `moves: ${effect.target.className || effect.target.tagName}`)
        """
    )
    return names


def enlarge_text(page: Page) -> None:
    """Ask for letters twice as large, as in the browser's own settings."""
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
