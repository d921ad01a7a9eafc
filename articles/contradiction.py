"""Pure: what says that two reports which are worded alike tell of two different things.

Editors see the answer ("12th, not 13th"). Headlines of one template ("Yellow warning of wind for Orkney", "... for Devon")
are told by what was filled in: where each has a name that the other one's text does not know, they are two stories. A toll
that differs is no contradiction by itself, it rises from hour to hour; the number of a season, a round or a package is one.
"""

from articles.clue import Clue
from articles.opposites import calendar, numbered, numerals, sides

TEMPLATE = 0.5
"""Share of the words of the longer headline from which on two are taken for one template."""

PAIRED = frozenset({"ja", "ko", "lo", "km", "my", "th", "zh"})
"""Languages whose words are pairs of characters."""

ANY_WORD = frozenset({"ar", "de", "fa", "he", "hi", "ne", "ta", "ur", "yi"}) | PAIRED
"""Languages that write no word large, or every noun: any word of theirs, any noun, may be a name."""


def contradicts(one: Clue, other: Clue) -> str:
    """Return why two articles cannot tell of the same event, in a few words for people; "" where nothing says so."""
    if one.language != other.language or not one.title or not other.title:
        return ""
    if why_not := _numbers(one, other):
        return why_not
    return _sides(one, other) or _names(one, other) if _are_of_one_template(one, other) else ""


def _are_of_one_template(one: Clue, other: Clue) -> bool:
    """Tell whether most words of each headline stand in the other one too.

    Of words that were cut into pairs of characters the characters are compared.
    """
    mine, theirs = ({*"".join(clue.title)} if clue.language in PAIRED else {*clue.title} for clue in (one, other))
    return len(mine & theirs) >= TEMPLATE * max(len(mine), len(theirs))


def _numbers(one: Clue, other: Clue) -> str:
    """Tell of two numbers of the same kind of thing: an ordinal, a season, a magnitude."""
    mine, theirs = _counted(one), _counted(other)
    for thing in sorted(mine.keys() & theirs.keys()):
        if not mine[thing] & theirs[thing]:
            return f"{thing}: {', '.join(sorted(mine[thing]))}, not {', '.join(sorted(theirs[thing]))}"
    return ""


def _counted(clue: Clue) -> dict[str, set[str]]:
    """Return for each thing in a headline that has a number for a name, its numbers. Ordinals begin with "#"."""
    found: dict[str, set[str]] = {}
    kinds, spelt = numbered(clue.language), numerals(clue.language)
    for before, word, after in zip(("", *clue.title), clue.title, (*clue.title[1:], ""), strict=False):
        if word[0] == "#" and after:
            found.setdefault(after, set()).add(word[1:])
        elif word in clue.numbers or word in spelt:
            for kind in {before, after} & kinds:
                found.setdefault(kind, set()).add(spelt.get(word, word))
    return found


def _sides(one: Clue, other: Clue) -> str:
    """Tell of opposite directions."""
    mine, theirs = set(one.title), set(other.title)
    for up, down in sides(one.language):
        for here, there in ((up, down), (down, up)):
            if mine & here and theirs & there and not mine & there and not theirs & here:
                return f"{_surface(one, min(mine & here))}, not {_surface(other, min(theirs & there))}"
    return ""


def _names(one: Clue, other: Clue) -> str:
    """Tell of names that were filled into one template: each headline has one that the other article does not know."""
    mine, theirs = _filled_in(one, other), _filled_in(other, one)
    if one.language in PAIRED and (mine[:1] != [one.terms[0]] or theirs[:1] != [other.terms[0]]):
        return ""  # Where words are not told apart, only the beginning is sure to be who or where.
    if not (mine and theirs):
        mine, theirs = _measured(one, other), _measured(other, one)
    return f"{_surface(one, mine[0])}, not {_surface(other, theirs[0])}" if mine and theirs else ""


def _filled_in(clue: Clue, other: Clue) -> list[str]:
    """Return the names in a headline that stand nowhere in the other article, in their order."""
    known = frozenset(other.terms)
    dates = calendar(clue.language)
    headline = [
        (term, surface)
        for term, surface, times in zip(clue.terms, clue.surfaces, clue.headline, strict=True)
        if times and term not in clue.numbers
    ]
    is_shouting = clue.language not in ANY_WORD and _is_shouting([surface for _, surface in headline])
    return [
        term
        for place, (term, surface) in enumerate(headline)
        if term not in known
        and (term in dates or term in clue.names or (not is_shouting and _may_be_name(surface, place, clue.language)))
    ]


def _measured(clue: Clue, other: Clue) -> list[str]:
    """Return the words of a headline that stand nowhere in the other article, if a number is as new: another thing's price."""
    known = {*other.terms, *other.title}
    new = [term for term, times in zip(clue.terms, clue.headline, strict=True) if times and term not in known]
    numbers = [term for term in new if term in clue.numbers]
    return [term for term in new if term not in clue.numbers] if numbers else []


def _is_shouting(surfaces: list[str]) -> bool:
    """Tell whether most words of a headline are written large, so that it tells nothing of one of them."""
    long = [surface for surface in surfaces if len(surface) > 3]
    return len(long) > 2 and sum(surface[0].isupper() for surface in long) * 3 > len(long) * 2


def _may_be_name(surface: str, place: int, language: str) -> bool:
    """Tell whether a word may be a name: it is written large inside a headline, or nobody could tell."""
    if language == "de":
        return surface[0].isupper()
    return language in ANY_WORD or (surface[0].isupper() and place > 0)


def _surface(clue: Clue, term: str) -> str:
    """Return a word as it stands in the article."""
    return clue.surfaces[clue.terms.index(term)] if term in clue.terms else term
