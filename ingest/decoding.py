"""Pure: the bytes of an HTTP body as they come from the wire -> the body, decoded, and never more than a limit of it.

We decode ourselves, a step at a time, because a kilobyte of gzip can stand for gigabytes: memory stays bounded by the
limit, and what grows beyond all measure is refused as a bomb. What is only too long is cut: a feed's newest entries
stand first, so the part that we have is worth reading.
"""

import zlib
from typing import Protocol

from ingest.errors import BodyRefused
from ingest.holding import Holding

GZIP_MAGIC = b"\x1f\x8b"
STEP_BYTES = 65_536
RATIO_COUNTS_FROM = 1_000_000
ENCODINGS = frozenset(("", "identity", "gzip", "x-gzip", "deflate"))


class Stream(Protocol):
    """What zlib's decompressor offers, and the two plain streams beside it: bytes in, at most so many bytes out."""

    @property
    def unconsumed_tail(self) -> bytes: ...  # noqa: D102  As in zlib.
    @property
    def unused_data(self) -> bytes: ...  # noqa: D102  As in zlib.
    @property
    def eof(self) -> bool: ...  # noqa: D102  As in zlib.
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...  # noqa: D102  As in zlib.


class Plain:
    """A body that is not compressed: it ends where it ends."""

    unused_data = b""
    eof = True

    def __init__(self) -> None:
        self.unconsumed_tail = b""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Hand on what came, a step at a time."""
        self.unconsumed_tail = data[max_length:]
        return data[:max_length]


class Padding(Plain):
    """What follows a complete gzip body: some servers pad it with zeros, and every browser ignores that."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Drop what came."""
        del data, max_length
        return b""


class Body:
    """A body under way.

    ``encoding`` is the Content-Encoding header; ``limit`` counts decoded bytes; ``ratio`` is how many decoded bytes
    one byte of the wire may stand for, from the first megabyte on; ``packs`` says that a large one may be held as gzip.
    ``wire_bytes`` counts what came; ``truncated`` says that there was more than the limit, and then nothing further need
    be fed. Raises BodyRefused.
    """

    def __init__(self, encoding: str, limit: int, ratio: int, *, packs: bool = False) -> None:
        self.wire_bytes = 0
        self.truncated = False
        self._encoding = encoding.strip().lower()
        self._limit = limit
        self._ratio = ratio
        self._consumed = 0
        self._held = b""
        self._stream: Stream | None = None
        self._is_first = self._is_gzip = True
        self.decoded = Holding(packs=packs)
        self._wire: list[bytes] = []
        if self._encoding not in ENCODINGS:
            raise BodyRefused(
                f"The server sent the body encoded as {encoding[:60]!r}, although we asked for gzip or deflate only."
            )

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the wire."""
        self.wire_bytes += len(chunk)
        if self._is_gzip:
            self._wire.append(chunk)
        data = self._held + chunk
        self._held = b""
        while data and not self.truncated:
            if self._stream is None and len(data) < len(GZIP_MAGIC):
                self._held = data
                return
            data = self._step(data)

    def finish(self) -> bytes:
        """Return the decoded body once the wire has ended (nothing where it is packed); raise BodyRefused if it ended too early."""
        if self._held and self._is_first:
            self._take(self._held)
        if self._stream is not None and not self.truncated:
            self._step(b"")
        if self._stream is not None and not self._stream.eof and not self.truncated:
            raise BodyRefused("The compressed body was cut off before its end; we try again at the next poll.")
        return self.decoded.plain()

    @property
    def packed(self) -> bytes:
        """The body as gzip, packed by us or byte for byte as it came; b"" where it is plain and did not come so, or not whole."""
        if self.decoded.is_packed:
            return self.decoded.packed()
        wire = b"".join(self._wire)
        return wire if wire.startswith(GZIP_MAGIC) and not self.truncated else b""

    def _step(self, data: bytes) -> bytes:
        """Decode at most one step; return the bytes that are still to be decoded."""
        stream = self._stream = self._stream or self._begin(data)
        try:
            decoded = stream.decompress(data, STEP_BYTES)
        except zlib.error as error:
            raise BodyRefused(f"The compressed body is broken ({error}).") from error
        rest = stream.unconsumed_tail or stream.unused_data
        self._consumed += len(data) - len(rest)
        self._take(decoded)
        if stream.eof and not isinstance(stream, Plain):
            self._stream = None
        return rest

    def _begin(self, data: bytes) -> Stream:
        """Choose how to read from the first two bytes: many servers say gzip and send plain text, or the reverse."""
        was_first, self._is_first = self._is_first, False
        if data.startswith(GZIP_MAGIC):
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        if not was_first:
            return Padding()
        self._is_gzip = False
        self._wire.clear()
        if self._encoding == "deflate":
            # RFC 9110 section 8.4.1.2 means the zlib format, but some servers send deflate without its two bytes.
            has_header = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            return zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
        return Plain()

    def _take(self, decoded: bytes) -> None:
        """Keep decoded bytes up to the limit; refuse what no honest text compresses to."""
        size = self.decoded.size + len(decoded)
        if size > RATIO_COUNTS_FROM and size > self._ratio * max(self._consumed, 1):
            raise BodyRefused(
                f"The body is a compression bomb: {self._consumed} bytes already gave more than {size} bytes."
            )
        self.truncated = size > self._limit
        self.decoded.add(decoded[: self._limit - self.decoded.size])
        if self.decoded.is_packed:
            self._is_gzip = False
            self._wire.clear()
