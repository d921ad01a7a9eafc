"""What readers ask for: pages, feeds, searches, in shares that are told; some come with the validators of their last answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bench import pages_client
from bench.database import Database

WORDS = "harbour council tide ferry quay market bridge winter storm budget school museum orchard railway lantern garden".split()
LANGUAGES = ("en", "en", "en", "en", "de", "fr", "es", "ar")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of request: its share in a hundred, where it may lead, and whether it asks whether something is new."""

    name: str
    share: int
    paths: Sequence[str]
    asks_again: bool = False


def kinds(database: Database, port: int) -> list[Kind]:
    """Return the mix: of a hundred requests 78 for pages, 5 for search, 17 for feeds."""
    articles, stories = (_addresses(database, port, kind, count) for kind, count in (("article", 300), ("story", 150)))
    shelves = [f"/section/shelf-{number}/" for number in range(1, 9)]
    feeds = ["/feed.rss", "/feed.atom", "/feed.json", "/section/shelf-1/feed.rss", "/source/paper-7/feed.atom"]
    return [
        Kind("front", 22, ["/"]),
        Kind("front, again", 6, ["/"], asks_again=True),
        Kind("section", 10, shelves),
        Kind("latest", 6, ["/latest/"]),
        Kind("story", 10, stories),
        Kind("article", 22, articles),
        Kind("old link", 2, [f"/article/{number}-x/" for number in range(1, 10)]),
        Kind("search", 5, [f"/search/?q={one}+{other}" for one in WORDS for other in WORDS]),
        Kind("feed", 8, feeds),
        Kind("feed, again", 9, feeds, asks_again=True),
    ]


def draw(mix: Sequence[Kind], random: Random) -> tuple[Kind, str, str]:
    """Draw a request: its kind, its path, and the language of its reader."""
    kind = random.choices(mix, [one.share for one in mix])[0]
    return kind, random.choice(kind.paths), random.choice(LANGUAGES)


def _addresses(database: Database, port: int, kind: str, count: int) -> list[str]:
    """Return addresses of the newest rows; the site knows their slugs."""
    numbers = database.run(f"SELECT id FROM articles_{kind} ORDER BY id LIMIT {count}")  # noqa: S608  Ours.
    led = (pages_client.ask(port, f"/{kind}/{number}-x/")[1].get("location", "") for (number,) in numbers)
    return [address for address in led if address]
