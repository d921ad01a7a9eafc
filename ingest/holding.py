"""Pure: bytes as they come, of which large amounts are held as gzip, so that many large documents at once don't fill our memory."""

import hashlib
import zlib
from io import BytesIO

LARGE_BYTES = 262_144
FASTEST = 1


class Holding:
    """Bytes that grow; ``packs`` says whether more than ``LARGE_BYTES`` of them are held as gzip alone."""

    def __init__(self, *, packs: bool) -> None:
        self.size = 0
        self._packs = packs
        self._plain = BytesIO()
        self._packed: list[bytes] = []
        self._digest = hashlib.sha256()

    @property
    def is_packed(self) -> bool:
        """Whether they are held as gzip: then ``plain`` is empty."""
        return self._packs and self.size > LARGE_BYTES

    def add(self, data: bytes) -> None:
        """Hold these, too."""
        self.size += len(data)
        self._digest.update(data)
        if not self.is_packed:
            self._plain.write(data)
            return
        if not self._packed:  # Only now: a packer takes a quarter of a megabyte itself.
            self._packer = zlib.compressobj(FASTEST, wbits=16 + zlib.MAX_WBITS)
            data = self._plain.getvalue() + data
            self._plain = BytesIO()
        self._packed.append(self._packer.compress(data))

    def plain(self) -> bytes:
        """Return them all, or nothing where they are packed."""
        return self._plain.getvalue()

    def packed(self) -> bytes:
        """Return them all as gzip, once; nothing where they are plain."""
        return b"".join([*self._packed, self._packer.flush()]) if self.is_packed else b""

    def digest(self) -> bytes:
        """Return the SHA-256 of them all."""
        return self._digest.digest()
