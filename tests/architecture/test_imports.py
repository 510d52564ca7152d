"""Imports run in one direction (docs/architecture.md)."""

import subprocess
import sys
import tomllib
from pathlib import Path

from django.apps import apps

from tests.repository import ROOMS, ROOT


def test_imports_run_downwards_only() -> None:
    """No room imports a room above it or beside it: the contract of pyproject.toml is kept."""
    lint_imports = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint_imports], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_room_has_its_place_in_the_contract() -> None:
    """A new room cannot escape the contract: each app of ours is named in one layer."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    placed = {room.strip() for layer in contract["layers"] for room in layer.split("|")}
    ours = {app.name for app in apps.get_app_configs() if app.name.split(".")[0] in ROOMS}
    assert ours <= placed, f"no layer names {sorted(ours - placed)}"
