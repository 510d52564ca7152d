#!/usr/bin/env python3
"""Make `.venv/` and install the locked requirements in it, only when they changed.

    prepare.py base   what the site needs
    prepare.py dev    that, and what its tests and checks need

Standard library only: this is the first thing that runs on a fresh machine.
"""

import hashlib
import importlib
import platform
import subprocess
import sys
from pathlib import Path

from progress import run

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / ".installed-requirements"

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 37, 0)


def missing_pieces() -> list[str]:
    """What this Python lacks, one sentence each with the command that mends it."""
    macos = platform.system() == "Darwin"
    missing = []
    for module, purpose, package in (
        ("venv", "makes the environment", "python3-venv"),
        ("ensurepip", "puts pip in the environment", "python3-venv"),
        ("ssl", "fetches the requirements safely", "python3 libssl3"),
        ("sqlite3", "reads and writes the embedded database", "python3 libsqlite3-0"),
    ):
        hint = "brew install python@3.12" if macos else f"sudo apt-get install {package}"
        try:
            found = importlib.import_module(module)
        except ImportError:
            missing.append(f"Python's `{module}`, which {purpose}, is missing. Install it: {hint}")
            continue
        if module == "sqlite3" and found.sqlite_version_info < OLDEST_SQLITE:
            missing.append(
                f"SQLite 3.37 or newer is needed, here is {found.sqlite_version}: {hint}"
            )
    return missing


def make_environment() -> None:
    """Make `.venv/`, or make it again when its Python no longer runs or is too old."""
    check = f"import sys, pip; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    if PYTHON.exists():
        answer = subprocess.run([PYTHON, "-c", check], capture_output=True, check=False)
        if answer.returncode == 0:
            return
    run("Making the environment .venv", [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)])


def fingerprint(requirements: Path) -> str:
    return f"{requirements.name} {hashlib.sha256(requirements.read_bytes()).hexdigest()}"


def install(name: str) -> None:
    """Install `requirements/<name>.txt` unless that very file is already installed."""
    base, wanted = (ROOT / "requirements" / f"{which}.txt" for which in ("base", name))
    if STAMP.exists() and fingerprint(wanted) in STAMP.read_text().splitlines():
        return
    STAMP.unlink(missing_ok=True)
    # A line with a marker (`; sys_platform == …`) may not concern this machine.
    lines = wanted.read_text().splitlines()
    packages = sum("==" in line and ";" not in line for line in lines)
    pip = "pip install --disable-pip-version-check --no-input --require-hashes --requirement"
    run(
        f"Installing the requirements ({name})",
        [str(PYTHON), "-m", *pip.split(), str(wanted)],
        counting=("Collecting ", "Requirement already satisfied"),
        total=packages,
    )
    # The development requirements hold the base ones (a test says so).
    STAMP.write_text("\n".join({fingerprint(base), fingerprint(wanted)}) + "\n")


if __name__ == "__main__":
    if sys.argv[1:] not in (["base"], ["dev"]):
        raise SystemExit(__doc__)
    if missing := missing_pieces():
        raise SystemExit("\n".join(missing))
    make_environment()
    install(sys.argv[1])
