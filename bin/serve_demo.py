#!/usr/bin/env python3
"""Bring the demonstration up to date and serve it on this machine only: `serve_demo.py PORT`.

Runs with the environment's Python. What was written in the demonstration is kept.
"""

import os
import socket
import sys
from pathlib import Path

from progress import run

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"


def check_port(text: str) -> str:
    """The port, or a sentence that says why it cannot be used."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SystemExit(f"PORT={text} is not a port number (1 to 65535).")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError as error:
            reason = f"Port {text} cannot be used ({error.strerror})."
            raise SystemExit(f"{reason} Choose another one: make demo PORT=8001") from None
    return text


def serve(port: str) -> None:
    """Migrate, fill, and hand the process over to the server."""
    os.chdir(ROOT)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "PORT": port}
    Path(os.environ.get("VAR_DIR", "var")).mkdir(parents=True, exist_ok=True)
    manage = [sys.executable, "manage.py"]
    run("Preparing the database", [*manage, "migrate", "--no-input", "--verbosity", "0"])
    # It draws its own progress, and prints the accounts and how to sign in.
    if status := os.spawnv(os.P_WAIT, sys.executable, [*manage, "make_demo"]):
        raise SystemExit(status)
    print(f"\nhttp://localhost:{port}/  (Ctrl+C stops it; what was written is kept)\n", flush=True)
    server = ["-m", "config.server", "--host", HOST, "--port", port, "--log-level", "warning"]
    os.execv(sys.executable, [sys.executable, *server])


if __name__ == "__main__":
    serve(check_port(sys.argv[1] if len(sys.argv) > 1 else "8000"))
