"""The project's own files, as git knows them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: The packages at the top of the house, as design and import contract name them.
ROOMS = (
    "accompagnements",
    "chantiers",
    "comap",
    "community",
    "config",
    "demo",
    "facts",
    "home",
    "resources",
)


@cache
def files() -> tuple[Path, ...]:
    """Every file that is tracked or about to be: what a clone would hold."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    paths = (ROOT / name for name in listed.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def python_files(*places: str) -> list[Path]:
    """The Python modules under `places`, migrations apart."""
    return [
        path
        for path in files()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in places
        and "migrations" not in path.parts
    ]
