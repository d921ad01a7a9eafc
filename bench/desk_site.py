"""Open every page of the desk as an administrator: python -m bench.desk_site says how long each took, and how often it asked.

It prints one JSON line: for each address milliseconds (the middle of a few), queries, and the status of the answer.
"""

import json
import time
from statistics import median
from typing import Any

import django
from django.db import connection

django.setup()

from django.contrib.auth.models import User  # noqa: E402  Not before Django is ready.
from django.test import Client  # noqa: E402  As above.
from django.test.utils import setup_test_environment  # noqa: E402  As above.

from bench import desk_pages  # noqa: E402  As above.

TIMES = 3


def ask() -> dict[str, Any]:
    """Open them all."""
    setup_test_environment()  # A list then tells its filters.
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser("bench"))
    return {path: _asked(client, path) for path in list(desk_pages.pages(client))}


def _asked(client: Client, path: str) -> dict[str, float]:
    counted: list[int] = []
    took: list[float] = []
    status = 0
    for _ in range(TIMES):
        queries = _Queries()
        began = time.perf_counter()
        with connection.execute_wrapper(queries):
            status = client.get(path).status_code
        took.append((time.perf_counter() - began) * 1000)
        counted.append(queries.count)
    return {"ms": median(took), "queries": max(counted), "status": status}


class _Queries:
    """Counts what is asked of the database."""

    count = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        self.count += 1
        return execute(*arguments)


if __name__ == "__main__":
    print(json.dumps(ask()))
