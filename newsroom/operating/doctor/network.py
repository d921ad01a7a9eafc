"""The way out: told from what ingest did of late, or tried at hosts of our own feeds. No stranger is asked."""

from datetime import timedelta

from django.db.models import Max

from ingest import ledger, reaching
from ingest.models import Feed
from ingest.pipeline import Settings
from newsroom.operating.doctor.clock import APART_SECONDS
from newsroom.operating.doctor.finding import Finding

LATELY = timedelta(hours=1)
APART = timedelta(seconds=60 * APART_SECONDS)
"""A server's own clock may be wrong, its answer as old as a cache kept it: only minutes mean something."""

CURE = "look at the firewall, the resolver (/etc/resolv.conf) and the route; manage.py doctor --network tries again."


def was_there() -> Finding:
    """Tell from the ledger whether a feed could be read of late."""
    now = ledger.now()
    last = Feed.objects.aggregate(last=Max("last_ok_at"))["last"]
    if last and last > now - LATELY:
        return Finding.fine(f"a feed was read {round((now - last).total_seconds())} seconds ago")
    return Finding.not_looked_at("no feed was read for an hour; --network tries hosts of your own feeds")


def was_tried() -> Finding:
    """Ask some hosts of our own feeds, politely and by the one way out that there is."""
    reached = reaching.reach(Settings.from_django())
    if not reached:
        return Finding.not_looked_at("no host of a feed of yours may be asked at the moment")
    failed = [f"{one.host}: {one.error}" for one in reached if one.error]
    if len(failed) == len(reached):
        return Finding.to_do(f"not one of {len(reached)} hosts could be reached: {'; '.join(failed)}", CURE)
    apart = sorted(one.ahead for one in reached if one.ahead is not None)
    if apart and min(abs(ahead) for ahead in apart) > APART:
        return Finding.to_do(
            f"the clocks of all hosts that answered are {abs(apart[0]).total_seconds():.0f} seconds or more from the database's",
            "have the database's machine set its clock by NTP.",
        )
    return Finding.fine(f"{len(reached) - len(failed)} of {len(reached)} hosts answered")
