"""One worker on an embedded database: it is killed, lines are cut, people are put out."""

import contextlib
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import connection

from tests.nemesis import nemeses, run
from tests.nemesis.checker import Fault
from tests.nemesis.people import People, gather
from tests.nemesis.sabotage import VARIANTS
from tests.nemesis.workers import Worker, environment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="this one is embedded"),
]

#: The harness finds a broken promise within so many rounds of some seconds.
ROUNDS_TO_FIND = 3
#: What shows it; lines that are cut, when nothing else is said.
UNBEARABLE = {"acknowledges-before-commit": nemeses.murder}


@pytest.fixture(scope="module")
def made() -> dict[str, People]:
    """What the first test makes serves the others of this module."""
    return {}


@pytest.fixture
def house(made: dict[str, People], tmp_path_factory: pytest.TempPathFactory, db: None) -> Path:
    """A database full of people, which workers of their own may be killed on."""
    path = tmp_path_factory.getbasetemp() / "nemesis.sqlite3"
    if "people" not in made:
        made["people"] = gather()
        with (
            contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as here,
            contextlib.closing(sqlite3.connect(path)) as there,
        ):
            here.backup(there)
    return path


def play(
    house: Path,
    people: People,
    folder: Path,
    rounds: Sequence[Sequence[run.Nemesis]],
    sabotage: str = "",
) -> list[Fault]:
    """The faults of the first round that has some."""
    database = shutil.copy(house, folder / "db.sqlite3")
    env = environment(folder, f"sqlite:///{database}", sabotage=sabotage)
    workers = [Worker(folder, env)]
    return run.play(rounds, workers=workers, people=people, env=env, folder=folder)


def test_nothing_is_lost_doubled_or_told_to_whoever_was_removed(
    house: Path, made: dict[str, People], tmp_path: Path
) -> None:
    """Twenty write and fifty read while the worker is killed, twice, and lines break."""
    rounds = [
        [nemeses.cuts, nemeses.murder],
        [nemeses.removal("put out"), nemeses.removal("sign out"), nemeses.cuts],
        [nemeses.silence, nemeses.murder, nemeses.removal("deactivate"), nemeses.cuts],
    ]
    assert play(house, made["people"], tmp_path, rounds) == []


@pytest.mark.parametrize("name", VARIANTS)
def test_a_house_that_breaks_a_promise_is_found_out(
    house: Path, made: dict[str, People], tmp_path: Path, name: str
) -> None:
    """The harness proves itself: each sabotaged house is caught, and for what it does."""
    rounds = [[UNBEARABLE.get(name, nemeses.cuts)]] * ROUNDS_TO_FIND
    _variant, kinds = VARIANTS[name]
    found = play(house, made["people"], tmp_path, rounds, name)
    assert kinds & {fault.kind for fault in found}
