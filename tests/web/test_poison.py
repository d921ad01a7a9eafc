"""Rows that no code of ours would write: whoever put them in by SQL, every page that shows them is still a page."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test import Client

from bench.faults.poison import statements
from tests.factories import ArticleFactory, SectionFactory, SightingFactory, SourceFactory
from tests.web.test_visible import EXAMPLES, public_routes, world  # noqa: F401  A fixture.

pytestmark = pytest.mark.django_db


def put_in(statement, article):
    """Run it; tell whether Postgres took it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, {"article": article.pk})
    except (DataError, IntegrityError):
        return False
    return True


def broken(addresses):
    """Ask for all pages, and return what went wrong: {address: error}."""
    answers = {address: Client(raise_request_exception=False).get(address) for address in addresses}
    for answer in answers.values():
        answer.getvalue()  # Which closes files; close() would close the connection, too.
    return {
        address: (answer.status_code, repr(answer.exc_info[1]) if answer.exc_info else "")
        for address, answer in answers.items()
        if answer.status_code not in {200, 301, 404, 405, 410, 451}
    }


@pytest.mark.parametrize("kind", statements())
def test_every_page_that_shows_a_poisoned_row_is_still_a_page(world, kind):  # noqa: F811  The fixture.
    found, accepted = {}, 0
    for statement in statements()[kind]:
        article = ArticleFactory(source=SourceFactory(full=True), section=SectionFactory(), placed=True)
        SightingFactory(article=article)
        article.refresh_from_db()
        own = [article.get_absolute_url(), article.source.get_absolute_url(), article.story.get_absolute_url()]
        if put_in(statement, article):
            accepted += 1
            found |= {f"{statement}: {address}": error for address, error in broken(own).items()}
    example = world()
    lists = [address for route in public_routes() for address in EXAMPLES[route](example) if address.startswith("/")]

    found |= broken(lists)

    assert accepted
    assert found == {}
