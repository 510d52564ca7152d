"""`python -m audits screenshots|audit|budget`: look at every page of the catalogue.

ONLY=home takes the entries whose name holds these words; WIDTHS="390 1280" and SCHEMES="light"
narrow pictures and audit. Ends with 1 when something is wrong.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.chromium import find_or_install, launch_arguments

from . import weight
from .catalogue import CATALOGUE, Entry, Kind
from .reach import axe_faults, enlarge_text, layout_faults, moving
from .stand import ROOT, Stand, build, serve
from .visits import DESK, PHONE, SCHEMES, WIDTHS, Scheme, size, visit

ZOOMED = [width // 2 for width in WIDTHS if width // 2 >= min(WIDTHS)]


@dataclass(frozen=True)
class Look:
    """What is looked at."""

    browser: Browser
    stand: Stand
    entries: list[Entry]
    widths: list[int]
    schemes: list[Scheme]


def asked(name: str, default: str) -> list[str]:
    """Words of a variable of the environment; the default where it is absent or empty."""
    return (os.environ.get(name) or default).split()


def chosen() -> list[Entry]:
    """The entries that ONLY names, all without it; `SystemExit` when there is none."""
    words = asked("ONLY", "")
    entries = [e for e in CATALOGUE if not words or any(word in e.name for word in words)]
    if not entries:
        raise SystemExit(f"ONLY={' '.join(words)}: no page has such a name.")
    return entries


@contextmanager
def looking() -> Iterator[Look]:
    """A stand of its own, and a browser before it."""
    entries = chosen()
    path = find_or_install()
    with tempfile.TemporaryDirectory(prefix="stand-") as folder:
        print("Building the stand…", file=sys.stderr, flush=True)
        build(Path(folder) / "stand")
        with serve(Path(folder) / "stand") as stand, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=launch_arguments())
            yield Look(
                browser,
                stand,
                entries,
                [int(width) for width in asked("WIDTHS", " ".join(map(str, WIDTHS)))],
                [scheme for scheme in SCHEMES if scheme in asked("SCHEMES", " ".join(SCHEMES))],
            )
            browser.close()


def screenshots(look: Look) -> bool:
    """Each entry × width × scheme as a picture of the whole page."""
    folder = Path(os.environ.get("VAR_DIR", ROOT / "var")) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    for entry in look.entries:
        for scheme in look.schemes:
            with visit(
                look.browser, look.stand, entry, width=look.widths[0], scheme=scheme
            ) as page:
                for width in look.widths:
                    page.set_viewport_size(size(width))
                    picture = folder / f"{entry.name}-{width}-{scheme}.png"
                    page.screenshot(path=picture, full_page=True)
        print(entry.name, flush=True)
    print(f"The pictures are in {folder}")
    return True


def audit(look: Look) -> bool:
    """What keeps somebody from reading a page, page by page."""
    right = True
    for entry in look.entries:
        faults = audit_entry(look, entry)
        right = right and not faults
        print(f"{'✗' if faults else '✓'} {entry.name}", flush=True)
        for fault, where in faults.items():
            print(f"    {fault}  [{', '.join(where)}]", flush=True)
    return right


def audit_entry(look: Look, entry: Entry) -> dict[str, list[str]]:
    """Each fault of an entry, with the ways of looking in which it shows."""
    faults: dict[str, list[str]] = defaultdict(list)

    def note(where: str, found: list[str]) -> None:
        for fault in found:
            faults[fault].append(where)

    for scheme in look.schemes:
        with visit(look.browser, look.stand, entry, width=look.widths[0], scheme=scheme) as page:
            for width in look.widths:
                page.set_viewport_size(size(width))
                found = axe_faults(page, entry) + layout_faults(page, entry)
                note(f"{width} {scheme}", found)
    with visit(look.browser, look.stand, entry, width=DESK, device_scale_factor=2) as page:
        for width in ZOOMED:
            page.set_viewport_size(size(width))
            note(f"{2 * width} at 200 %", layout_faults(page, entry))
    with visit(look.browser, look.stand, entry, reduced_motion="reduce") as page:
        note("reduced motion", [] if entry.kind is Kind.ADMIN else moving(page))
        enlarge_text(page)
        for width in (PHONE, DESK):
            page.set_viewport_size(size(width))
            note(f"{width} with letters twice as large", layout_faults(page, entry))
    return faults


def budget(look: Look) -> bool:
    """What each page weighs beside its budget, and how long a slow line takes over it."""
    right = True
    heads = ("page", "bytes", "req.", "nodes", "Eco", "first", "FCP", "load")
    print("{:<28} {:>7} {:>4} {:>5} {:>4} {:>6} {:>6} {:>6}".format(*heads))
    print(
        f"{'budget':<28} {weight.MOST_BYTES:>7} {weight.MOST_REQUESTS:>4} "
        f"{weight.MOST_ELEMENTS:>5} {weight.LEAST_ECOINDEX:>4} {weight.MOST_BEFORE_PAINT:>6} "
        f"{weight.MOST_FIRST_PAINT_MS:>6} {weight.MOST_LOAD_MS:>6}"
    )
    for entry in look.entries:
        if not weight.is_weighed(entry):
            continue
        weighed = weight.weigh(look.browser, look.stand, entry)
        paint, load = slow_line(look, entry)
        print(
            f"{entry.name:<28} {weighed.size:>7} {weighed.count:>4} {weighed.elements:>5} "
            f"{weighed.ecoindex:>4.0f} {weighed.before_paint:>6} {paint:>6.0f} {load:>6.0f}",
            flush=True,
        )
        faults = weighed.over_budget(entry) + weight.too_slow(paint, load)
        right = right and not faults
        for fault in faults:
            print(f"    ✗ {fault}", flush=True)
    print(
        "bytes, requests: pictures of the content aside; first: HTML "
        "and CSS before the first paint, bytes; FCP, load: on Fast 3G, in ms."
    )
    return right


def slow_line(look: Look, entry: Entry) -> tuple[float, float]:
    """One measure, or the median of three when the machine may have been to blame."""
    once = weight.on_a_slow_line(look.browser, look.stand, entry)
    if not weight.too_slow(*once):
        return once
    more = [weight.on_a_slow_line(look.browser, look.stand, entry) for _again in range(2)]
    paints, loads = zip(once, *more, strict=True)
    return statistics.median(paints), statistics.median(loads)


COMMANDS: dict[str, Callable[[Look], bool]] = {
    "screenshots": screenshots,
    "audit": audit,
    "budget": budget,
}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        raise SystemExit(__doc__)
    with looking() as look:
        RIGHT = COMMANDS[sys.argv[1]](look)
    sys.exit(not RIGHT)
