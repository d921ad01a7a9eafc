"""What was found, as tables for people and as JSON for programs."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from bench.figures import Demand, Findings, Round
from bench.site import Run

HEAD = ("round", "feeds", "wall s", "CPU s", "ours", "Postgres", "beyond start-up", "ms a feed", "bare loop", "MB")


def as_text(findings: Findings, about: dict[str, Any]) -> str:
    """Return tables of the rounds and of the demands, and under which circumstances they came about."""
    start_up = next((one.cpu for one in findings.rounds if one.name == "start-up"), None)
    parts = [_circumstances(about)]
    if findings.rounds:
        parts.append(table(HEAD, [_row(one, start_up) for one in findings.rounds]))
    if findings.demands:
        parts.append(table(("demand", "measured", "allowed", "holds"), map(_judged, findings.demands)))
    parts += [f"Note: {note}" for note in findings.notes]
    parts += [f"WRONG: {sentence}" for sentence in findings.wrong()]
    return "\n\n".join(parts) + "\n"


def as_json(findings: Findings, about: dict[str, Any]) -> dict[str, Any]:
    """Return the same with every run of every round."""
    return {
        **about,
        "rounds": [_round(one) for one in findings.rounds],
        "demands": [{**asdict(demand), "holds": demand.holds} for demand in findings.demands],
        "notes": findings.notes,
    }


def _row(one: Round, start_up: float | None) -> Sequence[str]:
    return (
        one.title,
        str(one.feeds),
        f"{one.wall:.2f}",
        f"{one.cpu:.2f}",
        f"{one.ours:.2f}",
        f"{one.postgres:.2f}",
        "" if start_up is None or not one.feeds else f"{one.cpu - start_up:.2f}",
        f"{one.cpu / one.feeds * 1000:.2f}" if one.feeds else "",
        f"{one.floor:.2f}" if one.floors else "",
        f"{one.peak_bytes / 1e6:.0f}",
    )


def _judged(demand: Demand) -> Sequence[str]:
    sign = ">=" if demand.at_least else "<="
    measured, limit = (f"{value:.4g} {demand.unit}".strip() for value in (demand.measured, demand.limit))
    return (demand.text, measured, f"{sign} {limit}", "yes" if demand.holds else "NO")


def _round(one: Round) -> dict[str, Any]:
    medians = ("wall", "cpu", "ours", "postgres", "peak_bytes", "floor")
    return {
        "name": one.name,
        "title": one.title,
        "feeds": one.feeds,
        **{name: getattr(one, name) for name in medians},
        "runs": [_run(run) for run in one.runs],
        "floors": [asdict(usage) for usage in one.floors],
        "wrong": one.wrong,
    }


def _run(run: Run) -> dict[str, Any]:
    return {**asdict(run.usage), "postgres": run.postgres, "report": dict(run.report)}


def _circumstances(about: dict[str, Any]) -> str:
    machine, load = about["machine"], about["load"]
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    return (
        f"{about['date']}, commit {about['commit']}; {machine['cores']} cores ({machine['processor']}), "
        f"load {load['before']:.2f} before and {load['after']:.2f} after.\n{versions}"
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Set columns under their heads: the first one left, the others right."""
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    )
