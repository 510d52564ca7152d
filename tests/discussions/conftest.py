"""Two people in one channel, and limits that a test may change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from community.alliance.models import ActorKind
from community.discussions import threads
from community.discussions.models import Channel
from tests import factories as house
from tests.discussions import factories
from tests.discussions.sockets import SECONDS


@pytest.fixture(autouse=True)
def threads_at_rest() -> Iterator[None]:
    """What a test left to the two threads is done before the database is emptied behind it."""
    yield
    for thread in (threads.READING, threads.WRITING):
        thread.submit(lambda: None).result(SECONDS)  # each does one thing after another


@pytest.fixture
def channel() -> Channel:
    return factories.pair_channel()


@pytest.fixture
def elue(channel: Channel) -> Any:
    return factories.seated(channel, name="Élue d'ici")


@pytest.fixture
def referent(channel: Channel) -> Any:
    """Who holds the first delegation's word."""
    delegation = channel.delegations.order_by("pk")[0]
    person = house.PersonFactory(name="Référente")
    return house.seat(
        delegation, ActorKind.AGENT, person=person, referent=True
    ).participation.person


@pytest.fixture
def agent(channel: Channel) -> Any:
    second = channel.delegations.order_by("pk")[1]
    return house.seat(
        second, person=house.PersonFactory(name="Agent d'ailleurs")
    ).participation.person


@pytest.fixture
def limits(settings: Any) -> Any:
    """Change limits for one test: `limits(FRAMES_PER_WINDOW=2)`."""

    def change(**values: Any) -> None:
        settings.DISCUSSIONS = {**settings.DISCUSSIONS, **values}

    change(FRAMES_PER_WINDOW=1000)
    return change
