"""axe finds nothing to say about any page, in any state."""

import pytest
from playwright.sync_api import Browser

from audits.catalogue import CATALOGUE, Entry
from audits.reach import axe_faults
from audits.stand import Stand
from audits.visits import DESK, PHONE, size, visit


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_axe_finds_nothing(entry: Entry, chromium: Browser, stand: Stand) -> None:
    """On a phone by day and at a desk by night, no rule switched off; more by `make audit`."""
    with visit(chromium, stand, entry, width=PHONE, scheme="light") as page:
        by_day = axe_faults(page, entry)
        page.set_viewport_size(size(DESK))
        page.emulate_media(color_scheme="dark")
        by_night = axe_faults(page, entry)
    assert (by_day, by_night) == ([], [])
