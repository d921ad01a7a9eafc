"""Every read that a page needs, named by what it needs. ``visible()`` stands behind every output."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from articles.models import Article, Section, Source  # noqa: F401  Article is named in a string below.


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles. Start with ``visible()`` for anything that leaves the house."""

    def visible(self) -> Self:
        """Keep what readers may know of: published articles. No output goes without it."""
        return self.filter(status="published")

    def for_cards(self) -> Self:
        """Load what a card shows, with its source and section, in one query; texts stay in the database."""
        return self.select_related("source", "section")

    def in_section(self, section: "Section") -> Self:
        """Keep the articles on one shelf."""
        return self.filter(section=section)

    def of_source(self, source: "Source") -> Self:
        """Keep the articles of one publisher."""
        return self.filter(source=source)
