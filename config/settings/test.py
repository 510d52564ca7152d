"""For the test suite: strict, quick, on the database that DATABASE_URL names."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403 – a settings file is all of the one below
from .base import DATABASES, INSTALLED_APPS, env

# A directory a test process: workers never meet in one another's files.
VAR_DIR = Path(tempfile.mkdtemp(prefix="fabrique-tests-"))
DEMO = True
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
SECRET_KEY = "only-for-tests"  # noqa: S105 – production reads its own
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
WEBSOCKET_ORIGINS = ["http://localhost", "http://testserver", "http://127.0.0.1:*"]
PREPARED_QUERIES_ARE_CHECKED = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mails"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir()  # WhiteNoise warns when it is missing
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, since the server of the browser tests reads it from another thread. What a power
    # cut would do to a test is of no interest.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
    # Where a run that asks for no database looks: never in the demonstration's own.
    DATABASES["default"]["NAME"] = VAR_DIR / "none.sqlite3"
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
else:
    # The pool keeps connections open, and a test database with connections cannot be dropped.
    DATABASES["default"]["OPTIONS"] = {}

if redis_url := env.str("REDIS_URL", default=""):
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # Workers share the server, never what is said on it.
            "CONFIG": {
                "hosts": [redis_url],
                "prefix": f"tests-{os.environ.get('PYTEST_XDIST_WORKER')}",
            },
        }
    }
DISCUSSIONS = {
    **globals()["DISCUSSIONS"],
    "POLL_SECONDS": 0.5,
    "RECHECK_SECONDS": 0.5,
    "KEEP_CONNECTIONS": False,  # a test database with connections cannot be emptied
}
#: Every test's first person has the same key: they send many files in a minute, all together.
ACCOUNT_RATE_LIMITS = {**globals()["ACCOUNT_RATE_LIMITS"], "message_files": "1000/m/key"}
