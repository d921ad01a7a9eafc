"""Pure: what a reader asks: words, filters, order, page; read from a query string, and written back into one.

``read`` never raises: what cannot be meant comes back as problems, for the page to put into words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from urllib.parse import urlencode

from articles.characters import without_controls, without_invisible

LONGEST = 200
"""Characters of the words that are looked for; nobody means more, and each costs a look into the index."""

LAST_PAGE = 50
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SLUG = re.compile(r"[-\w]{1,100}")
_LANGUAGE = re.compile("[a-z]{2,8}")
_SURROGATES = re.compile("[\ud800-\udfff]")


class Problem(Enum):
    """What is wrong with a question."""

    TOO_LONG = "too long"
    SOURCE = "source"
    SECTION = "section"
    LANGUAGE = "language"
    FROM = "from"
    TO = "to"
    BACKWARDS = "backwards"
    SORT = "sort"
    PAGE = "page"


class Sort(Enum):
    """In which order results stand."""

    BEST = "best"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: ``words`` as typed, source and section by their slugs, days inclusive; "" and None: any.

    The fields have the names and the order of the parameters in ``NAMES``.
    """

    words: str = ""
    source: str = ""
    section: str = ""
    first: date | None = None
    last: date | None = None
    language: str = ""
    sort: Sort = Sort.BEST
    page: int = 1

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked yet."""
        return replace(self, sort=Sort.BEST, page=1) == Question()

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words limits what is found."""
        return replace(self, words="", sort=Sort.BEST, page=1) != Question()

    def meaning(self, words: str) -> "Question":
        """Return the same question with other words."""
        return replace(self, words=words, page=1)

    def asking(self, **changes: object) -> str:
        """Return the query string of this question with some ``changes``, from its first page on: "q=tide&lang=de"."""
        question = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]  # Each has the type of its field.
        values = {name: getattr(question, field) for name, field in NAMES.items()}
        said = {name: value for name, value in values.items() if value != _DEFAULTS[name]}
        return urlencode({name: value.value if isinstance(value, Sort) else value for name, value in said.items()})


NAMES = {
    "q": "words",
    "source": "source",
    "section": "section",
    "from": "first",
    "to": "last",
    "lang": "language",
    "sort": "sort",
    "page": "page",
}
"""The parameter of the address -> the field of the question."""

_DEFAULTS = {name: getattr(Question(), field) for name, field in NAMES.items()}


def read(parameters: Mapping[str, str]) -> tuple[Question, list[Problem]]:
    """Read a question; of what cannot be meant the problem is returned, and the field stands as if it was not there."""
    problems: list[Problem] = []
    words = _plain(parameters.get("q", ""))
    if len(words) > LONGEST:
        words = words[:LONGEST]
        problems.append(Problem.TOO_LONG)
    question = Question(
        words=words,
        source=_matching(_SLUG, parameters.get("source", ""), Problem.SOURCE, problems),
        section=_matching(_SLUG, parameters.get("section", ""), Problem.SECTION, problems),
        first=_day(parameters.get("from", ""), Problem.FROM, problems),
        last=_day(parameters.get("to", ""), Problem.TO, problems),
        language=_matching(_LANGUAGE, parameters.get("lang", ""), Problem.LANGUAGE, problems),
        sort=_sort(parameters.get("sort", ""), problems),
        page=_page(parameters.get("page", ""), problems),
    )
    if question.first and question.last and question.first > question.last:
        problems.append(Problem.BACKWARDS)
    return question, problems


def _plain(text: str) -> str:
    """Return one line without anything that no keyboard writes."""
    seen = without_invisible(without_controls(_SURROGATES.sub("", text[: LONGEST * 100])))
    return " ".join(seen.split())


def _matching(pattern: re.Pattern[str], text: str, problem: Problem, problems: list[Problem]) -> str:
    if not text or pattern.fullmatch(text):
        return text
    problems.append(problem)
    return ""


def _day(text: str, problem: Problem, problems: list[Problem]) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        problems.append(problem)
        return None
    return day


def _sort(text: str, problems: list[Problem]) -> Sort:
    try:
        return Sort(text or Sort.BEST.value)
    except ValueError:
        problems.append(Problem.SORT)
        return Sort.BEST


def _page(text: str, problems: list[Problem]) -> int:
    if not text:
        return 1
    if text.isascii() and text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= LAST_PAGE:
        return int(text)
    problems.append(Problem.PAGE)
    return 1
