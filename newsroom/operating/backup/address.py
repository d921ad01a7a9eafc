"""Where a database is, for programs that are not Django. A password never stands in a command line: anybody could read it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

import psycopg
from psycopg.conninfo import make_conninfo

from newsroom import database

PASSED_ON = ("sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "service", "target_session_attrs")
PATIENT = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=5000"
"""A copy of everything takes its time; it waits for nobody's lock, though."""


class Address(NamedTuple):
    """What libpq must know, without the password, and the password."""

    parameters: Mapping[str, str]
    password: str

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Self:
        """Take it from Django's settings of a database."""
        names = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
        options = {name: str(value) for name, value in config.get("OPTIONS", {}).items() if name in PASSED_ON}
        given = {name: str(config[key]) for name, key in names.items() if config.get(key)}
        return cls({**options, **given}, str(config.get("PASSWORD") or ""))

    @classmethod
    def of_url(cls, url: str) -> Self:
        """Take it from a DATABASE_URL. Raises ``DatabaseSettingError``."""
        return cls.of(database.from_url(url))

    @property
    def name(self) -> str:
        """The name of the database."""
        return self.parameters["dbname"]

    def beside(self, name: str) -> Self:
        """Return another database of the same server."""
        return self._replace(parameters={**self.parameters, "dbname": name})

    @property
    def conninfo(self) -> str:
        """What may stand in a command line."""
        return make_conninfo(**{**self.parameters, "connect_timeout": "5", "options": PATIENT})

    @property
    def environment(self) -> dict[str, str]:
        """What a program must know beside it."""
        secret = {"PGPASSWORD": self.password} if self.password else {}
        return {"HOME": str(Path.home()), "LC_ALL": "C.UTF-8", **secret}

    def connect(self) -> psycopg.Connection[Any]:
        """Connect, by a session that takes its time and commits each statement."""
        return psycopg.connect(self.conninfo, password=self.password or None, autocommit=True)
