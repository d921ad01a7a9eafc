"""``manage.py serve_sample``: keep the fictional publishers up, so that "Read at the origin" leads somewhere."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ingest.stopping import stop_on_signals
from newsroom.sample import edition, rows
from newsroom.sample.serving import open_server, open_world


class Command(BaseCommand):
    """Serve the sample edition until told to stop."""

    help = "Serve the pages of the loaded sample edition on loopback, at the addresses that its articles name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--port", type=int, help="serve there (the loaded edition's own port is the default)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve; SIGTERM and Ctrl-C end it."""
        epoch = rows.epoch()
        if epoch is None:
            raise CommandError("There is no sample edition here. Load it with: manage.py load_sample")
        stop = stop_on_signals()
        publishers = edition.load()
        try:
            server = open_server(publishers, options["port"])
        except OSError as error:
            raise CommandError(f"The addresses of the sample edition cannot be had: {error}.") from error
        with server:
            world = open_world(server, publishers, epoch)
            self.stdout.write(f"Serving the sample edition, from {world.home(publishers[0].slug)} on. Ctrl-C ends it.")
            self.stdout.flush()
            stop.wait(float("inf"))
