"""Pure: an article -> its clue, which is everything that grouping ever knows of it.

A clue is stored when its article is placed and never read anew, so that a replay gives the same stories. It holds nothing
but texts, whole numbers and a time, which come back from any storage as they went in.
"""

import datetime as dt
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from sys import intern
from typing import Any

from articles import copies
from articles.words import Word, language_of, words

LEAD = 600
"""Characters of a lead that count."""

HEADLINE = 400
"""Characters of a headline that count."""

UNIT = 256
"""The length of an article's vector, whose parts are whole numbers."""

MOST_TERMS = 160
"""Different terms of one article that count."""

HEADLINE_WEIGHT = 100
"""What a word of the headline weighs."""

LEAD_WEIGHT = 30
"""What a word that stands once in the lead weighs; one that stands there again weighs a little more."""

_LEAD_WEIGHTS = (0, *(round(LEAD_WEIGHT * (1 + math.log(times))) for times in range(1, 20)))
_SEPARATOR = re.compile(r"\s+[-|–—«»·•:]\s+|\s*\|\s*|:\s+")
_SQUEEZE = re.compile(r"[\W_]+")
_HOST = re.compile(r"^(?:www\.)?([\w.-]+?)(?:\.(?:com|org|net|co|gov|ac))?\.[a-z]{2,}$", re.IGNORECASE)
_PUBLISHER = re.compile(
    r"\b(?:News|Times|Post|Herald|Tribune|Gazette|Journal|Observer|Chronicle|Telegraph|Guardian|Mail|Daily|Weekly|Magazine"
    r"|Radio|TV|FM|Zeitung|Tagblatt|Anzeiger|Nachrichten|Diario|Periódico|Noticias|Journal|Actualités|Blog|Blogs|Online"
    r"|Reuters|NPR|CNN|BBC|ABC|CBS|NBC)\b|\.(?:com|org|net|de|fr|es|uk)\b"
)
"""Words by which a publisher's name is told at the end of a headline."""

_BRACKETS = re.compile(r"\s*\\?[(\[][^()\[\]]*[)\]]\s*$")


@dataclass(frozen=True, slots=True)
class Clue:
    """What grouping knows of one article; see the module.

    ``language``: primary subtag, "" unknown. ``family``: who stands behind the source. ``seen``: when we saw it (aware).
    ``terms``: different stems, those of the headline first, each in its order; beside each, in ``surfaces`` the word as it
    first stood, in ``headline`` and ``lead`` how often it stood there. ``title``: the stems of the headline as they follow
    one another, common words too, and ordinal numbers with a "#" before them. ``names`` and ``numbers``: those of the terms that are; ``title_names`` those of the
    headline that begin with a capital letter. ``signature``: of the body (``articles/copies.py``). ``vector``: what each term
    weighed when the article was placed (``articles/evidence.py``), ``ground``: what it was
    expected to share with any article, ``usual``: how usual its words were, which tells a template; () and 0 before that.
    """

    article: int
    language: str
    family: str
    seen: dt.datetime
    terms: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()
    headline: tuple[int, ...] = ()
    lead: tuple[int, ...] = ()
    title: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    signature: tuple[int, ...] = ()
    vector: tuple[int, ...] = ()
    ground: int = 0
    usual: int = 0


def read(  # noqa: PLR0913  An article has so many sides, and each is named where it is given.
    article: int,
    headline: str,
    lead: str,
    *,
    language: str,
    family: str,
    source_name: str,
    seen: dt.datetime,
    body: str = "",
) -> Clue:
    """Read the clue of an article from plain texts; ``language`` is any BCP 47 tag or "", ``body`` only finds copies."""
    language = language_of(language, f"{headline[:HEADLINE]} {lead[:LEAD]}")
    title = words(without_source(headline[:HEADLINE], source_name), language)
    text = words(lead[:LEAD], language)
    in_headline, in_lead = ([word for word in found if not word.common] for found in (title, text))
    telling = [*in_headline, *in_lead]
    surfaces = {word.stem: word.surface for word in reversed(telling)}
    terms = tuple(dict.fromkeys([word.stem for word in telling]))[:MOST_TERMS]
    return Clue(
        article=article,
        language=language,
        family=family,
        seen=seen,
        terms=terms,
        surfaces=tuple(map(surfaces.__getitem__, terms)),
        headline=_shared(_times(terms, in_headline)),
        lead=_times(terms, in_lead),
        title=tuple(f"#{word.stem}" if word.ordinal else word.stem for word in title),
        names=tuple(sorted(_names(title, text, language))),
        numbers=tuple(sorted({word.stem for word in (*title, *text) if word.number})),
        signature=copies.signature(body),
    )


