"""Make a backup: everything of one moment, under its name only when it is whole."""

import os
import shutil
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from newsroom.operating.backup import manifest, programs, record, sums
from newsroom.operating.backup.address import Address
from newsroom.operating.backup.manifest import Manifest

PATTERN = "newsroom-[0-9]*Z"
PART = ".part"
SPARE_BYTES = 200_000_000
TORN_AFTER_SECONDS = 86_400
MIGRATIONS = "SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app"


class CannotBackUp(Exception):
    """Something stands in the way; str() says what."""


def make(directory: Path, keep: int, address: Address) -> tuple[Path, Manifest]:
    """Make a backup of the database at ``address`` in ``directory`` and keep the newest ``keep`` there.

    Return where it is, and what is in it.

    Raises ``CannotBackUp``, ``NoProgram`` or ``ProgramFailed``; then nothing is left of it.
    """
    now = datetime.now(UTC)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_room(address, directory)
    whole = directory / f"newsroom-{now:%Y%m%dT%H%M%SZ}"
    with _part(whole) as part:
        made = _fill(part, address, now)
        manifest.write(made, part)
        _sync(part)
        part.rename(whole)
    record.note_backup(now, whole)
    _forget_old(directory, keep)
    return whole, made


def all_in(directory: Path) -> list[Path]:
    """Return the whole backups of a directory, the newest first."""
    return sorted((path for path in directory.glob(PATTERN) if (path / manifest.NAME).exists()), reverse=True)


@contextmanager
def _part(whole: Path) -> Iterator[Path]:
    """Make the directory under another name, and take it away where it did not get its own."""
    part = whole.with_name(whole.name + PART)
    try:
        part.mkdir(mode=0o700)
    except FileExistsError as error:
        raise CannotBackUp(f"another backup is being made at this moment: {part}") from error
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _fill(part: Path, address: Address, now: datetime) -> Manifest:
    """Write the files, and return what the manifest says of them."""
    with address.connect() as session, session.transaction():
        session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        (snapshot,) = _row(session, "SELECT pg_export_snapshot()")
        (version,) = _row(session, "SHOW server_version")
        _dump(part / "database.dump", snapshot, session.info.server_version // 10_000, address)
        tables = sums.of_database(session)
        migrations = dict(session.execute(MIGRATIONS).fetchall())
    pictures = _copy_pictures(part / "media.tar")
    key = settings.VAR / "secret_key"
    if key.exists():
        shutil.copyfile(key, part / "secret_key")
    for file in part.iterdir():
        file.chmod(0o600)
    files = {file.name: manifest.measured(file) for file in sorted(part.iterdir())}
    return Manifest(now.isoformat(), settings.VERSION, version, migrations, tables, files, pictures)


def _dump(file: Path, snapshot: str, major: int, address: Address) -> None:
    """Have pg_dump write what our transaction sees."""
    arguments = [
        "--format=custom",
        f"--snapshot={snapshot}",
        f"--file={file}",
        "--no-password",
        f"--dbname={address.conninfo}",
    ]
    programs.run(programs.find("pg_dump", major), arguments, address)


def _copy_pictures(file: Path) -> str:
    """Put our copies of pictures into one file, uncompressed as they are compressed already. Return where they are."""
    backend = settings.STORAGES["default"]["BACKEND"]
    if not str(backend).endswith("FileSystemStorage"):
        return "a bucket, which this backup does not hold"
    media = Path(settings.MEDIA_ROOT)
    with tarfile.open(file, "w") as archive:
        for path in sorted(media.rglob("*")) if media.is_dir() else []:
            _add(archive, path, path.relative_to(media).as_posix())
    return file.name


def _add(archive: tarfile.TarFile, path: Path, name: str) -> None:
    """Add one file, unless it is none, or gone by now."""
    try:
        if path.is_file() and not path.is_symlink():
            archive.add(path, name, recursive=False)
    except FileNotFoundError:  # Pruned since it was listed.
        return


def _require_room(address: Address, directory: Path) -> None:
    """Refuse to begin what the disk cannot hold; a dump is never larger than the database, mostly far smaller."""
    with address.connect() as session:
        (size,) = _row(session, "SELECT pg_database_size(current_database())")
    media = Path(settings.MEDIA_ROOT)
    pictures = sum(path.stat().st_size for path in media.rglob("*") if path.is_file()) if media.is_dir() else 0
    needed, free = size + pictures + SPARE_BYTES, shutil.disk_usage(directory).free
    if needed > free:
        raise CannotBackUp(
            f"{directory} has {free // 1_000_000:,} MB free, and a backup may need {needed // 1_000_000:,}: "
            "name another disk by --to, or keep fewer by --keep."
        )


def _forget_old(directory: Path, keep: int) -> None:
    """Remove all but the newest, and what a killed backup left a day ago."""
    for old in all_in(directory)[keep:]:
        shutil.rmtree(old)
    for torn in directory.glob(PATTERN + PART):
        if torn.stat().st_mtime < time.time() - TORN_AFTER_SECONDS:
            shutil.rmtree(torn, ignore_errors=True)


def _sync(directory: Path) -> None:
    """Have the disk hold every file before it gets its name."""
    for path in [*directory.iterdir(), directory]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _row(session: psycopg.Connection[Any], question: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = session.execute(question).fetchone()
    assert row is not None  # noqa: S101  Each question here has one answer.
    return row
