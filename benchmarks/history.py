"""`python -m benchmarks.history`: what a long talk costs to whoever goes back, or looks in it.

The same reads in a channel of 100 messages and in one of 100,000, in one run, on a throw-away
SQLite database (or the empty one that DATABASE_URL names): median time, and the ratio. Pages of
history must not follow the length of the talk. A search may, a little: what it reads are the
messages that hold the words; it fails over `MOST_MS`.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from typing import Any

SIZES = (100, 100_000)
RUNS = 15
BATCH = 2_000
#: How much longer a page of history may take in the long talk, and a search at the most.
MOST_TIMES, BESIDES_MS = 1.5, 1.0
MOST_MS = 150
WORDS = (
    "eau sol haie verger récit territoire élue agent habitant budget marché école mairie transition"
    " coopération projet réunion délégation question réponse énergie vélo cantine forêt rivière"
    " logement atelier paysage commune métier jeune santé culture conseil diagnostic partage"
).split()


def median_ms(call: Callable[[], object]) -> float:
    """The median time of a call, in milliseconds, after two that are not counted."""
    from django.db import connection

    # CPU where the database is in the process: other work of the machine does not count.
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    call()
    call()
    times = []
    for _run in range(RUNS):
        start = clock()
        call()
        times.append((clock() - start) * 1000)
    return statistics.median(times)


def talk(channel: Any, author: Any, until: int, chance: random.Random) -> None:
    """Go on with a talk up to a place: « eau » is in half of what is said, « phare » in a few."""
    from django.db import transaction
    from django.utils import timezone

    from community.discussions.models import Message
    from community.discussions.searching import keep_terms

    while channel.seq < until:
        first, last = channel.seq + 1, min(channel.seq + BATCH, until)
        messages = [
            Message(
                channel=channel,
                seq=seq,
                revision=seq,
                author=author,
                nonce=uuid.UUID(int=chance.getrandbits(128)),
                rule=channel.rule,
                created_at=timezone.now(),
                body=" ".join(
                    [*chance.choices(WORDS, k=20), *(["eaux"] * (seq % 2))]
                    + ["phare"] * (seq % 40 == 7 and seq < 200)
                ),
            )
            for seq in range(first, last + 1)
        ]
        with transaction.atomic():
            keep_terms(Message.objects.bulk_create(messages))
            channel.seq = channel.revision = last
            channel.save()


def reads(channel: Any, user: Any) -> dict[str, Callable[[], object]]:
    """What somebody asks of a talk; the last messages, the first, and those of the middle."""
    from community.discussions.delivery import read_after, window_of
    from community.discussions.searching import find
    from community.text.analysis import terms_of

    middle = channel.seq // 2

    def looking(words: str, **where: Any) -> Callable[[], object]:
        return lambda: find(user, terms_of(words), **where)

    return {
        "history: the latest": lambda: window_of(channel, user),
        "history: the first": lambda: window_of(channel, user, at=1),
        "history: at the middle": lambda: window_of(channel, user, at=middle),
        "history: before the middle": lambda: window_of(channel, user, before=middle),
        "history: after the middle": lambda: window_of(channel, user, after=middle),
        "history: 50 missed": lambda: read_after(channel.pk, channel.revision - 50),
        "search: a rare word, everywhere": looking("phares"),
        "search: a rare word, here": looking("phares", channel=channel),
        "search: in half of all, everywhere": looking("l'eau"),
        "search: in half of all, here": looking("l'eau", channel=channel),
        "search: three words": looking("eau haies mairie"),
        "search: what nobody said": looking("cathédrale"),
    }


def main() -> int:
    from django.core.management import call_command
    from django.db import connection

    from community.discussions.models import Channel
    from tests.discussions import factories

    call_command("migrate", verbosity=0)
    chance = random.Random(7)
    mine, others = factories.pair_channel(), factories.pair_channel()
    reader, stranger = factories.seated(mine), factories.seated(others)
    costs: dict[int, dict[str, float]] = {}
    for size in SIZES:
        talk(mine, reader, size, chance)
        talk(others, stranger, size // 10, chance)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # as the database does by itself, a little later
        room = Channel.objects.get(pk=mine.pk)
        asked = reads(room, reader.user)
        costs[size] = {name: median_ms(call) for name, call in asked.items()}
    few, many = (costs[size] for size in SIZES)
    missed = 0
    print(f"{'median ms, in a talk of':<40} {SIZES[0]:>9,} {SIZES[1]:>9,} {'ratio':>7}")
    for name, first in few.items():
        bound = first * MOST_TIMES + BESIDES_MS if name.startswith("history") else MOST_MS
        fault = many[name] > bound
        missed += fault
        ratio = many[name] / first
        print(f"{name:<40} {first:>9.2f} {many[name]:>9.2f} {ratio:>6.1f}×{' !' if fault else ''}")
    return min(missed, 1)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="config.settings.dev", VAR_DIR=folder, LOG_LEVEL="ERROR"
        )
        import django

        django.setup()
        sys.exit(main())
