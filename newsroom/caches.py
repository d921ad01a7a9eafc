"""Where made pages are kept: in the memory of each process, in a Redis that CACHE_URL names, or nowhere."""

from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

ENTRIES = 500
"""So many pages a process keeps in its memory: some 15 MB."""

CONNECT_SECONDS = 0.25
ANSWER_SECONDS = 0.5
"""A Redis that is slower than making the page would be is of no use."""

HINT = "use redis://host:6379/0, rediss:// for TLS, none, or leave it out to keep pages in memory."


class CacheSettingError(ValueError):
    """CACHE_URL is not one that we can use."""


class Bytes:
    """How pages are written to Redis: as the bytes that they are, so that nothing read from there is ever unpickled."""

    def dumps(self, value: bytes) -> bytes:
        """Write."""
        return value

    def loads(self, value: bytes) -> bytes:
        """Read."""
        return value


def from_url(url: str, *secrets: str) -> dict[str, Any]:
    """Turn a CACHE_URL into Django's settings of one cache; what cannot be used is refused by name, never by its password.

    Sites with other ``secrets`` do not see each other's pages in the same Redis.
    """
    if not url:
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "pages",
            "OPTIONS": {"MAX_ENTRIES": ENTRIES},
        }
    if url == "none":
        return {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    _require_redis(url)
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": [url],
        "KEY_PREFIX": blake2b("\n".join(secrets).encode(), digest_size=8).hexdigest(),
        "OPTIONS": {
            "serializer": "newsroom.caches.Bytes",
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            "retry": _once(),
        },
    }


def _require_redis(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("redis", "rediss"):
        scheme = parts.scheme if "://" in url else "a value without a scheme"
        raise CacheSettingError(f"CACHE_URL: {scheme} is not supported; {HINT}")
    try:
        is_whole = bool(parts.hostname) and parts.port != 0 and (parts.path.strip("/") or "0").isdecimal()
    except ValueError:
        is_whole = False
    if not is_whole:
        raise CacheSettingError(f"CACHE_URL: cannot be read; {HINT}")


def _once() -> object:
    """Return redis-py's rule to try once: its own would keep a reader waiting for seconds."""
    try:
        from redis.backoff import NoBackoff  # noqa: PLC0415  Needed only where a Redis is.
        from redis.retry import Retry  # noqa: PLC0415  As above.
    except ImportError:
        raise CacheSettingError("CACHE_URL: Redis needs a package: pip install 'redis>=7', or leave it out.") from None
    return Retry(NoBackoff(), retries=0)
