"""What holds everywhere; the rest is read from the environment (see docs/deployment.md)."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

#: Everything that the running house writes – database, uploads, collected files – goes here.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = False
#: Whether this house is a demonstration: demo accounts, a page of the mails sent, `/style/`.
DEMO = False

INSTALLED_APPS = [
    # Lower rooms first: their signals and models are there when the upper ones join in.
    "community.activity",
    "community.freshness",
    "community.text",
    "community.accounts",
    "community.alliance",
    "community.programmes",
    "community.delegations",
    "community.welcome",
    "community.gatherings",
    "community.discussions",
    "resources",
    "comap",
    "chantiers",
    "accompagnements",
    "facts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "community.accounts.apps.HouseUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "channels",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    # Last: it builds the tree of pages once every room has its tables and permissions.
    "home",
]

MIDDLEWARE = [
    "config.middleware.CachePolicyMiddleware",
    "config.middleware.CompressionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ContentPolicyMiddleware",
    "config.middleware.StyleFirstMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "community.accounts.middleware.SecondFactorMiddleware",
    "config.middleware.DatabaseAwayMiddleware",
    "config.middleware.ReadableAddressMiddleware",
    "home.middleware.HouseSiteMiddleware",
    # A page that moved is found at its old address, by those who may read it.
    "community.programmes.middleware.PageRedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Database: SQLite embedded unless DATABASE_URL says otherwise (ADR 0004).
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: writers queue for the lock instead of failing half-way. FULL: what was
    # acknowledged survives a power cut too.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8), "timeout": 10}
    }
FORMS_URLFIELD_ASSUME_HTTPS = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# Sign-in (allauth): a code by mail, a password if one wishes; accounts are made by invitation.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["community.accounts.backends.HouseBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "community.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_FORMS = {
    "request_login_code": "community.accounts.forms.AddressForm",
    "confirm_login_code": "community.accounts.forms.CodeForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # mails are slow to come on slow networks
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # typing the code that was sent is the proof
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
#: How often a minute somebody may send files to discussions: making pictures anew is much work,
#: done before the message itself is known to be said.
FILE_TRIES_A_MINUTE = 30
#: How often a minute one place may ask for a code, try one, or show a passkey.
SIGN_INS_A_MINUTE = env.int("SIGN_INS_A_MINUTE", default=120)
# Beside allauth's own limits: reports of a barrier from one place, and from everywhere ("key").
# Requests to join: from one place (a room of people may share one), and for one address ("key").
ACCOUNT_RATE_LIMITS = {
    "barrier_report": "10/h/ip,100/h/key",
    "join_request": "40/h/ip,5/d/key",
    "message_files": f"{FILE_TRIES_A_MINUTE}/m/key",
    # A workshop of thirty signs in within the same minutes, from one town hall's address.
    "request_login_code": f"{SIGN_INS_A_MINUTE}/m/ip,3/m/key",
    "login": f"{SIGN_INS_A_MINUTE}/m/ip",
    "login_failed": f"{SIGN_INS_A_MINUTE}/m/ip,5/5m/key",
}
ACCOUNT_SESSION_REMEMBER = True
SESSION_ENGINE = "config.sessions"
MFA_ADAPTER = "community.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": f"{SIGN_INS_A_MINUTE}/m/ip"}
# The device asks who holds it: a passkey is then both what one has and what one is or knows.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_FORMS = {
    "add_webauthn": "community.accounts.passkey_forms.AddPasskeyForm",
    "edit_webauthn": "community.accounts.passkey_forms.RenamePasskeyForm",
    "login_webauthn": "community.accounts.passkey_forms.LoginPasskeyForm",
    "authenticate_webauthn": "community.accounts.passkey_forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "community.accounts.passkey_forms.ReauthenticatePasskeyForm",
}
MFA_TOTP_ISSUER = "Fabrique apprenante"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
#: What whoever must show a second factor reaches before it is shown: setting it up, showing it,
#: leaving, and what says whether the house is well.
OPEN_WITHOUT_SECOND_FACTOR = (
    "/compte/2fa/", "/compte/logout/", "/compte/deconnexion-partout/", "/gestion/logout/",
    "/static/", "/healthz", "/readyz",
)  # fmt: skip

#: A provider by which one may come in besides (docs/signing-in.md); nothing, and there is no such
#: door. An address that it gives counts when it says that it verified it, or always.
OPENID: dict[str, Any] = {}
if env.str("OIDC_SERVER", default=""):
    OPENID = {
        "SERVER": env.str("OIDC_SERVER").rstrip("/"),
        "CLIENT_ID": env.str("OIDC_CLIENT_ID"),
        "SECRET": env.str("OIDC_SECRET"),
        "NAME": env.str("OIDC_NAME", default="ProConnect"),
        "ABOUT": env.str("OIDC_ABOUT", default=""),
        "ACR_VALUES": env.list("OIDC_ACR_VALUES", default=[]),
        "TRUSTS_ADDRESSES": env.bool("OIDC_TRUSTS_ADDRESSES", default=False),
    }
OPENID_ORIGINS = ["/".join(OPENID["SERVER"].split("/")[:3])] if OPENID else []

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("français"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
#: Files that a view hands out after asking who may have them; no address leads here.
PRIVATE_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long synthesis is many fields in the page editor

WAGTAIL_SITE_NAME = "Fabrique apprenante"
WAGTAILADMIN_BASE_URL = env.str("SITE_URL", default="http://localhost:8000")
WAGTAILADMIN_LOGIN_URL = "/compte/entrer-en-gestion/"
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_WORKFLOW_ENABLED = False  # whoever writes in a programme publishes there
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "mp3", "txt", "vtt"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_I18N_ENABLED = False
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True

DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="Fabrique apprenante <bonjour@localhost>"
)
EMAIL_TIMEOUT = 20
#: How long the outbox keeps the trace of a mail that is finished with.
MAIL_TRACE_DAYS = env.int("MAIL_TRACE_DAYS", default=90)
#: An account that nobody used for so long is told, then erased after the notice (in days). The
#: trace of that mail tells when: MAIL_TRACE_DAYS is longer than the notice.
INACTIVE_DAYS = env.int("INACTIVE_DAYS", default=730)
INACTIVE_NOTICE_DAYS = env.int("INACTIVE_NOTICE_DAYS", default=30)
#: How long a reported barrier is kept after it was dealt with, the sender's address along with it.
BARRIER_REPORT_DAYS = env.int("BARRIER_REPORT_DAYS", default=365)
#: How long a message's report is kept after it was answered, its excerpt along with it.
REPORT_DAYS = env.int("REPORT_DAYS", default=365)
#: How long an invitation serves; it is forgotten after as long again.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=30)
#: How long a request to join is kept, answered or not.
JOIN_REQUEST_DAYS = env.int("JOIN_REQUEST_DAYS", default=180)
#: How long before a needed seat ends its delegation is said « à renouveler ».
DELEGATION_RENEWAL_DAYS = env.int("DELEGATION_RENEWAL_DAYS", default=90)

# Discussions: stated limits; whoever passes one is told so (docs/discussion-protocol.md).
DISCUSSIONS = {
    "MESSAGE_MAX_LENGTH": 4000,
    "FRAME_MAX_BYTES": 65_536,
    "FRAMES_PER_WINDOW": env.int("DISCUSSIONS_FRAMES_PER_WINDOW", default=20),
    "WINDOW_SECONDS": 10,
    "SOCKETS_PER_USER": env.int("DISCUSSIONS_SOCKETS_PER_USER", default=10),  # in one worker
    "CHANNELS_PER_SOCKET": 50,
    "EDITIONS_PER_MESSAGE": 20,
    "PINS_PER_CHANNEL": 5,
    "MENTIONS_PER_MESSAGE": 20,
    "FILES_PER_MESSAGE": 4,
    "FILE_MAX_BYTES": 10_000_000,
    "FILE_BYTES_PER_DAY": 200_000_000,  # of one person
    "REPORTS_PER_DAY": 10,  # of one person
    "SEND_SECONDS": 20.0,
    "SOCKET_HOURS": 12.0,
    "POLL_SECONDS": 5.0,
    "RECHECK_SECONDS": 4.0,
    "HERE_SECONDS": 10.0,  # between two frames that say who is here now
    "KEEP_CONNECTIONS": True,
}
#: Full origins (scheme, host, port) whose pages may open a socket.
WEBSOCKET_ORIGINS = [WAGTAILADMIN_BASE_URL]

# Tests compare each prepared query with what Django writes for the same values (ADR 0008).
PREPARED_QUERIES_ARE_CHECKED = False

# Public pages are kept in each process, ahead of Django (docs/page-cache.md).
PAGE_CACHE: dict[str, Any] = {
    "SECONDS": 60,  # what a page says of today and of what comes next follows the clock
    "ENTRIES": 2_000,
    "BYTES": 32 * 1024 * 1024,
    "PATIENCE_SECONDS": 1.5,  # how long one waits for the database before doing without it
    #: What lies there is never asked of the cache, nor kept by it: private, or no page at all.
    "NEVER": (
        "/gestion/", "/compte/", "/discussions/", "/ws/", "/api/", "/demo/", "/documents/",
        "/fichiers/", "/media/", "/healthz", "/readyz",
    ),
}  # fmt: skip
#: Tables that no public page shows: writing there leaves the kept pages as they are. Whatever is
#: not here empties them, so that a new table needs no thought.
QUIET_TABLES = frozenset({
    "freshness_generation",
    # Signing in, and what accounts keep for themselves; a public page knows persons only.
    "django_session", "accounts_user", "account_emailaddress", "account_emailconfirmation",
    "mfa_authenticator", "wagtailusers_userprofile",
    # Who keeps the card of an organisation: they alone are told.
    "alliance_organisation_contacts",
    # What is said in private, the mails about it, and who did what.
    "discussions_channel", "discussions_message", "discussions_exclusion", "discussions_report",
    "discussions_channeldelegation", "discussions_edition", "discussions_reaction",
    "discussions_bookmark", "discussions_mention",
    "discussions_attachment", "discussions_messageterms", "discussions_messageterms_found",
    "activity_mail", "activity_event", "activity_barrierreport",
    "welcome_invitation", "welcome_joinrequest", "welcome_visit", "usersessions_usersession",
    "wagtailcore_pagelogentry", "wagtailcore_modellogentry",
    # The workshop behind the pages.
    "wagtailadmin_editingsession", "wagtailadmin_formstate", "wagtailadmin_admin",
    "wagtailcore_revision", "wagtailcore_comment", "wagtailcore_commentreply",
    "wagtailcore_pagesubscription", "wagtailcore_workflowstate", "wagtailcore_taskstate",
    "wagtailcore_uploadedfile", "wagtailcore_referenceindex", "wagtailcore_apitoken",
    # Follows the pages in their own transaction.
    "wagtailsearch_indexentry", "wagtailsearch_indexentry_fts",
})  # fmt: skip

# The public site runs our own files only; Wagtail's admin wants inline styles and scripts.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        # The provider's button leads there by way of our own address: browsers look at both.
        "form-action": [SELF, *OPENID_ORIGINS],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
ADMIN_CONTENT_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-ancestors": [SELF],
    "frame-src": [SELF],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
        }
    },
    # What is done to pages is in the admin's own journal, and the tasks that follow are no news.
    "loggers": {name: {"level": "WARNING"} for name in ("django_tasks", "modelsearch", "wagtail")},
    "root": {"handlers": ["stdout"], "level": env.str("LOG_LEVEL", default="INFO")},
}
