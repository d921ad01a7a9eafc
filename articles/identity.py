"""Pure: under which keys does an entry come back? All digests of one document are made together.

The key is, in this order, the guid verbatim, the link, or a hash of headline and text; never a date. Where several
entries of one document claim the same guid or link, these (and only these) get a longer key, so that none is lost.
Aliases catch what publishers do to their guids: http to https, a new host, a guid where there was none.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from articles.digest import sha256
from articles.entry import CleanEntry


@dataclass(frozen=True, slots=True)
class Identity:
    """The SHA-256 digests of one entry: its key, other names for it, and the URL it alone may claim (or None).

    ``key`` and ``aliases`` count within one source; ``url_digest`` counts over all sources, and so does ``link``, the name that
    any source gives to an entry with this link (or None).
    """

    key: bytes
    aliases: tuple[bytes, ...] = ()
    url_digest: bytes | None = None
    link: bytes | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The digests by which entries of one document can get into each other's way; ``link`` is b"" without one."""

    key: bytes
    link: bytes


def names(entry: CleanEntry) -> Names:
    """Return the names of an entry as if it stood alone.

    Where in a document no two keys and no two links are equal, each entry has the same key as alone.
    """
    link = _link(entry.url)
    return Names(_identity(entry, 0, set(), set(), set()).key, sha256(link) if link else b"")


def guid_key(guid: str) -> bytes:
    """Return the key of an entry that has this guid, and alone has it."""
    return sha256(f"guid:{guid}")


def identify(entries: Sequence[CleanEntry], feed_number: int) -> list[Identity]:
    """Return the identity of each entry of one document of the feed, in order."""
    split_guids = _shared(entries, lambda entry: entry.guid, lambda entry: _link(entry.url))
    split_pairs = _shared(entries, lambda entry: (entry.guid, _link(entry.url)), lambda entry: entry.headline)
    split_links = _shared(entries, lambda entry: _link(entry.url), lambda entry: f"{entry.guid}\n{_text(entry)}")
    return [_identity(entry, feed_number, split_guids, split_pairs, split_links) for entry in entries]


def _shared(
    entries: Sequence[CleanEntry], name: Callable[[CleanEntry], Hashable], other: Callable[[CleanEntry], str]
) -> set[Hashable]:
    """Return the names that entries with different ``other`` have in common: they identify none of them alone."""
    seen: dict[Hashable, set[str]] = defaultdict(set)
    for entry in entries:
        seen[name(entry)].add(other(entry))
    return {key for key, others in seen.items() if len(others) > 1}


def _identity(
    entry: CleanEntry,
    feed_number: int,
    split_guids: set[Hashable],
    split_pairs: set[Hashable],
    split_links: set[Hashable],
) -> Identity:
    """Choose the key and the aliases of one entry, knowing which names it shares with others."""
    link = _link(entry.url)
    owns_link = bool(link) and link not in split_links
    parts = [f"guid:{entry.guid}"] if entry.guid else [f"link:{link}"] if link else []
    if entry.guid and entry.guid in split_guids:
        parts.append(f"link:{link}")
    if not parts or (entry.guid, link) in split_pairs or not (entry.guid or owns_link):
        parts.append(_text(entry))
    by_link = sha256(f"link:{link}") if owns_link else None
    aliases = [*map(sha256, _guid_aliases(entry, feed_number) if len(parts) == 1 else [])]
    if by_link and entry.guid:
        aliases.append(by_link)
    return Identity(
        key=sha256("\n".join(parts)),
        aliases=tuple(aliases),
        url_digest=sha256(entry.url) if owns_link else None,
        link=by_link,
    )


def _guid_aliases(entry: CleanEntry, feed_number: int) -> list[str]:
    """Return other spellings of a guid that is a URL.

    Without its scheme it is as good as before. Without its host it is not (every WordPress has a ``?p=1``), so there
    the headline must agree too, and the feed.
    """
    if not entry.guid.startswith(("http://", "https://")):
        return []
    rest = entry.guid.partition("://")[2].removeprefix("www.")
    path = rest.partition("/")[2]
    return [f"guid-without-scheme:{rest}", f"guid-without-host:{feed_number}:{path}\n{entry.headline}"]


@lru_cache(maxsize=1_024)
def _link(url: str) -> str:
    """Return what identifies in a canonical URL: all but scheme and www.

    A link to the home page, as every entry of some feeds has it, identifies nothing: "".
    """
    parts = urlsplit(url)
    is_front_door = parts.path in ("", "/") and not parts.query
    return "" if is_front_door else url.partition("://")[2].removeprefix("www.")


def _text(entry: CleanEntry) -> str:
    """Return what identifies an entry that has no name: its headline and the start of its text."""
    return f"text:{entry.headline}\n{(entry.dek or entry.body)[:200]}"
