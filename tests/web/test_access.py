"""Person x address x method -> status, as it is checked in (access.tsv): whatever changes there is to be seen in a review."""

import pytest
from django.apps import apps

from ingest import roles
from tests.web import access, desk_access
from tests.web.test_visible import world  # noqa: F401  The site with one article of everything.

pytestmark = pytest.mark.django_db


@pytest.mark.timeout(1_800)
def test_everybody_gets_at_every_address_by_every_method_what_the_table_says_and_its_headers(world, request):  # noqa: F811
    is_renewed = request.config.getoption("--renew")
    roles.make_roles(apps, is_restoring=True)
    article = world()

    found, wrong = access.walk(article, desk_access.rows(), is_whole=is_renewed)
    if is_renewed:
        access.write(found)

    said = access.read()
    differences = [
        f"{' '.join(cell)}: {got}, not {said.get(cell)}" for cell, got in found.items() if said.get(cell) != got
    ]
    assert wrong == {}
    assert "\n".join(differences) == "", "make access renews the table, if that is what you mean"
    assert {route for route, _, _ in said} == {route for route, _, _ in found}


@pytest.mark.parametrize("method", ["PUT", "TRACE", "CONNECT", "BREW"])
def test_a_method_that_the_site_does_not_know_is_told_which_it_knows(client, method):
    answers = [client.generic(method, address) for address in ("/", "/admin/", "/no-such-page/", "/static/base.css")]

    assert [(answer.status_code, answer["Allow"]) for answer in answers] == [(405, "GET, HEAD, POST")] * 4
