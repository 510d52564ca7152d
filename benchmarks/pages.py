"""`make bench-pages`: what each page costs visitors and members, in a small house and a full one.

A real uvicorn under a real house's settings, on a throw-away SQLite database. For each page:

- anonymous: requests a second, as a ratio to a plain `HttpResponse` of the same size that Django
  gives without any middleware under the same server, and to the same page without the cache;
- signed in: queries and CPU time, which must not follow the content.

An answer that says `no-store` – a form, made for one visitor – is kept by nobody: it has no ratio,
and the table says which ones have none.

The members of a pair take turns and medians are kept, since machines are shared: read the ratios.
Fails when a target is missed. `python -m benchmarks.pages /comap/ …` measures these addresses only.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.load import rate
from config.server import command

LEAST_OF_PLAIN = 0.5
MOST_QUERIES = 15
MOST_CPU_MS = 20.0
#: CPU times are noisy: a page follows the content when it costs this much more with 100 × as much.
MOST_GROWTH, NOISE_MS = 1.5, 3.0

SIZES = (1, 100)
ROUNDS, SECONDS = 5, 0.25
RUNS = 15
START_SECONDS = 60
ACCEPT = {"Accept-Encoding": "gzip, br"}
#: With such a cookie a page comes from Django.
UNCACHED = ACCEPT | {"Cookie": "csrftoken=x"}


@dataclass(frozen=True)
class Cost:
    """What one page costs."""

    bytes_sent: int
    #: Both ratios are none when the answer forbids to keep it.
    of_plain: float | None
    of_uncached: float | None
    queries: int
    #: In yardsticks: see `cpu_in_yards`.
    cpu: float


@contextmanager
def served(folder: str) -> Iterator[int]:
    """The port of a server over the same database."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--port", str(port), "--log-level", "warning"]
    server = subprocess.Popen(command("benchmarks.pages_asgi:application") + options)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield port
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(address).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def anonymous(port: int, address: str) -> tuple[int, float | None, float | None]:
    """Bytes sent, and the two ratios of a page that may be kept."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{address}", headers=ACCEPT)
    urllib.request.urlopen(request).close()
    with urllib.request.urlopen(request) as answer:
        size = len(answer.read())
        if forbids_keeping(answer.headers):
            return size, None, None
    rates: dict[str, list[float]] = {"kept": [], "plain": [], "uncached": []}
    for _round in range(ROUNDS):
        for name, path, headers in (
            ("kept", address, ACCEPT),
            ("plain", f"/plain/{size}/", ACCEPT),
            ("uncached", address, UNCACHED),
        ):
            rates[name].append(asyncio.run(rate(port, path, headers, SECONDS)))
    kept, plain, uncached = (statistics.median(rates[name]) for name in rates)
    return size, kept / plain, kept / uncached


def forbids_keeping(headers: Mapping[str, str]) -> bool:
    """Whether an answer says of itself that no cache may have it."""
    told = headers.get("Cache-Control") or ""
    return "no-store" in (each.strip().lower() for each in told.split(","))


#: How long the yardstick took each time, in milliseconds of CPU.
yards: list[float] = []


def cpu_ms(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def yardstick() -> None:
    """A fixed piece of work, of the kind that makes pages: texts, and dictionaries of them."""
    kept = {str(number): f"{number:>8}" for number in range(3000)}
    "".join(kept[key] for key in kept)


def cpu_in_yards(call: Callable[[], object]) -> float:
    """The median CPU time of a call, as a multiple of the yardstick's just before it.

    A neighbour on the machine makes both slower, by half or by twice, from one second to the next.
    """
    ratios = []
    for _run in range(RUNS):
        yards.append(cpu_ms(yardstick))
        ratios.append(cpu_ms(call) / yards[-1])
    return statistics.median(ratios)


def signed_in(reader: Any, address: str) -> tuple[int, float]:
    """Queries and CPU time of a page for somebody who takes part."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(reader)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    asked = len(queries)  # read now: the next request forgets them
    if response.status_code != 200:
        sys.exit(f"{address} answers {response.status_code}")
    return asked, cpu_in_yards(lambda: client.get(address))


