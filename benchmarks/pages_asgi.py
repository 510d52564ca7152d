"""The house as it is served, and beside it a Django without any middleware to compare it with."""

from typing import Any

from config.asgi import application as house  # first: it sets Django up

from django.core.handlers.asgi import ASGIHandler  # isort: skip
from django.test import override_settings  # isort: skip

with override_settings(MIDDLEWARE=[]):
    bare = ASGIHandler()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    plain = scope["type"] == "http" and scope["path"].startswith("/plain/")
    await (bare if plain else house)(scope, receive, send)
