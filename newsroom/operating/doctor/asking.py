"""Ask every check, each for some seconds at most: one that hangs, or breaks, costs its own line and no other."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db import DatabaseError, connections

from newsroom.operating.doctor import backups, clock, configuration, database, feeds, machine, mail, network, site
from newsroom.operating.doctor.finding import Finding, words_of
from newsroom.outage import UNREACHABLE

Check = Callable[[], Finding]

LONGEST_SECONDS = 20.0
"""So long one check may take. Longer than the database's own limits, which say better what is wrong."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One check by its name, with what it found and how long that took."""

    name: str
    finding: Finding
    milliseconds: int


def checks(*, try_network: bool = False, try_mail: bool = False) -> Mapping[str, Check]:
    """Return every check by its name, in the order of what is likely to explain the rest."""
    return {
        "settings": configuration.settings_are_sound,
        "tls": configuration.site_speaks_tls,
        "secrets": configuration.secrets_are_ours,
        "database": database.answers,
        "connections": database.has_connections_left,
        "migrations": database.is_migrated,
        "disk": machine.has_disk,
        "memory": machine.has_memory,
        "clock": clock.agrees,
        "network": network.was_tried if try_network else network.was_there,
        "feeds": feeds.are_read,
        "queue": feeds.queue_moves,
        "mail": mail.was_sent if try_mail else mail.is_taken,
        "site": site.answers,
        "static": site.has_static_files,
        "cache": site.keeps_pages,
        "people": site.is_administered,
        "backup": backups.are_recent,
    }


def ask_all(chosen: Mapping[str, Check], longest: float = LONGEST_SECONDS) -> Iterator[Asked]:
    """Ask one after another, and yield each answer as it comes."""
    for name, check in chosen.items():
        began = time.monotonic()
        finding = ask(check, longest)
        yield Asked(name, finding, round((time.monotonic() - began) * 1000))


def ask(check: Check, longest: float) -> Finding:
    """Ask one check in a thread of its own, which is left to itself where it takes too long."""
    found: list[Finding] = []
    thread = threading.Thread(target=lambda: found.append(_answer(check)), daemon=True)
    thread.start()
    thread.join(longest)
    if found:
        return found[0]
    return Finding.to_do(f"no answer within {longest:g} seconds", "see what holds it up, a disk or a network perhaps.")


def _answer(check: Check) -> Finding:
    """Return what the check found, or how it failed: a doctor looks at what is broken."""
    try:
        return check()
    except UNREACHABLE:
        return Finding.not_looked_at("the database does not answer, and this is asked of it")
    except DatabaseError as error:
        return Finding.to_do(
            f"the database refused: {words_of(error)}", "look at the migrations, and at what this role may do."
        )
    except Exception as error:  # noqa: BLE001  Whatever is broken, the other checks go on.
        return Finding.to_do(f"could not be looked at: {type(error).__name__}: {words_of(error)}", "mend that first.")
    finally:
        connections.close_all()  # Those of this thread.
