"""Restore a backup, and prove that what came out is what went in."""

import secrets
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import errors, sql

from newsroom.operating.backup import manifest, programs, sums
from newsroom.operating.backup.address import Address
from newsroom.operating.backup.manifest import Manifest

SCRATCH = "newsroom_drill_"
IS_EMPTY = "SELECT NOT EXISTS (SELECT FROM pg_class c WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace)"
USERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


class CannotRestore(Exception):
    """Something stands in the way; str() says what. Nothing was changed."""


class NotTheSame(Exception):
    """What was restored is not what was saved; str() says where."""


def restore(backup: Path, address: Address, *, is_replacing: bool = False) -> Manifest:
    """Restore the database of ``backup`` into that at ``address``, all of it or nothing, and compare every table.

    Raises ``BadBackup``, ``CannotRestore``, ``NoProgram``, ``ProgramFailed`` or ``NotTheSame``.
    """
    told = manifest.read(backup)
    with address.connect() as session:
        major = session.info.server_version // 10_000
        if not is_replacing and session.execute(IS_EMPTY).fetchone() != (True,):
            raise CannotRestore(f"the database {address.name} is not empty; --replace gives up what is in it.")
        (users,) = session.execute(USERS).fetchone() or (0,)
        if (
            users
        ):  # pg_restore would wait for their locks without end, whatever we set: a dump switches lock_timeout off.
            raise CannotRestore(f"{users} others use the database {address.name}: stop the site and ingest.")
    arguments = ["--no-owner", "--no-acl", "--exit-on-error", "--single-transaction", "--no-password"]
    replacing = ["--clean", "--if-exists"] if is_replacing else []
    where = [f"--dbname={address.conninfo}", str(backup / "database.dump")]
    programs.run(programs.find("pg_restore", max(major, _major(told))), [*arguments, *replacing, *where], address)
    with address.connect() as session:
        session.execute("ANALYZE")  # A dump holds no statistics that plans could go by.
        differences = sums.differences(told.tables, sums.of_database(session))
    if differences:
        raise NotTheSame("; ".join(differences))
    return told


def restore_files(backup: Path, var: Path) -> list[str]:
    """Put pictures and the site's key into a ``NEWSROOM_VAR``; a key that is there stays. Return what was put there."""
    told, put = manifest.read(backup), []
    if "media.tar" in told.files:
        (var / "media").mkdir(parents=True, exist_ok=True)
        with tarfile.open(backup / "media.tar") as archive:
            archive.extractall(var / "media", filter="data")
        put.append("media")
    key = var / "secret_key"
    if "secret_key" in told.files and not key.exists():
        key.touch(mode=0o600)
        key.write_bytes((backup / "secret_key").read_bytes())
        put.append("secret_key")
    return put


def drill(backup: Path, address: Address) -> Manifest:
    """Restore ``backup`` into a database of its own on the same server, compare, and drop it whatever came out."""
    with _scratch(address) as scratch:
        return restore(backup, scratch)


@contextmanager
def _scratch(address: Address) -> Iterator[Address]:
    name = SCRATCH + secrets.token_hex(4)
    with address.connect() as session:
        try:
            session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        except errors.InsufficientPrivilege as error:
            raise CannotRestore(
                "the drill needs a database of its own: have a superuser run ALTER ROLE "
                f"{session.info.user} CREATEDB, or restore --into an empty database that you made."
            ) from error
        try:
            yield address.beside(name)
        finally:
            session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _major(told: Manifest) -> int:
    """Return the major version of the server that the dump is of."""
    return int(told.postgres.split(".", 1)[0].split(" ", 1)[0])
