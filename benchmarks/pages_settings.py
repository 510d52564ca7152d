"""A real house's settings, on a throw-away SQLite file and without Redis."""

from config.settings.production import *  # noqa: F403 – a settings file is all of the one below
from config.settings.production import PAGE_CACHE

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
SECURE_SSL_REDIRECT = False  # no proxy stands in front
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
ROOT_URLCONF = "benchmarks.pages_urls"
PAGE_CACHE = PAGE_CACHE | {"NEVER": (*PAGE_CACHE["NEVER"], "/plain/")}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
