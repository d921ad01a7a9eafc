"""Settings out of the environment: every value judged, every mistake named, every unknown name refused.

Only ``newsroom/settings.py`` asks. The environment wins over ``.env``; an empty value counts as not set.
"""

import difflib
import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values  # noqa: TID251  The one reader of .env.

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PREFIX = "NEWSROOM_"
FILE_NAME = "NEWSROOM_ENV_FILE"
NOT_SETTINGS = {FILE_NAME, "NEWSROOM_REQUIRE_BROWSER"}  # The first names the file itself, the second is for the tests.
YES = {"true", "yes", "on", "1"}
NO = {"false", "no", "off", "0"}


def read(default_file: Path) -> dict[str, str]:
    """Read the environment over ``.env`` (or the file that NEWSROOM_ENV_FILE names; empty: none)."""
    process = dict(os.environ)  # noqa: TID251  The one place that reads the environment.
    file = Path(process.get(FILE_NAME, str(default_file)) or os.devnull)
    return {**from_file(file), **process}


def from_file(file: Path) -> dict[str, str]:
    """Read ``NAME=value`` lines; a line without ``=`` is refused, and ``$`` has no meaning."""
    values = dotenv_values(file, interpolate=False, encoding="utf-8") if file.exists() else {}
    for name, value in values.items():
        if value is None:
            raise ImproperlyConfigured(f"{file}: the line {name!r} has no value; write NAME=value.")
    return {name: value for name, value in values.items() if value is not None}


class Environment:
    """Typed questions to a mapping of names to text. ``defaults`` holds what was asked for, by name."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.defaults: dict[str, object] = {}

    def text(self, name: str, default: str = "") -> str:
        """Return the text, without the blanks around it."""
        return self._given(name, default) or default

    def words(self, name: str) -> list[str]:
        """Return the parts of a comma-separated list, none of them empty."""
        return [part.strip() for part in self._given(name, []).split(",") if part.strip()]

    def flag(self, name: str, default: bool) -> bool:
        """Return a switch: true, yes, on, 1, or false, no, off, 0."""
        given = self._given(name, default).lower()
        if given and given not in YES | NO:
            raise ImproperlyConfigured(f"{name}: {given!r} is neither true nor false.")
        return given in YES if given else default

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """Return one of ``choices``."""
        given = self._given(name, default) or default
        if given not in choices:
            raise ImproperlyConfigured(f"{name}: {given!r} is unknown; choose one of {', '.join(choices)}.")
        return given

    def whole(self, name: str, default: int, least: int = 1, most: int = 1_000_000_000) -> int:
        """Return a whole number from ``least`` to ``most``; 10_000 may be written so."""
        given = self._given(name, default)
        try:
            number = int(given or default)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {given!r} is not a whole number.") from error
        return int(_within(name, number, least, most))

    def number(self, name: str, default: float, least: float = 0.1, most: float = 86_400.0) -> float:
        """Return a number from ``least`` to ``most``."""
        given = self._given(name, default)
        try:
            number = float(given or default)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {given!r} is not a number.") from error
        return _within(name, number, least, most)

    def networks(self, name: str) -> tuple[Network, ...]:
        """Return the networks of a comma-separated list, such as 10.0.0.0/8."""
        try:
            return tuple(map(ipaddress.ip_network, self.words(name)))
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name}: {error}; give networks such as 10.0.0.0/8, comma-separated."
            ) from error

    def refuse_unknown(self) -> None:
        """Refuse NEWSROOM_ names that nobody asked for: a typing error must not pass for a setting."""
        known = {name for name in self.defaults if name.startswith(PREFIX)} | NOT_SETTINGS
        for name in sorted(self._variables):
            if name.startswith(PREFIX) and name not in known:
                nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
                hint = f"did you mean {nearest[0]}?" if nearest else "docs/settings.md lists all."
                raise ImproperlyConfigured(f"{name}: there is no such setting; {hint}")

    def _given(self, name: str, default: object) -> str:
        self.defaults[name] = default
        return self._variables.get(name, "").strip()


def _within(name: str, number: float, least: float, most: float) -> float:
    if not least <= number <= most:
        raise ImproperlyConfigured(f"{name}: {number} is out of range; give {least} to {most}.")
    return number
