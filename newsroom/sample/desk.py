"""The desk of the sample edition: it does by the ordinary orders what ``desk.toml`` says.

Its editor is nobody, and says so: a user that cannot log in, and whose name tells what it is.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from articles import corrections, publishers, rule_orders, standing
from articles.models import Article, Editor, Rule, Source
from articles.rules.condition import Condition
from articles.stories import orders
from newsroom.sample import rows
from newsroom.sample.world import World

Order = Mapping[str, Any]
ORDERS = Path(__file__).resolve().parent / "desk.toml"


@dataclass(frozen=True, slots=True)
class Desk:
    """The editor, and the orders by their kind ("corrections", "withdrawals", "merges") in the world that they are for."""

    editor: Editor
    world: World
    orders: Mapping[str, Any]

    def article(self, name: str) -> Article:
        """Return the article of the piece called "publisher/slug"."""
        return Article.objects.select_related("source", "story").get(url=self.world.url(self.world.piece(name)))

    def at(self, order: Order) -> datetime:
        """Return when an order was given."""
        return self.world.ago(order["age"])


def open_desk(world: World) -> Desk:
    """Read the orders, and make the editor where there is none."""
    read = tomllib.loads(ORDERS.read_text("utf-8"))
    facts = read["editor"]
    user = User.objects.filter(username=rows.DESK).first()
    if user is None:
        user = User.objects.create_user(rows.DESK)  # Without a password nobody can be it.
    editor, _ = Editor.objects.get_or_create(user=user, defaults=facts)
    return Desk(editor, world, read)


def rule(world: World) -> None:
    """Make the rules, by which the desk will have entries treated that come; once."""
    if Rule.objects.filter(source__is_sample=True).exists():
        return
    for facts in tomllib.loads(ORDERS.read_text("utf-8"))["rules"]:
        source = Source.objects.get(home_url=world.home(facts["publisher"]))
        effects = {name: facts[name] for name in ("standing", "tags") if name in facts}
        made = Rule(name=facts["name"], source=source, needs_all=False, **effects)
        conditions = [Condition(*asked) for asked in facts["if"]]
        rule_orders.keep(made, conditions, actor=None, now=timezone.now())


def propose(world: World) -> None:
    """Keep in mind publishers that are not read yet."""
    for facts in tomllib.loads(ORDERS.read_text("utf-8"))["proposed"]:
        publishers.ensure_source(
            name=facts["agency"],
            home_url=world.agency_home(facts["agency"]),
            language=facts["language"],
            description=facts["description"],
            state=Source.State.PROPOSED,
            state_at=world.epoch,
            state_reason=facts["reason"],
            is_sample=True,
        )


def choose(desk: Desk) -> None:
    """Publish what waits for an editor, but for what is to wait on, and what comes at an hour of its own."""
    waiting = rows.articles().filter(status=Article.Status.PENDING)
    standing.publish(waiting.exclude(url__in=[_url(desk, order) for order in desk.orders["waiting"]]), desk.editor)
    now = timezone.now()
    for order in desk.orders["scheduled"]:
        begin = (now + timedelta(hours=order["hours"])).replace(minute=0, second=0, microsecond=0)
        standing.schedule(rows.articles().filter(url=_url(desk, order)), begin, desk.editor, desk.editor.user, now)


def _url(desk: Desk, order: Order) -> str:
    return desk.world.url(desk.world.piece(order["piece"]))


def work(desk: Desk) -> None:
    """Give all orders, in the order of their days: the public log counts its lines as they come."""
    given = [(order, give) for kind, give in KINDS.items() for order in desk.orders[kind]]
    for order, give in sorted(given, key=lambda each: -each[0]["age"]):
        give(desk, order)


def _correct(desk: Desk, order: Order) -> None:
    """Correct a piece."""
    article = desk.article(order["piece"])
    corrections.correct(article, desk.editor, order["note"], headline=order.get("headline"), dek=order.get("dek"))


def _withdraw(desk: Desk, order: Order) -> None:
    """Withdraw a piece."""
    chosen = Article.objects.filter(pk=desk.article(order["piece"]).pk)
    standing.withdraw(chosen, order["reason"], desk.editor.user, legal=order.get("legal", False))


def _merge(desk: Desk, order: Order) -> None:
    """Merge the stories of two pieces, if they are two."""
    kept, gone = (desk.article(order[side]).story for side in ("kept", "gone"))
    if kept and gone and kept != gone:
        orders.merge(kept, gone, desk.editor.user, timezone.now(), order["reason"])


KINDS = {"corrections": _correct, "withdrawals": _withdraw, "merges": _merge}
