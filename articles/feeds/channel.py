"""Channels: a list of ours as a feed."""

from dataclasses import dataclass
from datetime import UTC, datetime

from articles.feeds.items import Item

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When an empty feed last changed: Atom asks for a date, and now would be another one at each asking."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed of ours: plain texts, absolute URLs. ``address`` is the feed's own, ``page`` the list it stands for."""

    title: str
    description: str
    page: str
    address: str
    language: str
    site_name: str
    site_url: str
    items: list[Item]

    @property
    def updated(self) -> datetime:
        """When anything in it changed last."""
        return max((item.updated for item in self.items), default=LONG_AGO)
