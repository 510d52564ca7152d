"""The processes of a house: workers that one may kill, stop and start, and the hand beside them."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.nemesis.proxy import HOST

ROOT = Path(__file__).resolve().parents[2]
#: Some seconds on a quiet machine.
START_SECONDS = 180.0


def free_port() -> int:
    with socket.create_server((HOST, 0)) as free:
        port: int = free.getsockname()[1]
        return port


def environment(folder: Path, database: str, redis: str = "", sabotage: str = "") -> dict[str, str]:
    """What the processes of a house are told; nothing of what the shell says of services."""
    ours = ("DATABASE_URL", "REDIS_URL", "PGOPTIONS", "DJANGO_ALLOW_ASYNC_UNSAFE")
    kept = {key: value for key, value in os.environ.items() if key not in ours}
    (folder / "static").mkdir(exist_ok=True)
    return kept | {
        "DJANGO_SETTINGS_MODULE": "tests.nemesis.settings",
        "DATABASE_URL": database,
        "REDIS_URL": redis or "redis://127.0.0.1:1/0",
        "NEMESIS_REDIS": redis,
        "NEMESIS_SABOTAGE": sabotage,
        "SECRET_KEY": settings.SECRET_KEY or secrets.token_urlsafe(64),
        "SITE_URL": "http://127.0.0.1",
        "VAR_DIR": str(folder),
        "LOG_LEVEL": "WARNING",
        # Some say more in ten seconds than people do.
        "DISCUSSIONS_FRAMES_PER_WINDOW": "200",
    }


class Worker:
    """One uvicorn, which stays at its port from one life to the next."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.port = free_port()
        self.env = dict(env)
        self.log = folder / f"worker-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            sys.executable, "-m", "uvicorn", "tests.nemesis.asgi:application",
            "--host", HOST, "--port", str(self.port), "--lifespan", "off",
            "--no-access-log", "--log-level", "warning",
            "--ws-max-size", "65536", "--ws-ping-interval", "25", "--ws-ping-timeout", "60",
            "--timeout-graceful-shutdown", "5",
        ]  # fmt: skip
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=log, stderr=subprocess.STDOUT
            )

    async def answers(self) -> None:
        """Wait until it serves. Raises `RuntimeError` when it does not come up."""
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await asyncio.to_thread(self._is_alive):
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise RuntimeError(f"a worker does not start:\n{self.said()}") from None

    def _is_alive(self) -> bool:
        try:
            urllib.request.urlopen(f"http://{HOST}:{self.port}/healthz", timeout=2).close()
        except OSError:
            return False
        return True

    def said(self) -> str:
        """The end of what it logged in all its lives."""
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""

    def signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    async def die(self) -> None:
        """Be killed in the middle of whatever it does."""
        self.signal(signal.SIGKILL)
        await self._end()

    async def leave(self) -> None:
        """Stop as for an update."""
        self.signal(signal.SIGTERM)
        await self._end()

    async def _end(self) -> None:
        if self.process:
            await asyncio.to_thread(self.process.wait, 30)


class Hand:
    """The process that does what the team does (see `tests.nemesis.hand`)."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.env, self.log = dict(env), folder / "hand.log"

    async def __aenter__(self) -> Hand:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.nemesis.hand",
                cwd=ROOT, env=self.env, stderr=log, limit=2**26,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        await self.process.wait()

    async def do(self, act: str, **what: Any) -> Any:
        """Have something done; again, when the database has just come back."""
        for patience in range(10):
            answer = await self._do(act, **what)
            if "done" in answer:
                return answer["done"]
            await asyncio.sleep(0.2 * patience)
        raise RuntimeError(f"{act}: {answer['error']}\n{self.log.read_text()[-2000:]}")

    async def _do(self, act: str, **what: Any) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"act": act} | what).encode() + b"\n")
        line = await self.process.stdout.readline()
        answer: dict[str, Any] = json.loads(line or b'{"error": "the hand has died"}')
        return answer
