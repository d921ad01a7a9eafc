"""Pure: texts as rules compare them: without case, accents and what cannot be seen, and where a word begins and ends.

Only marks that writers leave out, too, are dropped: accents on Latin and Greek letters, the vowels of Arabic and Hebrew. The
vowels of India's scripts and the marks of kana and of Cyrillic's й make other letters and stay.
"""

import unicodedata
from itertools import accumulate

PLAIN = {
    "ı": "i",
    "ł": "l",
    "Ł": "l",
    "ø": "o",
    "Ø": "o",
    "đ": "d",
    "Đ": "d",
    "æ": "ae",
    "Æ": "ae",
    "œ": "oe",
    "Œ": "oe",
}
"""Letters that have no accent of their own in Unicode, and that people write without it all the same."""

_ALIKE = PLAIN | {"ё": "е", "Ё": "е", "’": "'", "‘": "'", "“": '"', "”": '"', "\u2010": "-", "\u2011": "-", "ـ": ""}
_ACCENTED = ("LATIN", "GREEK")
_POINTS = ("ARABIC", "HEBREW POINT", "HEBREW ACCENT")
_WITHOUT_BLANKS = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")


class _Folds(dict[int, str]):
    """What each character becomes; worked out when it is met first."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold(chr(code))
        return folded


def _fold(char: str) -> str:
    """Fold one character: to several, or to none."""
    if char in _ALIKE:
        return _ALIKE[char]
    name = unicodedata.name(char, "")
    category = unicodedata.category(char)
    if category == "Cf" or name.startswith("COMBINING") or (category == "Mn" and name.startswith(_POINTS)):
        return ""
    wide = unicodedata.normalize("NFKD", char).casefold()
    if name.startswith(_ACCENTED):
        return "".join(sign for sign in wide if not unicodedata.combining(sign))
    return unicodedata.normalize("NFKC", char).casefold() if wide != char else char


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Return a text as it is compared."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).translate(_FOLDS)


def places(text: str) -> tuple[str, list[int]]:
    """Return a text in NFC, and at which character of its folded form each of its characters begins, and the end."""
    text = unicodedata.normalize("NFC", text)
    lengths = (1 if char.isascii() else len(_FOLDS[ord(char)]) for char in text)
    return text, list(accumulate(lengths, initial=0))


def find_word(word: str, text: str) -> int:
    """Return where ``word`` stands in ``text`` by itself, both folded, or -1.

    Where people write without blanks, a word begins and ends anywhere.
    """
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if _parted(text[start - 1 : start], word[0]) and _parted(word[-1], text[end : end + 1]):
            return start
        start = text.find(word, start + 1)
    return -1


def _parted(before: str, after: str) -> bool:
    """Tell whether a word may end between these two characters; "" is the end of the text."""
    return not (_is_of_word(before) and _is_of_word(after)) or _is_unspaced(before) or _is_unspaced(after)


def _is_of_word(char: str) -> bool:
    return char.isalnum() or (char != "" and not char.isascii() and unicodedata.category(char)[0] == "M")


def _is_unspaced(char: str) -> bool:
    """Tell whether a character is of a script that is written without blanks."""
    return not char.isascii() and unicodedata.name(char, "").startswith(_WITHOUT_BLANKS)
