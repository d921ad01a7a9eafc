"""Illustrations: the pictures of a full text on their way out, for every output alike.

SafeHTML with the publisher's addresses --on_page | in_feed--> SafeHTML with our own copies, or plain links
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from articles.body_pictures import Copy, Lead, Setting, Words
from articles.entry import SafeHTML
from articles.models import Article, BodyPicture
from articles.rights import Showing
from articles.sanitize import illustrated


def copies(articles: Collection[int]) -> dict[int, dict[str, Copy]]:
    """Read, in one query, our copies of the pictures of these texts: {id of the article: {its ``src``: copy}}."""
    found: dict[int, dict[str, Copy]] = defaultdict(dict)
    for picture in BodyPicture.objects.filter(article__in=articles).exclude(digest=""):
        found[picture.article_id][picture.source_url] = Copy(
            picture.url, picture.srcset, picture.width or 0, picture.height or 0, picture.colour
        )
    return found


def on_page(article: Article, showing: Showing) -> SafeHTML:
    """Return the text of an article's own page (its mirror loaded); the lead image above it is not shown again."""
    if "<img" not in showing.body:
        return showing.body
    ours = copies([article.pk]).get(article.pk, {}) if showing.pictures else {}
    words = Words(named=_("Picture: %(alt)s"), unnamed=_("Picture at %(host)s"))
    return illustrated(showing.body, Setting(ours, words, _lead(article) if showing.pictures else None))


def in_feed(showing: Showing, ours: Mapping[str, Copy]) -> SafeHTML:
    """Return the text for readers' programs, with absolute addresses; ``ours`` are the ``copies`` of its pictures."""
    return illustrated(showing.body, Setting(ours if showing.pictures else {}, site=settings.SITE_URL))


def _lead(article: Article) -> Lead | None:
    """Return what of the lead image stands above the text, if anything."""
    picture = article.picture
    if picture is None:
        return None
    return Lead(picture.source_url, picture.url, f"{article.image_caption} {article.display_image_credit}")
