"""Where our copies of pictures are kept: on the disk under NEWSROOM_VAR, or in a bucket that NEWSROOM_MEDIA_URL names."""

import re
from importlib.util import find_spec
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

BUCKET = re.compile(r"(?!(?:\d+\.){3}\d+$)[a-z0-9](?:[a-z0-9]|-(?!\.)|\.(?![.-])){1,61}[a-z0-9]")
"""No address of a machine, and no two dots or a dot beside a hyphen: nobody who speaks S3 takes those."""

PREFIX = re.compile(r"(?:/[A-Za-z0-9._-]+)*/?")
REGION = "us-east-1"
"""What servers that speak S3 take where they know no regions."""

REGIONS = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?")
EXTRAS = {"region", "endpoint"}
EXAMPLE = "s3://key:secret@bucket/prefix?region=eu-central-1, with &endpoint=https://s3.example.org for other providers"


class MediaSettingError(ValueError):
    """NEWSROOM_MEDIA_URL is not one that we can use."""


def from_url(url: str) -> dict[str, Any]:
    """Turn a NEWSROOM_MEDIA_URL into Django's settings of one storage; what is refused never tells the secret."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    try:
        parts = urlsplit(url)
        extras = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
        is_whole = _is_whole(parts, extras)
    except ValueError:
        is_whole = False
    if not is_whole:
        raise MediaSettingError(f"NEWSROOM_MEDIA_URL: is not like {EXAMPLE}; write / and + in a secret as %2F and %2B.")
    if find_spec("minio") is None:
        raise MediaSettingError("NEWSROOM_MEDIA_URL: S3 needs a package: pip install 'minio>=7.2.20,<8'.")
    return {"BACKEND": "newsroom.bucket.Bucket", "OPTIONS": _options(parts, extras)}


def _is_whole(parts: SplitResult, extras: dict[str, str]) -> bool:
    """Tell whether every part is one that we understand. Raises ``ValueError`` where a part cannot be read at all."""
    return (
        parts.scheme == "s3"
        and bool(BUCKET.fullmatch(parts.hostname or ""))
        and parts.port is None
        and bool(PREFIX.fullmatch(parts.path))
        and ".." not in parts.path
        and not parts.fragment
        and bool(parts.username) == bool(parts.password)
        and extras.keys() <= EXTRAS
        and bool(REGIONS.fullmatch(extras.get("region", REGION)))
        and _is_server(urlsplit(extras.get("endpoint", "https://any")))
    )


def _is_server(endpoint: SplitResult) -> bool:
    """Tell whether it names a server and nothing on it. Raises ``ValueError`` where its port cannot be read."""
    return (
        endpoint.scheme in {"http", "https"}
        and bool(endpoint.hostname)
        and endpoint.port != 0
        and "@" not in endpoint.netloc
        and endpoint.path in {"", "/"}
        and not endpoint.query
        and not endpoint.fragment
    )


def _options(parts: SplitResult, extras: dict[str, str]) -> dict[str, Any]:
    """Return the options of ``Bucket``. Without a key, it looks where the machine keeps one."""
    key = {"access_key": unquote(parts.username), "secret_key": unquote(parts.password or "")} if parts.username else {}
    return {
        "bucket_name": parts.hostname,
        "location": parts.path.strip("/"),
        "region_name": extras.get("region", REGION),
        "endpoint_url": extras.get("endpoint"),
        **key,
    }
