"""Pure: the key under which we are polite to a server, and how long we leave it alone between two requests."""

from datetime import timedelta
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from ingest.addresses import is_local, is_public

USUAL_PORTS = (None, 80, 443)
PUBLIC_SPACING = timedelta(seconds=2)
PRIVATE_FEEDS_AT_ONCE = 8
"""So many feeds of a host of our own one worker takes together, and asks one after the other."""


def host_key(url: str) -> str:
    """Return ``example.org``, or ``example.org:8000`` where the port is odd. With or without "www." is one server."""
    parts = urlsplit(url)
    name = (parts.hostname or "").rstrip(".").removeprefix("www.")
    name = f"[{name}]" if ":" in name else name
    return name if parts.port in USUAL_PORTS else f"{name}:{parts.port}"


@lru_cache(maxsize=4_096)
def is_strangers(key: str) -> bool:
    """Tell whether the server is out on the open network, at a usual port: then we are careful with it."""
    parts = urlsplit(f"//{key}")
    name = parts.hostname or ""
    return parts.port is None and (is_public(ip_address(name)) if _is_literal(name) else not is_local(name))


def _is_literal(name: str) -> bool:
    return ":" in name or name.rpartition(".")[2].isdigit()


def spacing(key: str) -> timedelta:
    """Return how long a server is left alone after each request."""
    return PUBLIC_SPACING if is_strangers(key) else timedelta(0)


def feeds_at_once(key: str) -> int:
    """Return how many feeds of the server one worker may take together."""
    return 1 if is_strangers(key) else PRIVATE_FEEDS_AT_ONCE
