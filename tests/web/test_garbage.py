"""Addresses that no link of ours has: whatever stands in them, an answer that we meant, its headers, and no cookie."""

from itertools import product

import pytest
from django.test import Client

from newsroom.headers import HEADERS
from tests.factories import ArticleFactory, EditorFactory
from tests.web.test_visible import EXAMPLES

JUNK = [
    "%00",
    "%0d%0aSet-Cookie:%20x=1",
    "..%2f..%2fetc%2fpasswd",
    "//evil.example",
    "%5cevil.example",
    "%ff%fe",
    "%c3%28",
    "%ed%a0%80",
    "%f0%9f%98%80",
    "%e2%80%aeexe",
    "%",
    "%25%25",
    "%3cscript%3E",
    "'%22%60",
    "-1",
    "9" * 25,
    "a" * 3_000,
    "nan",
    "inf",
    "{{7*7}}",
]
PLACES = [
    "00010101T000000.000000-1",
    "99991231T235959.999999-1",
    "99999999T999999.9-9",
    "20260314T120000.000000-" + "9" * 18,
    "20260314T120000.000000-" + "9" * 25,
    "20260314T120000.000000--1",
    "20260314T120000.000000-%D9%A1",
    "20260314T120000.000000-1&before=%00",
]
NUMBERS = [0, 2**31, 2**63 - 1, 2**63, 10**25]
MEANT = {200, 301, 400, 404, 405, 410}
NAMES = ["before", "next", "q", "from", "page", "source"]
ONE_IN = 13
"""Of all addresses with all names and junk one in so many is asked: over the addresses every name meets every junk."""

FORMS = ("/doubt/", "/takedown/")
"""Pages with a form of ours, which alone need a cookie."""


@pytest.fixture
def reader(db):
    """A client that shows what a reader would see of a mistake of ours."""
    return Client(raise_request_exception=False)


@pytest.fixture
def addresses(db):
    """Every public address, by way of one article."""
    article = ArticleFactory(
        section__name="World", source__slug="gazette", curator=EditorFactory(), tags=["qtag"], placed=True
    )
    return [address for examples in EXAMPLES.values() for address in examples(article)]


def unmeant(reader, addresses):
    """Ask for all of them; return those whose answer we cannot have meant: {address: what is wrong with it}."""
    wrong = {}
    for address in addresses:
        answer = reader.get(address)
        leads_away = answer.headers.get("Location", "/").replace("\\", "/").startswith(("//", "http"))
        lacks = {name for name, value in HEADERS.items() if answer.headers.get(name) != value}
        baked = set(answer.cookies) - ({"csrf"} if address.partition("?")[0].endswith(FORMS) else set())
        if answer.status_code not in MEANT or leads_away or lacks or baked:
            wrong[address] = (answer.status_code, answer.headers.get("Location"), lacks, baked)
    return wrong


def test_garbage_in_a_query_is_nothing_to_us(reader, addresses):
    asked = [f"{address}?{name}={junk}" for address, name, junk in product(addresses, NAMES, JUNK)][::ONE_IN]

    assert len(asked) > 1_000
    assert unmeant(reader, asked) == {}


def test_garbage_in_a_path_is_a_404(reader, addresses):
    asked = [f"{address}{junk}{end}" for address, junk, end in product(addresses, JUNK, ["", "/"])][::5]

    assert unmeant(reader, asked) == {}


def test_a_place_in_a_list_that_nobody_can_have_is_no_mistake_of_ours(reader, addresses):
    lists = [address for address in addresses if address.endswith("/")]

    assert unmeant(reader, [f"{address}?before={place}" for address, place in list(product(lists, PLACES))[::3]]) == {}


def test_a_number_too_large_for_the_database_is_a_404(reader, addresses):
    forms = [
        "/article/{}-x/",
        "/story/{}-x/",
        "/story/{}-x/doubt/",
        "/sitemap/{}.xml",
        "/sitemap/stories-{}.xml",
        f"/media/pictures/ab/{'ab' * 32}-{{}}.webp",
    ]

    assert unmeant(reader, [form.format(number) for form, number in product(forms, NUMBERS)]) == {}


@pytest.mark.parametrize(
    "address",
    [
        "articles/article/?source=%00",
        "articles/article/?source=%ED%A0%80&section=x&story=x&picture=zz&language=%00",
        "articles/auditline/?verb=%00",
        "ingest/feed/?state=%00",
        "procrastinate/procrastinatejob/?status__exact=zz",
    ],
)
def test_filters_of_the_desk_refuse_what_postgres_cannot_read(admin_client, address):
    answer = admin_client.get(f"/admin/{address}")

    assert answer.status_code in (200, 302, 400)
    assert HEADERS.items() <= answer.headers.items()
