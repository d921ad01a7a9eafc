"""Mirror pictures: wanted | fetch | render | keep. A second, smaller pipeline beside the one for feeds.

Only pictures that a source allows us to show are fetched, each once (``wanted_pictures.py`` says which); one that cannot
be had is noted with its reason, and asked for again only when the publisher names another.
"""

import asyncio
import hashlib
import logging
from contextlib import nullcontext
from typing import TYPE_CHECKING

from asgiref.sync import async_to_sync, sync_to_async
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Article
from articles.models.mirrored import file_name
from ingest.errors import IngestError, PictureRefused
from ingest.fetch import Client
from ingest.pipeline import Settings
from ingest.stopping import Stop
from ingest.values import Fetched
from ingest.wanted_pictures import Facts, Wanted
from ingest.workers import Workers

if TYPE_CHECKING:
    from ingest.imaging import Rendered

log = logging.getLogger(__name__)

ACCEPT = "image/avif, image/webp, image/jpeg, image/png, image/gif;q=0.5"
AT_ONCE = 8


def mirror(
    settings: Settings,
    *,
    articles: QuerySet[Article] | None = None,
    workers: Workers | None = None,
    stop: Stop | None = None,
) -> int:
    """Mirror the pictures that are missing, of all articles or of ``articles``. Return how many were tried.

    ``workers`` are processes to use, where there are some already.
    """
    stop = stop or Stop()
    wanted = Wanted.read(timezone.now(), articles)
    if wanted.by_url:
        with nullcontext(workers) if workers else settings.workers() as pool:
            async_to_sync(_run)(wanted, settings, pool, stop)
    if not (stop.is_set() or wanted.is_given_up):
        wanted.settle()
    return len(wanted.by_url)


async def _run(wanted: Wanted, settings: Settings, workers: Workers, stop: Stop) -> None:
    """Keep a few pictures under way until all were tried, or we are told to stop."""
    places = asyncio.Semaphore(AT_ONCE)
    async with settings.client() as client:

        async def one(url: str) -> None:
            async with places:
                if not (stop.is_set() or wanted.is_given_up):
                    await _mirror_one(url, wanted, client, workers)

        await asyncio.gather(*map(one, wanted.by_url))


async def _mirror_one(url: str, wanted: Wanted, client: Client, workers: Workers) -> None:
    """Fetch, render and keep one picture; what goes wrong is kept in its place.

    Where our own storage fails, that is not the picture's fault: nothing is kept, and the run is given up.
    """
    try:
        facts = await _copy(url, client, workers)
    except IngestError as error:
        facts = {"error": str(error)[:300] or "failed"}
    except OSError as error:
        log.warning("picture_not_kept", extra={"url": url, "error": str(error)})
        wanted.is_given_up = True
        return
    await sync_to_async(wanted.keep)(url, facts)


async def _copy(url: str, client: Client, workers: Workers) -> Facts:
    """Fetch and render one picture, and write its files. Raises ``IngestError``, and ``OSError`` from the storage."""
    answer = await client.fetch(url, accept=ACCEPT)
    if not isinstance(answer, Fetched) or answer.truncated:
        raise PictureRefused("the picture is too large")
    rendered = await workers.render(answer.body)
    return await sync_to_async(_write)(hashlib.sha256(answer.body).hexdigest(), rendered)


def _write(digest: str, rendered: "Rendered") -> Facts:
    """Write the files, before any row that names them: a row never points to nothing."""
    for width, version in rendered.versions.items():
        name = file_name(digest, width)
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(version))
    return {
        "digest": digest,
        "widths": sorted(rendered.versions),
        "width": rendered.width,
        "height": rendered.height,
        "colour": rendered.colour,
    }
