"""Pure: response headers as bytes -> what we keep of them, and the validators among them."""

from collections.abc import Iterable

from ingest.values import Validators

# Fields of which there may be only one; where a server sends more, the first counts. All others are lists.
SINGLE = frozenset(
    (
        *("content-encoding", "content-length", "content-type", "date", "location", "retry-after"),
        *("age", "etag", "expires", "last-modified"),
    )
)


def kept_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Collect headers under lower-case names; lists are joined by commas (RFC 9110 section 5.3), cookies are dropped."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = _text(raw_name).lower(), _text(raw_value).strip()
        if name == "set-cookie" or (name in headers and name in SINGLE):
            continue
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def validators_in(raw: Iterable[tuple[bytes, bytes]]) -> Validators:
    """Take the validators of a 200, byte for byte."""
    first = {name.lower(): value.strip() for name, value in reversed(list(raw))}
    return Validators(_echoable(first.get(b"etag", b"")), _echoable(first.get(b"last-modified", b"")))


def refreshed(old: Validators, raw: Iterable[tuple[bytes, bytes]]) -> Validators:
    """Let a 304 refresh the validators that it names; the others stay (RFC 9111 section 4.3.4)."""
    new = validators_in(raw)
    return Validators(new.etag or old.etag, new.last_modified or old.last_modified)


def conditions(validators: Validators) -> dict[str, str]:
    """Write the request headers that ask for the body only if it changed."""
    asked = {
        "If-None-Match": _sendable(validators.etag),
        "If-Modified-Since": _sendable(validators.last_modified),
    }
    return {name: value for name, value in asked.items() if value}


def _text(value: bytes) -> str:
    """Decode a header for reading; never fails, and yields nothing that a database refuses."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    return text.replace("\x00", "")


def _echoable(value: bytes) -> str:
    """Decode a validator so that encoding gives the same bytes again; "" for one that could not be echoed.

    A validator sent back altered would match nothing, or worse, something else; without one we only fetch more.
    """
    try:
        return _sendable(value.decode("utf-8"))
    except UnicodeDecodeError:
        return ""


def _sendable(value: str) -> str:
    """Pass what may stand in a header; "" for a value that would break out of it."""
    return "" if any(character < " " or character == "\x7f" for character in value) else value
