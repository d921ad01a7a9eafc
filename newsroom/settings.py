"""All settings, read from the environment and ``.env`` in this one file; docs/settings.md lists them.

A setting that is wrong stops the start with an error that names it.
"""

import dataclasses
import ipaddress
import secrets
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured

from ingest.hosts import host_key, is_strangers
from ingest.values import Limits
from newsroom import RELEASE, caches, database, logs, mail, media, passwords
from newsroom.environment import Environment, read

django_stubs_ext.monkeypatch()  # Lets the admin's classes say at run time, too, which model they are for.

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(read(BASE_DIR / ".env"))

VERSION = RELEASE
VAR = Path(env.text("NEWSROOM_VAR", str(BASE_DIR / "var"))).absolute()


# The site -------------------------------------------------------------------------------------------------------------
def _is_loopback(host: str) -> bool:
    """Tell whether ``host`` is this machine, where plain http is safe and a certificate cannot be had."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


PORT = env.whole("PORT", 8000, least=1, most=65_535)
BIND = env.text("NEWSROOM_BIND", "127.0.0.1")
WEB_WORKERS = env.whole("NEWSROOM_WEB_WORKERS", 2, most=64)
ACCESS_LOG = env.flag("NEWSROOM_ACCESS_LOG", default=False)
SITE_NAME = env.text("NEWSROOM_SITE_NAME", "Newsroom")
SITE_URL = env.text("NEWSROOM_SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
TLS = SITE_URL.startswith("https://")
INSECURE_HTTP = env.flag("NEWSROOM_INSECURE_HTTP", default=False)
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
if not SITE_URL.startswith(("http://", "https://")) or not SITE_HOST or urlsplit(SITE_URL).path:
    raise ImproperlyConfigured(f"NEWSROOM_SITE_URL: {SITE_URL!r} is not like https://news.example.org, without a path.")
if not (TLS or INSECURE_HTTP or _is_loopback(SITE_HOST)):
    raise ImproperlyConfigured(
        f"NEWSROOM_SITE_URL: {SITE_URL} would send passwords in the clear; use https:// with a proxy that does TLS, "
        "or set NEWSROOM_INSECURE_HTTP=true on a network that you trust."
    )
ALLOWED_HOSTS = [
    f"[{SITE_HOST}]" if ":" in SITE_HOST else SITE_HOST,
    *env.words("NEWSROOM_ALLOWED_HOSTS"),
    *([] if TLS else LOOPBACK_HOSTS),
]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("NEWSROOM_ALLOWED_HOSTS: '*' lets anyone name our host; list the names.")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ADMIN_PATH = env.text("NEWSROOM_ADMIN_PATH", "admin").strip("/") + "/"
LOGIN_URL = LOGIN_REDIRECT_URL = f"/{ADMIN_PATH}"  # Where a sign-in ends whose ?next= leads away from us.


def _secret_key() -> str:
    """Take NEWSROOM_SECRET_KEY, or make a key for this machine and keep it under ``var/``."""
    given = env.text("NEWSROOM_SECRET_KEY")
    if given:
        if len(given) < 50 or len(set(given)) < 5:
            raise ImproperlyConfigured(
                "NEWSROOM_SECRET_KEY: needs at least 50 characters, not all alike; leave it out to have one made."
            )
        return given
    kept = VAR / "secret_key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64), encoding="ascii")
    return kept.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.words("NEWSROOM_OLD_SECRET_KEYS")
DEBUG = False

# Database -------------------------------------------------------------------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL")
DATABASE_IS_EMBEDDED = not DATABASE_URL
STATEMENT_SECONDS = env.number("NEWSROOM_STATEMENT_SECONDS", 15.0, least=0.0)
LOCK_SECONDS = env.number("NEWSROOM_LOCK_SECONDS", 5.0, least=0.0)
IDLE_SECONDS = env.number("NEWSROOM_IDLE_SECONDS", 60.0, least=0.0)
try:
    DATABASES = database.databases(
        DATABASE_URL or database.socket_url(database.embedded_directory(VAR)),
        env.text("NEWSROOM_REPLICA_URL"),
        *(STATEMENT_SECONDS, LOCK_SECONDS, IDLE_SECONDS),
    )
except database.DatabaseSettingError as error:
    raise ImproperlyConfigured(str(error)) from error
DATABASE_ROUTERS = ["newsroom.router.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Readers --------------------------------------------------------------------------------------------------------------
VISITS_FLUSH_SECONDS = env.number("NEWSROOM_VISITS_FLUSH_SECONDS", 5.0, least=0.0)
EDITION_SECONDS = 0.25  # How old what a process knows of the edition may be: four queries a second for any crowd.
try:
    CACHES = {"default": caches.from_url(env.text("CACHE_URL"), SECRET_KEY, VERSION)}
except caches.CacheSettingError as error:
    raise ImproperlyConfigured(str(error)) from error

# Ingest ---------------------------------------------------------------------------------------------------------------
FETCH_ALLOW = env.networks("NEWSROOM_FETCH_ALLOW")
INGEST_CONCURRENCY = env.whole("NEWSROOM_INGEST_CONCURRENCY", 50, most=1_000)
REPLAY_BODIES = env.whole("NEWSROOM_REPLAY_BODIES", 3, least=0, most=100)
RETENTION_DAYS = env.whole("NEWSROOM_RETENTION_DAYS", 0, least=0, most=36_500)
LEDGER_DAYS = env.whole("NEWSROOM_LEDGER_DAYS", 90, most=36_500)
INGEST_WORKERS = env.whole("NEWSROOM_INGEST_WORKERS", 2, most=64)


def _can_be_called_back() -> bool:
    """Tell whether hubs out on the network may find the site: not at a name or port that has a meaning only here."""
    try:
        return is_strangers(host_key(SITE_URL))
    except ValueError:
        return False


_websub = env.choice("NEWSROOM_WEBSUB", "auto", ("auto", "on", "off"))
WEBSUB = _can_be_called_back() if _websub == "auto" else _websub == "on"


def _limits() -> Limits:
    """Let NEWSROOM_FETCH_TOTAL_SECONDS and its kind override each field of ``Limits``."""
    given: dict[str, float] = {}
    for field in dataclasses.fields(Limits):
        read_as = env.number if isinstance(field.default, float) else env.whole
        given[field.name] = read_as(f"NEWSROOM_FETCH_{field.name.upper()}", field.default)  # type: ignore[arg-type]
    return Limits(**given)  # type: ignore[arg-type]  # Each has the type of its default.


LIMITS = _limits()

# Operators ------------------------------------------------------------------------------------------------------------
OPERATORS = env.words("NEWSROOM_OPERATORS")
MAIL_EVERY_MINUTES = env.whole("NEWSROOM_MAIL_EVERY_MINUTES", 60, most=10_080)
MAIL_FROM = env.text("NEWSROOM_MAIL_FROM")
try:
    _server = mail.from_url(env.text("NEWSROOM_MAIL_URL"))
    for _address in OPERATORS:
        mail.require_address("NEWSROOM_OPERATORS", _address)
    if MAIL_FROM:
        mail.require_address("NEWSROOM_MAIL_FROM", MAIL_FROM)
except mail.MailSettingError as error:
    raise ImproperlyConfigured(str(error)) from error
if OPERATORS and not (_server.host and MAIL_FROM):
    raise ImproperlyConfigured("NEWSROOM_OPERATORS: mail to them needs NEWSROOM_MAIL_URL and NEWSROOM_MAIL_FROM.")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _server.host else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_SSL, EMAIL_USE_TLS = _server
EMAIL_TIMEOUT, PASSWORD_RESET_TIMEOUT = mail.TIMEOUT_SECONDS, passwords.LINK_SECONDS
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
METRICS_TOKEN = env.text("NEWSROOM_METRICS_TOKEN")
if METRICS_TOKEN and len(METRICS_TOKEN) < 32:
    raise ImproperlyConfigured("NEWSROOM_METRICS_TOKEN: needs at least 32 characters; leave it out to have no metrics.")

# Django ---------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "newsroom.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "articles",
    "ingest",
    "newsroom.access",
    "newsroom.operating",
    "newsroom.sample",
]
MIDDLEWARE = [
    "newsroom.headers.SecurityHeadersMiddleware",
    "newsroom.methods.MethodsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "newsroom.language.LanguageMiddleware",
    "newsroom.early.KeptPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "newsroom.access.session_limits.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.outage.OutageMiddleware",
    "newsroom.replica.ReplicaMiddleware",
]
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 2,  # So that a long round of feeds keeps neither pictures nor pushes waiting.
    "shutdown_graceful_timeout": 1.0,  # Then the tasks are told; a round winds up in 5 seconds.
    "delete_jobs": "successful",
}
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.context.site",
            ]
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
try:
    _pictures = media.from_url(env.text("NEWSROOM_MEDIA_URL"))
except media.MediaSettingError as error:
    raise ImproperlyConfigured(str(error)) from error
STORAGES = {
    "default": _pictures,
    "bodies": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "bodies", "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "newsroom.static_files.SmallStaticFilesStorage"},
}
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 86_400
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY = TLS, True
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.text("NEWSROOM_TIME_ZONE", "UTC")
if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(f"NEWSROOM_TIME_ZONE: {TIME_ZONE!r} is unknown; use a name such as Europe/Berlin.")
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "newsroom.formats"
LOGGING = logs.logging_settings(
    form=env.choice("NEWSROOM_LOG_FORMAT", "plain", ("plain", "json")),
    level=env.choice("NEWSROOM_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
)

# Security -------------------------------------------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS, PASSWORD_HASHERS = passwords.VALIDATORS, passwords.HASHERS
PROXY = env.flag("NEWSROOM_PROXY", default=False)
if PROXY:  # Only a proxy that sets this header itself may be believed: anyone else can send it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
FORWARDED_FOR = env.whole("NEWSROOM_FORWARDED_FOR", 0, least=0, most=5)
if FORWARDED_FOR and not PROXY:
    raise ImproperlyConfigured("NEWSROOM_FORWARDED_FOR: believes proxies that NEWSROOM_PROXY=true would have to name.")
SIGN_IN_FAILURES = env.whole("NEWSROOM_SIGN_IN_FAILURES", 10, least=3, most=100)
SIGN_IN_MINUTES = env.whole("NEWSROOM_SIGN_IN_MINUTES", 15, most=24 * 60)
SECOND_FACTOR_REQUIRED = env.choice("NEWSROOM_SECOND_FACTOR", "optional", ("optional", "required")) == "required"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # Asked from inside the machine, where there is no TLS.
SESSION_COOKIE_NAME = "__Host-session" if TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if TLS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_HOURS = env.whole("NEWSROOM_SESSION_HOURS", 12, most=24 * 90)
SESSION_IDLE_MINUTES = env.whole("NEWSROOM_SESSION_IDLE_MINUTES", 120, least=5, most=24 * 90 * 60)
SESSION_COOKIE_AGE = (
    SESSION_HOURS + 24
) * 3600  # Longer than a session: what is sent too late is still known to be whose.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # No third cookie.
SECURE_HSTS_SECONDS = env.whole("NEWSROOM_HSTS_SECONDS", 31_536_000, least=0) * TLS
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("NEWSROOM_HSTS_SUBDOMAINS", default=True) and TLS
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
SILENCED_SYSTEM_CHECKS = [
    # Without TLS there is no HSTS (W004), nowhere to redirect to (W008), and a secure cookie (W012, W016) would never
    # come back; NEWSROOM_SITE_URL above admits plain http on loopback only, or where it was asked for by name.
    *([] if TLS else ["security.W004", "security.W008", "security.W012", "security.W016"]),
    # Whoever sets NEWSROOM_HSTS_SUBDOMAINS=false has other names under the domain that speak plain http.
    *([] if SECURE_HSTS_INCLUDE_SUBDOMAINS else ["security.W005", "security.W021"]),
]

env.refuse_unknown()
