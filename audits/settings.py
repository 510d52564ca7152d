"""The demonstration as production serves it: static files hashed, compressed, kept for a year."""

from config.settings.dev import *  # noqa: F403 – a settings file is all of the one below
from config.settings.dev import DATABASES, STORAGES

ROOT_URLCONF = "audits.urls"
WEBSOCKET_ORIGINS = ["http://127.0.0.1:*"]  # a bad network may stand in front
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "config.static.HashedStaticFiles"}}
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False

# Nothing here has to survive a power cut.
DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
