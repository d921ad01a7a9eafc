"""Pure: what search notes of an article beside its words, as words that nobody can type: Postgres's parser never makes one of "="."""

from articles.excerpt import IDEOGRAPHS, SPACELESS
from articles.rights import Grant

FULL = 32_767
"""How many words of a text may be found where all of it may be shown."""

SCRIPTS_WITHOUT_BLANKS = rf"[{IDEOGRAPHS}{SPACELESS}\uac00-\ud7af]"


def of_language(language: str) -> str:
    """Return the mark of a primary language subtag, "" included."""
    return f"=l{language}"


def of_source(number: int) -> str:
    """Return the mark of a source."""
    return f"=s{number}"


def of_section(number: int | None) -> str:
    """Return the mark of a section; of those that stand on none, one of their own."""
    return f"=c{number or 0}"


def words_of(grant: Grant) -> int:
    """Return how many words beside the headline a grant that is in force lets be found: 0, those of an excerpt, or ``FULL``."""
    return {"headline": 0, "excerpt": grant.words, "full": FULL}[grant.mode]
