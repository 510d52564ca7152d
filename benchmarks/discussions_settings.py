"""A real house's settings on a throw-away database, with limits that let a machine talk."""

from benchmarks.pages_settings import *  # noqa: F403 – a settings file is all of the one below
from benchmarks.pages_settings import DISCUSSIONS

DISCUSSIONS = DISCUSSIONS | {"FRAMES_PER_WINDOW": 10**6, "SOCKETS_PER_USER": 10**4}
WEBSOCKET_ORIGINS = ["http://127.0.0.1"]
