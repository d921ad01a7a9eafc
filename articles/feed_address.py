"""Pure: may readers be told the address of a feed? A query, a user name or a part of its path may be somebody's key.

A key in a path looks like none of the words of an address: it is long, and changes between letters and digits all the
time, or is a UUID. Where that is wrong an address is not told, which costs readers little; the other way round would cost
a subscriber's key.
"""

import re
from urllib.parse import urlsplit

RUN = re.compile(r"[A-Za-z0-9]+")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
SAYS_SO = re.compile(
    r"(?:^|[/_.-])(?:token|secret|private|auth|apikey|key|password|signature)(?:$|[/_.=-])", re.IGNORECASE
)
CHANGE = re.compile(r"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
LONG = 12
CHANGES = 4
"""So long at least is a key, and so often changes it from letters to digits or back; years and numbers do so less often."""

VERY_LONG = 32
"""Nothing that is written without a break at such a length was meant to be read."""


def may_be_told(url: str) -> bool:
    """Tell whether the address of a feed may be told; one that cannot be read is not."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.query or "@" in parts.netloc:
        return False
    return not (UUID.search(parts.path) or SAYS_SO.search(parts.path) or any(map(_is_key, RUN.findall(parts.path))))


def _is_key(run: str) -> bool:
    """Tell whether letters and digits without a break look drawn by lot."""
    return len(run) >= VERY_LONG or (len(run) >= LONG and len(CHANGE.findall(run)) >= CHANGES)
