"""``manage.py doctor``: is everything well, and if not, what is to be done? For people, timers and monitoring."""

import contextlib
import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from newsroom import database
from newsroom.operating.doctor import asking
from newsroom.operating.doctor.asking import Asked
from newsroom.operating.doctor.finding import State


class Command(BaseCommand):
    """Look at everything, say a line for each, and exit 1 where something is to be done."""

    requires_system_checks = []
    help = (
        "Say of everything that may go wrong whether it is well (OK), what to do (DO), or why nobody looked (--). "
        "Exits 1 where something is to be done. Nothing is changed; nobody is asked but our own database, site, cache and "
        "mail server, and with --network hosts of our own feeds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--network", action="store_true", help="ask up to three hosts of our own feeds, politely")
        parser.add_argument(
            "--mail", action="store_true", help="send operators a mail that says that mail reaches them"
        )
        parser.add_argument("--only", metavar="NAME", action="append", help="only this check; may be given again")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Look, and report."""
        _join_embedded()
        checks = asking.checks(try_network=options["network"], try_mail=options["mail"])
        unknown = set(options["only"] or []) - set(checks)
        if unknown:
            sys.exit(f"error: there is no check {', '.join(sorted(unknown))}; there are {', '.join(checks)}.")
        chosen = {name: check for name, check in checks.items() if name in (options["only"] or checks)}
        asked = []
        for one in asking.ask_all(chosen):
            asked.append(one)
            if not options["json"]:
                self.stdout.write(f"{one.finding.state} {one.name}: {one.finding.text}")
                self.stdout.flush()
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(asked)))
        if any(one.finding.state is State.TO_DO for one in asked):
            sys.exit(1)


def _join_embedded() -> None:
    """Start the embedded server or join it, where there is one; where that fails, the check of the database says so."""
    directory = database.embedded_directory(settings.VAR)
    if settings.DATABASE_IS_EMBEDDED and directory.exists():
        with contextlib.suppress(database.DatabaseStartError):
            database.use(database.start(directory).url)


def _as_json(asked: Sequence[Asked]) -> dict[str, Any]:
    """Return the report as ``--json`` prints it."""
    words = {State.OK: "ok", State.TO_DO: "do", State.NOT_LOOKED_AT: "not_looked_at"}
    checks = [
        {"name": one.name, "state": words[one.finding.state], "text": one.finding.text, "ms": one.milliseconds}
        for one in asked
    ]
    return {"to_do": sum(check["state"] == "do" for check in checks), "checks": checks}
