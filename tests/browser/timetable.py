"""A site of a publisher that nobody reads yet: its page names two feeds, one of which has ten entries."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from tests.net.scripted import ScriptedServer, answer

LINK = '<link rel="alternate" type="application/rss+xml" href="/{}.xml" title="{}">'
ITEM = "<item><title>{}</title><link>{}</link><guid>{}</guid><pubDate>{}</pubDate><description>{}</description></item>"
ENTRIES = (
    ("Noon ferry sails from pier three", "Pier one is rebuilt until the end of the month; follow the yellow line."),
    ("Bicycles travel free on weekdays", "There is room for forty. The forty-first waits for the next boat."),
    ("Line 7 runs every four minutes in the rush hour", "Two more trams were repaired in time."),
    ("No late boat on the night of the fair", "The crews dance, too. The last boat leaves at eleven."),
    ("Fog horns are tested on Thursday", "Three long, one short, at ten in the morning."),
    ("Winter timetable is out", "Eleven pages, two of them about ice."),
    ("Lost property moves to the old customs house", "Bring a description, and some patience."),
    ("The lift at Lower Quayside works again", "It was a coin."),
    ("Dogs need a ticket from eight kilos on", "The scales stand beside the machine."),
    ("Night buses wait for the last train", "For five minutes, and on request for six."),
)
MORE = ("Pier one opens two days early", "Mind the paint.")


def feed(server: ScriptedServer, entries: tuple[tuple[str, str], ...]) -> bytes:
    """Return the answer with these entries."""
    items = "".join(_item(server, number, *entry) for number, entry in enumerate(reversed(entries)))
    head = f"<title>Long Mole Timetable</title><link>{server.url('/')}</link><description>Boats and trams</description>"
    document = f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'
    return answer(200, document.encode(), "Content-Type: application/rss+xml")


def _item(server: ScriptedServer, number: int, headline: str, dek: str) -> str:
    """Write an entry; each came some hours after the one before."""
    address = server.url(f"/{escape(headline.replace(' ', '-'))}")
    age = timedelta(hours=3 * (len(ENTRIES) - number) + 1)
    return ITEM.format(escape(headline), address, address, format_datetime(datetime.now(UTC) - age), escape(dek))


@contextmanager
def timetable() -> Iterator[ScriptedServer]:
    """Start the site."""
    with ScriptedServer() as server:
        page = (
            "<!doctype html><title>Long Mole</title>" + LINK.format("ferries", "Boats") + LINK.format("trams", "Trams")
        )
        server.answers["/"] = answer(200, page.encode(), "Content-Type: text/html")
        server.answers["/ferries.xml"] = feed(server, ENTRIES)
        yield server


def opml(server: ScriptedServer) -> str:
    """Return a list with two feeds of the site, and one at an address that nobody fetches."""
    feeds = "".join(
        f'<outline text="{name}" xmlUrl="{server.url(f"/{name.split()[-1]}.xml")}"/>'
        for name in ("Quay east", "Quay west")
    )
    odd = '<outline text="Odd" xmlUrl="ftp://quay.example/"/>'
    return f'<opml version="2.0"><head><title>My reader</title></head><body><outline text="Quays">{feeds}{odd}</outline></body></opml>'
