"""Pages fit whatever they are read on."""

import pytest
from playwright.sync_api import Browser

from audits.catalogue import CATALOGUE, Entry
from audits.reach import layout_faults
from audits.stand import Stand
from audits.visits import WIDTHS, size, visit


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_a_page_fits_every_width(entry: Entry, chromium: Browser, stand: Stand) -> None:
    """From 320 to 1920 px: no sideways scroll, no word cut or covered, no target too small."""
    found = {}
    with visit(chromium, stand, entry, width=WIDTHS[0]) as page:
        for width in WIDTHS:
            page.set_viewport_size(size(width))
            found[width] = layout_faults(page, entry)
    assert {width: faults for width, faults in found.items() if faults} == {}
