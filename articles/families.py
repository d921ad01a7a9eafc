"""Families: which publisher stands behind an article, so that one house's many editions count as one voice."""

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from articles.models import Article


def family_of(article: Article) -> str:
    """Return the family of whoever wrote the article, its source loaded.

    An article that its source only relays is of its origin's family. A source is of the family that editors gave it, else
    of its home page's registrable domain: "bbc.co.uk" for news.bbc.co.uk. Where there is no such domain it is one by itself.
    """
    source = article.source
    if article.origin_name and article.origin_name != source.name:
        return domain(article.origin_url) or article.origin_name.casefold()
    return source.family or domain(source.home_url) or f"source {source.pk}"


@lru_cache(maxsize=10_000)
def domain(url: str) -> str:
    """Return the registrable domain of a URL; "" where it has none, as an IP address or a bare name has."""
    try:
        name = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    if "." not in name or _is_address(name):
        return ""
    return _suffixes().privatesuffix(name) or name


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    """Load the list on first use: most processes never need it, and it takes a fifteenth of a second."""
    return PublicSuffixList()
