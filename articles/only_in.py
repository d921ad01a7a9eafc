"""What only one publisher mentions: names and numbers of its headlines and deks that no other's hold. Pure.

Simple, and honest in being so: it compares what stands on our page, not the whole reports, and says nothing of a word that
it cannot tell for a name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

MOST = 4
"""So many names and numbers of one publisher; more would be no hint but an index."""

TELLING = 3
"""Letters that a name has at least: shorter ones are articles, or initials that another spells out."""

ALL_NOUNS = frozenset(["de", "lb", "nds"])
"""Languages that write every noun with a capital, so that a capital says nothing."""

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = re.compile(r"[.!?…:;\n“”„«»\"|–—]\s*$")
_HANGING = re.compile(r"^[cdjlmnst]['’]|^qu['’]|['’]s?$")
_JOINED = re.compile(r"[ \u00a0]{1,2}")


def only_in(texts: Mapping[str, Sequence[str]], language: str, known: Iterable[str] = ()) -> dict[str, list[str]]:
    """Return, by publisher, what stands in its texts alone: {publisher: names and numbers, as they are written}.

    ``texts`` are the plain texts of each publisher, headline and dek apart; ``language`` is the story's (BCP 47). ``known``
    are names that are no news, such as the publishers' own.
    """
    if len(texts) < 2:
        return {}
    held = {publisher: _keys(of_it) for publisher, of_it in texts.items()}
    counts = Counter(key for keys in (*held.values(), _keys(known), _keys(known)) for key in keys)
    names = language.partition("-")[0].lower() not in ALL_NOUNS
    found = {publisher: list(islice(_own(of_it, counts, names=names), MOST)) for publisher, of_it in texts.items()}
    return {publisher: own for publisher, own in found.items() if own}


def _own(texts: Iterable[str], counts: Mapping[str, int], *, names: bool) -> Iterator[str]:
    """Yield what no other publisher has, each once, in the order of the texts."""
    told: set[str] = set()
    for mention, keys in (found for text in texts for found in _mentions(text, names=names)):
        if keys.isdisjoint(told) and all(counts[key] <= 1 for key in keys):
            told |= keys
            yield mention


def _mentions(text: str, *, names: bool) -> Iterator[tuple[str, set[str]]]:
    """Yield the numbers and names of ``text``, as written and as compared.

    A capital that begins a sentence, or stands among capitals, tells nothing.
    """
    tokens = list(_TOKEN.finditer(text))
    told = names and not _is_title_case(text)
    place = 0
    while place < len(tokens):
        size = 1
        if tokens[place][0][0].isdecimal():
            size += _follows(text, tokens, place + 1)
            yield text[tokens[place].start() : tokens[place + size - 1].end()], _keys([tokens[place][0]])
        elif told and _is_name(tokens[place]) and not _begins_sentence(text, tokens[place].start()):
            while _follows(text, tokens, place + size) and _is_name(tokens[place + size]):
                size += 1
            name = text[tokens[place].start() : tokens[place + size - 1].end()]
            if len(name) >= TELLING:
                yield name, _keys([name])
        place += size


def _follows(text: str, tokens: Sequence[re.Match[str]], place: int) -> bool:
    """Tell whether there is a word at ``place`` that only a blank parts from the one before: a unit, a surname."""
    if place >= len(tokens) or not tokens[place][0][0].isalpha():
        return False
    return bool(_JOINED.fullmatch(text[tokens[place - 1].end() : tokens[place].start()]))


def _is_name(token: re.Match[str]) -> bool:
    return token[0][0].isupper()


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip("'‘’([ ")
    return not before or bool(_END.search(before))


def _is_title_case(text: str) -> bool:
    """Tell whether nearly all longer words have capitals, as in headlines of a certain style: then they are no names."""
    words = [word for word in _TOKEN.findall(text) if len(word) > TELLING and word[0].isalpha()]
    return len(words) > 2 and 5 * sum(word[0].isupper() for word in words) > 4 * len(words)


def _keys(texts: Iterable[str]) -> set[str]:
    """Return the words and numbers of ``texts`` in the form in which they are compared."""
    return {_fold(token) for text in texts for token in _TOKEN.findall(text)}


def _fold(token: str) -> str:
    """Fold case, what separates thousands, and what hangs on a name: 1,180 is 1180, Petrel's is Petrel, l'Orne is Orne."""
    return _HANGING.sub("", re.sub(r"(?<=\d)[.,](?=\d)", "", token).casefold())
