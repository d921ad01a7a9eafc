"""The same work as Procrastinate tasks, for any number of workers on any number of machines.

A task only wakes a worker up. Which feed is whose is decided by the claim in the database, as it is for ``manage.py
ingest``: a task that runs twice, too late or never does no harm, and the two ways may even run side by side. That is why
no task is retried: the next tick brings another.

    every minute      wake, cluster, index, order, mirror, renew, clear_away
    every 10 seconds  read_pushes
    every 5 minutes   tell
    every 10 minutes  count
    every night       learn, prune

A periodic task is told when it was meant to run (``timestamp``, Unix seconds), and goes by the database's clock instead.
Whatever else is to be done beside the requests of readers has its place here, each as a task that calls a plain function.
"""

import logging
import math

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from articles import bulk, figures, sweeping
from articles.search import indexing, vocabulary
from articles.stories import placing
from ingest import ledger, pictures, pruning, rounds, watching
from ingest.pipeline import Settings
from ingest.stopping import Stop
from ingest.websub import drain, hub

log = logging.getLogger(__name__)

BATCH = 200
"""So many feeds a task refreshes: some seconds of work, so that the workers share it evenly."""

WAITING = 32
"""So many batches at most wait at once. What is due beyond them is seen by the next tick."""

DEAD_AFTER_SECONDS = 60.0
"""A worker says every 10 seconds that it lives."""

FINISHED_LASTS_HOURS = 7 * 24


class StopOfWorker(Stop):
    """Raised where the worker that runs a task was told to stop, and its patience is over."""

    def __init__(self, context: JobContext) -> None:
        super().__init__()
        self._context = context

    def is_set(self) -> bool:
        """Ask the worker."""
        return self._context.should_abort()


# Feeds ----------------------------------------------------------------------------------------------------------------
@app.periodic(cron="* * * * *")
@app.task(queueing_lock="wake")
def wake(timestamp: int) -> None:
    """See how many feeds are due, and put as many batches in the queue as that needs.

    A batch that still waits there is not put in again, so a queue that is too slow never piles up.
    """
    due = ledger.due(ledger.now()).count()
    for number in range(min(math.ceil(due / BATCH), WAITING)):
        try:
            refresh.configure(queueing_lock=f"refresh-{number}").defer()
        except AlreadyEnqueued:
            continue


@app.task(pass_context=True)
def refresh(context: JobContext) -> None:
    """Refresh one batch of feeds: whichever are due by then, and nobody else has."""
    rounds.ingest(None, Settings.from_django(), limit=BATCH, stop=StopOfWorker(context))


@app.periodic(cron="* * * * *")
@app.task(pass_context=True, queueing_lock="cluster", lock="cluster")
def cluster(context: JobContext, timestamp: int) -> None:
    """Put new articles into stories, and rank anew what time alone has changed; one worker at a time, in order."""
    placing.place_waiting(ledger.now(), StopOfWorker(context).is_set)


@app.periodic(cron="* * * * *")
@app.task(pass_context=True, queueing_lock="index", lock="index")
def index(context: JobContext, timestamp: int) -> None:
    """Fill in by which words new and changed articles can be found, and what rights that changed let be found."""
    indexing.index_waiting(ledger.now(), StopOfWorker(context).is_set)


@app.periodic(cron="* * * * *")
@app.task(pass_context=True, queueing_lock="order", lock="order")
def order(context: JobContext, timestamp: int) -> None:
    """Carry on with what editors ordered of thousands of articles, or let a rule do, whether or not they still look."""
    stop = StopOfWorker(context)
    bulk.carry_on(ledger.now(), stop.is_set)
    sweeping.carry_on(ledger.now(), stop.is_set)


@app.periodic(cron="47 2 * * *")
@app.task(queueing_lock="learn", lock="learn")
def learn(timestamp: int) -> None:
    """Learn the words for the spelling hint anew."""
    vocabulary.learn(ledger.now())


# What goes along with feeds -------------------------------------------------------------------------------------------
@app.periodic(cron="* * * * *")
@app.task(pass_context=True, queueing_lock="mirror", lock="mirror")
def mirror(context: JobContext, timestamp: int) -> None:
    """Mirror the lead images that are missing; one worker at a time, because pictures are not claimed."""
    pictures.mirror(Settings.from_django(), stop=StopOfWorker(context))


@app.periodic(cron="* * * * * */10")
@app.task(pass_context=True, queueing_lock="read_pushes")
def read_pushes(context: JobContext, timestamp: int) -> None:
    """Read what hubs pushed."""
    with Settings.from_django().workers() as workers:
        drain.read_waiting(workers, stop=StopOfWorker(context))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="renew", lock="renew")
def renew(timestamp: int) -> None:
    """Keep up the promises of hubs."""
    hub.renew_due(Settings.from_django(), ledger.now())


# What people should hear, and what is kept no longer ------------------------------------------------------------------
@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="tell", lock="tell")
def tell(timestamp: int) -> None:
    """Look for what people should hear, and mail operators when it is time."""
    now = ledger.now()
    ledger.heal_clock(now)
    watching.tell(now)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="count", lock="count")
def count(timestamp: int) -> None:
    """Count today and yesterday for the statistics of the desk."""
    figures.count(ledger.now())


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="prune", lock="prune")
def prune(timestamp: int) -> None:
    """Remove what is kept no longer."""
    pruning.prune(ledger.now())


# The queue itself -----------------------------------------------------------------------------------------------------
@app.periodic(cron="* * * * *")
@app.task(pass_context=True, queueing_lock="clear_away")
async def clear_away(context: JobContext, timestamp: int) -> None:
    """Take out jobs whose worker died, so that their locks are free again, and jobs that were over long ago.

    This one has no lock itself: it must run even where a worker died in it.
    """
    jobs = context.app.job_manager
    for dead in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        log.warning("worker_died", extra={"task": dead.task_name, "job": dead.id})
        await jobs.finish_job(dead, Status.FAILED, delete_job=True)
    await jobs.delete_old_jobs(FINISHED_LASTS_HOURS, include_failed=True, include_cancelled=True, include_aborted=True)
