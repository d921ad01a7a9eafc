"""Mirror lead images: article | fetch | render | keep. A second, smaller pipeline beside the one for feeds.

Only pictures that a source allows us to show are fetched, each once; one that cannot be had is noted with its reason,
and asked for again only when the publisher names another.
"""

import asyncio
import hashlib
import logging
from contextlib import nullcontext
from typing import TYPE_CHECKING

from asgiref.sync import async_to_sync, sync_to_async
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles import store
from articles.models import Article
from articles.models.mirrored import file_name
from ingest.errors import IngestError, PictureRefused
from ingest.fetch import Client
from ingest.pipeline import Settings
from ingest.stopping import Stop
from ingest.values import Fetched
from ingest.workers import Workers

if TYPE_CHECKING:
    from ingest.imaging import Rendered

log = logging.getLogger(__name__)

ACCEPT = "image/avif, image/webp, image/jpeg, image/png, image/gif;q=0.5"
AT_ONCE = 8
A_RUN = 500
"""So many pictures at most are mirrored in one run, newest first; the rest waits for the next."""


def mirror(
    settings: Settings,
    *,
    articles: QuerySet[Article] | None = None,
    workers: Workers | None = None,
    stop: Stop | None = None,
) -> int:
    """Mirror the lead images that are missing, all or those of ``articles``. Return how many were tried.

    ``workers`` are processes to use, where there are some already.
    """
    chosen = missing() if articles is None else missing().filter(pk__in=articles)
    wanted = list(chosen.values_list("id", "image_url")[:A_RUN])
    if wanted:
        with nullcontext(workers) if workers else settings.workers() as pool:
            async_to_sync(_run)(wanted, settings, pool, stop or Stop())
    return len(wanted)


def missing() -> QuerySet[Article]:
    """Return the articles whose lead image may be shown and was not tried yet, newest first."""
    today = timezone.now().date()
    granted = Q(source__images_allowed=True) & (Q(source__rights_until=None) | Q(source__rights_until__gte=today))
    untried = Q(mirror=None) | ~Q(mirror__source_url=F("image_url"))
    return Article.objects.visible().filter(granted, untried).exclude(image_url="").order_by("-published_at", "-id")


async def _run(wanted: list[tuple[int, str]], settings: Settings, workers: Workers, stop: Stop) -> None:
    """Keep a few pictures under way until all were tried, or we are told to stop."""
    places = asyncio.Semaphore(AT_ONCE)
    async with settings.client() as client:

        async def one(article_id: int, url: str) -> None:
            async with places:
                if not stop.is_set():
                    await _mirror_one(article_id, url, client, workers)

        await asyncio.gather(*(one(article_id, url) for article_id, url in wanted))


async def _mirror_one(article_id: int, url: str, client: Client, workers: Workers) -> None:
    """Fetch, render and keep one picture; what goes wrong is kept in its place."""
    try:
        answer = await client.fetch(url, accept=ACCEPT)
        if not isinstance(answer, Fetched) or answer.truncated:
            raise PictureRefused("the picture is too large")
        rendered = await workers.render(answer.body)
    except IngestError as error:
        await sync_to_async(store.keep_picture)(article_id, url, timezone.now(), error=str(error)[:300] or "failed")
        return
    await sync_to_async(_keep)(article_id, url, hashlib.sha256(answer.body).hexdigest(), rendered)


def _keep(article_id: int, url: str, digest: str, rendered: "Rendered") -> None:
    """Write the files, then the row that names them: a row never points to nothing."""
    for width, version in rendered.versions.items():
        name = file_name(digest, width)
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(version))
    store.keep_picture(
        article_id,
        url,
        timezone.now(),
        digest=digest,
        widths=sorted(rendered.versions),
        width=rendered.width,
        height=rendered.height,
        colour=rendered.colour,
    )
