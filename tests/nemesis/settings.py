"""A real house's settings for workers that are to be killed: on SQLite alone, or with Redis."""

import os

from config.settings.production import *  # noqa: F403 – a settings file is all of the one below
from config.settings.production import DATABASES

SECURE_SSL_REDIRECT = False  # no proxy that speaks HTTPS stands in front
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
WEBSOCKET_ORIGINS = ["http://127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if not os.environ.get("NEMESIS_REDIS"):
    # One process: its own memory is its layer.
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    # A worker that is stopped keeps what it holds: let the others have enough.
    DATABASES["default"]["OPTIONS"]["pool"]["max_size"] = 12
