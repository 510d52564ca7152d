"""Is the process alive, and is the house ready to serve? For whoever watches or restarts it.

Only the database and its migrations are needed to serve. Without Redis the house is slower, not
wrong: it says so and stays in service.
"""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from functools import cache as remember
from http import HTTPStatus

from channels.layers import get_channel_layer
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

#: Whatever does not answer within this time counts as down.
PATIENCE_SECONDS = 1.5
RETRY_AFTER_SECONDS = 10


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
async def ready(request: HttpRequest) -> JsonResponse:
    """What the house stands on, each with `ok` or what is wrong with it."""
    migrations, layer, cached = await asyncio.gather(
        within_patience(migration_state), within_patience(layer_state), within_patience(cache_state)
    )
    report = {
        "status": "ok",
        "database": "down" if migrations == "down" else "ok",
        "migrations": "unknown" if migrations == "down" else migrations,
        "channel_layer": layer,
        "cache": cached,
    }
    if migrations != "ok":
        report["status"] = "down"
        return JsonResponse(
            report,
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        )
    if (layer, cached) != ("ok", "ok"):
        report["status"] = "degraded"
    return JsonResponse(report)


async def within_patience(state: Callable[[], Awaitable[str]]) -> str:
    """The answer of ``state``, or `down` when it fails or takes too long."""
    try:
        return await asyncio.wait_for(state(), PATIENCE_SECONDS)
    except Exception as error:  # whatever is wrong below is the answer here
        logger.warning("health: %s: %r", state.__name__, error)
        return "down"


async def migration_state() -> str:
    return await asyncio.to_thread(read_migrations)


async def layer_state() -> str:
    """Speak to a group that nobody is in: the layer has to be reached, and nothing stays in it."""
    layer = get_channel_layer()
    if layer is None:
        return "down"
    await layer.group_send("health", {"type": "health"})
    return "ok"


async def cache_state() -> str:
    return await asyncio.to_thread(write_and_read)


def read_migrations() -> str:
    """Whether each room's last migration is in the database (on a connection of this thread)."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    finally:
        connection.close()
    return "ok" if last_migrations() <= applied.keys() else "missing"


@remember
def last_migrations() -> frozenset[tuple[str, str]]:
    """The last migrations that the code knows; they do not change while the process lives."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def write_and_read() -> str:
    token = uuid.uuid4().hex
    cache.set(f"health-{token}", token, timeout=5)
    return "ok" if cache.get(f"health-{token}") == token else "down"
