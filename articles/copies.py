"""Pure: is this the same text, published again? Bodies -> signatures -> how much of the text two of them share.

A signature is the hash of the beginning of the text and the smallest of the hashes of all its runs of five words
(characters, where no blanks part the words): of two texts, so many of these are equal as the texts have runs in common
(Broder 1997). Short texts have no signature: a line of two is no copy but a coincidence.
"""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b
from struct import unpack

LONGEST = 12_000
"""Characters of a body that are read."""

SHORTEST = 200
"""Letters and digits that a body must have to be a copy of anything."""

RUN = 5
"""Words, or characters without blanks, that make one run."""

SIZE = 20
"""Hashes of runs that are kept."""

ALIKE = 0.8
"""Share of the runs in common from which on two texts are one."""

KEYS = 4
"""Under so many of its smallest hashes a text is found; two copies miss one another once in a thousand times."""

BEGINNING = 400
"""Letters and digits that are hashed as the beginning of a text."""

_UNIT = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+")


def signature(body: str) -> tuple[int, ...]:
    """Return the signature of a plain text, () for a short one: signed 64-bit integers, the beginning's hash first."""
    units = _UNIT.findall(unicodedata.normalize("NFKC", body[:LONGEST]).casefold()[:LONGEST])
    letters = "".join(units)
    if len(letters) < SHORTEST:
        return ()
    runs = {" ".join(units[start : start + RUN]) for start in range(max(1, len(units) - RUN + 1))}
    beginning, *hashes = _hashes([letters[:BEGINNING], *runs])
    return (beginning, *sorted({*hashes})[:SIZE])


def keys(signed: tuple[int, ...]) -> tuple[int, ...]:
    """Return the hashes under which copies of this text are found."""
    return signed[: 1 + KEYS]


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return which share of their runs two texts have in common (0 to 1, estimated); 1 where they begin alike."""
    if not one or not other:
        return 0.0
    if one[0] == other[0]:
        return 1.0
    mine, theirs = set(one[1:]), set(other[1:])
    smallest = sorted(mine | theirs)[:SIZE]
    return sum(run in mine and run in theirs for run in smallest) / len(smallest)


def is_copy(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Tell whether two texts are the same."""
    return likeness(one, other) >= ALIKE


def _hashes(texts: list[str]) -> tuple[int, ...]:
    """Return the signed 64-bit hashes of these texts, the same in every process."""
    return unpack(f">{len(texts)}q", b"".join([blake2b(text.encode(), digest_size=8).digest() for text in texts]))


def original(signed: tuple[int, ...], others: Iterable[tuple[int, tuple[int, ...]]]) -> int | None:
    """Return which of the (article, signature) is the same text; the earliest article, or None."""
    return min((article for article, other in others if is_copy(signed, other)), default=None)
