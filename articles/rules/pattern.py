"""Pure: regular expressions that end in linear time, whatever the text: the only user of RE2 (docs/decisions/0039).

A pattern ends in time because its machine and the text have a bound each; a text cannot make it slower than their product.
"""

from collections.abc import Callable

import re2  # noqa: TID251  The door to RE2.

LONGEST = 500
"""Characters of a pattern."""

READ = 20_000
"""So many characters of one text are searched."""

STATES = 500
"""So big may a pattern's machine be: with ``READ``, less than a tenth of a second at the worst (bench of 0039)."""

_HINTS = (
    ("invalid perl operator: (?=", "Look-ahead (?= ) is not known here: give what follows as a condition of its own."),
    ("invalid perl operator: (?!", "Look-ahead (?! ) is not known here: add a condition “does not match” instead."),
    ("invalid perl operator: (?<", "Look-behind (?<= ) is not known here: write what stands before into the pattern."),
    ("invalid perl operator: (?P=", "A pattern cannot refer back to what it found: write the words out."),
    ("invalid perl operator", "This kind of group is not known here: use ( ) or (?: )."),
    ("bad repetition operator", "Two signs of repetition follow each other: leave one of them out."),
    (
        "no argument for repetition",
        "A sign of repetition (* + ?) has nothing before it: for the sign itself, write \\*.",
    ),
    ("invalid repetition size", "It repeats more than 1,000 times: use * or +, or a smaller number."),
    ("missing ]", "A bracket [ is never closed: add ], or write \\[ for the bracket itself."),
    ("missing )", "A bracket ( is never closed: add ), or write \\( for the bracket itself."),
    ("unexpected )", "A bracket ) was never opened: take it out, or write \\) for the bracket itself."),
    ("trailing \\", "It ends with \\: write \\\\ for the sign itself."),
    ("too large", "The pattern is too big: repeat less, or part it into several conditions."),
)
_BACK = "A pattern cannot refer back (\\1) to what it found: write the words out."


class BadPattern(ValueError):
    """A pattern that cannot be used; the message says what to do."""


def compiled(pattern: str) -> Callable[[str], tuple[int, int] | None]:
    """Return what finds the first place of a pattern in a text: from one character to before another.

    Upper and lower case are alike; accents are not. Raises ``BadPattern``.
    """
    if len(pattern) > LONGEST:
        raise BadPattern(f"The pattern has more than {LONGEST} characters: part it into several conditions.")
    if not pattern.isascii() and ("\\b" in pattern or "\\B" in pattern):
        raise BadPattern("\\b knows the ends of English words only: use the operator “has the word”.")
    machine = _machine(pattern)
    if machine.programsize > STATES:
        raise BadPattern("The pattern is too big: repeat less, or part it into several conditions.")
    if machine.search(""):
        raise BadPattern(
            "The pattern matches everything, even an empty text: say at least one sign that must be there."
        )

    def find(text: str) -> tuple[int, int] | None:
        found = machine.search(text[:READ])
        return found.span() if found else None

    return find


def _machine(pattern: str) -> "re2._Regexp":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError) as error:
        raise BadPattern(_said(pattern, error)) from error


def _said(pattern: str, error: Exception) -> str:
    """Put what RE2 says into words that tell what to do."""
    first = error.args[0] if error.args else b""
    said = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(error)
    if "invalid escape sequence" in said:
        sign = said.rpartition(": ")[2]
        return _BACK if sign[1:].isdecimal() else f"{sign} is not known here: see the signs in the manual."
    hint = next((hint for sign, hint in _HINTS if sign in said), "")
    return hint or f"The pattern “{pattern[:60]}” cannot be read: {said}."
