"""Pure: what feeds write as authors -> the people who wrote, or nobody."""

import re
from collections.abc import Iterable
from functools import lru_cache

from ingest.text import fold, one_line, running_text

LONGEST = 200
"""Characters of one byline."""

MOST = 20
"""Authors of one entry."""

_ADDRESS = re.compile(r"<?(?:mailto:)?(?<![\w.+-])[\w.+-]{1,64}(?:@|\[at\])[\w.-]{1,255}>?")
_WEB = re.compile(r"\b(?:https?://|www\.)\S*", re.IGNORECASE)
_WHOLE_PARENTHESIS = re.compile(r"\(([^()]*)\)")
_BY = re.compile(r"^(?:(?:written|posted|story|text|words) )?by:? ", re.IGNORECASE)
_EDGES = " ,;:<>[]{}\"'*/\\|_-–—"
_NUMBERED = re.compile(r"\d+$")
_PARTS = re.compile(r"\s*[;\n|]\s*")

NOBODY = frozenset(
    {
        *(
            "admin",
            "administrator",
            "adminuser",
            "siteadmin",
            "siteadministrator",
            "wpadmin",
            "superadmin",
            "superuser",
        ),
        *(
            "editor",
            "theeditor",
            "editors",
            "webeditor",
            "siteeditor",
            "onlineeditor",
            "webmaster",
            "webadmin",
            "webteam",
        ),
        *("root", "user", "author", "guest", "guestuser", "owner", "publisher", "manager", "moderator", "contributor"),
        *(
            "noreply",
            "donotreply",
            "nospam",
            "postmaster",
            "mailerdaemon",
            "info",
            "contact",
            "support",
            "mail",
            "email",
        ),
        *(
            "feed",
            "feeds",
            "rss",
            "rssfeed",
            "atom",
            "feedburner",
            "newsfeed",
            "wordpress",
            "blogger",
            "drupal",
            "joomla",
        ),
        *("unknown", "authorunknown", "unknownauthor", "anonymous", "noauthor", "nobody", "none", "null", "nil", "na"),
        *(
            "undefined",
            "default",
            "test",
            "tester",
            "demo",
            "example",
            "system",
            "bot",
            "nan",
            "false",
            "true",
            "array",
        ),
        *("staff", "super", "dev", "developer", "hello", "desconocido", "inconnu", "unbekannt", "redaktor", "redactor"),
    }
)
"""Names, folded, behind which nobody stands."""


def bylines(authors: Iterable[str], *own_names: str) -> tuple[str, ...]:
    """Return the authors as plain names, each once, at most 20 of 200 characters.

    ``own_names`` are those of the feed, its source and its host: a publisher's name is no byline, it is shown anyway.
    """
    nobody = _nobody(own_names)
    names: dict[str, str] = {}
    for author in authors:
        for part in _PARTS.split(running_text(author[: 10 * LONGEST])):
            name = _name(part)
            key = fold(name)
            if key and not key.isdigit() and key not in nobody and _NUMBERED.sub("", key) not in NOBODY:
                names.setdefault(key, name)
    return tuple(names.values())[:MOST]


@lru_cache(maxsize=16)
def _nobody(own_names: tuple[str, ...]) -> frozenset[str]:
    """Return all names that are no byline in a feed: the same for each of its entries."""
    return NOBODY | {fold(name) for name in own_names}


def _name(author: str) -> str:
    """Return the name in one author: without address, site, "By", and what stands around it.

    "mail@example.org (Jane Doe)" is how RSS 2.0 has it; "Jane Doe <mail@example.org>" is how mail programs do.
    """
    name = one_line(_WEB.sub(" ", _ADDRESS.sub(" ", author)), 2 * LONGEST)
    whole = _WHOLE_PARENTHESIS.fullmatch(name)
    name = whole[1] if whole else name.replace("()", " ")
    return one_line(_BY.sub("", name.strip(_EDGES)).strip(_EDGES), LONGEST)
