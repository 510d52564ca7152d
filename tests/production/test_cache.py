import pytest
from redis.exceptions import ConnectionError as RedisAway

from config.cache import ForgivingRedisCache


class AbsentClient:
    """A Redis that is stopped: whatever is asked of it fails."""

    def __getattr__(self, name: str) -> object:
        raise RedisAway("Connection refused")


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> ForgivingRedisCache:
    monkeypatch.setattr(ForgivingRedisCache, "_cache", AbsentClient())
    return ForgivingRedisCache("redis://127.0.0.1:1/0", {})


def test_cache_that_is_away_counts_as_a_miss(
    cache: ForgivingRedisCache, caplog: pytest.LogCaptureFixture
) -> None:
    """No page fails because Redis is stopped; the log says that it is."""
    assert cache.get("key") is None
    assert cache.get("key", "otherwise") == "otherwise"
    assert cache.get("key", default="otherwise") == "otherwise"
    assert cache.get_many(["one", "two"]) == {}
    assert not cache.has_key("key")
    assert "key" not in cache
    assert cache.get_or_set("key", lambda: "computed") == "computed"
    assert "Connection refused" in caplog.text


def test_what_cannot_be_kept_is_said_to_be_so(cache: ForgivingRedisCache) -> None:
    """Writing into a cache that is away is no fault, and pretends nothing."""
    cache.set("key", 1)
    assert cache.set_many({"one": 1, "two": 2}) == ["one", "two"]
    assert cache.touch("key") is False
    assert cache.delete("key") is False
    cache.delete_many(["one", "two"])
    assert cache.clear() is False


def test_adding_succeeds_so_that_a_code_that_serves_once_can_serve(
    cache: ForgivingRedisCache,
) -> None:
    """`add` guards the second factor's codes: refusing all would lock everybody out."""
    assert cache.add("key", 1) is True


def test_counters_start_again(cache: ForgivingRedisCache) -> None:
    """A limit that cannot be counted does not refuse."""
    assert cache.incr("key") == 1
    assert cache.decr("key") == -1
