"""The server that the house runs under: `python -m config.server --port 8000 …`.

What follows the module's name is uvicorn's own (`--help` lists it), and goes before the options
below, which every server of ours has, in production as in tests and measures.
"""

from __future__ import annotations

import sys

#: docs/discussions.md and docs/discussion-protocol.md say why each is what it is.
OPTIONS = (
    "--ws", "config.sockets:LightSocket",
    "--ws-max-size", "65536",
    "--ws-ping-interval", "25",
    "--ws-ping-timeout", "60",
    "--timeout-graceful-shutdown", "10",
    "--lifespan", "off",
    "--no-access-log",
)  # fmt: skip


def command(application: str = "config.asgi:application") -> list[str]:
    """How to start a server of ours in a process of its own; more options may follow."""
    return [sys.executable, "-m", "uvicorn", application, *OPTIONS]


if __name__ == "__main__":
    import uvicorn

    uvicorn.main(["config.asgi:application", *OPTIONS, *sys.argv[1:]])
