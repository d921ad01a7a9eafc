"""How gunicorn serves the site; it reads this file by itself. Its numbers come from newsroom/settings.py."""

import os
import socket  # noqa: TID251  For the names of options; nothing is opened here.
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")  # noqa: TID251  Django reads it from there.

from django.conf import settings

wsgi_app = "newsroom.wsgi:application"
proc_name = "newsroom"
bind = f"[{settings.BIND}]:{settings.PORT}" if ":" in settings.BIND else f"{settings.BIND}:{settings.PORT}"
workers = settings.WEB_WORKERS
worker_class = "newsroom.worker.Worker"  # gunicorn's sync worker, with our headers on its own refusals.
# Seconds for one answer. A query fails long before it (settings.STATEMENT_SECONDS); what may take so long is an editor who
# adds a feed (a page, then the feed) or fetches five at once, all of which hang and are read one after another.
timeout = round(2 * settings.LIMITS.total_seconds + 5 * settings.LIMITS.parse_seconds) + 10
graceful_timeout = 10
max_requests = 5_000  # A worker is replaced before a leak would matter,
max_requests_jitter = 500  # and never all of them at once.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  A slow disk must not kill a worker.
control_socket_disable = True  # It would write into the home directory; signals do all that we need.
# No header of a request is a word of our proxy's to gunicorn, though it comes from 127.0.0.1: proxies pass SCRIPT_NAME on, which
# would stand before every address of a page. What NEWSROOM_PROXY lets a proxy say, Django reads by itself.
forwarder_headers = ""
secure_scheme_headers = {}  # type: dict[str, str]
errorlog = "-"
loglevel = "info"
accesslog = "-" if settings.ACCESS_LOG else None
logger_class = "newsroom.access_log.AccessLog"  # gunicorn's, with paths that stay on their line.
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(B)s bytes %(M)s ms'  # No address, no query, no cookie, no agent.


def when_ready(server: Any) -> None:
    """Have the kernel keep connections on which nothing is sent: they would hold a worker each."""
    for listener in server.LISTENERS:
        if listener.sock.family in (socket.AF_INET, socket.AF_INET6) and hasattr(socket, "TCP_DEFER_ACCEPT"):
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 5)


def worker_exit(_server: Any, _worker: Any) -> None:
    """Write the visits that this worker has counted but not yet written."""
    from articles import visits  # noqa: PLC0415  The worker has Django ready, the arbiter has not.

    visits.flush()
