"""The long form of the attack suite: ``make attack``. Every attack of ours and of ../shared, through every field.

It prints what was tried and what was found, ``--json`` as one line of JSON; it ends with 1 where anything was found. Any
other argument is pytest's: ``ARGS="-k forms"`` for one part.
"""

import datetime as dt
import json
import platform
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.attack.extent import COLUMNS, LONG


class Table:
    """The plugin that asks for the long form, and collects what each test counted."""

    __name__ = LONG
    """What pytest knows it by."""

    def __init__(self) -> None:
        self.table: dict[str, Counter[str]] = {}


def main(arguments: list[str]) -> int:
    """Run the suite and print its table; return the status of the run."""
    plugin, began = Table(), time.monotonic()
    given = [argument for argument in arguments if argument != "--json"]
    status = pytest.main(
        [str(Path(__file__).parent), "-q", "-p", "no:cacheprovider", "--timeout=7200", *given], plugins=[plugin]
    )
    facts = {
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "python": platform.python_version(),
        "seconds": round(time.monotonic() - began),
        "tests": {name: {column: counted[column] for column in COLUMNS} for name, counted in plugin.table.items()},
    }
    print(json.dumps(facts) if "--json" in arguments else _written(facts))  # noqa: T201  This is what it is for.
    return int(status)


def _written(facts: dict) -> str:
    """Write the table for people."""
    lines = [f"{'':<90}{''.join(f'{column:>12}' for column in COLUMNS)}"]
    for name, counted in facts["tests"].items():
        words = name.removeprefix("test_").replace("_", " ")
        lines.append(f"{words[:88]:<90}{''.join(f'{counted[column]:>12,}' for column in COLUMNS)}")
    return "\n".join([*lines, f"{facts['date']}, Python {facts['python']}, {facts['seconds']} s"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
