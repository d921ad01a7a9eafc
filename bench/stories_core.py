"""Group made-up reports in memory, and say what it took: CPU in milliseconds an article, memory in bytes.

    python -m bench.stories_core ARTICLES

One JSON line: ``marks`` is what reading and placing an article cost when so many were there, ``cpu`` all of it in seconds.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from articles import clue, evaluation
from articles.clue import Clue
from articles.grouping import Grouping
from articles.shelf import Shelf
from bench.reports import Report, reports

WINDOW = 500
"""Over so many articles before a mark the cost of placing one is averaged."""

MARKS = (1_000, 5_000, 20_000, 50_000)


def core(count: int) -> dict[str, Any]:
    """Group in memory: what reading a clue and placing it cost when so many are there, and all of it together."""
    made = list(reports(count))
    labels = {number: report.story for number, report in enumerate(made)}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    shelf = Shelf()
    grouping = Grouping(shelf, lambda read: read.article)
    spent = Spent()
    began = time.process_time()
    for number, report in enumerate(made):
        read = spent.on("reading", lambda report=report, number=number: _clue(number, report))
        spent.on("placing", lambda read=read: grouping.add(read))
        spent.mark(number + 1)
    grouping.merge()
    found = evaluation.compare(shelf.story_of, labels)
    return {
        "cpu": time.process_time() - began,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "reports": before * 1024,
        "marks": spent.marks,
        "f1": found.bcubed.f1,
    }


class Spent:
    """CPU seconds by kind of work, and, at each mark, milliseconds an article over the window before it."""

    def __init__(self) -> None:
        self.marks: dict[int, dict[str, float]] = {}
        self._sums: dict[str, float] = {}
        self._at_window: dict[str, float] = {}

    def on(self, kind: str, work: Callable[[], Any]) -> Any:
        """Do the work and count its CPU."""
        began = time.process_time()
        result = work()
        self._sums[kind] = self._sums.get(kind, 0.0) + time.process_time() - began
        return result

    def mark(self, done: int) -> None:
        """Note where a window begins and what it came to."""
        if done + WINDOW in MARKS:
            self._at_window = dict(self._sums)
        if done in MARKS:
            self.marks[done] = {
                kind: (total - self._at_window.get(kind, 0.0)) * 1000 / WINDOW for kind, total in self._sums.items()
            }


def _clue(number: int, report: Report) -> Clue:
    return clue.read(
        number,
        report.headline,
        report.lead,
        language="en",
        family=f"family {report.source}",
        source_name=f"Paper {report.source}",
        seen=report.published,
        body=report.lead,
    )


if __name__ == "__main__":
    print(json.dumps(core(int(sys.argv[1]))))
