"""Pure: text -> words as grouping compares them, in any language.

Letters are taken without case (NFKC, casefold) and stemmed where Snowball knows the language. Chinese, Japanese, Korean
and the scripts of South-East Asia come without blanks, or with endings glued to the words, and are cut into pairs of
characters; a run of katakana is one word. However long a text is, only its beginning is read.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from sys import intern
from typing import NamedTuple

import Stemmer

from articles.stopwords import STOPWORDS

LONGEST = 6_000
"""Characters of a text that are read."""

LONGEST_WORD = 40
"""Letters of a word that count; beyond them two words are the same."""

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""Language -> the name of its Snowball stemmer."""

_HAN = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HANGUL = r"\uac00-\ud7af"
_KATAKANA = r"\u30a1-\u30ff"
_HIRAGANA = r"\u3041-\u309f"
_SPACELESS = r"\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u1049\u1780-\u17d3"
_UNCUT = _HAN + _HANGUL + _KATAKANA + _HIRAGANA + _SPACELESS
_MARKS = r"\u0300-\u036f\u064b-\u0652\u0670"
_TOKEN = re.compile(
    rf"(?P<letters>(?:[^\W\d_{_UNCUT}]\.){{2,}}|[^\W\d_{_UNCUT}][^\W_{_UNCUT}]*(?:[{_MARKS}]+[^\W_{_UNCUT}]*)*)"
    r"|(?P<number>\d+(?:[.,:]\d+)*)(?P<ordinal>(?:st|nd|rd|th|er|ère|e|º|ª|°|-[йяе]|-го)\b|[º°ª](?!\w))?"
    rf"|(?P<katakana>[{_KATAKANA}]+)|(?P<han>[{_HAN}]+)|(?P<hiragana>[{_HIRAGANA}]+)"
    rf"|(?P<pairs>[{_HANGUL}]+|[{_SPACELESS}]+)"
)
_ENDS = frozenset(".!?:;…\"“”„«»‘'([{|•\n\u061f\u06d4。！？：「『—–-")
"""What a sentence, a quotation or a heading may begin after: there a capital letter tells nothing."""

_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_ARABIC_LETTERS = str.maketrans("أإآٱىک", "ااااي" + "ك")
_SCRIPTS = (
    (re.compile(f"[{_HIRAGANA}{_KATAKANA}]"), "ja"),
    (re.compile(f"[{_HANGUL}]"), "ko"),
    (re.compile(f"[{_HAN}]"), "zh"),
    (re.compile("[\u0600-\u06ff]"), "ar"),
    (re.compile("[\u0400-\u04ff]"), "ru"),
    (re.compile("[\u0370-\u03ff]"), "el"),
    (re.compile("[\u0590-\u05ff]"), "he"),
    (re.compile("[\u0900-\u097f]"), "hi"),
    (re.compile("[\u0e00-\u0e7f]"), "th"),
    (re.compile("[\u0530-\u058f]"), "hy"),
)


class Word(NamedTuple):
    """One word of a text. ``stem`` is compared, ``surface`` is what people read.

    ``capital``: it begins with a capital letter. ``opening``: it begins a sentence, so that the capital tells nothing.
    ``number``: its stem are digits, ``ordinal``: of an ordinal number. ``common``: it is one of those words that stand in every text.
    """

    stem: str
    surface: str
    capital: bool = False
    opening: bool = False
    number: bool = False
    common: bool = False
    ordinal: bool = False


def primary(tag: str) -> str:
    """Return the language of a BCP 47 tag, without script and region: ``pt-BR`` -> ``pt``."""
    return tag.strip().replace("_", "-").partition("-")[0].lower()[:8]


def language_of(tag: str, text: str) -> str:
    """Return the primary language of ``tag``; where there is none, what the script of ``text`` tells, or ""."""
    language = primary(tag)
    if language:
        return language
    start = text[:400]
    return next((code for script, code in _SCRIPTS if len(script.findall(start)) * 8 > len(start)), "")


def words(text: str, language: str) -> list[Word]:
    """Return the words of the beginning of ``text`` in their order; ``language`` is a primary subtag or ""."""
    text = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST]
    found: list[Word] = []
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup, match[0]
        if kind == "letters":
            word = _read(token, language)
            if word.stem:
                found.append(word._replace(opening=True) if word.capital and _opens(text, match.start()) else word)
        elif kind in {"number", "ordinal"}:
            found.append(_number(match["number"], is_ordinal=kind == "ordinal"))
        elif kind == "katakana":
            found.append(Word(token[:LONGEST_WORD], token[:LONGEST_WORD], capital=True))
        elif kind != "hiragana":
            found.extend(_pairs(token))
    return found


@lru_cache(maxsize=65_536)
def _read(token: str, language: str) -> Word:
    """Read a word of letters. Dotted capitals are one word ("U.S."); capitals alone are never a common word ("US")."""
    plain = token.replace(".", "")
    folded = _fold(plain)[:LONGEST_WORD]
    acronym = len(plain) > 1 and plain.isupper() and len(plain) <= 4
    common = not acronym and folded in _stopwords(language)
    if len(folded) < 2 and folded.isascii():
        return Word("", plain)
    return Word(intern(_stem(folded, language)), intern(plain[:LONGEST_WORD]), token[0].isupper(), common=common)


def _number(token: str, *, is_ordinal: bool = False) -> Word:
    """Read a number: thousands are told from fractions by their three digits."""
    parts = re.split("[.,:]", token)
    whole = len(parts) > 1 and all(len(part) == 3 for part in parts[1:])
    stem = "".join(parts) if whole else ".".join(parts)
    digits = "".join(str(unicodedata.digit(char, 0)) if char != "." else char for char in stem[:LONGEST_WORD])
    return Word(digits, token[:LONGEST_WORD], number=True, ordinal=is_ordinal)


def _pairs(token: str) -> list[Word]:
    """Cut a run of characters without blanks into overlapping pairs."""
    if len(token) == 1:
        return [Word(token, token)]
    return [Word(pair, pair) for pair in map("".join, pairwise(token))]


def _opens(text: str, start: int) -> bool:
    """Tell whether a sentence, or something in quotation marks, begins at ``start``."""
    before = text[max(0, start - 4) : start].rstrip(" \t\u00a0")
    return not before or before[-1] in _ENDS


def _fold(token: str) -> str:
    """Return the word without case, without marks of Arabic vowels, and its Arabic letters in one form each."""
    folded = token.casefold()
    if "\u0600" <= folded[0] <= "\u06ff":
        folded = _ARABIC_MARKS.sub("", folded).translate(_ARABIC_LETTERS)
    return folded


def _stem(folded: str, language: str) -> str:
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(folded)) if stemmer else folded


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    """Return the stemmer of a language, without a memory of its own: ours keeps whole words."""
    name = STEMMERS.get(language)
    return Stemmer.Stemmer(name, 0) if name else None


def _stopwords(language: str) -> frozenset[str]:
    return STOPWORDS.get(language, STOPWORDS[""])
