"""A stand: the demonstration on a database of its own, behind a server of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.server import command

ROOT = Path(__file__).resolve().parent.parent
SCENE = "scene.json"
BUILD = "from audits import scene; scene.build()"
HOST = "127.0.0.1"
START_SECONDS = 180
STOP_SECONDS = 20


@dataclass(frozen=True)
class Stand:
    """A running stand; addresses, what answers there, and session keys as its scene tells them."""

    url: str
    addresses: Mapping[str, str]
    answers: Mapping[str, str]
    sessions: Mapping[str, str]


def build(folder: Path) -> None:
    """Build the scene in `folder`, unless it stands; some twenty seconds.

    Raises `RuntimeError` with what the building process said.
    """
    if (folder / SCENE).exists():
        return
    shutil.rmtree(folder, ignore_errors=True)  # what an interrupted build left
    folder.mkdir(parents=True)
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", BUILD]
    built = subprocess.run(
        command, cwd=ROOT, env=_environment(folder), capture_output=True, text=True, check=False
    )
    if built.returncode:
        raise RuntimeError(f"the stand could not be built:\n{built.stdout}{built.stderr}")


@contextmanager
def serve(folder: Path) -> Iterator[Stand]:
    """Serve a built stand on a free port until the block ends.

    Raises `RuntimeError` with what the server said when it does not come up.
    """
    listener = socket.create_server((HOST, 0))
    port = listener.getsockname()[1]
    url = f"http://{HOST}:{port}"
    said = folder / f"server-{port}.log"
    fd = str(listener.fileno())
    options = ["--fd", fd, "--log-level", "critical", "--timeout-graceful-shutdown", "2"]
    with listener, said.open("w") as log:
        server = subprocess.Popen(
            command() + options,
            cwd=ROOT,
            env=_environment(folder, port),
            pass_fds=[listener.fileno()],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        # Ours is closed: the answer waits for the server, and is refused if it died.
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=START_SECONDS).close()
        except OSError:
            raise RuntimeError(f"the stand does not answer:\n{said.read_text()}") from None
        yield Stand(url=url, **json.loads((folder / SCENE).read_text()))
    finally:
        server.terminate()
        server.wait(STOP_SECONDS)


def _environment(folder: Path, port: int = 8000) -> dict[str, str]:
    """Nothing of the shell's services: a stand is embedded, and its database is its own."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "audits.settings",
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "LOG_LEVEL": "CRITICAL",
    }