def measure(house: Any, folder: str) -> dict[str, Cost]:
    """Every kind of page of this house, as it is now."""
    pages = [address for address in house.addresses() if not address.endswith(".ics")]
    addresses = sys.argv[1:] or pages
    costs = {}
    with served(folder) as port:
        for address in addresses:
            visitor, member = anonymous(port, address), signed_in(house.reader, address)
            costs[address] = Cost(*visitor, *member)
            print(".", end="", flush=True, file=sys.stderr)
    print(file=sys.stderr)
    return costs


def faults(size: int, cost: Cost, first: Cost, yard: float) -> list[str]:
    """What this page misses."""
    told = []
    if cost.of_plain is not None and cost.of_plain < LEAST_OF_PLAIN:
        told.append(f"{cost.of_plain:.2f} × a plain answer, at least {LEAST_OF_PLAIN} is wanted")
    if cost.queries > MOST_QUERIES:
        told.append(f"{cost.queries} queries, at most {MOST_QUERIES}")
    if cost.cpu * yard > MOST_CPU_MS:
        told.append(f"{cost.cpu * yard:.1f} ms of CPU, at most {MOST_CPU_MS:.0f}")
    grown = cost.cpu * yard > first.cpu * yard * MOST_GROWTH + NOISE_MS
    if cost.queries > first.queries or grown:
        told.append("follows the content")
    return [f"× {size}: {each}" for each in told]


def report(costs: dict[int, dict[str, Cost]], yards: list[float]) -> int:
    """One line a page and size; how many targets are missed."""
    print(f"{'page':<44} {'size':>5} {'bytes':>6} {'× plain':>8} {'× uncached':>10} "
          f"{'queries':>7} {'CPU ms':>7}")  # fmt: skip
    # A page is told, and judged, as on the machine as it mostly was in this run.
    yard, missed = statistics.median(yards), []
    [fast, *_rest, slow] = statistics.quantiles(yards, n=10)
    for address in costs[SIZES[0]]:
        for size in SIZES:
            cost = costs[size][address]
            plain, uncached = f"{'no-store':>8}", f"{'–':>10}"
            if cost.of_plain is not None and cost.of_uncached is not None:
                plain, uncached = f"{cost.of_plain:>8.2f}", f"{cost.of_uncached:>10.1f}"
            print(f"{address[:44]:<44} {f'× {size}':>5} {cost.bytes_sent:>6} {plain} "
                  f"{uncached} {cost.queries:>7} {cost.cpu * yard:>7.1f}")  # fmt: skip
            first = costs[SIZES[0]][address]
            missed += [f"{address} {fault}" for fault in faults(size, cost, first, yard)]
    print(f"The machine's yardstick took {yard:.2f} ms (median), from {fast:.2f} (fastest tenth) "
          f"to {slow:.2f} (slowest): undisturbed, CPU is {fast / yard:.2f} × that.")  # fmt: skip
    print(*missed or ["All targets are met."], sep="\n")
    return len(missed)


def main(folder: str) -> int:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from tests.house import House

    house, costs, grown = House(), {}, 0
    for size in SIZES:
        house.grow(size - grown)
        grown = size
        print(f"content × {size}", end=" ", flush=True, file=sys.stderr)
        costs[size] = measure(house, folder)
    return min(report(costs, yards), 1)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="benchmarks.pages_settings",
            DATABASE_URL=f"sqlite:///{made}/db.sqlite3",
            LOG_LEVEL="ERROR",
            REDIS_URL="redis://127.0.0.1:6379/0",  # asked for, and not used
            SECRET_KEY=secrets.token_urlsafe(64),
            SITE_URL="http://127.0.0.1",
            VAR_DIR=made,
        )
        import django

        django.setup()
        sys.exit(main(made))
