"""Send, edit, withdraw, react, pin, cut, come back, send again, put out, let in: in any order."""

from __future__ import annotations

import os
from typing import Any

import hypothesis
import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.discussions.interleavings import Stage, Talk

#: `TALKS=2000` looks further, elsewhere each time; the suite looks at the same few.
TALKS = int(os.environ.get("TALKS", "0"))
PROFILE = hypothesis.settings(
    max_examples=TALKS or 12,
    stateful_step_count=60 if TALKS else 25,
    derandomize=not TALKS,
    database=None,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)


@pytest.mark.django_db(transaction=True)
def test_every_client_sees_what_the_database_lets_it_see(
    limits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each view is the database's, places are dense, nothing comes after a removal."""
    limits(FRAMES_PER_WINDOW=10**6, SOCKETS_PER_USER=100)
    monkeypatch.setattr(Talk, "stage", Stage.build(), raising=False)
    run_state_machine_as_test(Talk, settings=PROFILE)
