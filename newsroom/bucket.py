"""A bucket that speaks S3, as Django's storage API knows a storage: its failures are ``OSError``, as a disk's are.

Loaded only where NEWSROOM_MEDIA_URL names one. Readers never meet it: our own view serves what is in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from io import BytesIO
from mimetypes import guess_type
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

from django.core.files.base import File
from django.core.files.storage import Storage
from minio import Minio  # noqa: TID251  The one place that speaks S3.
from minio.credentials.providers import (  # noqa: TID251  As above.
    AWSConfigProvider,
    ChainedProvider,
    EnvAWSProvider,
    IamAwsProvider,
    Provider,
    StaticProvider,
)
from minio.datatypes import Object  # noqa: TID251  As above.
from minio.error import MinioException, S3Error  # noqa: TID251  As above.
from urllib3 import PoolManager, Retry, Timeout  # noqa: TID251  As above.
from urllib3.exceptions import HTTPError  # noqa: TID251  As above.

AMAZON = "https://s3.amazonaws.com"

BRIEF = Timeout(connect=3.0, read=10.0)
"""Seconds: a reader is waiting."""

ONCE_MORE = Retry(
    total=1,
    redirect=False,
    status_forcelist=(500, 502, 503, 504),
    raise_on_status=False,
    respect_retry_after_header=False,
)
"""Try again at once, or not at all; and ask nobody but the server that the operator named."""

ONE_PART = 5 * 1024**3
"""Bytes: the largest file that S3 takes in one request, so that no picture is written in parts."""


@contextmanager
def _speaking(name: str) -> Iterator[None]:
    """Turn what the client raises into what a disk would. ``ValueError`` is what it makes of an answer it cannot read."""
    try:
        yield
    except S3Error as error:
        kind = FileNotFoundError if error.code == "NoSuchKey" else OSError
        raise kind(f"{name}: {error}") from error
    except (MinioException, HTTPError, ValueError, ParseError) as error:
        raise OSError(f"{name}: {str(error)[:300]}") from error


def _client(region_name: str, endpoint_url: str | None, key: dict[str, str]) -> Minio:
    """Return a client that opens no connection yet; because it is given the region, it never asks for it."""
    endpoint = urlsplit(endpoint_url or AMAZON)
    pool = PoolManager(timeout=BRIEF, retries=ONCE_MORE)
    return Minio(
        endpoint=endpoint.netloc,
        secure=endpoint.scheme == "https",
        region=region_name,
        http_client=pool,
        credentials=StaticProvider(**key) if key else _key_of_the_machine(pool),
    )


def _key_of_the_machine(pool: PoolManager) -> Provider:
    """Look where Amazon's own tools do: the environment, their file, the role of the machine."""
    return ChainedProvider([EnvAWSProvider(), AWSConfigProvider(), IamAwsProvider(http_client=pool)])


class Bucket(Storage):
    """Pictures in a bucket: written once under the name of their content, private, never linked to."""

    def __init__(
        self, *, bucket_name: str, location: str, region_name: str, endpoint_url: str | None = None, **key: str
    ) -> None:
        """Know the bucket. ``key`` is ``access_key`` and ``secret_key``, or nothing."""
        self.bucket_name = bucket_name
        self.location = location
        with _speaking(bucket_name):
            self.client = _client(region_name, endpoint_url, key)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return the name itself: what has the same name has the same content."""
        return name

    def exists(self, name: str) -> bool:
        """Tell whether there is such a file."""
        try:
            self._seen(name)
        except FileNotFoundError:
            return False
        return True

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return folders and files; of a folder that is not there, none."""
        start = f"{self._path(path)}/".lstrip("/")
        with _speaking(path):
            found = list(self.client.list_objects(bucket_name=self.bucket_name, prefix=start))
        names = [(each.object_name or "").removeprefix(start) for each in found]
        folders = [name.rstrip("/") for name in names if name.endswith("/")]
        return folders, [name for name in names if name and not name.endswith("/")]

    def delete(self, name: str) -> None:
        """Delete a file, if there is one."""
        with suppress(FileNotFoundError), _speaking(name):
            self.client.remove_object(bucket_name=self.bucket_name, object_name=self._path(name))

    def size(self, name: str) -> int:
        """Return how many bytes it has."""
        return self._seen(name).size or 0

    def get_modified_time(self, name: str) -> datetime:
        """Return when it was written."""
        written = self._seen(name).last_modified
        if written is None:
            raise OSError(f"{name}: the bucket does not say when it was written")
        return written

    def _path(self, name: str) -> str:
        """Return the whole name in the bucket."""
        return "/".join(filter(None, (self.location, name)))

    def _seen(self, name: str) -> Object:
        """Return what the bucket knows about a file. Raises ``FileNotFoundError``."""
        with _speaking(name):
            return self.client.stat_object(bucket_name=self.bucket_name, object_name=self._path(name))

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        """Open a file to read, whole: what goes wrong does so before a reader has half a picture."""
        with _speaking(name):
            answer = self.client.get_object(bucket_name=self.bucket_name, object_name=self._path(name))
            try:
                return File(BytesIO(answer.read()), name)
            finally:
                answer.close()
                answer.release_conn()

    def _save(self, name: str, content: File[bytes]) -> str:
        """Write a file, in one request: it is there whole, or not at all."""
        data = b"".join(content.chunks())
        with _speaking(name):
            self.client.put_object(
                bucket_name=self.bucket_name,
                object_name=self._path(name),
                data=BytesIO(data),
                length=len(data),
                content_type=guess_type(name)[0] or "application/octet-stream",
                part_size=ONE_PART,
            )
        return name
