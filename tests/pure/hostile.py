"""Hostile texts: long runs that make careless patterns quadratic, and any text at all for hypothesis."""

import time
from collections.abc import Callable

from hypothesis import strategies as st

SIZE = 256 * 1024

any_text = st.text(st.characters(), max_size=300)
"""Any characters at all, lone surrogates and controls included."""

RUNS = (
    "a", " ", "\n", "<", "&", "&amp;", "<p>", "<div ", "<a href=x>", "</a>", "<!--", "&#1", "a.", "a@", "(", ")", "/>", "<iframe ",
    "\u0301\u0316", "\U0001d165\U0001d16d", "1:", "1 ", "+1", "jan ", "The post ", "the post a appeared first on ", "%20", "//", "..",
    "source: ", "…", "[…] ", "Read more ", "CC BY ", "Creative Commons Attribution ", "creativecommons.org/licenses/by/", "\x00", "\ud800",
)  # fmt: skip


def hostile_texts() -> list[str]:
    """Return one text of 256 KB for each run, and some that only nearly fit what is looked for."""
    runs = [(run * (SIZE // len(run) + 1))[:SIZE] for run in RUNS]
    return [
        *runs,
        "<" + "a" * SIZE,
        "&#" + "9" * SIZE + ";",
        "&#x" + "f" * SIZE + ";",
        "a" + "\u0301" * SIZE,
        "x@" + "y" * SIZE,
    ]


def seconds(function: Callable[[str], object], text: str) -> float:
    """Return the processor time of one call, in seconds: other processes on the machine do not count."""
    before = time.process_time()
    function(text)
    return time.process_time() - before


def is_storable(text: str) -> bool:
    """Tell whether Postgres takes a text and UTF-8 can write it."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
