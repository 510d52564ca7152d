"""For a real house: PostgreSQL, Redis, several workers behind a proxy that speaks HTTPS."""

from urllib.parse import urlsplit

from .base import *  # noqa: F403 – a settings file is all of the one below
from .base import STORAGES, WAGTAILADMIN_BASE_URL, env

SECRET_KEY = env.str("SECRET_KEY")
env.str("DATABASE_URL")  # absent: say so at once rather than write to an embedded file
SITE_URL = env.str("SITE_URL")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
WEBSOCKET_ORIGINS = [WAGTAILADMIN_BASE_URL]

REDIS_URL = env.str("REDIS_URL")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL]},
    }
}
CACHES = {
    "default": {
        "BACKEND": "config.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "config.static.HashedStaticFiles"},
}

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)

vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
