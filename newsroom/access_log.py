"""gunicorn's log of requests, for whoever has it on: a path has no line break of its own there, and no control character."""

from typing import Any
from urllib.parse import quote

from gunicorn.glogging import Logger

READABLE = "/:@!$&'()*+,;=~"


class AccessLog(Logger):  # type: ignore[misc]  # gunicorn has no types.
    """gunicorn's own, but for the path: it comes decoded, so that ``%0d%0a`` in an address would begin a line."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        """Return what a line is made of."""
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        return found | {"U": quote(environ.get("PATH_INFO", "").encode("latin-1"), safe=READABLE)}
