"""Style sheets are sent without their comments: no page is painted before they have come."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser

from config.static import without_comments
from tests.repository import ROOT

STYLES = ROOT / "static" / "css"
SHEETS = sorted(STYLES.glob("*.css"))
RULES = """sheet => {
    const read = new CSSStyleSheet();
    read.replaceSync(sheet);
    // Variables and conditions are kept as they were written: their spaces say nothing.
    const told = [...read.cssRules].map(rule => rule.cssText);
    return told.map(rule => rule.replace(/\\s+/g, " ").replaceAll(/([,:]) /g, "$1"));
}"""


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a { color : red; }", "a{color :red;}"),
        ("a /* one */ b,\n/* two * / */ c { }", "a b,c{}"),
        ("a :is(b) { width: calc(1px - 2px) }", "a :is(b){width:calc(1px - 2px)}"),
        ('a::after { content: " ;  /* said */ "; }', 'a::after{content:" ;  /* said */ ";}'),
        ("/* the reader's */ a {}\n/**/\n", "a{}"),
        ("a {} /* one */ b {} /* two */", "a{}b{}"),
    ],
)
def test_what_only_its_writers_read_is_left_out(written: str, sent: str) -> None:
    """Comments, lines, spaces; never what the browser reads. Once more leaves it as it is."""
    assert without_comments(written) == sent
    assert without_comments(sent) == sent


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_browser_reads_the_same_rules(chromium: Browser, sheet: Path) -> None:
    """Rule by rule, in their order, of each of our style sheets."""
    page = chromium.new_page()
    written = page.evaluate(RULES, sheet.read_text())
    sent = page.evaluate(RULES, without_comments(sheet.read_text()))
    page.close()
    assert written
    assert sent == written


def test_what_is_served_is_the_light_one(settings: Any, tmp_path: Path) -> None:
    """Collected for production: ours without a comment, a quarter lighter; the drawings found."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "config.static.HashedStaticFiles"}
    }
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    (served,) = tmp_path.glob("css/site.*.css")
    text = served.read_text()
    assert "/*" not in text
    assert 0 < len(text) < 0.75 * (STYLES / "site.css").stat().st_size
    drawing = re.search(r'url\("(\.\./img/lock\.[^"]+\.svg)"\)', text)
    assert drawing
    assert (served.parent / drawing[1]).is_file()
