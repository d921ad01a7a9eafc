"""How far the suite goes, in its short form and in its long one, and what it counts. No Django: the command reads it first."""

from typing import NamedTuple

COLUMNS = ("vectors", "fields", "pages", "executions", "foreign", "clobbered", "malformed")
LONG = "attack-long"
"""The plugin by which ``python -m tests.attack`` asks for the long form."""


class Extent(NamedTuple):
    """How far a test goes.

    Its attacks, and those on plain places; every ``raw``-th of them is ingested as it is, too; so many articles are opened,
    so many screens of an article, addresses of a route, choices of a filter; lists are read to their end or for so many
    pages; each ``bound``-th page is opened under its policy, too.
    """

    vectors: list[str]
    breakers: list[str]
    raw: int
    articles: int
    screens: int
    examples: int | None
    filters: int
    older: int
    bound: int
