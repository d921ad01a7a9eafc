"""What ``ingest --watch`` does beside refreshing what is due: each duty again after its time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from articles import bulk, figures, sweeping
from articles.search import indexing, vocabulary
from articles.stories import placing
from ingest import alarms, ledger, mails, pruning, takedown_mails
from ingest.pipeline import Settings
from ingest.websub import hub


@dataclass(slots=True)
class Duty:
    """Something to be done again and again; it is told the time. ``next_at`` is when it is due."""

    work: Callable[[datetime], object]
    every: timedelta
    next_at: datetime

    def do_if_due(self, now: datetime) -> None:
        """Do it, if its time has come, or never seems to come: the clock was set back since the last time."""
        if not self.next_at - self.every <= now < self.next_at:
            self.next_at = now + self.every
            self.work(now)


def duties(settings: Settings, now: datetime) -> list[Duty]:
    """Return the duties of a watch that begins now."""
    return [
        Duty(ledger.heal_clock, timedelta(hours=1), now),
        Duty(lambda moment: hub.renew_due(settings, moment), timedelta(minutes=1), now),
        Duty(placing.place_waiting, timedelta(minutes=1), now),
        Duty(indexing.index_waiting, timedelta(minutes=1), now),
        Duty(bulk.carry_on, timedelta(minutes=1), now),
        Duty(sweeping.carry_on, timedelta(minutes=1), now),
        Duty(vocabulary.learn, timedelta(hours=24), now + timedelta(minutes=10)),
        Duty(figures.count, timedelta(minutes=10), now + timedelta(minutes=1)),
        Duty(tell, timedelta(minutes=5), now + timedelta(minutes=5)),
        Duty(pruning.prune, timedelta(hours=24), now + timedelta(hours=1)),
    ]


def tell(now: datetime) -> None:
    """Look for what people should hear, and mail operators when it is time."""
    alarms.check(now)
    mails.send_digest(now)
    takedown_mails.send(now)
