"""Pure: was this body signed with our secret? (WebSub, section 7.1)."""

import hashlib
import hmac

METHODS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
"""All that the standard knows; HMAC holds with SHA-1, too, whose weakness is another."""


def is_signed(header: str, body: bytes, secret: str) -> bool:
    """Tell whether the X-Hub-Signature header (``sha256=...``) is the right one; "" is a missing one."""
    name, _, given = header.strip().partition("=")
    method = METHODS.get(name.strip().lower())
    if method is None:
        return False
    right = hmac.new(secret.encode(), body, method).hexdigest()
    return hmac.compare_digest(right.encode(), given.strip().lower().encode("utf-8", "replace"))
