"""``pg_dump`` and ``pg_restore`` of the right version: Postgres refuses a dump by a program that is older than the server."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from newsroom.operating.backup.address import Address

DEBIAN = Path("/usr/lib/postgresql")


class NoProgram(Exception):
    """No program is new enough; str() says what to install."""


class ProgramFailed(Exception):
    """A program ended with an error; str() is what it said."""


def find(name: str, major: int) -> Path:
    """Return the program for a server of this major version: its own, or else the oldest that is newer."""
    found: dict[int, Path] = {}
    for path in _places(name):
        version = _major_of(path)
        if version is not None and version >= major:
            found.setdefault(version, path)
    if not found:
        raise NoProgram(
            f"no {name} for Postgres {major} is here: apt-get install postgresql-client-{major} (from the repository that the "
            "server came from), or name a machine that has it."
        )
    return found[min(found)]


def run(program: Path, arguments: list[str], address: Address) -> None:
    """Run it to its end. Raises ``ProgramFailed`` with its last words."""
    done = subprocess.run(  # noqa: S603  Postgres' own programs, no shell.
        [program, *arguments],
        env=address.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise ProgramFailed(f"{program.name}: " + "; ".join(said[-3:] or [f"status {done.returncode}"]))


def _places(name: str) -> Iterator[Path]:
    """Yield where the program may be: the embedded server's, the system's, and those that Debian keeps by version."""
    from newsroom.embedded import PROGRAMS  # noqa: PLC0415  Only where a backup is made.

    yield PROGRAMS / name
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    yield from sorted(DEBIAN.glob(f"*/bin/{name}"))


def _major_of(program: Path) -> int | None:
    """Return the major version that a program says it is of; None where it is not there, or does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout  # noqa: S603  As above.
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else None
