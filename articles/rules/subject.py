"""Pure: what rules ask of an entry that comes, or of an article that is here: the same of both."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from articles.entry import CleanEntry
from articles.markup import words_of
from articles.rules.folding import fold

READ = 100_000
"""So many characters of a text are looked at."""


GRAM = 4
Gram = tuple[str, str, str, str]
"""So many characters in a row."""


@dataclass(frozen=True)
class Subject:
    """One entry as rules see it. ``html`` is its clean body, ``published`` aware; the texts are read when first asked for."""

    source_id: int
    section_id: int | None
    headline: str
    dek: str
    html: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    url: str
    language: str
    licence: tuple[str, ...]
    origin: tuple[str, ...]
    published: datetime | None
    picture: str

    @cached_property
    def text(self) -> str:
        """The words of the body, in one line; "" where the feed gave none."""
        return " ".join(words_of(self.html[:READ]).split())

    @cached_property
    def words(self) -> int:
        """How many words the text has; where there is none, the dek."""
        return len((self.text or self.dek).split())

    def texts(self, field: str) -> tuple[str, ...]:
        """Return the texts that stand in a field, the empty ones left out."""
        return tuple(filter(None, self._texts(field)))

    def _texts(self, field: str) -> tuple[str, ...]:
        match field:
            case "anywhere":
                return (self.headline, self.dek, self.text)
            case "author":
                return self.authors
            case "tag":
                return self.tags
            case "licence" | "origin":
                return self.licence if field == "licence" else self.origin
            case _:
                return (getattr(self, field),)

    def folded(self, field: str) -> tuple[str, ...]:
        """Return the same texts as they are compared; each is folded once."""
        if field not in self._folded:
            self._folded[field] = tuple(map(fold, self.texts(field)))
        return self._folded[field]

    def grams(self, field: str) -> frozenset[Gram]:
        """Return what four characters stand in a row in a field, as they are compared."""
        if field not in self._grams:
            texts = self.folded(field)
            self._grams[field] = frozenset().union(*(zip(t, t[1:], t[2:], t[3:], strict=False) for t in texts))
        return self._grams[field]

    @cached_property
    def _grams(self) -> dict[str, frozenset[Gram]]:
        return {}

    @cached_property
    def _folded(self) -> dict[str, tuple[str, ...]]:
        return {}


def of_entry(entry: CleanEntry, source_id: int, section_id: int | None) -> Subject:
    """Return an entry as rules see it, in the section where its feed puts it."""
    return Subject(
        source_id=source_id,
        section_id=section_id,
        headline=entry.headline,
        dek=entry.dek,
        html=entry.body,
        authors=entry.authors,
        tags=entry.tags,
        url=entry.url,
        language=entry.language,
        licence=(entry.licence_name, entry.licence_url, entry.rights_text),
        origin=(entry.origin.name, entry.origin.url),
        published=entry.published,
        picture=entry.lead_image.url if entry.lead_image else "",
    )
