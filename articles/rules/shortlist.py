"""Pure: which of many rules may hit at all, told by four letters of each; the others need not be asked.

A rule that looks for words is filed under four letters in a row of them. A text that has not these letters has not the words.
What cannot be filed so (short words, patterns, what must not be there) is asked always.
"""

from collections.abc import Iterable, Iterator, Sequence

from articles.rules.condition import Condition
from articles.rules.folding import fold
from articles.rules.subject import GRAM, Gram, Subject

LITERAL = frozenset({"contains", "word", "begins", "is"})
"""Operators whose value stands in the text, letter by letter."""

FEW = 100
"""So many rules are asked one by one in less time than a text takes to be cut into letters."""

Key = tuple[str, Gram]


class Shortlist:
    """Rules by number, each with its conditions, and which of them may hit a subject."""

    def __init__(self, rules: Iterable[tuple[int, Sequence[Condition], bool]], few: int = FEW) -> None:
        self._always: list[int] = []
        self._filed: dict[str, dict[Gram, list[int]]] = {}
        rules = list(rules)
        for number, conditions, needs_all in rules:
            keys = _keys(conditions, needs_all=needs_all) if len(rules) > few else ()
            if not keys:
                self._always.append(number)
            for field, gram in keys:
                self._filed.setdefault(field, {}).setdefault(gram, []).append(number)

    def of(self, subject: Subject) -> Iterator[int]:
        """Yield the numbers of the rules that may hit, some perhaps twice."""
        yield from self._always
        for field, filed in self._filed.items():
            for gram in filed.keys() & subject.grams(field):
                yield from filed[gram]


NONE = Shortlist(())


def _keys(conditions: Sequence[Condition], *, needs_all: bool) -> Sequence[Key]:
    """Return the letters of which a text that a rule hits has one at least; nothing where that cannot be said."""
    found = [key for key in map(_key, conditions) if key]
    if needs_all:
        return found[:1]
    return found if len(found) == len(conditions) else ()


def _key(condition: Condition) -> Key | None:
    sought = " ".join(fold(condition.value).split())
    if condition.operator not in LITERAL or len(sought) < GRAM:
        return None
    longest = max(sought.split(), key=len)
    letters = longest if len(longest) >= GRAM else sought
    return condition.field, (letters[0], letters[1], letters[2], letters[3])
