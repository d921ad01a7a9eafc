"""Thousands of requests that nobody means: no answer is a mistake of ours, none takes long, and all carry their headers.

``make fuzz`` sends ten thousand, others each time (it prints its seed); ``make test`` sends some hundred, always the same.
"""

import collections

import hypothesis
import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck

from ingest import roles
from tests.web import access, desk_access, fuzz
from tests.web.test_visible import EXAMPLES, world  # noqa: F401  The site with one article of everything.

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3_600)]
SEED = 20_260_314


@pytest.fixture
def doors(world, settings):  # noqa: F811
    roles.make_roles(apps, is_restoring=True)
    article = world()
    settings.METRICS_TOKEN = "m" * 32
    more = [access.Door(route, each) for route, examples in EXAMPLES.items() for each in examples(article)[1:]]
    return [*access.doors(article, desk_access.rows()), *more]


def test_no_request_is_answered_by_a_mistake_of_ours(doors, request, capsys):
    count, seed = request.config.getoption("--examples"), request.config.getoption("--seed") or SEED
    browsers = access.visitors()
    fields = _fields(browsers["superuser"], doors)
    statuses, complaints = collections.Counter(), {}

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(
        fuzz.requests(doors, ["nobody", "superuser", "superuser", "Editor"], lambda door: fields[door.pattern])
    )
    def send(asked):
        answer, length, seconds = fuzz.ask(_copy(browsers[asked.who]), asked)
        statuses[answer.status_code] += 1
        complaint = fuzz.wrong_with(answer, length, seconds)
        if complaint:
            complaints[complaint] = min(
                [complaints.get(complaint, asked), asked], key=lambda each: len(fuzz.shown(each))
            )

    send()

    with capsys.disabled():
        print(f"\nseed {seed}: {sum(statuses.values())} requests, {dict(sorted(statuses.items()))}")  # noqa: T201  To send them again.
    assert "\n\n".join(f"{complaint}\n  {fuzz.shown(asked)}" for complaint, asked in complaints.items()) == ""
    assert sum(statuses.values()) >= count
    assert min(statuses[status] for status in (200, 302, 400, 404, 405)) > count / 500


def _copy(browser):
    """Return a browser of the same person, so that nothing of one request is left for the next."""
    fresh = Client(raise_request_exception=False)
    fresh.cookies.load("; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items()))
    return fresh


def _fields(browser, doors):
    """Return the fields of whatever is posted to a door, from all pages that have such a form: {route: [(name, value)]}."""
    forms = {}
    for door in {door.pattern: door for door in doors}.values():
        mark = transaction.savepoint()
        answer = _copy(browser).get(door.address)
        for path, fields in fuzz.forms_of(door.address, answer).items():
            forms.setdefault(path, {}).update(fields)
        access.finish(answer)
        transaction.savepoint_rollback(mark)
    return {door.pattern: list(forms.get(door.address.partition("?")[0], {}).items()) for door in doors}


def test_the_forms_are_filled_in_as_their_pages_have_them(doors):
    browser = access.visitors()["superuser"]

    fields = _fields(browser, doors)

    assert sum(map(bool, fields.values())) > 30
    assert {"language"} <= {name for name, _ in fields["settings/language/"]}
    assert {"url"} <= {name for name, _ in fields["admin/ingest/feed/add/"]}
    assert {"name", "email", "urls"} <= {name for name, _ in fields["takedown/"]}


def test_a_mistake_of_ours_would_be_seen(settings):
    settings.ROOT_URLCONF = "tests.web.test_headers"
    browser = Client(raise_request_exception=False)
    request = fuzz.Asked("nobody", "GET", "fails", "/fails/500/", b"", "text/plain", {})
    bare = HttpResponse(headers={"Location": "//evil.example/"})

    raised = fuzz.wrong_with(*fuzz.ask(browser, request))
    unavailable = fuzz.wrong_with(*fuzz.ask(browser, request._replace(address="/fails/503/")))

    assert raised.startswith("ZeroDivisionError")
    assert "503" in unavailable or "OperationalError" in unavailable
    assert fuzz.wrong_with(bare, fuzz.LONGEST + 1, 0.0) == (
        "headers are missing, leads away to //evil.example/, 3000001 bytes"
    )
