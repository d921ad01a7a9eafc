"""Worker processes under attack: what hangs, explodes or crashes in there costs only itself."""

import asyncio
import os
import socket
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from ingest.errors import NotAFeed, ParserDied
from ingest.values import Limits
from ingest.workers import Workers

LIMITS = Limits(parse_seconds=60.0, parse_cpu_seconds=1, parse_memory_bytes=600_000_000)
IMPATIENT = Limits(parse_seconds=2.0)


def hang():
    time.sleep(60)


def burn():
    while True:
        pass


def explode():
    return len(bytearray(2_000_000_000))


def crash():
    os.abort()


def refuse():
    raise NotAFeed("this is an HTML page")


def open_files():
    found = []
    for number in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # The listing's own.
            found.append(str(number.readlink()))
    return found


def add(one, other):
    return one + other


def work(*jobs, limits=LIMITS):
    async def all_of_them():
        with Workers(2, limits) as workers:
            return await asyncio.gather(*(workers.run(*job) for job in jobs), return_exceptions=True)

    return asyncio.run(all_of_them())


@pytest.mark.parametrize(
    ("attack", "words"),
    [(burn, "1 seconds of CPU"), (explode, "600,000,000 bytes"), (crash, "exit code -6")],
)
def test_an_attack_ends_with_its_reason_and_the_next_document_is_read(attack, words):
    died, four = work((attack,), (add, 1, 3))

    assert isinstance(died, ParserDied)
    assert words in str(died)
    assert four == 4


def test_what_only_waits_is_ended_by_the_clock():
    (died,) = work((hang,), limits=IMPATIENT)

    assert isinstance(died, ParserDied)
    assert "2 seconds" in str(died)


def test_many_attacks_at_once_leave_the_others_alone():
    results = work(*[(crash,), (explode,), (add, 1, 1)] * 4)

    assert [result for result in results if isinstance(result, int)] == [2] * 4
    assert sum(isinstance(result, ParserDied) for result in results) == 8


def test_an_error_of_a_stage_comes_back_as_itself():
    (error,) = work((refuse,))

    assert isinstance(error, NotAFeed)
    assert str(error) == "this is an HTML page"


def test_a_process_holds_no_socket_of_ours():
    with socket.create_server(("127.0.0.1", 0)) as ours:
        ours.set_inheritable(True)
        (held,) = work((open_files,))
        name = str(Path(f"/proc/self/fd/{ours.fileno()}").readlink())

    assert held
    assert name not in held


def processes():
    """Return the processes that read, and last the one that they are forked from."""
    ours = psutil.Process().children()
    return [child for one in ours for child in (*one.children(), one) if "forkserver" in " ".join(child.cmdline())]


@pytest.mark.parametrize("killed", [1, 2, 3])
def test_processes_that_are_killed_while_idle_are_replaced(killed):
    async def kill_between():
        with Workers(2, LIMITS) as workers:
            await asyncio.gather(*(workers.run(add, n, n) for n in range(4)))
            for victim in processes()[:killed]:
                victim.kill()
            at_once = await asyncio.gather(*(workers.run(add, n, n) for n in range(4)), return_exceptions=True)
            await asyncio.sleep(1)
            later = await asyncio.gather(*(workers.run(add, n, n) for n in range(4)), return_exceptions=True)
            return at_once, later

    at_once, later = asyncio.run(kill_between())

    assert all(isinstance(found, ParserDied) or found == 2 * n for n, found in enumerate(at_once))
    assert later == [0, 2, 4, 6]


def test_processes_that_wait_for_a_lock_of_a_dead_one_are_replaced():
    async def take_the_lock_away():
        with Workers(2, IMPATIENT) as workers:
            await workers.run(add, 1, 1)
            workers._pool._pool_manager.worker_manager.workers_channel.mutex.acquire()
            return await asyncio.gather(*(workers.run(add, n, n) for n in range(4)))

    assert asyncio.run(take_the_lock_away()) == [0, 2, 4, 6]
