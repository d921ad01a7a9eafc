"""``manage.py evaluate_stories FILE``: say how good grouping is, on labelled articles."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError

from articles import grouping, labelled
from articles.evaluation import Cases, Demand, Demands, Example, Match, Score, compare, judge
from articles.labelled import BadLineError, Labelled

UNKNOWN = "und"
"""What stands for a language that no line names, as in BCP 47."""

HEADS = ("articles", "stories", "found", "B³ prec.", "recall", "F1", "pairs prec.", "recall", "F1")


class Report(NamedTuple):
    """What one file says of grouping; ``seconds`` of CPU for reading the clues and grouping them."""

    file: str
    seconds: float
    whole: Match
    languages: Mapping[str, Match]
    cases: Cases | None


class Command(BaseCommand):
    """Measure grouping on labelled articles."""

    help = (
        "Group labelled articles (one JSON object a line: id, headline, text, source, published, language, story) with the "
        "code that the site runs, and say how well the stories match the labels. Touches no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="labelled articles, JSON Lines")
        parser.add_argument("--json", action="store_true", help="write one JSON object a file, each on one line")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Measure each file by itself."""
        for file in options["files"]:
            report = _measure(file, _read(file))
            if options["json"]:
                self.stdout.write(json.dumps(_as_facts(report), ensure_ascii=False))
            else:
                self.stdout.write("\n".join(_as_table(report)))


def _read(file: Path) -> list[Labelled]:
    try:
        with file.open(encoding="utf-8-sig") as lines:
            return labelled.read(lines)
    except (OSError, UnicodeDecodeError, BadLineError) as error:
        raise CommandError(f"{file}: {error}") from error


def _measure(file: Path, articles: list[Labelled]) -> Report:
    began = time.process_time()
    placed = grouping.run(labelled.clues(articles))
    seconds = time.process_time() - began
    found = {article.id: placed[number] for number, article in enumerate(articles)}
    languages = sorted({article.language for article in articles})
    examples = [Example(article.id, article.case, article.rule, article.story) for article in articles if article.case]
    return Report(
        file=str(file),
        seconds=seconds,
        whole=compare(found, {article.id: article.story for article in articles}),
        languages={language or UNKNOWN: _of_language(language, found, articles) for language in languages},
        cases=judge(found, examples) if examples else None,
    )


def _of_language(language: str, found: Mapping[str, int], articles: list[Labelled]) -> Match:
    return compare(found, {article.id: article.story for article in articles if article.language == language})


# As JSON --------------------------------------------------------------------------------------------------------------


def _as_facts(report: Report) -> dict[str, Any]:
    facts = {"file": report.file, **_match(report.whole), "seconds": round(report.seconds, 3)}
    facts["per_language"] = {language: _match(match) for language, match in report.languages.items()}
    return {**facts, "cases": _cases(report.cases)} if report.cases else facts


def _match(match: Match) -> dict[str, Any]:
    return {
        "articles": match.articles,
        "stories": match.stories,
        "found": match.found,
        "bcubed": _score(match.bcubed),
        "pairs": _score(match.pairs),
    }


def _score(score: Score) -> dict[str, float]:
    return {"precision": round(score.precision, 4), "recall": round(score.recall, 4), "f1": round(score.f1, 4)}


def _cases(cases: Cases) -> dict[str, Any]:
    return {
        "must_join": _demands(cases.must_join),
        "must_not": _demands(cases.must_not),
        "failed": [demand._asdict() for demand in _failed(cases)],
    }


def _demands(demands: Demands) -> dict[str, int]:
    return {"held": demands.held, "of": demands.of}


def _failed(cases: Cases) -> tuple[Demand, ...]:
    return (*cases.must_not.failed, *cases.must_join.failed)


# For people -----------------------------------------------------------------------------------------------------------


def _as_table(report: Report) -> list[str]:
    widths = [max(len(head), 7) for head in HEADS]
    heads = " ".join(head.rjust(width) for head, width in zip(HEADS, widths, strict=True))
    rows = {"all": report.whole, **(report.languages if len(report.languages) > 1 else {})}
    lines = [f"{report.file}: {report.seconds:.2f} s of CPU", f"{'':8} {heads}"]
    lines += [f"{name:8} {_row(match, widths)}" for name, match in rows.items()]
    return [*lines, *(_told(report.cases) if report.cases else [])]


def _row(match: Match, widths: list[int]) -> str:
    cells = [str(count) for count in match[:3]]
    cells += [f"{figure:.3f}" for score in (match.bcubed, match.pairs) for figure in (*score, score.f1)]
    return " ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))


def _told(cases: Cases) -> list[str]:
    joins, nots = cases.must_join, cases.must_not
    lines = [f"Must join: {joins.held} of {joins.of} hold. Must not join: {nots.held} of {nots.of} hold."]
    return lines + [
        f"  {demand.case} ({demand.rule}) {demand.kind}: {', '.join(demand.ids)}" for demand in _failed(cases)
    ]
