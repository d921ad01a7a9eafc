"""The form by which anybody asks us to take something down: without scripts, without a trace, with a receipt."""

import datetime as dt
import re

import pytest
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone
from lxml import html

from articles import takedowns
from articles.models import Takedown

pytestmark = pytest.mark.django_db

SAID = {
    "urls": "http://127.0.0.1:8000/article/1-quay/",
    "right": "copyright",
    "statement": "The picture is mine.\nI never let anybody have it.",
    "name": "Port of Kilbrack",
    "email": "port@kilbrack.example",
    "is_true": "on",
}


def a_minute_ago():
    return takedowns.stamp(timezone.now() - dt.timedelta(minutes=1))


def send(client, **changes):
    return client.post("/takedown/", {**SAID, "shown": a_minute_ago(), "website": "", **changes})


def test_a_notice_is_kept_and_its_receipt_shown(client):
    answer = send(client)

    notice = Takedown.objects.get()
    page = client.get(answer.url).content.decode()
    assert answer.status_code == 303
    assert (notice.name, notice.email, notice.right, notice.status) == (
        SAID["name"],
        SAID["email"],
        "copyright",
        "open",
    )
    assert (notice.urls, notice.statement.replace("\r\n", "\n")) == (SAID["urls"], SAID["statement"])
    assert notice.receipt in page
    assert not any(SAID[private] in page for private in ("name", "email", "statement", "urls"))


def test_the_form_works_as_a_browser_without_scripts_sends_it():
    client = Client(enforce_csrf_checks=True)
    (form,) = html.document_fromstring(client.get("/takedown/").content.decode()).xpath('//form[@class="notice-form"]')
    fields = {name: value for name, value in form.form_values() if name != "shown"}

    answer = client.post("/takedown/", {**fields, **SAID, "shown": a_minute_ago()})

    assert answer.status_code == 303


def test_a_form_of_another_site_is_refused():
    assert send(Client(enforce_csrf_checks=True)).status_code == 403
    assert not Takedown.objects.exists()


@pytest.mark.parametrize("missing", SAID)
def test_whatever_is_missing_is_said_and_what_was_written_stays(client, missing):
    answer = send(client, **{missing: ""})

    page = answer.content.decode()
    kept = [value for name, value in SAID.items() if name != missing and name in ("name", "email", "urls")]
    assert answer.status_code == 400
    assert "Something is missing: it is marked below." in page
    assert all(value in page for value in kept)
    assert not Takedown.objects.exists()


def test_what_is_wrong_is_tied_to_its_field(client):
    tree = html.document_fromstring(send(client, email="nowhere").content.decode())

    (field,) = tree.xpath('//input[@aria-invalid="true"]')
    assert field.get("id") == "email"
    assert tree.get_element_by_id(field.get("aria-describedby")).text_content().strip()


@pytest.mark.parametrize(
    "sign",
    [
        {"website": "https://pills.example/"},
        {"shown": ""},
        {"shown": "forged"},
        {"shown": Signer(salt="takedown", key="another" * 9).sign("1")},
    ],
    ids=["trap", "no stamp", "no stamp of ours", "another's stamp"],
)
def test_a_program_is_asked_once_more_and_nothing_is_kept(client, sign):
    answer = send(client, **sign)

    assert answer.status_code == 400
    assert "faster than people write" in answer.content.decode()
    assert not Takedown.objects.exists()


def test_a_form_that_comes_back_at_once_is_asked_for_again(client):
    stamp = re.search('name="shown" value="([^"]+)"', client.get("/takedown/").content.decode())[1]

    answer = send(client, shown=stamp)

    assert answer.status_code == 400
    assert not Takedown.objects.exists()


def test_a_flood_is_met_with_patience_and_no_word_is_lost(client):
    for _ in range(takedowns.MOST_AN_HOUR):
        takedowns.receive({name: SAID[name] for name in SAID if name != "is_true"}, timezone.now())

    answer = send(client)

    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert SAID["statement"].split("\n")[0] in answer.content.decode()


def test_the_receipt_says_how_the_matter_stands(client):
    address = send(client).url
    takedowns.close(Takedown.objects.all(), Takedown.Status.REFUSED, timezone.now())

    assert "left it as it was" in client.get(address).content.decode()


def test_the_receipt_of_an_open_notice_says_when_the_answer_is_due(client):
    address = send(client).url
    notice = Takedown.objects.get()

    page = client.get(address).content.decode()

    assert "We answer at the latest on" in page
    assert f'datetime="{notice.due_at:%Y-%m-%d}' in page


def test_a_receipt_that_nobody_was_given_is_none(client):
    assert client.get("/takedown/7K3M-Q9XT-24HB/").status_code == 404
    assert client.get("/takedown/%00/").status_code == 404


def test_neither_form_nor_receipt_is_kept_by_a_cache_or_found_by_a_search_engine(client):
    for answer in (client.get("/takedown/"), client.get(send(client).url)):
        assert "no-store" in answer["Cache-Control"]
        assert 'name="robots" content="noindex' in answer.content.decode()


def test_hostile_words_are_words(client):
    page = send(client, name="<script>alert(1)</script>", email="").content.decode()

    assert "<script>alert(1)" not in page
