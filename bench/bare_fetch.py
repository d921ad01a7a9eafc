"""The floor of fetching: the HTTP library that ingest uses, the same URLs and validators, as many in flight, no work.

    python -m bench.bare_fetch URLS.json [DIRECTORY]

It prints one JSON line, whose ``seconds`` and ``cpu`` are those of the loop without the start of the program. The answers
are kept in DIRECTORY where one is named, for ``bare_read``.
"""

import asyncio
import json
import pickle
import sys
import time
from collections import Counter
from pathlib import Path

import aiohttp

IN_FLIGHT = 50
Asked = dict[str, str]
Answer = tuple[str, dict[str, str], bytes]


async def fetch_all(asked: list[Asked], kept: list[Answer] | None) -> Counter[int]:
    """Ask for every URL, read the answers to their end, and count their statuses."""
    statuses: Counter[int] = Counter()
    waiting = iter(asked)

    async def worker(session: aiohttp.ClientSession) -> None:
        for feed in waiting:
            conditions = {"If-None-Match": feed["etag"], "If-Modified-Since": feed["last_modified"]}
            headers = {name: value for name, value in conditions.items() if value}
            async with session.get(feed["url"], headers=headers) as answer:
                body = await answer.read()
                statuses[answer.status] += 1
                if kept is not None:
                    kept.append((feed["url"], {name.lower(): value for name, value in answer.headers.items()}, body))

    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=IN_FLIGHT),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "bare loop", "Accept-Encoding": "gzip, deflate"},
        auto_decompress=kept is not None,
    ) as session:
        await asyncio.gather(*(worker(session) for _ in range(IN_FLIGHT)))
    return statuses


def main(asked_file: str, directory: str = "") -> None:
    """Fetch what the file lists, and say what it took."""
    asked = json.loads(Path(asked_file).read_text("utf-8"))
    kept: list[Answer] | None = [] if directory else None
    began, used = time.perf_counter(), time.process_time()
    statuses = asyncio.run(fetch_all(asked, kept))
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    for number, answer in enumerate(kept or []):
        Path(directory, f"{number:06}").write_bytes(pickle.dumps(answer))
    print(json.dumps({"statuses": statuses, "seconds": seconds, "cpu": cpu}))


if __name__ == "__main__":
    main(*sys.argv[1:])
