"""Forms, filled with an attack: every form of every page, for readers and at the desk, as a browser would send it."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from tests.attack import documents
from tests.attack.pages import Answer, answer_of

WRITTEN = {"text", "search", "url", "email", "password", "tel", ""}
LEAVING = re.compile(r"logout|password_change|/delete/|second|/feed/add/")
"""Whoever sends these is somebody else afterwards, or the row of the next form is gone, or something is fetched."""


class Form(NamedTuple):
    """A form as it came: where it leads, how, and its fields: {name: (kind, value)}."""

    page: str
    address: str
    method: str
    fields: dict[str, list[tuple[str, str]]]

    @property
    def likeness(self) -> tuple[str, str, tuple[str, ...]]:
        """Return what forms that are alike have in common."""
        return re.sub(r"[0-9]+", "0", self.address.partition("?")[0]), self.method, tuple(sorted(self.fields))


def forms_of(answers: Iterable[Answer]) -> list[Form]:
    """Return all forms, those that are alike once."""
    found: dict[object, Form] = {}
    for answer in answers:
        if answer.kind == "text/html" and answer.body:
            for form in _of_page(answer):
                found.setdefault(form.likeness, form)
    return [form for form in found.values() if not LEAVING.search(form.address)]


def _of_page(answer: Answer) -> Iterator[Form]:
    page = html.fromstring(answer.body)
    for form in page.forms:
        fields: dict[str, list[tuple[str, str]]] = {}
        elements = (
            [*form.inputs, *page.xpath(f"//*[@form='{form.get('id')}' and @name]")] if form.get("id") else form.inputs
        )
        for element in elements:
            kind = element.tag if element.tag != "input" else element.get("type", "").lower()
            if element.get("name") and not (kind in {"radio", "checkbox"} and "checked" not in element.attrib):
                fields.setdefault(element.get("name"), []).append((kind, _value(element)))
        yield Form(
            answer.path, urljoin(answer.path, form.get("action") or answer.path), (form.method or "GET").upper(), fields
        )


def _value(element: html.HtmlElement) -> str:
    value = element.value if element.tag in {"select", "textarea"} else element.get("value", "")
    return value if isinstance(value, str) else next(iter(value or ()), "")


def send(client: Client, form: Form, vector: str, *, everywhere: bool) -> Answer:
    """Send the form with the attack in its fields of text, or everywhere; lists of feeds are attached where files are asked for."""
    data: dict[str, object] = {}
    for name, given in form.fields.items():
        kinds = {kind for kind, _ in given}
        if "file" in kinds:
            data[name] = SimpleUploadedFile(f"{vector[:20]}.opml", documents.as_opml([vector] * 3))
        elif name != "csrfmiddlewaretoken":
            is_hit = kinds & {*WRITTEN, "textarea"} or everywhere
            data[name] = vector if is_hit else [value for _, value in given]
    address = urlsplit(form.address)
    with _outside_the_loop():
        if form.method == "GET":
            response = client.get(f"{address.path}?{urlencode(data, doseq=True, errors='replace')}")
        else:
            response = client.post(f"{address.path}?{address.query}".removesuffix("?"), data)
    return answer_of(f"{form.method} {form.address} of {form.page}", response)


@contextmanager
def _outside_the_loop() -> Iterator[None]:
    """Hide the loop that the browser keeps running in this thread: a view may want one of its own."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


def parameters(answers: Mapping[str, Answer]) -> set[str]:
    """Return every parameter that any link or form of these pages names."""
    named = {
        "next",
        "_popup",
        "_to_field",
        "_changelist_filters",
        "before",
        "after",
        "page",
        "lang",
        "o",
        "p",
        "all",
        "e",
        "q",
    }
    for answer in answers.values():
        named |= set(re.findall(rb"[?&;]([a-z_]+)=", answer.body)) if answer.kind == "text/html" else set()
    return {name.decode() if isinstance(name, bytes) else name for name in named}
