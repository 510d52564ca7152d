"""`python -m benchmarks.directory`: what the directory costs with 5,000 people.

On a throw-away SQLite database, in one process, signed in: CPU time a page and queries, in a small
alliance and in a large one. Fails over the targets of `benchmarks.pages`.
"""

from __future__ import annotations

import os
import sys
import tempfile

#: People, organisations and territories.
SIZES = ((50, 20, 10), (5_000, 2_000, 500))
ADDRESSES = (
    "/alliance/",
    "/alliance/personnes/",
    "/alliance/personnes/?q=ana+mission",
    "/alliance/personnes/?q=maison+12&sujet=eau&langue=fr",
    "/alliance/personnes/?page=40",
    "/alliance/organisations/",
    "/alliance/organisations/?q=rurales&type=media",
    "/alliance/territoires/",
    "/alliance/territoires/?q=pays&region=Bretagne",
)


def main() -> int:
    from django.core.management import call_command

    from benchmarks.pages import MOST_CPU_MS, MOST_QUERIES, signed_in
    from tests import factories as make
    from tests.crowd import crowd

    call_command("migrate", verbosity=0)
    programmes = [make.comap() for _ in range(30)]
    reader = make.participant(programmes[0]).user
    own = reader.person.get_absolute_url()
    missed = 0
    print(f"{'page':<56} {'people':>6} {'queries':>7} {'CPU ms':>7}")
    for size in SIZES:
        crowd(*size, programmes)
        for address in (*ADDRESSES, own):
            queries, cpu = signed_in(reader, address)
            fault = queries > MOST_QUERIES or cpu > MOST_CPU_MS
            missed += fault
            print(f"{address:<56} {size[0]:>6} {queries:>7} {cpu:>7.1f}{' !' if fault else ''}")
    return min(missed, 1)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="config.settings.dev", VAR_DIR=folder, LOG_LEVEL="ERROR"
        )
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        sys.exit(main())
