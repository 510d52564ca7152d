from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Limits are counted in the cache: no test pays for what another one tried."""
    cache.clear()
    yield
    cache.clear()
