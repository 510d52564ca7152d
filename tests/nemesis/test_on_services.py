"""Three workers on PostgreSQL and Redis: each of them is killed, stopped, emptied, restarted."""

from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from tests.nemesis import nemeses, run
from tests.nemesis.people import gather
from tests.nemesis.services import postgresql_folder, redis_command, services
from tests.nemesis.workers import Worker, environment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
    pytest.mark.skipif(
        not (postgresql_folder() and redis_command()),
        reason="no commands here to start a PostgreSQL and a Redis of one's own",
    ),
]

WORKERS = 3


def database_of_this_process() -> str:
    """Where it is, as PostgreSQL's own commands are told."""
    place = connection.settings_dict
    who = ":".join(quote(place[part], safe="") for part in ("USER", "PASSWORD") if place[part])
    where = f"{place['HOST'] or '127.0.0.1'}:{place['PORT'] or 5432}"
    return f"postgresql://{who}@{where}/{place['NAME']}"


def test_three_workers_lose_nothing_whatever_dies(tmp_path: Path) -> None:
    """Workers are killed and put to sleep, Redis goes and forgets, the database is stopped."""
    people = gather()
    with services(database_of_this_process()) as (database, redis):
        env = environment(tmp_path, database.url, redis.url)
        workers = [Worker(tmp_path, env) for _worker in range(WORKERS)]
        rounds = [
            [nemeses.cuts, nemeses.murder, nemeses.removal("put out")],
            [nemeses.absence_of(redis), nemeses.removal("sign out"), nemeses.crash_of(database)],
            [nemeses.sleep, nemeses.update, nemeses.removal("deactivate"), nemeses.cuts],
        ]
        found = run.play(rounds, workers=workers, people=people, env=env, folder=tmp_path)
    assert found == []
