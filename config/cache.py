"""A cache that fails counts as a miss: Redis makes the house fast, nothing depends on it."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def forgiving(name: str, otherwise: Callable[..., Any]) -> Any:
    """The method ``name`` of the Redis cache; ``otherwise`` answers the same call without Redis."""

    def method(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCache, name)(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            logger.warning("cache: %s failed: %s", name, error)
            return otherwise(*args, **kwargs)

    return method


class ForgivingRedisCache(RedisCache):
    """Redis, or nothing."""

    # Added: what serves once (a second factor's code) would otherwise never serve.
    add = forgiving("add", lambda *args, **kwargs: True)
    get = forgiving("get", lambda key, default=None, version=None: default)
    set = forgiving("set", lambda *args, **kwargs: None)
    touch = forgiving("touch", lambda *args, **kwargs: False)
    delete = forgiving("delete", lambda *args, **kwargs: False)
    incr = forgiving("incr", lambda key, delta=1, version=None: delta)
    has_key = forgiving("has_key", lambda *args, **kwargs: False)
    get_many = forgiving("get_many", lambda *args, **kwargs: {})
    set_many = forgiving("set_many", lambda data, *args, **kwargs: list(data))
    delete_many = forgiving("delete_many", lambda *args, **kwargs: None)
    clear = forgiving("clear", lambda *args, **kwargs: False)
