"""Pure: the edition at a place and a time: where everything stands, and when it was published."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsroom.sample import body
from newsroom.sample.edition import AGENCIES, CREDIT, Picture, Piece, Publisher
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

    def piece(self, name: str) -> Piece:
        """Return the piece called "publisher/slug"."""
        slug, _, own = name.partition("/")
        return next(piece for piece in self.publisher(slug).pieces if piece.slug == own)

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

    def lost_feed_url(self, publisher: Publisher, section: str) -> str:
        """Return the address of a feed that is gone."""
        return f"{self.home(publisher.slug)}old-feeds/{section.lower()}.xml"

    def picture_url(self, piece: Piece, picture: Picture) -> str:
        """Return the address of a picture of a piece at its publisher."""
        return f"{self.home(piece.publisher)}pictures/{picture.name}.jpg"

    def original(self, piece: Piece) -> Piece | None:
        """Return the piece that this one copies, or None."""
        return self.piece(piece.copied_from) if piece.copied_from else None

    def ago(self, minutes: int) -> datetime:
        """Return when it was so many minutes before the epoch."""
        return self.epoch - timedelta(minutes=minutes)

    def published(self, piece: Piece) -> datetime:
        """Return when the piece appeared."""
        return self.ago(piece.age)

    def updated(self, piece: Piece) -> datetime:
        """Return when the piece was last changed."""
        return self.ago(piece.age if piece.updated is None else piece.updated)

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
        pictures = {picture.name: picture for picture in piece.inside}
        text = named(piece.body, self.publisher(piece.publisher).language, self.epoch)
        return body.to_html(text, lambda name, _: self.figure(piece, pictures[name]))

    def figure(self, piece: Piece, picture: Picture | None) -> str:
        """Return a picture of a piece with its caption and credit as HTML ("" for none)."""
        if picture is None:
            return ""
        caption = html.escape(self._plain(piece, picture.caption))
        size = f'width="{picture.width}" height="{picture.height}"'
        image = f'<img src="{html.escape(self.picture_url(piece, picture))}" alt="{caption}" {size}>'
        return f"<figure>{image}<figcaption>{caption} {CREDIT}.</figcaption></figure>"

    def _plain(self, piece: Piece, text: str) -> str:
        return named(text, self.publisher(piece.publisher).language, self.epoch).replace("*", "")
