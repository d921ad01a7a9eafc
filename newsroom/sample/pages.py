"""Pure: the publishers' own pages, so that "Read at the origin" leads somewhere while the sample edition is served."""

import html

from newsroom.sample.edition import Piece, Publisher
from newsroom.sample.world import World

STYLE = (
    "body{font:1.1rem/1.6 Georgia,serif;max-width:40rem;margin:0 auto;padding:1.5rem;color:#222;background:#fdfbf5}"
    "h1{line-height:1.2}img{max-width:100%;height:auto}small,figcaption,header{color:#665}td,th{padding:.2em .8em .2em 0;"
    "text-align:start;border-bottom:1px solid #ddd}a{color:#0b4f8a}"
)


def article_page(world: World, piece: Piece) -> bytes:
    """Return the page of one piece, in full."""
    publisher = world.publisher(piece.publisher)
    byline = html.escape(", ".join(piece.byline))
    when = f"{world.published(piece):%Y-%m-%d %H:%M} UTC"
    inside = (
        f"<h1>{html.escape(world.headline(piece))}</h1><p><strong>{html.escape(world.dek(piece))}</strong></p>"
        f"<p><small>{byline} · {when}</small></p>{world.figure(piece, piece.picture)}{world.html(piece)}"
    )
    return _page(publisher, world.headline(piece), world.home(publisher.slug), inside)


def home_page(world: World, publisher: Publisher) -> bytes:
    """Return the list of a publisher's pieces."""
    links = [
        f'<li><a href="{world.url(piece)}">{html.escape(world.headline(piece))}</a></li>' for piece in publisher.pieces
    ]
    inside = (
        f"<h1>{html.escape(publisher.name)}</h1><p>{html.escape(publisher.description)}</p><ul>{''.join(links)}</ul>"
    )
    return _page(publisher, publisher.name, world.home(publisher.slug), inside)


def agency_page(name: str) -> bytes:
    """Return the page of an agency, which has no feed here."""
    said = html.escape(name)
    page = (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{said}</title><style>{STYLE}</style><h1>{said}</h1>"
    )
    return f"{page}<p>An invented agency: two papers of the sample edition carry its reports.</p></html>".encode()


def _page(publisher: Publisher, title: str, home: str, inside: str) -> bytes:
    """Return a whole page of a publisher."""
    direction = "rtl" if publisher.is_rtl else "ltr"
    head = (
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{html.escape(title)}</title>'
    )
    top = f'<header><a href="{home}">{html.escape(publisher.name)}</a> · Newsroom sample edition: fictional</header>'
    start = (
        f'<!doctype html><html lang="{publisher.language}" dir="{direction}"><head>{head}<style>{STYLE}</style></head>'
    )
    return f"{start}<body>{top}<main>{inside}</main></body></html>".encode()