def _times(terms: tuple[str, ...], found: list[Word]) -> tuple[int, ...]:
    """Return how often each term is among these words."""
    counts = Counter([word.stem for word in found])
    return tuple(map(counts.get, terms, repeat(0)))


@lru_cache(maxsize=1_024)
def _shared(times: tuple[int, ...]) -> tuple[int, ...]:
    """Return the same object for equal numbers: most headlines say each word once, so that few differ here."""
    return times


def weights(clue: Clue) -> tuple[int, ...]:
    """Return what each term of a clue weighs, in hundredths of a word of the headline; whole numbers add up exactly."""
    most = len(_LEAD_WEIGHTS) - 1
    return tuple(
        [
            (HEADLINE_WEIGHT if head else 0) + _LEAD_WEIGHTS[min(most, lead)]
            for head, lead in zip(clue.headline, clue.lead, strict=True)
        ]
    )


def _names(title: list[Word], text: list[Word], language: str) -> set[str]:
    """Return the stems of words that are written large where others are not.

    A headline in which most words are large tells nothing by that, nor does German, where every noun is.
    """
    if language == "de":
        return set()
    inside = {word.stem for word in text if word.capital and not word.opening and not word.common}
    letters = [word for word in title if not word.number and len(word.surface) > 3]
    large = sum(word.capital for word in letters)
    if large * 3 > len(letters) * 2 and len(letters) > 2:
        return inside
    return inside | {word.stem for word in title if word.capital and not word.opening and not word.common}


def without_source(headline: str, source_name: str) -> str:
    """Cut the publisher from the end of a headline ("... - The Daily Tide"), and its own name from the beginning."""
    name = _squeezed(_HOST.sub(r"\1", _BRACKETS.sub("", source_name)))
    pieces = _SEPARATOR.split(headline)
    marks = _SEPARATOR.findall(headline)
    while len(pieces) > 1 and _is_tail(pieces[-1], marks[-1], name, pieces[:-1]):
        pieces.pop()
        marks.pop()
    if len(pieces) > 1 and name and _squeezed(pieces[0]) == name:
        pieces.pop(0)
        marks.pop(0)
    return "".join(piece + mark for piece, mark in zip(pieces, [*marks, ""], strict=True))


def _is_tail(piece: str, mark: str, name: str, before: list[str]) -> bool:
    """Tell whether the last piece of a headline names who published it: by its name, or by how it looks."""
    squeezed = _squeezed(piece)
    if name and squeezed and (squeezed in name or name in squeezed):
        return True
    found = piece.split()
    if mark.strip() == ":" or len(found) > 5 or sum(len(part.split()) for part in before) < 3:
        return False
    if any(len(word) > 2 and _squeezed(word) in name for word in found if word[0].isupper()) and name:
        return True
    return bool(_PUBLISHER.search(piece)) or ("|" in mark and all(word[0].isupper() for word in found))


def _squeezed(text: str) -> str:
    """Return only letters and digits, without case, without an English article before them."""
    return _SQUEEZE.sub("", text.casefold().removeprefix("the "))


def as_facts(clue: Clue) -> dict[str, Any]:
    """Return a clue as JSON can hold it."""
    return {
        "article": clue.article,
        "language": clue.language,
        "family": clue.family,
        "seen": clue.seen.isoformat(),
        "terms": list(clue.terms),
        "surfaces": list(clue.surfaces),
        "headline": list(clue.headline),
        "lead": list(clue.lead),
        "title": list(clue.title),
        "names": list(clue.names),
        "numbers": list(clue.numbers),
        "signature": list(clue.signature),
        "vector": list(clue.vector),
        "ground": clue.ground,
        "usual": clue.usual,
    }


def from_facts(facts: dict[str, Any]) -> Clue:
    """Return the clue that ``as_facts`` made these of; its terms share their memory with those of other clues."""
    return Clue(
        article=facts["article"],
        language=facts["language"],
        family=facts["family"],
        seen=dt.datetime.fromisoformat(facts["seen"]),
        terms=tuple(map(intern, facts["terms"])),
        surfaces=tuple(map(intern, facts["surfaces"])),
        headline=tuple(facts["headline"]),
        lead=tuple(facts["lead"]),
        title=tuple(facts["title"]),
        names=tuple(facts["names"]),
        numbers=tuple(facts["numbers"]),
        signature=tuple(facts["signature"]),
        vector=tuple(facts["vector"]),
        ground=facts["ground"],
        usual=facts["usual"],
    )
