"""What waits at the desk of the sample edition: a notice of takedown that is nearly due, a tombstone, a reader's doubt."""

from datetime import timedelta

from articles import takedowns
from articles.digest import sha256
from articles.models import Source, Takedown, Tombstone
from articles.stories import doubts
from newsroom.sample import rows
from newsroom.sample.desk import Desk, Order

AGE = timedelta(days=5)


def leave(desk: Desk) -> None:
    """Let somebody ask for the first piece that the desk corrected, something have been deleted, and readers doubt."""
    _doubt(desk)
    order: Order = desk.orders["corrections"][0]
    article = desk.article(order["piece"])
    said = {
        "name": "Harbour office (invented)",
        "email": rows.WRITER,
        "urls": article.get_absolute_url(),
        "right": Takedown.Right.ERROR,
        "statement": "The numbers in the second paragraph are last year's. Please put them right, or take it down.",
    }
    takedowns.receive(said, desk.world.epoch - AGE)
    Tombstone.objects.create(
        source=Source.objects.filter(is_sample=True).earliest("pk"),
        digest=sha256("a tombstone of the sample edition"),
        headline="Win a weekend on the coast",
        reason="An advertisement.",
        made_at=desk.world.epoch - AGE,
    )


def _doubt(desk: Desk) -> None:
    """Let readers say which reports do not belong where they stand."""
    for order in desk.orders["doubts"]:
        article = desk.article(order["piece"])
        if article.story:
            doubts.doubt(article.story, article, order["text"], desk.at(order))
