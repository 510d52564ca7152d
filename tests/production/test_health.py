import asyncio
import time
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer
from django.core.cache.backends.locmem import LocMemCache
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from config import health


class SilentLayer(InMemoryChannelLayer):
    """A channel layer that never answers."""

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await asyncio.sleep(60)


class AbsentLayer(InMemoryChannelLayer):
    """A channel layer whose Redis is stopped."""

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        raise ConnectionRefusedError


class ForgetfulCache(LocMemCache):
    """A cache that keeps nothing, as a forgiving one does when its Redis is stopped."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return default


def layer(name: str) -> dict[str, Any]:
    return {"default": {"BACKEND": f"tests.production.test_health.{name}"}}


def test_living_process_says_so_without_the_database(client: Client) -> None:
    """`/healthz` asks nothing of anybody (this test may not touch the database)."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_house_with_all_its_parts_is_ready(client: Client) -> None:
    """Database, migrations, channel layer and cache answer: ready."""
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "channel_layer": "ok",
        "cache": "ok",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["AbsentLayer", "SilentLayer"])
def test_channel_layer_that_is_down_degrades_and_no_more(
    client: Client, settings: Any, name: str
) -> None:
    """Without Redis the house is in service, says so, and says it within two seconds."""
    settings.CHANNEL_LAYERS = layer(name)
    begin = time.monotonic()
    answer = client.get("/readyz")
    assert time.monotonic() - begin < health.PATIENCE_SECONDS + 1
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["channel_layer"]) == ("degraded", "down")
    assert answer.json()["database"] == "ok"


@pytest.mark.django_db
def test_no_channel_layer_degrades(client: Client, settings: Any) -> None:
    """A house that was given no layer at all is told of too."""
    settings.CHANNEL_LAYERS = {}
    assert client.get("/readyz").json()["channel_layer"] == "down"


@pytest.mark.django_db
def test_cache_that_keeps_nothing_degrades_and_no_more(client: Client, settings: Any) -> None:
    """A cache that is away counts as a miss everywhere, and is told of here."""
    settings.CACHES = {"default": {"BACKEND": "tests.production.test_health.ForgetfulCache"}}
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["cache"]) == ("degraded", "down")


@pytest.mark.django_db
def test_missing_migration_takes_the_house_out_of_service(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code that is ahead of its database does not serve."""
    ahead = health.last_migrations() | {("accounts", "9999_tomorrow")}
    monkeypatch.setattr(health, "last_migrations", lambda: ahead)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert answer.json()["status"] == "down"
    assert (answer.json()["database"], answer.json()["migrations"]) == ("ok", "missing")


def fail(*args: Any) -> Any:
    raise OperationalError("no database")


def hang(*args: Any) -> Any:
    time.sleep(health.PATIENCE_SECONDS + 1)


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", [fail, hang])
def test_database_that_is_down_takes_the_house_out_of_service(
    client: Client, monkeypatch: pytest.MonkeyPatch, trouble: Any
) -> None:
    """A database that refuses, or that lets one wait, is said to be down."""
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", trouble)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert answer.json()["database"] == "down"
    assert answer.json()["migrations"] == "unknown"
    assert answer.json()["channel_layer"] == "ok"
