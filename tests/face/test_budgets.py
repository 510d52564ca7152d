"""The site spends little: of the line, of the machines, of the reader's patience."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from audits import weight
from audits.catalogue import CATALOGUE, Entry
from audits.stand import Stand
from audits.visits import DESK, visitor

STATIC = Path(settings.BASE_DIR, "static")
#: The workshop's dress is not what readers load.
ADMIN_FILES = {"admin.css"}


def compressed(ending: str) -> int:
    """Bytes of all our files of a kind, each compressed as the oldest browsers take it."""
    files = [path for path in STATIC.rglob(f"*.{ending}") if path.name not in ADMIN_FILES]
    assert files
    return sum(len(gzip.compress(path.read_bytes())) for path in files)


WEIGHED = [entry for entry in CATALOGUE if weight.is_weighed(entry)]


@pytest.mark.parametrize("entry", WEIGHED, ids=lambda entry: entry.name)
def test_a_page_keeps_its_budget(entry: Entry, chromium: Browser, stand: Stand) -> None:
    """Bytes, requests, nodes, EcoIndex, what comes before the first paint, the second view; and
    nothing from a third party, no inline code, no cookie, no picture without its size."""
    assert weight.weigh(chromium, stand, entry).over_budget(entry) == []


def test_the_whole_site_s_styles_and_scripts_are_light() -> None:
    """At most 20 kB of each, all files together, compressed."""
    assert compressed("css") <= weight.MOST_STYLES
    assert compressed("js") <= weight.MOST_SCRIPTS


def test_there_is_one_font_file_at_most_and_it_is_light() -> None:
    """30 kB, ours."""
    fonts = [
        path for ending in ("woff2", "woff", "ttf", "otf") for path in STATIC.rglob(f"*.{ending}")
    ]
    assert len(fonts) <= 1
    assert sum(path.stat().st_size for path in fonts) <= weight.MOST_FONT


def test_a_walk_through_what_anybody_reads_leaves_no_cookie(
    chromium: Browser, stand: Stand
) -> None:
    """Every public page one after the other, in one browser."""
    with visitor(chromium, stand, "", width=DESK) as context:
        for entry in CATALOGUE:
            if entry.is_public:
                assert context.request.get(stand.addresses[entry.name]).ok, entry.name
        assert context.cookies() == []
