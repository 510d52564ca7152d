"""`make nemesis`: the same as in the suite, for as long as one wants, from a seed that is told.

Clocks are shifted when libfaketime is there, and the disk is filled when a small one can be
mounted: what this machine cannot do is said.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.nemesis.run import Nemesis

KINDS = ("sqlite", "postgresql")
WORKERS = {"sqlite": 1, "postgresql": 3}
#: Of the small disk that is filled.
DISK = "size=96m"
LIBRARIES = ("usr/lib/*/faketime/libfaketime.so.1", "usr/lib/faketime/libfaketime.so.1")


def rounds(seconds: float, common: list[Nemesis]) -> Iterator[list[Nemesis]]:
    """Something else breaks in each, until the time is over."""
    from tests.nemesis import nemeses

    over = time.monotonic() + seconds
    removals = [nemeses.removal(how) for how in ("put out", "sign out", "deactivate")]
    number = 0
    while time.monotonic() < over:
        number += 1
        worst = common[number % len(common)]
        print(f"round {number}: {worst.__qualname__.partition('.')[0]}", flush=True)
        # Half of the readers stay to the end.
        shut = [removals[number % 3]] if number <= 20 else []
        yield [nemeses.cuts, worst, *shut]


def clocks(count: int) -> list[dict[str, str]]:
    """What makes the workers' clocks differ by some seconds, when libfaketime is there."""
    library = next((path for place in LIBRARIES for path in Path("/").glob(place)), None)
    if library is None:
        print("no libfaketime here: all workers have the same clock")
        return [{}] * count
    shifts = ("+0", "+3", "-3")
    keep = {"LD_PRELOAD": str(library), "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return [keep | {"FAKETIME": shifts[place % 3]} for place in range(count)]


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk that can be filled, mounted on a folder; whether there is one."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", DISK, "none", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        print("no small disk may be mounted here: none is filled")
    try:
        yield not mounted.returncode
    finally:
        if not mounted.returncode:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


def play(kind: str, seconds: float, seed: int) -> int:
    """Play on one database; 1 when a promise was broken."""
    from tests.nemesis.services import services

    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        common = []
        if kind == "sqlite":
            full = stack.enter_context(small_disk(folder))
            database, redis_url = f"sqlite:///{folder}/db.sqlite3", ""
        else:
            full = False
            postgresql, redis = stack.enter_context(services())
            database, redis_url = postgresql.url, redis.url
        set_up(folder, database)

        from tests.nemesis import nemeses, run
        from tests.nemesis.people import gather
        from tests.nemesis.workers import Worker, environment

        common = [nemeses.murder, nemeses.silence, nemeses.sleep]
        if full:
            common.append(nemeses.filling_of(folder))
        if kind == "postgresql":
            common += [
                nemeses.update, nemeses.crash_of(postgresql), nemeses.absence_of(redis)
            ]  # fmt: skip
        env = environment(folder, database, redis_url)
        workers = [Worker(folder, env | clock) for clock in clocks(WORKERS[kind])]
        found = run.play(
            rounds(seconds, common), workers=workers, people=gather(), env=env, folder=folder,
            seed=seed,
        )  # fmt: skip
        for fault in found:
            print(f"{fault.kind}: {fault.told}")
        if found:
            print(*(worker.said() for worker in workers), sep="\n")
    return min(len(found), 1)


def set_up(folder: Path, database: str) -> None:
    """This process is a house on that database, whose rooms are there."""
    import django
    from django.core.management import call_command

    (folder / "static").mkdir(exist_ok=True)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="tests.nemesis.settings",
        DATABASE_URL=database,
        REDIS_URL="redis://127.0.0.1:1/0",  # asked for, and not used here
        SECRET_KEY=secrets.token_urlsafe(64),
        SITE_URL="http://127.0.0.1",
        VAR_DIR=str(folder),
        LOG_LEVEL="ERROR",
    )
    django.setup()
    call_command("migrate", verbosity=0)


def main() -> int:
    seconds = float(os.environ.get("SECONDS", "300"))
    seed = int(os.environ.get("SEED", "0")) or secrets.randbelow(10**6)
    if sys.argv[1:]:
        return play(sys.argv[1], seconds, seed)
    from tests.nemesis.services import postgresql_folder, redis_command

    kinds = [
        kind for kind in KINDS if kind == "sqlite" or (postgresql_folder() and redis_command())
    ]
    print(f"SEED={seed}, {seconds / len(kinds):.0f} s on each of: {', '.join(kinds)}", flush=True)
    env = os.environ | {"SEED": str(seed), "SECONDS": str(seconds / len(kinds))}
    return max(
        subprocess.run(
            [sys.executable, "-m", "tests.nemesis", kind], env=env, check=False
        ).returncode
        for kind in kinds
    )


if __name__ == "__main__":
    sys.exit(main())
