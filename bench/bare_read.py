"""The floor of reading: parse, normalize and sanitize kept answers, spread over processes, with nothing around it.

    python -m bench.bare_read DIRECTORY PROCESSES

It prints one JSON line, whose ``seconds`` begin when all processes are ready. With 0 processes it reads in its own, for a
profiler.
"""

import json
import multiprocessing
import pickle
import sys
import time
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

from ingest.reading import read
from ingest.values import FeedContext, Fetched, Limits, Validators


def read_one(file: str) -> int:
    """Read one document as ingest does, and return how many entries it has."""
    url, headers, body = pickle.loads(Path(file).read_bytes())  # noqa: S301  We wrote it a moment ago.
    answer = Fetched(url=url, status=200, headers=headers, body=body, validators=Validators())
    context = FeedContext(feed_url=url, final_url=url, source_name="", source_language="", now=datetime.now(UTC))
    return len(read(answer, context, Limits()).entries)


def main(directory: str, processes: int) -> None:
    """Read them all, and say what it took."""
    files = sorted(map(str, Path(directory).iterdir()))
    if not processes:
        sum(map(read_one, files))
        return
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(processes + 1)
    with context.Pool(processes, _wait, (ready,)) as pool:
        ready.wait()
        began = time.perf_counter()
        entries = sum(pool.imap_unordered(read_one, files))
        seconds = time.perf_counter() - began
    print(json.dumps({"documents": len(files), "entries": entries, "seconds": seconds}))


def _wait(ready: Barrier) -> None:
    ready.wait()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
