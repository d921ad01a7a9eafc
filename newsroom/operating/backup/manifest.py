"""The manifest of a backup: what is in it, and what proves that it is all there."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from newsroom.operating.backup.sums import Sums

NAME = "manifest.json"
FORM = 1
"""How the directory is laid out. Another number is for another release to read."""


class BadBackup(Exception):
    """What is there is no whole backup; str() says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """``files`` are names with bytes and SHA-256; ``pictures`` says where they are: "media.tar", or a bucket's name."""

    made_at: str
    release: str
    postgres: str
    migrations: dict[str, str]
    tables: Sums
    files: dict[str, tuple[int, str]]
    pictures: str
    form: int = FORM

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)

    @property
    def rows(self) -> int:
        """How many rows there are in all tables."""
        return sum(rows for rows, _ in self.tables.values())


def write(manifest: Manifest, directory: Path) -> None:
    """Write it down."""
    file = directory / NAME
    file.touch(mode=0o600)
    file.write_text(json.dumps(asdict(manifest), indent=1), "utf-8")


def read(directory: Path) -> Manifest:
    """Read it, and prove that every file is there as it was written. Raises ``BadBackup``."""
    try:
        told = json.loads((directory / NAME).read_text("utf-8"))
        if told["form"] != FORM:
            raise BadBackup(f"{directory} was made by another release ({told['release']}): restore it with that one.")
        pairs = {name: {key: tuple(pair) for key, pair in told[name].items()} for name in ("tables", "files")}
        manifest = Manifest(**{**told, **pairs})
    except FileNotFoundError as error:
        raise BadBackup(f"{directory} is no backup, or a torn one: it has no {NAME}.") from error
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        raise BadBackup(f"{directory / NAME} cannot be read: {error}") from error
    for name, expected in manifest.files.items():
        _require_whole(directory / name, expected)
    return manifest


def measured(file: Path) -> tuple[int, str]:
    """Return the bytes and the SHA-256 of a file."""
    with file.open("rb") as opened:
        return file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest()


def _require_whole(file: Path, expected: tuple[int, str]) -> None:
    try:
        there = measured(file)
    except OSError as error:
        raise BadBackup(f"{file} is missing or cannot be read: the backup is torn.") from error
    if there != tuple(expected):
        raise BadBackup(f"{file} is not as it was written ({there[0]:,} bytes of {expected[0]:,}): the backup is torn.")
