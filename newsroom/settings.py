"""All settings, read from the environment and ``.env`` in this one file; docs/settings.md lists them.

A setting that is wrong stops the start with an error that names it.
"""

import ipaddress
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env  # noqa: TID251  The one reader of the environment.

from newsroom import database

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
env.read_env(BASE_DIR / ".env")

VAR = Path(env.str("NEWSROOM_VAR", str(BASE_DIR / "var")))

# The site -------------------------------------------------------------------------------------------------------------
SITE_NAME = env.str("NEWSROOM_SITE_NAME", "Newsroom")
SITE_URL = env.str("NEWSROOM_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
TLS = SITE_URL.startswith("https://")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
if not SITE_URL.startswith(("http://", "https://")) or not SITE_HOST:
    raise ImproperlyConfigured(f"NEWSROOM_SITE_URL: {SITE_URL!r} is not a URL such as https://news.example.org")
ALLOWED_HOSTS = [SITE_HOST, *env.list("NEWSROOM_ALLOWED_HOSTS", []), *([] if TLS else LOOPBACK_HOSTS)]
CSRF_TRUSTED_ORIGINS = [SITE_URL]


def _secret_key() -> str:
    """Take NEWSROOM_SECRET_KEY, or make a key for this machine and keep it under ``var/``."""
    given = env.str("NEWSROOM_SECRET_KEY", "")
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured(
                "NEWSROOM_SECRET_KEY: must have at least 50 characters; leave it out to have one made."
            )
        return given
    kept = VAR / "secret_key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64), encoding="ascii")
    return kept.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
DEBUG = False

# Database -------------------------------------------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", "")
DATABASE_IS_EMBEDDED = not DATABASE_URL
try:
    DATABASES = {"default": database.from_url(DATABASE_URL or "postgres:///postgres")}
except database.DatabaseSettingError as error:
    raise ImproperlyConfigured(str(error)) from error

# Ingest ---------------------------------------------------------------------------------------------------------------
try:
    FETCH_ALLOW = tuple(map(ipaddress.ip_network, env.list("NEWSROOM_FETCH_ALLOW", [])))
except ValueError as error:
    raise ImproperlyConfigured(
        f"NEWSROOM_FETCH_ALLOW: {error}; give networks such as 10.0.0.0/8, comma-separated."
    ) from error
INGEST_CONCURRENCY = env.int("NEWSROOM_INGEST_CONCURRENCY", 50)
INGEST_WORKERS = env.int("NEWSROOM_INGEST_WORKERS", 2)

# Django ---------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "articles",
    "ingest",
]
MIDDLEWARE = [
    "newsroom.headers.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
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
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LANGUAGE_CODE = "en"
TIME_ZONE = env.str("NEWSROOM_TIME_ZONE", "UTC")
USE_TZ = True
USE_I18N = True

# Security -------------------------------------------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = TLS
SESSION_COOKIE_NAME = "__Host-session" if TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if TLS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
