"""The demonstration behind a server of its own, for what is looked at in a browser only."""

import fcntl
import os
from collections.abc import Iterator

import pytest

from audits.stand import Stand, build, serve


@pytest.fixture(scope="session")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """Built once for all workers of a run; a server each. It never sees the tests' database."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    with (shared / "stand.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build(shared / "stand")
    with serve(shared / "stand") as running:
        yield running
