"""What came of one try of a fault."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """What a fault cost in the end. ``wrong`` says in sentences what must not be; ``notes`` what is good to know.

    ``lost`` and ``doubled`` count rows, where they were judged (``is_judged``) against those of an undisturbed run; ``extra``
    requests over one a feed, of which ``unexplained`` were not those of feeds that were under way at the fault; ``seconds`` from
    the fault (or the end of it) until all was whole; ``resumed``, where it went on by itself, until it did; ``most`` what was
    largest of each thing that was watched. ``is_late`` tells that the run was over by the moment of the fault, which so hurt nobody.
    """

    lost: int = 0
    doubled: int = 0
    extra: int = 0
    unexplained: int = 0
    seconds: float = 0.0
    resumed: float | None = None
    is_judged: bool = False
    is_late: bool = False
    wrong: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    most: dict[str, float] = field(default_factory=dict)

    def note_most(self, what: str, value: float) -> None:
        """Keep a measure if it is the largest of its kind."""
        self.most[what] = max(value, self.most.get(what, 0.0))

    def require(self, is_well: object, sentence: str) -> None:
        """Say that something is wrong, unless it is well."""
        self.wrong += [] if is_well else [sentence]


class Skipped(Exception):
    """A fault cannot be made on this machine; str() says why."""
