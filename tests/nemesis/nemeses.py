"""What breaks. Each takes a few seconds, and mends what it broke before it returns."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from pathlib import Path

from tests.nemesis.run import Nemesis, Run, weather
from tests.nemesis.services import PostgreSQL, Redis


async def cuts(run: Run) -> None:
    """Lines break again and again, on a bad day."""
    run.proxy.weather = weather(run.chance)
    for _cut in range(8):
        await asyncio.sleep(run.chance.uniform(0.2, 0.5))
        run.proxy.cut(0.15)


async def silence(run: Run) -> None:
    """Some lines let nothing pass, and nobody is told."""
    await run.proxy.swallow(0.4, 2.5)


async def murder(run: Run) -> None:
    """A worker dies in the middle of what it does, and is started again."""
    worker = run.chance.choice(run.workers)
    await asyncio.sleep(run.chance.uniform(0.5, 1.5))
    with run.trouble():
        await worker.die()
        worker.start()
        await worker.answers()
    await asyncio.sleep(1)


async def sleep(run: Run) -> None:
    """A worker does nothing for a while, and does not know."""
    worker = run.chance.choice(run.workers)
    with run.trouble():
        worker.signal(signal.SIGSTOP)
        await asyncio.sleep(3)
        worker.signal(signal.SIGCONT)
    await asyncio.sleep(0.5)


async def update(run: Run) -> None:
    """Every worker is stopped and started, one after the other."""
    for worker in run.workers:
        with run.trouble():
            await worker.leave()
            worker.start()
            await worker.answers()


def removal(how: str) -> Nemesis:
    """Somebody loses the right to listen."""

    async def nemesis(run: Run) -> None:
        await run.remove(how)

    return nemesis


def crash_of(database: PostgreSQL) -> Nemesis:
    """The database is stopped at once, and is back a moment later."""

    async def nemesis(run: Run) -> None:
        await asyncio.sleep(run.chance.uniform(0.5, 1.5))
        with run.trouble():
            await asyncio.to_thread(database.stop)
            await asyncio.sleep(run.chance.uniform(0, 1))
            await asyncio.to_thread(database.start)
        await asyncio.sleep(1)

    return nemesis


def absence_of(redis: Redis) -> Nemesis:
    """The house goes on without Redis: nothing that fails meanwhile is excused."""

    async def nemesis(run: Run) -> None:
        await asyncio.to_thread(redis.forget)
        await asyncio.sleep(0.5)
        await asyncio.to_thread(redis.stop)
        await asyncio.sleep(2.5)
        redis.start()
        await asyncio.sleep(1)

    return nemesis


def filling_of(folder: Path) -> Nemesis:
    """The disk is full for a while."""

    async def nemesis(run: Run) -> None:
        ballast = folder / "ballast"
        with run.trouble():
            with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
                while True:
                    file.write(bytes(2**16))
            await asyncio.sleep(3)
            ballast.unlink()
        await asyncio.sleep(1)

    return nemesis
