"""Pure: who published a text first, where that is not whose feed brought it."""

from dataclasses import dataclass
from functools import lru_cache

from articles.entry import Origin
from ingest.links import absolute, canonical, host_of
from ingest.tail import Tail
from ingest.text import fold, one_line, words_of
from ingest.values import FeedContext, ParsedEntry, ParsedFeed


@dataclass(frozen=True, slots=True)
class Deliverer:
    """The publisher whose feed brought an entry, by its names (folded) and hosts."""

    names: frozenset[str]
    hosts: frozenset[str]

    @classmethod
    def of(cls, feed: ParsedFeed, context: FeedContext) -> "Deliverer":
        """Return the publisher of a feed."""
        titles = (feed.title[:1_000], context.source_name[:1_000])
        return _deliverer(titles, (feed.home_url, context.feed_url, context.final_url))

    def is_called(self, name: str) -> bool:
        """Tell whether a name is the deliverer's own."""
        return fold(name) in self.names

    def owns(self, url: str) -> bool:
        """Tell whether a URL is of one of the deliverer's hosts, or of a host above or below one."""
        host = host_of(url)
        return any(_are_kin(host, own) for own in self.hosts)


@lru_cache(maxsize=16)
def _deliverer(titles: tuple[str, ...], urls: tuple[str, ...]) -> Deliverer:
    """Return the publisher with these titles and addresses: the same for each entry of a feed."""
    hosts = frozenset(host_of(absolute(url)) for url in urls) - {""}
    names = frozenset(fold(name) for name in (*map(words_of, titles), *hosts)) - {""}
    return Deliverer(names, hosts)


def origin_of_tail(tail: Tail, deliverer: Deliverer, *bases: str) -> Origin:
    """Return the origin that a tail names: its name, and the URL of the piece there, else of the publisher.

    Empty where it is the deliverer: most plug-ins only praise their own site.
    """
    piece, home = (canonical(absolute(link, *bases)) for link in (tail.piece, tail.home))
    if deliverer.is_called(tail.name) or (home and deliverer.owns(home)):
        return Origin()
    return Origin(_name(tail.name), home if not piece or deliverer.owns(piece) else piece)


def origin_of_source(parsed: ParsedEntry, url: str, deliverer: Deliverer, *bases: str) -> Origin:
    """Return the origin that RSS ``<source>`` or ``atom:source`` names, or an empty one.

    The URL there is a feed's: where the entry's own link leads to the same host, that is what a reader wants.
    """
    name, home = _name(parsed.source_name), canonical(absolute(parsed.source_url, *bases))
    if not name or deliverer.is_called(name) or (home and deliverer.owns(home)):
        return Origin()
    if " / " in name and not home:
        # "Ida Example / Agency" without a URL is the credit of a picture, which some feeds put there.
        return Origin()
    return Origin(name, url if home and _are_kin(host_of(url), host_of(home)) else home)


def _name(text: str) -> str:
    """Return a publisher's name as plain text."""
    return one_line(words_of(text[:1_000]), 200)


def _are_kin(host: str, other: str) -> bool:
    """Tell whether two hosts are one, or one is a subdomain of the other."""
    return bool(host and other) and (host == other or host.endswith(f".{other}") or other.endswith(f".{host}"))
