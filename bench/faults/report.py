"""What the faults cost, as a table and as JSON."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from bench.faults.trial import Outcome
from bench.report import table

HEAD = ("fault", "times", "rows lost", "doubled", "extra requests", "whole again after", "")


@dataclass(slots=True)
class Row:
    """All tries of one fault."""

    name: str
    title: str
    outcomes: list[Outcome]
    left_out: str = ""

    @property
    def wrong(self) -> list[str]:
        """Return what must not be, each sentence once."""
        return list(dict.fromkeys(sentence for one in self.outcomes for sentence in one.wrong))

    @property
    def notes(self) -> str:
        """Return what is good to know, summed over the tries."""
        notes = sum((one.notes for one in self.outcomes), Counter[str]())
        resumed = [one.resumed for one in self.outcomes if one.resumed is not None]
        went_on = [f"went on within {max(resumed):.1f} s"] if resumed else []
        return ", ".join([*went_on, *(f"{count} {name}" for name, count in notes.items() if count)])


def as_text(rows: Sequence[Row]) -> str:
    """Return the table, and below it what went wrong."""
    wrong = [f"{row.title}: {sentence}" for row in rows for sentence in row.wrong]
    verdict = (
        ["What is wrong:", *wrong] if wrong else ["Every run after a fault ended with the rows of an undisturbed one."]
    )
    return "\n".join([table(HEAD, map(_cells, rows)), "", *verdict, ""])


def as_line(row: Row) -> str:
    """Return one row for whoever waits for the others."""
    return ", ".join(f"{head}: {cell}" for head, cell in zip(HEAD, _cells(row), strict=True) if cell)


def _cells(row: Row) -> list[str]:
    outcomes = row.outcomes
    if not outcomes:
        return [row.title, "0", "", "", "", "", row.left_out or "always came too late"]
    sums = [sum(getattr(one, name) for one in outcomes) for name in ("lost", "doubled", "extra")]
    seconds = [one.seconds for one in outcomes]
    took = f"{median(seconds):.1f} s (at most {max(seconds):.1f})"
    return [row.title, f"{len(outcomes)}", *map(str, sums), took, row.notes]


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return all of it for machines."""
    return [{"name": row.name, "title": row.title, "tries": list(map(_as_json, row.outcomes))} for row in rows]


def _as_json(one: Outcome) -> dict[str, Any]:
    return {**asdict(one), "notes": dict(one.notes)}
