"""From bytes to text: which encoding a document is in, whatever it or its server claims.

The order: byte order mark, valid UTF-8, the XML prolog, the HTTP header, UTF-8 with replacement, windows-1252. UTF-8 comes
before what is declared because hardly any other text happens to be valid UTF-8, while many a declaration is a template's.
"""

import codecs
import re
from encodings import normalize_encoding
from encodings.aliases import aliases

# The longer marks stand first: that of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf_32_le"),
    (codecs.BOM_UTF32_BE, "utf_32_be"),
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF16_LE, "utf_16_le"),
    (codecs.BOM_UTF16_BE, "utf_16_be"),
)
# How "<" or "<?" begins where there is no mark (XML 1.0, appendix F).
SHADOWS = (
    (b"<\0\0\0", "utf_32_le"),
    (b"\0\0\0<", "utf_32_be"),
    (b"<\0", "utf_16_le"),
    (b"\0<", "utf_16_be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
# Character sets only: Python also has codecs such as zlib, rot13, idna, punycode and unicode_escape, which a document could
# name to make us work or to smuggle text past us; UTF-7 is a way to hide markup.
CHARSETS = frozenset(
    """
    ascii utf_8 utf_16 utf_16_le utf_16_be utf_32 utf_32_le utf_32_be latin_1
    iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6 iso8859_7 iso8859_8 iso8859_9 iso8859_10 iso8859_11 iso8859_13
    iso8859_14 iso8859_15 iso8859_16 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp437 cp850 cp852 cp855
    cp862 cp864 cp866 cp869 cp874 cp037 cp932 cp949 cp950 big5 big5hkscs gb2312 gbk gb18030 hz johab shift_jis euc_jp euc_kr
    shift_jis_2004 shift_jisx0213 euc_jis_2004 euc_jisx0213 iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_3 iso2022_jp_ext
    iso2022_jp_2004 iso2022_kr koi8_r koi8_u koi8_t kz1048 ptcp154 tis_620 mac_roman mac_latin2 mac_cyrillic mac_greek
    mac_turkish mac_iceland mac_arabic
    """.split()
)
# What is declared is often the narrow name of what is meant (as browsers read it: WHATWG Encoding, section 4.2).
MEANT = {
    "ascii": "cp1252",
    "latin_1": "cp1252",
    "iso8859_9": "cp1254",
    "iso8859_11": "cp874",
    "tis_620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
NICKNAMES = {
    "x_sjis": "cp932",
    "x_gbk": "gb18030",
    "x_euc_jp": "euc_jp",
    "x_big5": "big5hkscs",
    "x_mac_roman": "mac_roman",
}
# Encodings in seven bits: their documents are always valid UTF-8 too, so here the declaration is believed first.
SEVEN_BITS = frozenset(name for name in CHARSETS if name.startswith(("iso2022", "hz")))

PROLOG = re.compile(rb"""\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([A-Za-z0-9._:-]{1,40})\s*["']""")
HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r")
SURROGATE = re.compile("[\ud800-\udfff]")
LENIENCE = 0.01


def decode(body: bytes, content_type: str) -> str:
    """Return ``body`` as text that XML 1.0 (section 2.2) and Postgres take; never raises.

    ``content_type`` is the HTTP header as sent, or "".
    """
    return scrub(_decode(body, content_type)).lstrip("\ufeff")


def scrub(text: str) -> str:
    """Take out NUL and control characters; a lone surrogate becomes U+FFFD."""
    return text if text.isprintable() or _is_clean(text) else SURROGATE.sub("\ufffd", UNWANTED.sub("", text))


def _is_clean(text: str) -> bool:
    """Tell whether there is nothing to take out: as bytes, a fifth of the time that a search takes."""
    try:
        written = text.encode()
    except UnicodeEncodeError:  # A lone surrogate.
        return False
    return len(written.translate(None, CONTROLS)) == len(written) and "\ufffe" not in text and "\uffff" not in text


def charset(name: str) -> str:
    """Return the Python codec for a declared charset, the wider kin where browsers read it so; "" if it is not one."""
    label = normalize_encoding(name.strip().lower())
    codec = NICKNAMES.get(label) or aliases.get(label, label)
    codec = re.sub(r"^(?:cp|win|windows)_?(125\d)$", r"cp\1", codec)
    return MEANT.get(codec, codec) if codec in CHARSETS else ""


def _decode(body: bytes, content_type: str) -> str:
    for mark, codec in MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    for shadow, codec in SHADOWS:
        if body.startswith(shadow):
            return body.decode(codec, "replace")
    declared = _declared(body, content_type)
    first = [codec for codec in declared if codec in SEVEN_BITS and (b"\x1b" in body or b"~{" in body)]
    for codec in [*first, "utf_8", *declared]:
        try:
            # A document that was cut may end within a character; the half one is nothing.
            return codecs.utf_8_decode(body, "strict", False)[0] if codec == "utf_8" else body.decode(codec)
        except UnicodeDecodeError:
            continue
    return _decode_leniently(body, declared)


def _declared(body: bytes, content_type: str) -> list[str]:
    """Return the codecs that the prolog and the header name, in this order, without UTF-16 and UTF-32.

    A document whose prolog we can read as bytes is in neither of those, whatever it says.
    """
    prolog, header = PROLOG.match(body), HEADER.search(content_type)
    names = [prolog[1].decode("ascii") if prolog else "", header[1] if header else ""]
    return [codec for codec in map(charset, names) if codec and not codec.startswith(("utf_16", "utf_32"))]


def _decode_leniently(body: bytes, declared: list[str]) -> str:
    """Decode what has flaws in every encoding: with replacement where at least 99 % is valid, else as windows-1252.

    A few bad bytes alone do not make UTF-8 of a text in one byte a letter, so well-formed letters must outnumber them.
    """
    text = body.decode("utf_8", "replace")
    flaws = text.count("\ufffd")
    letters = sum(map(len, re.findall("[\x80-\ufffc\U00010000-\U0010ffff]+", text)))
    if flaws <= LENIENCE * len(body) and letters >= flaws:
        return text
    for codec in filter("utf_8".__ne__, declared):
        text = body.decode(codec, "replace")
        if text.count("\ufffd") <= LENIENCE * len(text):
            return text
    return body.decode("cp1252", "replace")
