"""An editor at work: signs in by the form, publishes what waits by the inbox's own order, and looks when readers see it."""

import http.cookiejar
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

from bench import pages_client
from bench.database import Database

LOOK_SECONDS = 2.5
"""For so long after a publish each answer is looked at: the last one without the article says when all readers saw it."""
PAUSE_SECONDS = 0.25
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SCREENS = ("", "articles/article/", "articles/article/?q=storm", "articles/source/", "statistics/", "ingest/feed/")
NEXT = """
SELECT article.id, source.slug, article.headline FROM articles_article article JOIN articles_source source ON source.id = source_id
WHERE article.status = 'pending' AND source.slug LIKE 'paper-%%' ORDER BY article.published_at DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Published:
    """One publish: how long the order took, and after how many seconds no answer was without the article any more."""

    order_seconds: float
    seen_seconds: float
    looked: int


class NotSignedIn(Exception):
    """The desk did not let the editor in."""


@dataclass(slots=True)
class Editor:
    """A person with a browser at the desk: ``statuses`` counts what it answered."""

    port: int
    database: Database
    statuses: dict[int, int] = field(default_factory=dict)
    slowest: float = 0.0
    _browser: urllib.request.OpenerDirector = field(init=False)
    _token: str = ""

    def __post_init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)

    def sign_in(self, name: str, password: str) -> None:
        """Fill the form in and send it."""
        self._learn(self._open("login/?next=/admin/"))
        said = self._open("login/?next=/admin/", username=name, password=password, next="/admin/")
        if "logout" not in said:
            raise NotSignedIn(said[:500])
        self._learn(said)

    def look_around(self, turn: int) -> None:
        """Open a screen, each in turn."""
        self._open(SCREENS[turn % len(SCREENS)])

    def publish(self) -> Published | None:
        """Publish the newest article that waits, None where none does, and look at its page and at that of its publisher."""
        waiting = self.database.run(NEXT)
        if not waiting:
            return None
        number, slug, headline = waiting[0]
        began = time.monotonic()
        self._open("articles/article/order/", verb="publish", article=str(number))
        done = time.monotonic()
        last, looked = 0.0, 0
        while time.monotonic() - done < LOOK_SECONDS:
            asked = time.monotonic()
            looked += 1
            if not self._is_seen(number, slug, headline):
                last = asked - done
            time.sleep(PAUSE_SECONDS)
        return Published(done - began, last, looked)

    def _is_seen(self, number: int, slug: str, headline: str) -> bool:
        """Tell whether readers have it, at its own page and in the list of its publisher."""
        if pages_client.ask(self.port, f"/article/{number}-x/")[0] == 404:
            return False
        return headline.encode() in pages_client.ask(self.port, f"/source/{slug}/")[2]

    def _open(self, path: str, **fields: str) -> str:
        """Open a page of the desk, or send a form to it; errors count as any other answer."""
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self._token, **fields}).encode() if fields else None
        began = time.monotonic()
        said = ""
        try:
            with self._browser.open(f"http://127.0.0.1:{self.port}/admin/{path}", body, 60) as answer:
                status, said = answer.status, str(answer.read(), "utf-8")
        except urllib.error.HTTPError as error:
            status = error.code
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        return said

    def _learn(self, page: str) -> None:
        found = TOKEN.search(page)
        self._token = found[1] if found else self._token
