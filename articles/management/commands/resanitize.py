"""``manage.py resanitize``: clean stored texts again after a change of the rules."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from articles import store
from articles.models import Body, Revision
from articles.sanitize import VERSION, clean_body, clean_html

BATCH = 200


class Command(BaseCommand):
    """Clean stored texts again."""

    help = "Clean the texts that an older sanitizer cleaned, from what was received; --all takes every text."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--all", action="store_true", help="texts of the present version too")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Clean batch by batch, each in a transaction of its own, so that an interrupted run has done what it did."""
        last, cleaned, changed = 0, 0, 0
        while True:
            ids, otherwise = _clean_batch(last, every=options["all"])
            if not ids:
                break
            last, cleaned, changed = ids[-1], cleaned + len(ids), changed + otherwise
        self.stdout.write(f"Cleaned {cleaned} texts with version {VERSION} of the rules: {changed} changed.")


@transaction.atomic
def _clean_batch(after: int, *, every: bool) -> tuple[list[int], int]:
    """Clean the next texts behind article ``after``: bodies from what was received, revisions from what is left of it.

    Returns the ids of the articles, in order, and how many bodies came out otherwise than before.
    """
    due = Body.objects.filter(article__gt=after).order_by("article")
    bodies = list((due if every else due.filter(sanitizer_version__lt=VERSION)).select_for_update()[:BATCH])
    revisions = list(Revision.objects.filter(article__in=[body.article_id for body in bodies]).exclude(html=""))
    changed = sum(_clean(body) for body in bodies)
    for revision in revisions:
        revision.html = clean_html(revision.html, "")
    store.replace_texts(bodies, revisions)
    return [body.article_id for body in bodies], changed


def _clean(body: Body) -> bool:
    """Clean one body from what was received; tell whether it came out otherwise."""
    before, body.sanitizer_version = body.html, VERSION
    body.html = clean_body(body.raw, "text" if body.raw_kind == "text" else "html", body.base_url)
    return body.html != before
