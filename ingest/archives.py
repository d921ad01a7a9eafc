"""Where entries were missed: follow the feed's older pages until something is known again (RFC 5005, section 4)."""

import asyncio
import logging
from datetime import datetime

from asgiref.sync import sync_to_async

from ingest import ledger, pipeline
from ingest.errors import IngestError
from ingest.hosts import spacing
from ingest.ledger import Claim
from ingest.pipeline import Tools
from ingest.values import Fetched, Reading

log = logging.getLogger(__name__)
_in_database = sync_to_async

PAGES = 5
PATIENCE_SECONDS = 60.0


async def follow(claim: Claim, newest: Reading, tools: Tools) -> int:
    """Read up to five older pages. Return how many entries they brought; what goes wrong ends it, and is no failure."""
    found, reading, seen = 0, newest, {claim.url}
    for _ in range(PAGES):
        url = reading.prev_archive
        if not url or url in seen:
            break
        seen.add(url)
        try:
            reading, asked = await _read(claim, url, tools)
        except (IngestError, TimeoutError) as error:
            log.info("archive_not_read", extra={"feed": claim.feed_id, "url": url, "error": str(error)})
            break
        counts = await _in_database(pipeline.keep_archive)(claim, reading, tools.clock())
        await _in_database(ledger.record_archive)(claim, url, counts, asked)
        found += counts.new
        if counts.same or counts.changed or not counts.new:
            break
    return found


async def _read(claim: Claim, url: str, tools: Tools) -> tuple[Reading, datetime]:
    """Fetch and read one page, when its feed's host is free; say when that was."""
    token = await _host_turn(claim, tools)
    asked = tools.clock()
    try:
        answer = await tools.client.fetch(url)
    finally:
        free_at = tools.clock() + spacing(claim.host)
        await _in_database(ledger.leave_hosts)([(claim.host_id, token, free_at)])
    if not isinstance(answer, Fetched):
        return Reading("", "", "", "", ()), asked
    reading = await tools.workers.read(answer, pipeline.context_of(claim, answer.url, asked))
    return reading, asked


async def _host_turn(claim: Claim, tools: Tools) -> ledger.Token:
    """Wait until the host is ours."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            token = await _in_database(ledger.take_host)(claim.host_id, tools.clock())
            if token:
                return token
            await asyncio.sleep(0.5)
