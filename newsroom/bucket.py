"""A bucket that speaks S3, as Django's storage API knows a storage: its failures are ``OSError``, as a disk's are.

Loaded only where NEWSROOM_MEDIA_URL names one. Readers never meet it: our own view serves what is in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
ATTEMPTS = 2


@contextmanager
def _speaking(name: str) -> Iterator[None]:
    """Turn what boto3 raises into what a disk would."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(f"{name}: {error}") from error


class Bucket(S3Storage):  # type: ignore[misc]  # The package has no types.
    """Pictures in a bucket: written once under the name of their content, private, never linked to."""

    def __init__(self, **given: Any) -> None:
        """Speak briefly, and without what only Amazon's own servers understand."""
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if given.get("endpoint_url") else "auto"},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": ATTEMPTS},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(**given, client_config=config, transfer_config=TransferConfig(use_threads=False))

    def exists(self, name: str) -> bool:
        """Tell whether there is such a file."""
        with _speaking(name):
            return bool(super().exists(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Return folders and files."""
        with _speaking(name):
            folders, files = super().listdir(name)
            return folders, files

    def delete(self, name: str) -> None:
        """Delete a file, if there is one."""
        with _speaking(name):
            super().delete(name)

    def get_modified_time(self, name: str) -> datetime:
        """Return when it was written."""
        with _speaking(name):
            written: datetime = super().get_modified_time(name)
            return written

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        """Open a file, whole: what goes wrong does so before a reader has half a picture."""
        with _speaking(name):
            opened: File[bytes] = super()._open(name, mode)
            opened.open()
            return opened

    def _save(self, name: str, content: File[bytes]) -> str:
        with _speaking(name):
            return str(super()._save(name, content))
