"""Notes: what was unusual about a document, in words that an editor understands; "" where nothing was."""


def too_many(limit: int) -> str:
    """Say that a document holds more entries than we take."""
    return f"more than {limit} entries: the first {limit} were kept"


def broken_off(kept: int, *, is_half: bool, is_too_large: bool) -> str:
    """Say that the end of a document is missing: ``is_too_large`` where our limit cut it, else it was sent so."""
    if is_too_large:
        return f"larger than the size limit: what was whole was kept (entries: {kept}), the rest was left out"
    return "breaks off: the half entry at the end was left out" if is_half else ""


def unreadable_after(kept: int) -> str:
    """Say that a flaw hides what follows it."""
    return f"broken: nothing behind a flaw could be read (entries kept: {kept})"


def second_opinion(*, was_asked: bool) -> str:
    """Say that feedparser found no entry where there are some."""
    return "broken: its entries were found by a second opinion only" if was_asked else ""
