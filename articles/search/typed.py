"""Pure: words as people type them -> words as ``websearch_to_tsquery`` reads them."""

import re

from articles.search.marks import SCRIPTS_WITHOUT_BLANKS

_QUOTES = str.maketrans("“”„‟«»「」『』", '"' * 10)
_RUN = re.compile(rf"((?<!\S)-)?({SCRIPTS_WITHOUT_BLANKS}+)")
_DASHES = re.compile(r"(?<!\S)-(?:\s*-)+")
"""Before a word one dash leaves it out. Of many Postgres makes a question in a question for each, and gives up."""
_QUOTED = re.compile('("[^"]*"?)')


def for_postgres(words: str) -> str:
    """Return what Postgres is asked: typographic quotes are quotes, and a run of characters without blanks is a phrase of them."""
    parts = _QUOTED.split(_DASHES.sub("-", words.translate(_QUOTES)))
    return "".join(_spaced(part) if part.startswith('"') else _RUN.sub(_phrase, part) for part in parts)


def plain_words(words: str) -> list[str]:
    """Return the words that are looked for, without those to be left out, in the order in which they stand."""
    kept = re.sub(r'(?<!\S)-(?:"[^"]*"?|\S+)', " ", words.translate(_QUOTES))
    return [word for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", kept) if word.casefold() != "or"]


def _phrase(run: re.Match[str]) -> str:
    return f' {run[1] or ""}"{_spaced(run[2]).strip()}" '


def _spaced(text: str) -> str:
    return re.sub(f"({SCRIPTS_WITHOUT_BLANKS})", r" \1 ", text)
