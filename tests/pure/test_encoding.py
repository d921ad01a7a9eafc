"""encoding: bytes become text by evidence, never by a codec that is no charset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import encoding
from ingest.encoding import charset, decode, scrub

POEM = "Zażółć gęślą jaźń — こんにちは, мир 😀"


def document(declared, text=POEM):
    return f'<?xml version="1.0" encoding="{declared}"?><rss><title>{text}</title></rss>'


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("declared", ["utf-8", "utf-16", "windows-1251", "nonsense"])
def test_a_mark_or_its_shadow_is_believed_whatever_is_declared(codec, declared):
    body = document(declared).encode(codec)

    assert POEM in decode(body, "text/xml; charset=iso-8859-1")


@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-16", "shift_jis", "idna", "zlib"])
def test_valid_utf8_is_utf8_whatever_prolog_and_header_say(declared):
    assert POEM in decode(document(declared).encode(), "text/xml; charset=windows-1252")


@pytest.mark.parametrize(
    ("declared", "codec", "text"),
    [
        ("windows-1251", "cp1251", "Новости часа"),
        ("koi8-r", "koi8-r", "Новости часа"),
        ("Shift_JIS", "cp932", "朝の知らせ①"),
        ("EUC-JP", "euc-jp", "朝の知らせ"),
        ("gb2312", "gb18030", "早上的消息镕"),
        ("iso-8859-1", "cp1252", "Curly “quotes” – and a dash"),
        ("windows-1255", "cp1255", "חדשות הבוקר"),
        ("ISO-2022-JP", "iso2022_jp", "朝の知らせ"),
    ],
)
def test_the_prolog_is_believed_where_the_bytes_are_not_utf8(declared, codec, text):
    body = document(declared, text).encode(codec)

    assert text in decode(body, "text/xml; charset=windows-1253")


def test_the_header_is_believed_where_the_document_says_nothing():
    body = "<rss><title>Новости часа</title></rss>".encode("cp1251")

    assert "Новости часа" in decode(body, 'text/xml; charset="windows-1251"')


def test_a_header_is_asked_where_the_prolog_is_plainly_wrong():
    body = document("utf-8", "Новости часа").encode("koi8-r")

    assert "Новости часа" in decode(body, "text/xml; charset=koi8-r")


def test_one_bad_byte_costs_one_character_of_a_utf8_document():
    body = document("utf-8", POEM * 10).encode() + b"\xff"

    text = decode(body, "")

    assert text.count(POEM) == 10
    assert text.count("\ufffd") == 1


def test_one_bad_byte_costs_little_of_a_document_in_another_encoding():
    body = document("euc-jp", "朝の知らせ" * 100).encode("euc-jp") + b"\xff"

    assert decode(body, "").count("朝の知らせ") == 100


def test_single_bytes_in_an_english_text_are_windows_1252_even_if_it_claims_utf8():
    body = document("utf-8", "The caf\xe9 \x93reopens\x94, " + "says the owner. " * 40).encode("latin-1")

    assert "The café “reopens”" in decode(body, "application/xml; charset=utf-8")


def test_what_nothing_explains_is_windows_1252():
    assert decode(b"caf\xe9 \x93x\x94", "") == "café “x”"


@pytest.mark.parametrize(
    "name",
    [
        "idna",
        "punycode",
        "rot13",
        "rot_13",
        "zlib",
        "zlib_codec",
        "base64",
        "hex",
        "bz2",
        "quopri",
        "uu",
        "unicode_escape",
        "raw_unicode_escape",
        "utf-7",
        "undefined",
        "mbcs",
        "x-nope",
        "",
        "../../etc/passwd",
    ],
)
def test_a_codec_that_is_no_charset_is_never_used(name):
    assert charset(name) == ""


@pytest.mark.parametrize(
    ("name", "codec"),
    [("UTF8", "utf_8"), ("latin1", "cp1252"), ("x-sjis", "cp932"), ("win-1251", "cp1251"), ("GBK", "gb18030")],
)
def test_charsets_go_by_many_names(name, codec):
    assert charset(name) == codec


def test_every_charset_can_be_decoded_with():
    assert {codec for codec in encoding.CHARSETS if not isinstance(b"a".decode(codec, "replace"), str)} == set()


def test_control_characters_are_taken_out_and_lone_surrogates_replaced():
    assert scrub("a\0b\x01\x08\x0b\x0c\x1b\ufffe\uffff c\td\ne\rf") == "ab c\td\ne\rf"
    assert scrub("x\ud800y\udfffz") == "x\ufffdy\ufffdz"


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_become_text_that_can_be_stored(body, content_type):
    text = decode(body, f"text/xml; charset={content_type}")

    assert "\0" not in text
    assert text.encode("utf-8").decode("utf-8") == text
