"""On one's own machine: the demonstration, on SQLite and in one process."""

from .base import *  # noqa: F403 – a settings file is all of the one below
from .base import INSTALLED_APPS, VAR_DIR, env

DEBUG = env.bool("DEBUG", default=False)
DEMO = True
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
SECRET_KEY = "only-for-one-s-own-machine"  # noqa: S105 – production reads its own
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
PORT = env.int("PORT", default=8000)
WAGTAILADMIN_BASE_URL = f"http://localhost:{PORT}"
WEBSOCKET_ORIGINS = [f"http://localhost:{PORT}", f"http://127.0.0.1:{PORT}"]

VAR_DIR.mkdir(parents=True, exist_ok=True)

# Mails are kept as files; the demonstration shows them on a page of its own.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mails"

# Files are answered straight from static/: no collecting before one sees a change.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
