"""Who gets which status at which address by which method: the walk behind tests/web/access.tsv."""

import csv
import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import product
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core import signals
from django.db import close_old_connections, transaction
from django.test import Client
from django.urls import URLResolver, reverse

from newsroom import urls
from newsroom.headers import HEADERS
from newsroom.methods import KNOWN
from tests.web.desk_access import MODELS, POSTED, arguments
from tests.web.test_visible import EXAMPLES

MEANT = {
    "Allow", "Cache-Control", "Content-Disposition", "Content-Language", "Content-Length", "Content-Type", "ETag", "Expires",
    "Last-Modified", "Link", "Location", "Retry-After", "TDM-Reservation", "Vary", "X-Robots-Tag",
}  # fmt: skip
"""Headers that an answer may have beside those that it must have."""

TABLE = Path(__file__).with_name("access.tsv")
PEOPLE = ("nobody", "no desk", "no role", "Curator", "Editor", "Rights", "Operations", "superuser")
"""Nobody signed in; an account that the desk does not let in; one without a role; the roles; and who may everything."""

METHODS = (*KNOWN, "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
NOWHERE = {
    "(no such page)": "no-such-page/",
    "(no such page of the desk)": f"{settings.ADMIN_PATH}no-such-page/",
    "(no such file)": "static/no-such-file.css",
}
ABOUT = """# Which status each person gets at each address, by each method; "login" is the way to the sign-in, 302. `make access`
# renews this table: read what changed in it before you commit that.
"""


class Door(NamedTuple):
    """One pattern of the resolver, and an address that it takes; ``name`` is that of a page of the desk."""

    pattern: str
    address: str
    name: str = ""


def doors(article, made) -> list[Door]:
    """Return every address of the site: readers' by way of an article, the desk's by way of one row of each model."""
    public = [Door(route or "(front)", examples(article)[0]) for route, examples in EXAMPLES.items()]
    desk = [Door(route, desk_address(name, made), name) for name, route in desk_routes()]
    found = [*public, *(Door(pattern, f"/{path}") for pattern, path in NOWHERE.items()), *desk]
    return list({door.pattern: door for door in reversed(found)}.values())[
        ::-1
    ]  # Of the same route, the first answers.


def desk_routes(patterns=None, prefix="") -> Iterator[tuple[str, str]]:
    """Yield name and route of each page of the desk."""
    for pattern in urls.urlpatterns if patterns is None else patterns:
        is_group = isinstance(pattern, URLResolver)
        if patterns is None and not (is_group and pattern.namespace == "admin"):
            continue
        # Django names the apps in the order in which their pages were loaded, which is not always the same.
        route = prefix + re.sub(r"^\^\(\?P<app_label>.*$", "<app_label>/", str(pattern.pattern))
        if is_group:
            yield from desk_routes(pattern.url_patterns, route)
        elif pattern.name:
            yield pattern.name, route


def desk_address(name, made) -> str:
    """Return an address of that page: of a row that is there, where the page is one of a row."""
    query = "?app_label=articles&model_name=article&field_name=source" if name == "autocomplete" else ""
    of_model = {f"{model._meta.app_label}_{model._meta.model_name}": model for model in MODELS}
    stem, _, kind = name.rpartition("_")
    if stem in of_model and kind in {"change", "delete", "history"}:
        row = made.get(of_model[stem])
        return reverse(f"admin:{name}", args=[row.pk if row else 1])
    return reverse(f"admin:{name}", args=arguments(name, made)) + query


def visitors() -> dict[str, Client]:
    """Return a browser of each of the people, signed in."""
    return {who: _browser_of(who) for who in PEOPLE}


def _browser_of(who) -> Client:
    browser = Client(raise_request_exception=False)
    if who == "nobody":
        return browser
    user = User.objects.create_user(who, is_staff=who != "no desk", is_superuser=who == "superuser")
    user.groups.set(Group.objects.filter(name=who))
    browser.force_login(user)
    return browser


def ask(browser, door, method):
    """Return what a browser gets, and leave the database and the browser as they were."""
    if method not in KNOWN:
        return getattr(browser, method.lower())(door.address)
    cookies = browser.cookies.output()
    mark = transaction.savepoint()
    try:
        given = {"data": POSTED.get(door.name, {})} if method == "POST" else {}
        answer = getattr(browser, method.lower())(door.address, **given)
        finish(answer)
        answer.cookies = deepcopy(answer.cookies)  # The browser has the same objects, and is about to forget them.
    finally:
        transaction.savepoint_rollback(mark)
        browser.cookies.load("\r\n".join(line.removeprefix("Set-Cookie: ") for line in cookies.splitlines()))
    return answer


def finish(answer) -> None:
    """Close the files of an answer, as a server does after its last byte; the database stays open, as in Django's own client."""
    signals.request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        signals.request_finished.connect(close_old_connections)


def told(answer) -> str:
    """Return the cell of the table."""
    return "login" if "/login/?next=" in answer.headers.get("Location", "") else str(answer.status_code)


def wrong_headers(answer, *, is_desk) -> list[str]:
    """Say what is wrong with the headers of an answer: exactly ours, none that tells of the machinery, cookies well locked."""
    wrong = [name for name, value in HEADERS.items() if answer.headers.get(name) != value]
    wrong += sorted(set(answer.headers) - set(HEADERS) - MEANT)
    wrong += [f"cookie {name}" for name, one in answer.cookies.items() if one["max-age"] != 0 and not _is_locked(one)]
    kept = answer.headers.get("Cache-Control", "")
    if (
        is_desk
        and answer.status_code < 400
        and told(answer) != "login"
        and not {"private", "no-cache"} <= set(kept.split(", "))
    ):
        wrong.append(f"Cache-Control {kept!r}")
    return wrong


def _is_locked(cookie) -> bool:
    return bool(cookie["httponly"]) and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"]


Cells = dict[tuple[str, str, str], str]
"""What each of the people gets: {(route, method, who): status}."""


def walk(article, made, *, is_whole) -> tuple[Cells, dict[str, str]]:
    """Ask for everything, by every method, as everybody. Returns the table, and whose headers are wrong: {what: where}.

    Unless ``is_whole``, what is no GET and no POST is asked for by nobody and by who may everything, which is enough for a day.
    """
    browsers, cells, wrong = visitors(), {}, {}
    for door in doors(article, made):
        is_desk = door.address.startswith(f"/{settings.ADMIN_PATH}")
        for method, who in product(METHODS, PEOPLE):
            if is_whole or method in {"GET", "POST"} or who in {"nobody", "superuser"}:
                answer = ask(browsers[who], door, method)
                cells[door.pattern, method, who] = told(answer)
                for fault in wrong_headers(answer, is_desk=is_desk):
                    wrong.setdefault(fault, f"{method} {door.pattern} as {who}: {answer.status_code}")
    return cells, wrong


def read() -> Cells:
    """Return the table as it is checked in."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {
        (route, method, who): status
        for route, methods, *statuses in [*csv.reader(lines, delimiter="\t")][1:]
        for method in methods.split()
        for who, status in zip(PEOPLE, statuses, strict=True)
    }


def write(cells: Cells) -> None:
    """Check in what is: a line for the methods by which everybody gets the same."""
    lines = ["\t".join(("address", "methods", *PEOPLE))]
    for route in dict.fromkeys(route for route, _, _ in cells):
        alike: dict[tuple[str, ...], list[str]] = {}
        for method in METHODS:
            alike.setdefault(tuple(cells[route, method, who] for who in PEOPLE), []).append(method)
        lines += ["\t".join((route, " ".join(methods), *statuses)) for statuses, methods in alike.items()]
    TABLE.write_text(ABOUT + "\n".join(lines) + "\n", "utf-8")
