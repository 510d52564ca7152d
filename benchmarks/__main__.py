"""`make bench`: what each kind of page costs, against a plain answer of the same size.

Runs on a throw-away SQLite database filled by the demonstration, in one process, without network:
CPU time a page, the number of queries, the weight, and the ratio to a view that only returns bytes.
"""

from __future__ import annotations

import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

RUNS = 15
PAGES = (
    "/",
    "/comap/",
    "/comap/comap-mise-en-recits/",
    "/comap/comap-mise-en-recits/comap-mise-en-recits-2024-04/",
    "/chantiers/chantier-representations-systemiques/",
    "/chantiers/chantier-representations-systemiques/ce-que-disent-les-cartes/",
    "/accompagnements/cohorte-occitanie/",
    "/agenda/",
    "/ressources/",
    "/enseignements/",
    "/alliance/territoires/le-vigan/",
)


def median_cpu(call: Callable[[], object]) -> float:
    """The median CPU time of a call, in milliseconds, after one that is not counted."""
    call()
    times = []
    for _run in range(RUNS):
        start = time.process_time()
        call()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Build, measure, print one line a page."""
    from django.core.management import call_command
    from django.db import connection
    from django.http import HttpRequest, HttpResponse
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import path

    from config import urls

    weight = {"bytes": 0}

    def plain(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(b"x" * weight["bytes"])

    urls.urlpatterns.insert(0, path("plain/", plain))
    call_command("migrate", verbosity=0)
    call_command("make_demo", stdout=io.StringIO())
    client = Client(SERVER_NAME="localhost")
    print(f"{'page':<80} {'bytes':>7} {'queries':>7} {'CPU ms':>7} {'× plain':>8}")
    for address in PAGES:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        asked = len(queries)  # read now: the next request forgets them
        if response.status_code != 200:
            sys.exit(f"{address} answers {response.status_code}")
        weight["bytes"] = len(response.content)
        cost = median_cpu(lambda address=address: client.get(address))
        bare = median_cpu(lambda: client.get("/plain/"))
        figures = f"{weight['bytes']:>7} {asked:>7} {cost:>7.1f} {cost / bare:>7.1f}×"
        print(f"{address:<80} {figures}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="config.settings.dev",
            VAR_DIR=folder,
            LOG_LEVEL="ERROR",
        )
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        sys.exit(main())
