"""What came of an article from outside, as the desk shows it: text, links and our copy of the picture."""

import re
from typing import TYPE_CHECKING

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html

from articles import rights
from articles.models import Article
from articles.models.mirrored import file_name
from articles.sanitize import plain_text

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = object

CHARACTERS_SHOWN = 4_000
"""So much of a received text is shown for comparing; the whole is one click away, at its publisher."""
PARAGRAPH_END = re.compile(r"</(?:p|h[1-6]|li|blockquote|tr|pre|figcaption)>|<br>")
PICTURE_WIDTH = 640
RULINGS_SHOWN = 20
TEMPLATES = "admin/articles/article"


class Received(Admin):
    """Read-only fields of the article's form."""

    @admin.display(description="text")
    def received_text(self, article: Article) -> str:
        """Show the beginning of the text as received last, paragraph by paragraph, without markup."""
        html = article.body.html if hasattr(article, "body") else ""
        paragraphs = [plain_text(part, CHARACTERS_SHOWN) for part in PARAGRAPH_END.split(html[: 4 * CHARACTERS_SHOWN])]
        shown = [paragraph for paragraph in _first(paragraphs, CHARACTERS_SHOWN) if paragraph]
        if not shown:
            return "The feed brings no full text."
        return render_to_string(f"{TEMPLATES}/received.html", {"paragraphs": shown, "language": article.language})

    @admin.display(description="original")
    def link(self, article: Article) -> str:
        """Lead to the original, in a tab of its own that learns nothing of ours."""
        if not article.url:
            return "none"
        return format_html('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>', article.url)

    @admin.display(description="by")
    def byline(self, article: Article) -> str:
        """Name the authors, and who wrote it where that is not the source."""
        return ", ".join(filter(None, (*article.authors, article.origin_name))) or "not said"

    @admin.display(description="licence")
    def licence(self, article: Article) -> str:
        """Name the licence that the entry itself brought."""
        return article.licence_name or "none of its own: that of the source holds"

    @admin.display(description="lead image")
    def lead_image(self, article: Article) -> str:
        """Show our copy of it, never the publisher's, with its facts; its address is text."""
        if not article.image_url:
            return "none"
        facts = (article.image_caption, article.image_credit, _size(article), _visibility(article), article.image_url)
        picture = article.mirrored
        shown = {
            "article": article,
            "picture": picture,
            "src": reverse("admin:articles_article_picture", args=[article.pk]),
            "lines": [fact for fact in facts if fact],
        }
        return render_to_string(f"{TEMPLATES}/lead_image.html", shown)

    def get_urls(self) -> list[URLPattern]:
        """Add the address of our copy of the picture: the public one answers only where readers may see it."""
        shown = self.admin_site.admin_view(self.picture, cacheable=True)
        return [path("<int:number>/picture/", shown, name="articles_article_picture"), *super().get_urls()]

    def picture(self, request: HttpRequest, number: int) -> FileResponse:
        """Answer with our copy, to those who may see the article on the desk; small where that is asked for."""
        article = get_object_or_404(Article.objects.select_related("mirror"), pk=number)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        if article.mirrored is None:
            raise Http404("no picture")
        is_small = "small" in request.GET
        width = min(article.mirrored.widths, key=None if is_small else _is_near)
        name = file_name(article.mirrored.digest, width)
        if not default_storage.exists(name):
            raise Http404("the file is gone")
        kept = "private, max-age=604800, immutable" if is_small else "private, no-cache"
        return FileResponse(
            default_storage.open(name), content_type="image/webp", headers={"Cache-Control": kept, "Vary": "Cookie"}
        )

    @admin.display(description="carried by")
    def carried_by(self, article: Article) -> str:
        """Name the feeds that carried it."""
        sightings = article.sightings.select_related("deliverer")
        return _listed([f"{seen.deliverer}: {seen.feed_url}" for seen in sightings])

    @admin.display(description="former headlines")
    def former_versions(self, article: Article) -> str:
        """List the headlines that it had before, with the time at which each was replaced."""
        kept = article.revisions.values_list("replaced_at", "headline")
        return _listed([f"until {localize(timezone.localtime(moment))}: {headline}" for moment, headline in kept])

    @admin.display(description="our corrections")
    def corrected(self, article: Article) -> str:
        """List what we corrected ourselves, as readers see it."""
        made = article.corrections.values_list("made_at", "note")
        return _listed([f"{localize(timezone.localtime(moment))}: {note}" for moment, note in made])

    @admin.display(description="our rules")
    def ruled(self, article: Article) -> str:
        """List what our rules did to it, the last first: which rule, what, and why it met."""
        rulings = article.rulings.values_list("made_at", "rule_name", "did", "reason")[:RULINGS_SHOWN]
        return _listed(
            [f"{localize(timezone.localtime(at))}: “{name}”: {did}. {reason}" for at, name, did, reason in rulings]
        )


def _first(paragraphs: list[str], characters: int) -> list[str]:
    """Return the paragraphs from the first on, as long as they fit."""
    shown: list[str] = []
    for paragraph in paragraphs:
        characters -= len(paragraph)
        if characters < 0:
            return [*shown, "…"]
        shown.append(paragraph)
    return shown


def _listed(lines: list[str]) -> str:
    """Return a list, or the word that there is nothing in it."""
    return render_to_string(f"{TEMPLATES}/facts.html", {"lines": lines}) if lines else "none"


def _is_near(width: int) -> int:
    """Measure how far a version of that width is from the one that the form has room for."""
    return abs(width - PICTURE_WIDTH)


def _size(article: Article) -> str:
    """Say how large the picture is, as far as we know."""
    width, height = article.image_width, article.image_height
    if article.mirrored:
        width, height = article.mirrored.width, article.mirrored.height
    return f"{width} x {height} pixels" if width and height else ""


def _visibility(article: Article) -> str:
    """Say whether readers see it."""
    allowed = rights.in_force(article.source.grant, timezone.localdate()).images
    return "Readers may see it." if allowed else "Readers do not see it: its source granted no pictures."
