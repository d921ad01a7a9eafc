"""The site as the product serves it, by gunicorn, and readers who ask it for pages all the while."""

import contextlib
import http.client
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Self
from urllib.parse import quote

import psutil

from bench.farm import free_port
from bench.faults.process import Process, until
from bench.faults.stage import Stage
from bench.faults.trial import Trial

WORKERS = 2
READERS = 3
PATIENCE = 60.0
"""So many seconds a reader waits for an answer, which is longer than any answer may take."""
HREF = re.compile(rb'href="(/[^"#]*)"')
NOT_PAGES = ("/static/", "/media/", "/admin/", "/language")
UNKEPT = "/search/?q=nothing-{}"
"""A page that nobody asked for before, so that it is made from the database."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: when it was asked for and after how many seconds it came; status 0 where none came, and why."""

    path: str
    asked_at: float
    seconds: float
    status: int
    retry_after: str = ""
    body: bytes = b""
    error: str = ""

    @property
    def is_a_failure(self) -> bool:
        """Tell whether a reader got neither a page nor an honest 503."""
        return self.status not in {200, 503} or (self.status == 503 and not self.retry_after)

    def __str__(self) -> str:
        return f"{self.path}: {self.error or self.status} after {self.seconds:.1f} s"


@dataclass(slots=True)
class Served:
    """A gunicorn with its workers, at a port of loopback."""

    process: Process
    port: int

    def ask(self, path: str) -> Page:
        """Ask for a page on a connection of its own."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body, retry_after = answer.read(), answer.headers.get("Retry-After", "")
            return Page(path, began, time.monotonic() - began, answer.status, retry_after, body)
        except (OSError, http.client.HTTPException) as error:
            return Page(path, began, time.monotonic() - began, 0, error=f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def workers(self) -> list[psutil.Process]:
        """Return the processes that answer."""
        return [child for child in psutil.Process(self.process.pid).children() if child.is_running()]

    def walk(self, most: int, begin: Sequence[str] = ("/",)) -> dict[str, Page]:
        """Ask for the first page and for what it leads to, breadth first, ``most`` pages at most."""
        seen: dict[str, Page] = {}
        ahead = list(begin)
        while ahead and len(seen) < most:
            path = ahead.pop(0)
            if path in seen or path.startswith(NOT_PAGES):
                continue
            seen[path] = page = self.ask(path)
            ahead += [_as_sent(href) for href in HREF.findall(page.body)]
        return seen

    @contextlib.contextmanager
    def readers(self, most: int = 12) -> Iterator["Readers"]:
        """Let readers ask for these pages and for new ones in turn, until the end of the block."""
        well = {path: page for path, page in self.walk(most).items() if page.status == 200}
        with Readers(self.ask, [*well, UNKEPT]) as readers:
            yield readers


@dataclass(slots=True)
class Readers:
    """Some threads that ask without a pause; ``pages`` is what they got."""

    ask: Callable[[str], Page]
    paths: Sequence[str]
    pages: list[Page] = field(default_factory=list)
    _is_over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._threads = [threading.Thread(target=self._read, args=(number,)) for number in range(READERS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _read(self, number: int) -> None:
        turn = number
        while not self._is_over.is_set():
            self.pages.append(self.ask(self.paths[turn % len(self.paths)].format(f"{number}-{turn}")))
            turn += 1

    def until_answered(self, count: int) -> None:
        """Wait until they got so many answers more."""
        wanted = len(self.pages) + count
        until(lambda: len(self.pages) >= wanted, f"readers get {count} answers")


def _as_sent(href: bytes) -> str:
    """Return the path of a link as a browser sends it."""
    return quote(unescape(href.decode("utf-8", "replace")), safe="/?&=%+,;:@~!$'()*")


@contextlib.contextmanager
def served(stage: Stage, trial: Trial, **env: str) -> Iterator[Served]:
    """Serve the site of a trial, with static files that are collected once for all."""
    static = stage.prepared.scratch / "var" / "static"
    if not static.is_dir():
        stage.prepared.manage("collectstatic", "--no-input", "--verbosity=0")
    if not (trial.scratch / "static").is_symlink():
        (trial.scratch / "static").symlink_to(static)
    port = free_port()
    variables = {**trial.env, "PORT": str(port), "NEWSROOM_WEB_WORKERS": str(WORKERS), **env}
    with Process([sys.executable, "-m", "gunicorn"], variables, trial.scratch / f"web-{port}.log") as process:
        site = Served(process, port)
        until(lambda: site.ask("/healthz").status == 200 or process.is_over, "the site answers")
        yield site


def judge(trial: Trial, pages: Sequence[Page], *, excused: int = 0) -> None:
    """Note what readers got. Failures beyond the excused ones are wrong."""
    outcome = trial.outcome
    statuses = Counter(page.status for page in pages)
    outcome.notes["pages"] += statuses[200]
    outcome.notes["pages with 503 and Retry-After"] += statuses[503]
    failures = [page for page in pages if page.is_a_failure]
    outcome.notes["failed requests"] += len(failures)
    outcome.wrong += [f"{len(failures)} requests failed, such as {failures[0]}"] if len(failures) > excused else []
    outcome.note_most("s for an answer", max((page.seconds for page in pages), default=0.0))
