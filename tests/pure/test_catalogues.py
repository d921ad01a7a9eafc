"""The frame's languages: what is compiled is what is written, and no phrase loses a part on its way."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.base import NodeList
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.formats import get_format
from django.utils.translation import trim_whitespace

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
LINE = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)? ?(".*")$')
PARTS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+[^>]*>|%[sd]")
FORMATS = ("DAY_FORMAT", "DAY_OF_YEAR_FORMAT", "MONTH_FORMAT", "WEEKDAY_FORMAT", "TODAY_FORMAT", "MOMENT_FORMAT")
CODE = ("articles", "ingest", "newsroom")
CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "ngettext": 2, "pgettext": 2, "pgettext_lazy": 2}
"""What marks a phrase in code, and how many of the arguments are written into the catalogue."""


def folder(language):
    return ROOT / "locale" / language / "LC_MESSAGES"


def read(language):
    """Return the entries of a catalogue as it is written, each as {keyword: text}; the header is the first."""
    entries = []
    for block in (folder(language) / "django.po").read_text("utf-8").split("\n\n"):
        entry, keyword = {}, ""
        for line in block.splitlines():
            if found := LINE.match(line):
                keyword = found[1] or keyword
                entry[keyword] = entry.get(keyword, "") + ast.literal_eval(found[2])
        if "msgid" in entry:
            entries.append({**entry, "fuzzy": bool(re.search(r"^#,.*\bfuzzy\b", block, re.MULTILINE))})
    return entries


def translations(entry):
    return [text for keyword, text in entry.items() if keyword.startswith("msgstr")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    with (folder(language) / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog

    written = {}
    for entry in read(language)[1:]:
        texts = translations(entry)
        key = "\x04".join([*([entry["msgctxt"]] if "msgctxt" in entry else []), entry["msgid"]])
        if entry["fuzzy"] or not all(texts):
            continue
        if "msgid_plural" in entry:
            written |= {(key, number): text for number, text in enumerate(texts)}
        else:
            written[key] = texts[0]

    assert {key: text for key, text in compiled.items() if key != ""} == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_every_part_that_is_filled_in(language):
    lost = []
    for entry in read(language)[1:]:
        wanted = set(PARTS.findall(entry.get("msgid_plural", entry["msgid"])))
        for text in filter(None, translations(entry)):
            found = set(PARTS.findall(text))
            # A plural form may say "one" or "two" in words; a part that nobody fills in would be shown as it is.
            if found - wanted or ("msgid_plural" not in entry and found != wanted):
                lost.append((entry["msgid"], text))

    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_as_many_forms_of_the_plural_as_its_language(language):
    header, *entries = read(language)
    forms = int(re.search(r"nplurals=(\d)", header["msgstr"])[1])

    assert [entry["msgid"] for entry in entries if "msgid_plural" in entry and len(translations(entry)) != forms] == []


def said_in_templates():
    """Return the phrases that readers' templates mark, each as (context, one, many)."""
    found = set()
    root = ROOT / "templates"
    for path in sorted({*root.rglob("*.html"), *root.rglob("*.xml")} - set((root / "admin").rglob("*"))):
        nodes: NodeList = engines["django"].get_template(str(path.relative_to(root))).template.nodelist
        for node in nodes.get_nodes_by_type(TranslateNode):
            if node.filter_expression.var.literal is not None:
                found.add((context_of(node), node.filter_expression.var.literal, ""))
        for node in nodes.get_nodes_by_type(BlockTranslateNode):
            one, many = (node.render_token_list(tokens or [])[0] for tokens in (node.singular, node.plural))
            found.add((context_of(node), *map(trim_whitespace if node.trimmed else str, (one, many))))
    return found


def context_of(node):
    return str(node.message_context.resolve({})) if node.message_context else ""


def said_in_code():
    """Return the phrases that our own code marks, each as (context, one, many)."""
    found = set()
    for path in (path for name in CODE for path in sorted((ROOT / name).rglob("*.py"))):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(call.func, "id", "") if isinstance(call, ast.Call) else ""
            words = (
                [word.value for word in call.args[: CALLS[name]] if isinstance(word, ast.Constant)]
                if name in CALLS
                else []
            )
            if len(words) == CALLS.get(name):
                context = words.pop(0) if name.startswith("pgettext") else ""
                found.add((context, *words, *[""] * (2 - len(words))))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_translated(language):
    assert [entry["msgid"] for entry in read(language)[1:] if entry["fuzzy"] or not all(translations(entry))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_what_templates_and_code_say_and_nothing_else(language):
    held = {(entry.get("msgctxt", ""), entry["msgid"], entry.get("msgid_plural", "")) for entry in read(language)[1:]}

    said = said_in_templates() | said_in_code()

    assert sorted(said - held) == [], "make messages, then translate"
    assert sorted(held - said) == [], "make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_keeps_nothing_that_is_no_longer_said_and_names_nobody(language):
    text = (folder(language) / "django.po").read_text("utf-8")
    header = read(language)[0]["msgstr"]

    assert "#~" not in text
    assert f"Language: {language}\n" in header
    assert not re.search("Last-Translator|Language-Team|X-Generator|@", header)


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_every_language_writes_days_in_its_own_way(language):
    formats = {name: get_format(name, language) for name in FORMATS}

    assert [name for name, form in formats.items() if form == name] == []


def test_all_the_languages_have_a_catalogue_each():
    assert {path.name for path in (ROOT / "locale").iterdir()} == set(LANGUAGES)
