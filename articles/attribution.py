"""Attribution: who wrote an article, who brought it, under which licence, and where to read it, for every output."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from articles.models import Article
from articles.rights import Grant, Showing

FEED_PATH = re.compile(r"feed|rss|atom|\.(?:xml|rdf|json)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Credit in plain text. URLs are http(s) or "".

    ``origin`` wrote it; ``deliverer`` is whose feed brought it, "" where that is the origin itself.
    """

    origin: str
    origin_url: str
    deliverer: str
    deliverer_url: str
    authors: tuple[str, ...]
    licence: str
    licence_url: str

    @property
    def line(self) -> str:
        """The credit in one line: "From X, via Y"."""
        return f"From {self.origin}, via {self.deliverer}" if self.deliverer else f"From {self.origin}"

    @property
    def rights(self) -> str:
        """The rights in one line: the licence by name and address, else whose copyright it is."""
        if self.licence or self.licence_url:
            return " ".join(filter(None, (self.licence, self.licence_url)))
        return f"© {self.origin}"


def attribution(article: Article, terms: Showing | Grant) -> Attribution:
    """Credit ``article`` (its source loaded) under the ``terms`` in force; a licence of its own wins over theirs."""
    source = article.source
    has_own = bool(article.licence_name or article.licence_url)
    is_relayed = bool(article.origin_name) and article.origin_name != source.name
    return Attribution(
        origin=article.origin_name if is_relayed else source.name,
        origin_url=web_address(article.origin_url if is_relayed else source.home_url),
        deliverer=source.name if is_relayed else "",
        deliverer_url=web_address(source.home_url) if is_relayed else "",
        authors=tuple(article.authors),
        licence=article.licence_name if has_own else terms.licence_name,
        licence_url=web_address(article.licence_url if has_own else terms.licence_url),
    )


def original(article: Article, credit: Attribution) -> str:
    """Return where to read on: the piece at its origin, where the deliverer names that; else where its link leads."""
    piece = credit.origin_url if credit.deliverer and _is_piece(credit.origin_url) else ""
    return piece or web_address(article.url) or credit.origin_url


def _is_piece(url: str) -> bool:
    """Tell a page from a front page or a feed, which is all that RSS ``<source>`` says of an origin."""
    path = urlsplit(url).path.strip("/")
    return bool(path) and not FEED_PATH.search(path)


def web_address(url: str) -> str:
    """Return ``url`` where it is http(s), else "": nothing that machines follow is anything else."""
    return url if url.startswith(("http://", "https://")) else ""
