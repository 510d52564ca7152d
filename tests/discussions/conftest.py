"""Two people in one channel, and limits that a test may change."""

from __future__ import annotations

from typing import Any

import pytest

from community.discussions.models import Channel
from tests import factories as house
from tests.discussions import factories


@pytest.fixture
def channel() -> Channel:
    return factories.pair_channel()


@pytest.fixture
def elue(channel: Channel) -> Any:
    return factories.seated(channel, name="Élue d'ici")


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
