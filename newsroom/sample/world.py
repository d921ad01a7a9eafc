"""Pure: the edition at a place and a time: where everything stands, and when it was published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsroom.sample import body
from newsroom.sample.edition import AGENCIES, Piece, Publisher
from newsroom.sample.weekdays import named


@dataclass(frozen=True, slots=True)
class World:
    """The publishers, the origin ("http://127.0.0.11:8790") of each by its slug, and the time that is "now" to them."""

    publishers: tuple[Publisher, ...]
    origins: Mapping[str, str]
    epoch: datetime

    def publisher(self, slug: str) -> Publisher:
        """Return the publisher with that slug."""
        return next(publisher for publisher in self.publishers if publisher.slug == slug)

    def home(self, slug: str) -> str:
        """Return the address of the home page of a publisher or an agency."""
        return f"{self.origins[slug]}/{slug}/"

    def agency_home(self, name: str) -> str:
        """Return the address of the home page of the agency with that name."""
        return self.home(AGENCIES[name])

    def feed_url(self, publisher: Publisher, section: str) -> str:
        """Return the address of a publisher's feed for one section."""
        ending = "json" if publisher.format == "json" else "xml"
        return f"{self.home(publisher.slug)}feeds/{section.lower()}.{ending}"

    def url(self, piece: Piece) -> str:
        """Return the address of a piece at its publisher."""
        return f"{self.home(piece.publisher)}{piece.slug}/"

    def picture_url(self, piece: Piece) -> str:
        """Return the address of a piece's picture at its publisher ("" where there is none)."""
        return f"{self.home(piece.publisher)}pictures/{piece.picture.name}.jpg" if piece.picture else ""

    def original(self, piece: Piece) -> Piece | None:
        """Return the piece that this one copies, or None."""
        slug, _, name = piece.copied_from.partition("/")
        return next((other for other in self.publisher(slug).pieces if other.slug == name), None) if slug else None

    def published(self, piece: Piece) -> datetime:
        """Return when the piece appeared."""
        return self.epoch - timedelta(minutes=piece.age)

    def updated(self, piece: Piece) -> datetime:
        """Return when the piece was last changed."""
        return self.epoch - timedelta(minutes=piece.age if piece.updated is None else piece.updated)

    def latest(self, pieces: list[Piece]) -> datetime:
        """Return when the newest of these pieces was last changed."""
        return max(map(self.updated, pieces))

    def headline(self, piece: Piece) -> str:
        """Return the headline as plain text."""
        return self._plain(piece, piece.headline)

    def dek(self, piece: Piece) -> str:
        """Return the dek as plain text."""
        return self._plain(piece, piece.dek)

    def caption(self, piece: Piece) -> str:
        """Return the caption of the picture as plain text ("" where there is none)."""
        return self._plain(piece, piece.picture.caption) if piece.picture else ""

    def html(self, piece: Piece) -> str:
        """Return the body as HTML."""
        return body.to_html(named(piece.body, self.publisher(piece.publisher).language, self.epoch))

    def _plain(self, piece: Piece, text: str) -> str:
        return named(text, self.publisher(piece.publisher).language, self.epoch).replace("*", "")
