"""Ask our own site whether it is well: for the supervisor, and as the health check of a container.

python -m newsroom.probe        exits 0 where the site answers 200 at /healthz, else 1
"""

import sys
from http.client import OK, HTTPConnection, HTTPException  # noqa: TID251  To this machine only, never to the outside.

WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  Where we ask a site that listens everywhere.


def is_well(bind: str, port: int, site_host: str) -> bool:
    """Tell whether the site answers that it is well; ``site_host`` is the name that it knows itself by."""
    return _status(bind, port, site_host) == OK


def is_there(bind: str, port: int) -> bool:
    """Tell whether anything answers at all, well or not."""
    return _status(bind, port, bind) is not None


def _status(bind: str, port: int, site_host: str) -> int | None:
    """Ask ``/healthz`` and return the status of the answer; None where there is none."""
    connection = HTTPConnection(WILDCARDS.get(bind, bind), port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": site_host})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


if __name__ == "__main__":
    from newsroom import settings

    sys.exit(0 if is_well(settings.BIND, settings.PORT, settings.SITE_HOST) else 1)
