"""Pure: "Read more" and "[...]" at the end of a summary say nothing to a reader who has our link: taken off."""

import re

from ingest.text import words_of

WINDOW = 1_500
"""Characters of markup at the end of a summary that are looked at."""

_LISTED = """
read more|read full|read the full|read the rest|read on|read it|read article|read story|continue reading|keep reading
|view article|view full|full story|full article|more\\b|learn more|see more|click here|weiterlesen|mehr lesen|mehr\\b
|zum artikel|jetzt lesen|lesen sie|lire la suite|lire plus|lire l'article|en savoir plus|la suite|continuer la lecture
|continuer à lire|leer más|leer mas|leer artículo|seguir leyendo|sigue leyendo|continuar leyendo|continúa leyendo
|ver más|leggi tutto|leggi di più|leggi l'articolo|continua a leggere|continua la lettura|leia mais|ler mais|saiba mais
|continue lendo|continuar lendo|continuar a ler|lees meer|lees verder|verder lezen|läs mer|fortsätt läsa|læs mere
|læs videre|les mer|les videre|lue lisää|jatka lukemista|czytaj dalej|czytaj więcej|przeczytaj|číst dále|celý článek
|pokračovat ve čtení|čítať ďalej|tovább|olvass tovább|citește mai|citeste mai|continuă|читать далее|читать дальше
|читать полностью|подробнее|далее|читати далі|докладніше|прочети|прочитај|pročitaj|nastavi čitati|preberi več
|devamını oku|devamı\\b|okumaya devam|διαβάστε|περισσότερα|συνέχεια|اقرأ المزيد|إقرأ المزيد|متابعة القراءة|المزيد
|ادامه مطلب|بیشتر بخوانید|קרא עוד|קראו עוד|להמשך|המשך קריאה|続きを読む|もっと読む|全文を読む|阅读全文|閱讀全文|继续阅读|繼續閱讀|阅读更多
|閱讀更多|查看全文|더 읽기|더 보기|계속 읽기|đọc thêm|đọc tiếp|xem thêm|baca selengkapnya|selengkapnya|baca juga|llegeix|और पढ़ें
"""
_INVITATIONS = _LISTED.replace("\n", "")
_INVITATION = re.compile(rf"\W*(?:{_INVITATIONS})(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_PLAIN_INVITATION = re.compile(
    rf"(?<=[.!?…\]\s])(?:{_INVITATIONS})[\s.…]*(?:[»›→>]|&raquo;|&rarr;|&gt;|\.{{3}}|…)+\s*$",
    re.IGNORECASE,
)
_LAST_WORDS = tuple(_INVITATIONS.replace("\\b", "").replace("ı", "i").split("|"))
_POINTERS = " \t\n\r\v\f\xa0\u2002\u2003\u2009\u200a\u202f\u3000….»›→>"
_POINTER_NAMES = ("&raquo;", "&rarr;", "&gt;")
_LAST_LINK = re.compile(r"<a\b[^<>]*>", re.IGNORECASE)
_CLOSER = re.compile(r"</?[a-z][a-z0-9]{0,10}\s*/?>", re.IGNORECASE)
_DOTS = r"(?:…|\.\.\.+|&hellip;|&#8230;|&#x2026;)"
_BRACKETED_DOTS = re.compile(rf"\s*(?:\[\s*{_DOTS}\s*\]|\(\s*{_DOTS}\s*\)|&#91;{_DOTS}&#93;|{_DOTS})$")
_LONGEST_LINK = 250


def without_teaser(summary: str) -> str:
    """Return a summary (HTML or plain) without an invitation to read on; "[...]" at its end becomes "…".

    Tags that stood behind what is taken off go with it; the cleaner closes what is left open.
    """
    head, end = summary[: max(0, len(summary) - WINDOW)], summary[-WINDOW:]
    link = _last_link(end)
    if link is not None and _is_invitation(words_of(end[link:])):
        end = end[:link]
    if _points_on(end):
        end = _PLAIN_INVITATION.sub("", end)
    bare = _without_closers(end)
    shorter = _BRACKETED_DOTS.sub("…", bare) if bare.endswith(("…", "...", "]", ")", ";")) else bare
    return head + (shorter if shorter != bare else end)


def _points_on(end: str) -> bool:
    """Tell whether arrows or dots at the end stand behind the last word of an invitation: a cheap look before the search."""
    bare, longer = end, ""
    while bare != longer:
        longer, bare = bare, bare.rstrip(_POINTERS)
        for name in _POINTER_NAMES:
            bare = bare.removesuffix(name)
    return bare != end and bare.lower().replace("ı", "i").endswith(_LAST_WORDS)


def _without_closers(end: str) -> str:
    """Take blanks and tags without attributes off the end."""
    while True:
        bare = end.rstrip()
        if bare[-6:].lower() == "&nbsp;":
            end = bare[:-6]
        elif bare.endswith(">") and _CLOSER.fullmatch(bare, max(0, bare.rfind("<"))):
            end = bare[: bare.rfind("<")]
        else:
            return bare


def _last_link(end: str) -> int | None:
    """Return where the last link starts, or None."""
    starts = [match.start() for match in _LAST_LINK.finditer(end)] if "<" in end else []
    return starts[-1] if starts else None


def _is_invitation(words: str) -> bool:
    """Tell whether the words of a link, and all that is behind it, only ask to read on."""
    return len(words) <= _LONGEST_LINK and (not words.strip("[]().…»›→> ") or _INVITATION.fullmatch(words) is not None)
