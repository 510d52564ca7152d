from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.accounts.openid_provider import Provider


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Limits are counted in the cache: no test pays for what another one tried."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def whole_sign_in() -> None:
    """Here the door itself is tried: `force_login` is a session that showed nothing yet."""


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """A house whose settings name a provider."""
    opened = Provider()
    settings.OPENID = opened.settings()
    yield opened
    opened.close()
