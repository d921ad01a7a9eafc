"""Every attack through every form, every parameter and every path: what is answered at once, and what is kept of it."""

from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from django.test import Client

from articles import context
from tests.attack import browser, forms, judging, pages, rows, site, vectors
from tests.web.test_visible import EXAMPLES, world  # noqa: F401  The fixture.

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3_000)]
HONEST = "The quay was closed"
NOWHERE = "Zyzzyva"
HEADERS = (
    "User-Agent",
    "Referer",
    "Accept-Language",
    "Accept",
    "If-None-Match",
    "If-Modified-Since",
    "X-Forwarded-For",
    "X-Requested-With",
)
STRANGE = ("/", "/latest/", "/search/", "/nowhere/", "/admin/", "/admin/login/")


def read(made, best, extent):
    cache.clear()
    context.read_frame.cache_clear()
    return {**pages.of_readers(best, [], 1), **pages.of_desk(made, [best], 0)}


def sent(listed, vector):
    """Send every form twice, in its fields of text and then everywhere; return what is answered at once."""
    clients = {True: pages.administrator(), False: Client()}
    answers = {}
    for everywhere in (False, True):
        for form in listed:
            answer = forms.send(clients[form.page.startswith("/admin/")], form, vector, everywhere=everywhere)
            answers[f"{answer.path} {everywhere}"] = answer
    return answers


def test_attacks_in_the_fields_of_all_forms_are_harmless_at_once_and_once_they_are_kept(
    chromium,
    world,  # noqa: F811  The fixture.
    extent,
    tally,
):
    made, best = site.rows(), world()
    pages.administrator()
    rows.poison(HONEST)
    plain = read(made, best, extent)
    listed = forms.forms_of(plain.values())
    honest = browser.look(chromium, {**plain, **sent(listed, HONEST), **read(made, best, extent)}, is_bound=False)

    found = {}
    for vector in [*extent.breakers, vectors.ADDRESSES[0]]:
        answers = sent(listed, vector)
        found[vector] = judging.judged(chromium, {**answers, **read(made, best, extent)}, honest, tally, extent.bound)

    assert judging.told(found) == ""
    assert len(listed) > 40
    tally.update(vectors=len(extent.breakers) + 1, fields=sum(len(form.fields) for form in listed))


def asked(best, made, vector, extent):
    """Ask every page with the vector in all its parameters, in each part of its path, and in the headers of the request."""
    plain = read(made, best, extent)
    names = sorted(forms.parameters(plain))
    word = vector.encode("utf-8", "replace").decode()
    query = urlencode(dict.fromkeys(names, word))
    readers = [path.partition("?")[0] for example in EXAMPLES.values() for path in example(best)[:1]]
    desk = [path.partition("?")[0] for path in plain if path.startswith("/admin/")]
    paths = [f"{path}?{query}" for path in dict.fromkeys(readers)]
    for path in dict.fromkeys(readers):
        parts = path.strip("/").split("/")
        paths += [
            "/" + "/".join([*parts[:place], quote(word, safe=""), *parts[place + 1 :]]) + "/"
            for place in range(len(parts))
        ]
    answers = {
        f"{path[:300]} {number}": pages.answer_of(path, Client().get(path))
        for number, path in enumerate(dict.fromkeys(paths))
    }
    client = pages.administrator()
    for path in dict.fromkeys(desk):
        is_list = path.count("/") == 4
        queries = [query, *(urlencode({name: word}) for name in ("q", "_changelist_filters") if is_list)]
        answers |= pages.ask(client, [f"{path}?{each}" for each in queries])
    for path in STRANGE:
        headers = {name: word.replace("\r", "").replace("\n", "") for name in HEADERS}
        answers[f"{path} with headers"] = pages.answer_of(path, Client(headers=headers).get(path))
        answers[f"{path} of a host"] = pages.answer_of(path, Client(headers={"Host": "evil.example"}).get(path))
    return answers


def test_attacks_in_parameters_paths_and_headers_are_harmless_in_what_is_answered(
    chromium,
    world,  # noqa: F811  The fixture.
    extent,
    tally,
):
    made, best = site.rows(), world()
    honest = browser.look(chromium, {**read(made, best, extent), **asked(best, made, NOWHERE, extent)}, is_bound=False)

    found = {}
    for vector in [*extent.breakers, vectors.ADDRESSES[7]]:
        found[vector] = judging.judged(chromium, asked(best, made, vector, extent), honest, tally, extent.bound)

    assert judging.told(found) == ""
    tally.update(vectors=len(extent.breakers) + 1)
