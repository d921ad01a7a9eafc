"""The database: a server named by DATABASE_URL, or the embedded Postgres under ``var/postgres``."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import dj_database_url

if TYPE_CHECKING:
    from newsroom.embedded import EmbeddedServer

SCHEMES = ("postgres://", "postgresql://")
REPLICA = "replica"
"""The name by which Django knows the replica."""

REPLICA_SECONDS = 3
"""A replica that takes longer, to be reached or for one query, is not waited for: the primary is asked."""

SLACK_SECONDS = 5.0
"""So much longer than a statement may take is a server waited for, which should have said by then that it took too long."""
NEEDS_NO_DATABASE = {
    "help",
    "version",
    "--help",
    "--version",
    "collectstatic",
    "makemessages",
    "compilemessages",
    "doctor",
}
"""The doctor looks for it itself, and goes on where there is none."""


class DatabaseSettingError(ValueError):
    """DATABASE_URL or NEWSROOM_REPLICA_URL is not one that we can use."""


class DatabaseStartError(RuntimeError):
    """The embedded server does not start; str() says where to look."""


def databases(url: str, replica: str, statement: float, lock: float, idle: float) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES: the primary, and its replica where one is named. Limits as for ``with_timeouts``."""
    found = {"default": with_timeouts(from_url(url), statement, lock, idle)}
    if replica:
        parts = from_url(replica, "NEWSROOM_REPLICA_URL")
        if _place(parts) == _place(found["default"]):
            raise DatabaseSettingError(
                "NEWSROOM_REPLICA_URL: names the primary itself; leave it out to have no replica."
            )
        hasty = {**parts, "OPTIONS": {"connect_timeout": REPLICA_SECONDS, **parts.get("OPTIONS", {})}}
        found[REPLICA] = with_timeouts(hasty, min(statement or REPLICA_SECONDS, REPLICA_SECONDS), lock, idle)
    return found


def from_url(url: str, name: str = "DATABASE_URL") -> dict[str, Any]:
    """Turn a DATABASE_URL into Django's settings; anything but Postgres is refused by name, never by its password."""
    if not url.startswith(SCHEMES):
        scheme = url.partition(":")[0] if "://" in url else "a value without a scheme"
        raise DatabaseSettingError(
            f"{name}: {scheme} is not supported; use postgres://user:password@host:5432/name (15 or newer)."
        )
    try:
        config = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError:
        raise DatabaseSettingError(
            f"{name}: cannot be read; write special characters as %40 and so on, and the port as a number."
        ) from None
    if not config["NAME"]:
        raise DatabaseSettingError(f"{name}: names no database; end it in /name.")
    return {**config, "ENGINE": "newsroom.postgres"}


def _place(config: Mapping[str, Any]) -> tuple[Any, ...]:
    return config["HOST"], config["PORT"] or 5432, config["NAME"]


def embedded_directory(var: Path) -> Path:
    """Where the embedded server keeps its data."""
    return var / "postgres"


def socket_url(directory: Path) -> str:
    """Return the URL of a server that listens on a socket in ``directory``, as the embedded one does."""
    return f"postgresql://postgres@{quote(str(directory), safe='')}/postgres"


def with_timeouts(config: dict[str, Any], statement: float, lock: float, idle: float) -> dict[str, Any]:
    """Return Django's settings with limits for each session, in seconds; 0 is no limit.

    ``statement`` limits one query, ``lock`` the wait for a lock, ``idle`` the rest inside an open transaction. Postgres keeps
    these; we keep ``patience`` (``newsroom/postgres/connection.py``) with one that does not.
    """
    limits = {
        "statement_timeout": statement,
        "lock_timeout": lock,
        "idle_in_transaction_session_timeout": idle,
    }
    asked = " ".join(f"-c {name}={round(seconds * 1000)}" for name, seconds in limits.items())
    options = {"connect_timeout": 5, **config.get("OPTIONS", {})}
    options["patience"] = statement + SLACK_SECONDS if statement else None
    options["options"] = f"{asked} {options.get('options', '')}".strip()
    return {**config, "OPTIONS": options}


def start(directory: Path, settings: Mapping[str, str] | None = None) -> "EmbeddedServer":
    """Start the embedded server in ``directory``, or join the one that runs, and return its handle.

    It stops when the last process that started or joined it ends.
    """
    from newsroom.embedded import EmbeddedServer  # noqa: PLC0415  Not needed with a real server.

    try:
        directory.mkdir(parents=True, exist_ok=True)
        return EmbeddedServer(directory.resolve(), settings or {})
    except (OSError, subprocess.SubprocessError) as error:
        raise DatabaseStartError(
            f"the embedded Postgres does not start in {directory}: {error}. What it says itself is in {directory / 'log'}; "
            "DATABASE_URL can name a real server instead."
        ) from error


def use(url: str) -> None:
    """Point Django, which has no connection yet, at the server at ``url``; limits stay as they are."""
    from django.conf import settings  # noqa: PLC0415  Settings must not load before DJANGO_SETTINGS_MODULE is set.

    database = settings.DATABASES["default"]
    found = from_url(url)
    database.update({**found, "OPTIONS": {**database.get("OPTIONS", {}), **found.get("OPTIONS", {})}})


def start_if_embedded(argv: list[str]) -> None:
    """Start the embedded server for a management command, unless DATABASE_URL names another."""
    from django.conf import settings  # noqa: PLC0415  As above.

    if settings.DATABASE_IS_EMBEDDED and not NEEDS_NO_DATABASE & set(argv[1:2] or ["help"]):
        use(start(embedded_directory(settings.VAR)).url)
