"""What the commands share: the edition, its server at the right addresses, and the world that they make."""

from datetime import datetime

from newsroom.sample import rows
from newsroom.sample.edition import AGENCIES, Publisher
from newsroom.sample.render import documents
from newsroom.sample.server import PORT, SampleServer
from newsroom.sample.world import World


def open_server(publishers: tuple[Publisher, ...], port: int | None) -> SampleServer:
    """Take the addresses: those of the loaded edition, else at ``port``, else at the usual one or any that is free."""
    slugs = [*(publisher.slug for publisher in publishers), *AGENCIES.values()]
    wanted = rows.port() or port
    if wanted is not None:
        return SampleServer(slugs, wanted)
    try:
        return SampleServer(slugs, PORT)
    except OSError:
        return SampleServer(slugs)


def open_world(server: SampleServer, publishers: tuple[Publisher, ...], epoch: datetime) -> World:
    """Serve the edition as it stands at ``epoch`` from now on, and return it."""
    world = World(publishers, server.origins, epoch.replace(second=0, microsecond=0))
    server.serve(documents(world))
    return world
