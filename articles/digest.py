"""Pure: the SHA-256 that stands for a text too long, or too wild, for an index."""

import hashlib


def sha256(text: str) -> bytes:
    """Return the 32 bytes that stand for ``text``."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
