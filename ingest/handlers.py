"""Handlers: what becomes of an element, in place of what feedparser does with it.

feedparser calls ``_start_<element>`` and ``_end_<element>``; between them it keeps the text on a stack (``push``, ``pop``).
It resolves, parses and mixes what we want verbatim, so these leave dates, guids and links as they are written, keep the
summaries of each vocabulary apart, and gather files with what is said of them. They are mixed into its parsers in parse.py.
"""

from collections.abc import Callable
from typing import Any

from ingest.media import Media

TAG_CHARACTERS = 20_000
AUTHOR_CHARACTERS = 1_000
DELETIONS = 500
SKIPS = 100

VOCABULARIES = {
    "http://purl.org/atompub/tombstones/1.0": "at",
    "http://purl.org/syndication/history/1.0": "fh",
}
"""The prefixes of vocabularies that feedparser does not know (RFC 6721, section 3; RFC 5005, section 2)."""

SKIPPED_HOURS = "hours to skip"
SKIPPED_DAYS = "days to skip"
DELETED = "deleted entries"
"""Where lists of ours stand beside what feedparser found: no element has a name with blanks."""


class Handlers:
    """Elements whose meaning we decide. The attributes declared here are feedparser's, but for ``media``."""

    media: list[Media]
    entries: list[dict[str, Any]]
    feeddata: dict[str, Any]
    inentry: int
    insource: int
    sourcedata: dict[str, Any]
    inimage: int
    inauthor: int
    guidislink: bool
    push: Callable[[str, int], None]
    pop: Callable[[str], str | None]
    push_content: Callable[[str, dict[str, str], str, int], None]
    pop_content: Callable[[str], str | None]
    _add_tag: Callable[[str, str, str], None]
    _get_context: Callable[[], dict[str, Any]]
    _save: Callable[[str, Any], None]

    # Identity ----------------------------------------------------------------------------------------------------------

    def _end_guid(self) -> None:
        """Note whether the guid may be a link; whether it is one, findings tell when all links are known."""
        self.pop("id")
        self._save("guidislink", self.guidislink)

    _end_id = _end_guid

    # People ------------------------------------------------------------------------------------------------------------

    def _end_author(self) -> None:
        """Keep the text of an author without parts of its own."""
        text = self.pop("author")
        self.inauthor = 0
        authors = self._get_context().get("authors")
        if text and authors and not authors[-1]:
            authors[-1]["name"] = text[:AUTHOR_CHARACTERS]

    _end_managingeditor = _end_author

    def _sync_author_detail(self, key: str = "author") -> None:
        """Look for no address: feedparser's pattern is quadratic, and knows no top-level domain above four letters."""

    # Tags --------------------------------------------------------------------------------------------------------------

    def _end_itunes_keywords(self) -> None:
        self._add_terms(self.pop("itunes_keywords"))

    def _end_media_keywords(self) -> None:
        self._add_terms(self.pop("media_keywords"))

    def _add_terms(self, listed: str | None) -> None:
        for term in (listed or "")[:TAG_CHARACTERS].split(","):
            self._add_tag(term.strip(), "", "")

    # Dates stay text: normalize reads them -----------------------------------------------------------------------------

    def _end_published(self) -> None:
        self.pop("published")

    _end_issued = _end_pubdate = _end_published

    def _end_updated(self) -> None:
        self.pop("updated")

    _end_modified = _end_lastbuilddate = _end_updated

    def _end_created(self) -> None:
        self.pop("created")

    def _end_expirationdate(self) -> None:
        self.pop("expired")

    def _start_dc_date(self, attrs: dict[str, str]) -> None:
        self.push("dc_date", 1)

    def _end_dc_date(self) -> None:
        self.pop("dc_date")

    # Summaries are never content, content is never a summary, and each vocabulary keeps its own -------------------------

    def _start_description(self, attrs: dict[str, str]) -> None:
        self.push_content("description", attrs, "text/html", 1)

    def _end_description(self) -> None:
        self.pop_content("description")

    def _start_summary(self, attrs: dict[str, str]) -> None:
        self.push_content("summary", attrs, "text/plain", 1)

    def _end_summary(self) -> None:
        self.pop_content("summary")

    def _start_dc_description(self, attrs: dict[str, str]) -> None:
        self.push_content("dc_description", attrs, "text/html", 1)

    def _end_dc_description(self) -> None:
        self.pop_content("dc_description")

    def _start_itunes_summary(self, attrs: dict[str, str]) -> None:
        self.push_content("itunes_summary", attrs, "text/html", 1)

    def _end_itunes_summary(self) -> None:
        self.pop_content("itunes_summary")

    def _start_itunes_subtitle(self, attrs: dict[str, str]) -> None:
        self.push_content("itunes_subtitle", attrs, "text/plain", 1)

    def _end_itunes_subtitle(self) -> None:
        self.pop_content("itunes_subtitle")

    def _start_media_description(self, attrs: dict[str, str]) -> None:
        self.push_content("media_description", attrs, "text/plain", 1)

    def _end_media_description(self) -> None:
        self.pop_content("media_description")

    def _end_content(self) -> None:
        self.pop_content("content")

    _end_body = _end_xhtml_body = _end_content_encoded = _end_fullitem = _end_content

    # Files -------------------------------------------------------------------------------------------------------------

    def _file(self, url: Any, attrs: dict[str, str], **more: Any) -> None:
        if self.inentry and not self.insource:
            self.media[-1].add(url, attrs, **more)

    def _start_enclosure(self, attrs: dict[str, str]) -> None:
        self._file(attrs.get("url") or attrs.get("href") or attrs.get("uri"), attrs)

    def _start_media_content(self, attrs: dict[str, str]) -> None:
        if self.inentry:
            self.media[-1].open(attrs.get("url"), attrs)

    def _end_media_content(self) -> None:
        if self.inentry:
            self.media[-1].close()

    def _start_media_thumbnail(self, attrs: dict[str, str]) -> None:
        self._file(attrs.get("url"), attrs, medium="image", is_thumbnail=True)
        self.push("media_thumbnail", 0)

    def _end_media_thumbnail(self) -> None:
        self._file(self.pop("media_thumbnail"), {}, medium="image", is_thumbnail=True)

    def _start_media_credit(self, attrs: dict[str, str]) -> None:
        self.push("media_credit", 0)

    def _end_media_credit(self) -> None:
        credit = self.pop("media_credit")
        if self.inentry and credit:
            self.media[-1].credit(credit)

    def _end_media_group(self) -> None:
        if self.inentry:
            self.media[-1].share_credits()

    def _start_media_title(self, attrs: dict[str, str]) -> None:
        self.push_content("media_title", attrs, "text/plain", 1)

    def _end_media_title(self) -> None:
        title = self.pop_content("media_title")
        if self.inentry and title:
            self.media[-1].title(title)

    def _end_image(self) -> None:
        value = self.pop("image")
        self.inimage = 0
        if self.inentry:
            self._file(value or self.entries[-1].pop("href", ""), {}, medium="image")

    # Licences ----------------------------------------------------------------------------------------------------------

    def _end_creativecommons_license(self) -> None:
        value = self.pop("license")
        self._get_context().setdefault("links", []).append({"rel": "license", "href": value or ""})

    _end_creativeCommons_license = _end_creativecommons_license  # noqa: N815  feedparser's name.

    # What the feed says of its rhythm and of its past ------------------------------------------------------------------

    def _start_hour(self, attrs: dict[str, str]) -> None:
        self.push("hour", 0)

    def _end_hour(self) -> None:
        self._list(SKIPPED_HOURS, self.pop("hour"), SKIPS)

    def _start_day(self, attrs: dict[str, str]) -> None:
        self.push("day", 0)

    def _end_day(self) -> None:
        self._list(SKIPPED_DAYS, self.pop("day"), SKIPS)

    def _start_deleted_entry(self, attrs: dict[str, str]) -> None:
        """Note a tombstone (RFC 6721, section 3); the links and persons in it are not the feed's, but as a source's."""
        self._list(DELETED, {"ref": attrs.get("ref"), "when": attrs.get("when")}, DELETIONS)
        self.insource = 1

    def _end_deleted_entry(self) -> None:
        self.insource = 0
        self.sourcedata.clear()

    def _list(self, key: str, value: Any, most: int) -> None:
        """Note one more of what the feed, not an entry, names several of."""
        listed = self.feeddata.setdefault(key, [])
        if value and not self.inentry and not self.insource and len(listed) < most:
            listed.append(value)


# No def can write a hyphen, which feedparser keeps in the names that it calls.
setattr(Handlers, "_start_at_deleted-entry", Handlers._start_deleted_entry)  # noqa: SLF001  It is ours.
setattr(Handlers, "_end_at_deleted-entry", Handlers._end_deleted_entry)  # noqa: SLF001  As above.
