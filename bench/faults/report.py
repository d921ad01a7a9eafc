"""What the faults cost, as the table of docs/reliability.md and as JSON."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from bench.faults.outcome import Outcome

HEAD = ("Row", "Fault", "Promised", "Tries", "Measured")


@dataclass(slots=True)
class Row:
    """All tries of one fault; ``number`` is its row in the list of what is promised."""

    name: str
    number: int
    title: str
    promise: str
    outcomes: list[Outcome]
    left_out: str = ""

    @property
    def wrong(self) -> list[str]:
        """Return what must not be, each sentence once."""
        return list(dict.fromkeys(sentence for one in self.outcomes for sentence in one.wrong))

    @property
    def measured(self) -> str:
        """Return what came of it in words and figures, or why it was left out."""
        if not self.outcomes:
            return self.left_out or "always came too late"
        facts = [*_rows(self.outcomes), *_times(self.outcomes), *_most(self.outcomes), *_notes(self.outcomes)]
        return "; ".join([*facts, *(["**WRONG**, see below"] if self.wrong else [])])


def _rows(outcomes: Sequence[Outcome]) -> list[str]:
    judged = [one for one in outcomes if one.is_judged]
    lost, doubled, extra = (sum(getattr(one, name) for one in judged) for name in ("lost", "doubled", "extra"))
    return [f"{lost} rows lost, {doubled} doubled, {extra} requests repeated"] if judged else []


def _times(outcomes: Sequence[Outcome]) -> list[str]:
    seconds = [one.seconds for one in outcomes if one.seconds]
    resumed = [one.resumed for one in outcomes if one.resumed is not None]
    whole = [f"whole after {median(seconds):.1f} s (at most {max(seconds):.1f})"] if seconds else []
    return [*([f"went on within {max(resumed):.1f} s"] if resumed else []), *whole]


def _most(outcomes: Sequence[Outcome]) -> list[str]:
    most: dict[str, float] = {}
    for one in outcomes:
        most |= {what: max(value, most.get(what, 0.0)) for what, value in one.most.items()}
    return [f"at most {value:.{0 if value >= 100 else 1}f} {what}" for what, value in most.items()]


def _notes(outcomes: Sequence[Outcome]) -> list[str]:
    notes = sum((one.notes for one in outcomes), Counter[str]())
    return [f"{count} {name}" for name, count in notes.items()]


def as_markdown(rows: Sequence[Row], about: Mapping[str, Any]) -> str:
    """Return the table with its circumstances, as docs/reliability.md has it, and below it what went wrong."""
    lines = [[str(row.number), row.title, row.promise, str(len(row.outcomes)), row.measured] for row in rows]
    table = [HEAD, ("---",) * len(HEAD), *lines]
    wrong = [f"- {row.title}: {sentence}" for row in rows for sentence in row.wrong]
    verdict = ["What is wrong:", "", *wrong] if wrong else ["Nothing that is promised was broken."]
    return "\n".join([_circumstances(about), "", *(f"| {' | '.join(line)} |" for line in table), "", *verdict, ""])


def _circumstances(about: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    machine, load = about["machine"], about["load"]
    return (
        f"Measured on {about['date']} at commit {about['commit']}, seed {about['seed']}, farm {about['farm']}: {versions}; "
        f"{machine['cores']} cores ({machine['processor']}), {machine['memory_bytes'] / 2**30:.0f} GiB, {machine['system']}; "
        f"load {load['before']:.1f} before and {load['after']:.1f} after; {about['seconds'] / 60:.0f} minutes."
    )


def as_line(row: Row) -> str:
    """Return one row for whoever waits for the others."""
    return f"row {row.number}, {row.title}, {len(row.outcomes)} times: {row.measured}"


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return all of it for machines."""
    return [
        {"name": row.name, "row": row.number, "title": row.title, "tries": list(map(_as_json, row.outcomes))}
        for row in rows
    ]


def _as_json(one: Outcome) -> dict[str, Any]:
    return {**asdict(one), "notes": dict(one.notes)}
