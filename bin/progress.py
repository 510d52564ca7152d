#!/usr/bin/env python3
"""Run a command quietly and show that it is at work; its output appears only when it fails.

    progress.py "Preparing the database" .venv/bin/python manage.py migrate

On a terminal one line moves; elsewhere (logs, CI) two plain lines say when it began and ended.
Standard library only: it runs before anything is installed.
"""

import subprocess
import sys
import threading
import time

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
REDRAW_SECONDS = 0.1


def clock(seconds: float) -> str:
    """A duration as people read it: `4 s`, `2 min 05 s`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


class Progress:
    """One line that moves while the block runs; `step()` counts towards `total`, if known."""

    def __init__(self, label: str, total: int = 0) -> None:
        self.label, self.total, self.done = label, total, 0
        self._finished = threading.Event()
        self._drawer = threading.Thread(target=self._draw, daemon=True)

    def step(self) -> None:
        self.done += 1

    def __enter__(self) -> "Progress":
        self._began = time.monotonic()
        if sys.stdout.isatty():
            self._drawer.start()
        else:
            print(f"{self.label}…", flush=True)
        return self

    def __exit__(self, failure: object, *_: object) -> None:
        self._finished.set()
        if sys.stdout.isatty():
            self._drawer.join()
            print("\r\033[K", end="")
        word = "failed" if failure else "done"
        print(f"{self.label}: {word} in {clock(time.monotonic() - self._began)}", flush=True)

    def _draw(self) -> None:
        turn = 0
        while not self._finished.wait(REDRAW_SECONDS):
            count = f" {min(self.done, self.total)}/{self.total}" if self.total else ""
            elapsed = clock(time.monotonic() - self._began)
            line = f"{FRAMES[turn % len(FRAMES)]} {self.label}{count} · {elapsed}"
            print(f"\r\033[K{line}", end="", flush=True)
            turn += 1


def run(label: str, command: list[str], *, counting: tuple[str, ...] = (), total: int = 0) -> None:
    """Run `command` under a progress line; lines that begin with `counting` are its steps.

    Raises `SystemExit`, after showing what the command said, when it fails.
    """
    said: list[str] = []
    try:
        with Progress(label, total) as progress:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            )
            for line in process.stdout or ():
                said.append(line)
                if counting and line.startswith(counting):
                    progress.step()
            if process.wait():
                raise subprocess.CalledProcessError(process.returncode, command)
    except subprocess.CalledProcessError as error:
        sys.stderr.write("".join(said))
        raise SystemExit(error.returncode if error.returncode > 0 else 1) from None


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    run(sys.argv[1], sys.argv[2:])
