"""Every page, in any state, can be read by everybody, whatever it is read on."""

import pytest
from playwright.sync_api import Browser

from audits.catalogue import CATALOGUE, Entry
from audits.reach import axe_faults, layout_faults
from audits.stand import Stand
from audits.visits import DESK, PHONE, WIDTHS, size, visit


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_a_page_is_within_reach(entry: Entry, chromium: Browser, stand: Stand) -> None:
    """From 320 to 1920 px: no sideways scroll, no word cut or covered, no target too small; and
    axe, no rule switched off, on a phone by day and at a desk by night. More by `make audit`.
    """
    found = {}
    with visit(chromium, stand, entry, width=PHONE, scheme="light") as page:
        found["axe by day"] = axe_faults(page, entry)
        for width in WIDTHS:
            page.set_viewport_size(size(width))
            found[f"at {width} px"] = layout_faults(page, entry)
        page.set_viewport_size(size(DESK))
        page.emulate_media(color_scheme="dark")
        found["axe by night"] = axe_faults(page, entry)
    assert {where: faults for where, faults in found.items() if faults} == {}
