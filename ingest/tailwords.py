"""The sentences by which publishers say where a text appeared first, in the languages that have them.

``{t}`` stands for the title of the piece, ``{n}`` for the name of the publisher; a full stop, quotes and the kind of
apostrophe do not matter. The first group is what WordPress plug-ins write under every entry of a feed.
"""

import re
from functools import lru_cache
from typing import NamedTuple

PLUGIN_SENTENCES = """
The post {t} appeared first on {n}
The post {t} first appeared on {n}
The article {t} appeared first on {n}
The article {t} first appeared on {n}
{t} appeared first on {n}
{t} first appeared on {n}
{t} was originally published in {n} on Medium, where people are continuing the conversation by highlighting and responding to this story
{t} was originally published on {n}
{t} is a post from: {n}
Der Beitrag {t} erschien zuerst auf {n}
Der Beitrag {t} erschien zuerst bei {n}
Der Artikel {t} erschien zuerst auf {n}
Der Artikel {t} erschien zuerst bei {n}
{t} erschien zuerst auf {n}
L'article {t} est apparu en premier sur {n}
Cet article {t} est apparu en premier sur {n}
L'article {t} a été publié en premier sur {n}
L'article {t} est paru en premier sur {n}
{t} est apparu en premier sur {n}
La entrada {t} se publicó primero en {n}
La entrada {t} apareció primero en {n}
La entrada {t} aparece primero en {n}
El artículo {t} se publicó primero en {n}
El artículo {t} apareció primero en {n}
El cargo {t} apareció primero en {n}
La publicación {t} apareció primero en {n}
El post {t} apareció primero en {n}
{t} apareció primero en {n}
L'articolo {t} proviene da {n}
L'articolo {t} sembra essere il primo su {n}
L'articolo {t} è apparso per primo su {n}
O post {t} apareceu primeiro em {n}
O artigo {t} apareceu primeiro em {n}
O artigo {t} aparece primeiro em {n}
O conteúdo {t} aparece primeiro em {n}
O conteúdo {t} apareceu primeiro em {n}
{t} apareceu primeiro em {n}
Het bericht {t} verscheen eerst op {n}
Het artikel {t} verscheen eerst op {n}
Inlägget {t} dök först upp på {n}
Inlägget {t} visades först på {n}
Artykuł {t} pochodzi z serwisu {n}
Artykuł {t} pojawił się po raz pierwszy w {n}
Post {t} pojawił się poraz pierwszy w {n}
Wpis {t} pojawił się po raz pierwszy w {n}
Сообщение {t} появились сначала на {n}
Сообщение {t} появились сначала {n}
Сообщение {t} появилось сначала на {n}
Запись {t} впервые появилась {n}
Запись {t} впервые появилась на {n}
Запис {t} спершу з'явиться на {n}
Повідомлення {t} з'явилися спочатку на {n}
{t} yazısı ilk önce {n} üzerinde ortaya çıktı
{t} yazısı ilk olarak {n} üzerinde yayınlanmıştır
{t} yazısı ilk önce {n} üzerinde yayınlandı
{t} first appeared on {n}
投稿 {t} は {n} に最初に表示されました
{t} は {n} に最初に表示されました
ظهرت المقالة {t} أولاً على {n}
ظهر المقال {t} أولاً على {n}
المقالة {t} ظهرت أولاً على {n}
المقال {t} ظهر أولاً على {n}
ظهرت {t} أولاً على {n}
Příspěvek {t} pochází z {n}
Příspěvek {t} se nejdříve objevil na {n}
Článek {t} se nejdříve objevil na {n}
Článok {t} je zobrazený ako prvý na {n}
Indlægget {t} blev først udgivet på {n}
Indlægget {t} dukkede først op på {n}
Innlegget {t} dukket først opp på {n}
Innlegget {t} ble først publisert på {n}
Artikkeli {t} julkaistiin ensimmäisen kerran {n}
Artikkeli {t} ilmestyi ensin {n}
Julkaisu {t} ilmestyi ensin {n}
הפוסט {t} הופיע לראשונה ב {n}
הפוסט {t} הופיע לראשונה ב-{n}
הפוסט {t} הופיע ראשון ב {n}
A(z) {t} bejegyzés először {n}-én jelent meg
A {t} bejegyzés először itt jelent meg: {n}
A(z) {t} bejegyzés először itt jelent meg: {n}
Articolul {t} apare prima dată în {n}
Articolul {t} a apărut prima dată pe {n}
Το άρθρο {t} εμφανίστηκε πρώτα στο {n}
Материалът {t} е публикуван за пръв път на {n}
Публикацията {t} се появи първо на {n}
Чланак {t} се појављује прво на {n}
Objava {t} pojavila se prvi puta na {n}
L'entrada {t} ha aparegut primer a {n}
A entrada {t} publicouse primeiro en {n}
Įrašas {t} pirmą kartą pasirodė {n}
Postitus {t} avaldati esmalt {n}
Bài viết {t} đã xuất hiện đầu tiên vào ngày {n}
Bài viết {t} xuất hiện đầu tiên trên {n}
Artikel {t} pertama kali tampil pada {n}
نوشته {t} اولین بار در {n} پدیدار شد
نوشته {t} اولین بار در {n}. پدیدار شد
{t}最先出现在{n}
{t} 最先出现在 {n}
文章 {t} 最先出現於 {n}
{t} 게시물이 {n}에 처음 등장했습니다
게시물 {t}이 {n}에 처음 나타났습니다
"""

_THIS = (
    r"(?:this|the) (?:article|story|post|piece|essay|column|report|interview|commentary|op-ed|content|blog post|text)"
)
_FIRST = r"(?:(?:was|has been|is|were) )?(?:originally|first|previously|initially) (?:published|appeared|posted|ran|printed|written|reported|produced)"
_WHERE = r"(?:by|on|in|at|for|with)"
_MORE = (
    r"(?P<more>[.,;]? (?:and )?(?:it )?(?:is |was |has been |appears |are )?(?:here )?"
    r"(?:re-?(?:published|printed|posted|produced)|shared|syndicated|used|cross-?posted|under|licen[sc]ed|with)\b"
    r"(?:[^.]|\.(?! )){0,250})?(?:\.? (?:read|see|view) (?:the|it)\b(?:[^.]|\.(?! )){0,100})?"
)

_FIRSTS = ("originally", "first", "previously", "initially")
_AGAIN = ("republish", "re-publish", "reprint", "re-print", "repost", "re-post")

PHRASES: tuple[tuple[tuple[str, ...], str], ...] = (
    (_FIRSTS, rf"{_THIS} {_FIRST} {_WHERE} {{n}}{_MORE}"),
    (_FIRSTS, rf"(?:originally|first|previously) (?:published|appeared|posted) {_WHERE} {{n}}{_MORE}"),
    (
        _AGAIN,
        rf"{_THIS} (?:is|was|has been) re-?(?:published|printed|posted) (?:here )?(?:with permission )?from {{n}}{_MORE}",
    ),
    (_AGAIN, rf"re-?(?:published|printed|posted) (?:here )?(?:with (?:the )?permission )?(?:from|of|by) {{n}}{_MORE}"),
    (
        ("zuerst", "ursprünglich", "zunächst"),
        (
            r"(?:(?:dieser|der) (?:artikel|beitrag|text) (?:erschien|ist) )?(?:zuerst|ursprünglich|zunächst)"
            r" (?:(?:erschienen|veröffentlicht) )?(?:auf|bei|in|im) {n}(?: erschienen)?"
        ),
    ),
    (
        ("initialement", "l'origine", "d'abord", "première fois", "originellement"),
        (
            r"(?:cet|l')\s?(?:article|texte) (?:a été |est )?(?:initialement |d'abord |originellement )?(?:publié|paru)"
            r" ?(?:initialement |à l'origine |pour la première fois |d'abord )?(?:sur|par|dans|chez) {n}"
        ),
    ),
    (
        ("originalmente", "originariamente", "primero", "primera vez"),
        (
            r"(?:(?:este|el|esta|la) (?:artículo|texto|nota|reportaje|historia) (?:fue |se |ha sido )?)?"
            r"(?:publicad[oa]|publicó) (?:originalmente|originariamente|primero|por primera vez) (?:en|por) {n}"
        ),
    ),
    (
        ("originalmente", "primeiro", "inicialmente"),
        (
            r"(?:(?:este|o|esta|a) (?:artigo|texto|matéria|reportagem|conteúdo) foi )?"
            r"publicad[oa] (?:originalmente|primeiro|inicialmente) (?:em|no|na|por|pelo|pela) {n}"
        ),
    ),
    (
        ("originariamente", "originalmente", "inizialmente", "prima volta"),
        (
            r"(?:questo |l')(?:articolo|testo) è (?:stato )?(?:pubblicato|apparso|uscito)"
            r" (?:originariamente|originalmente|inizialmente|per la prima volta) (?:su|da|in) {n}"
        ),
    ),
    (
        ("eerder", "eerst", "oorspronkelijk"),
        (
            r"dit (?:artikel|bericht|verhaal|stuk) (?:verscheen|werd|is) (?:eerder|eerst|oorspronkelijk)"
            r" (?:gepubliceerd |verschenen )?(?:op|in|bij|door) {n}"
        ),
    ),
    (
        ("pierwotnie", "pierwszy"),
        (
            r"(?:ten |niniejszy )?(?:artykuł|tekst) (?:został )?(?:pierwotnie|po raz pierwszy) (?:ukazał się|opublikowany)"
            r" (?:w|na|przez) {n}"
        ),
    ),
    (
        ("ursprungligen", "först", "først", "oprindelig", "opprinnelig"),
        (
            r"(?:den här |denne )?(?:artikeln?|artiklen|artikkelen) (?:publicerades|blev|ble|er|var)"
            r" (?:ursprungligen|først|först|oprindeligt?|opprinnelig) (?:udgivet |publisert |bragt )?(?:på|i|av|hos) {n}"
        ),
    ),
    (
        ("впервые", "первоначально"),
        r"(?:данная |эта )?(?:статья|публикация) (?:впервые |первоначально )(?:была )?(?:опубликована|появилась) (?:на|в) {n}",
    ),
)
"""Sentences that vary too much for a list, each with words of which it needs one. ``more`` tells the terms."""

_SOURCE_WORDS = (
    *("source", "quelle", "fuente", "fonte", "bron", "źródło", "zdroj", "forrás", "sursa", "källa", "kilde", "lähde"),
    *(
        "kaynak",
        "πηγή",
        "источник",
        "джерело",
        "извор",
        "المصدر",
        "مصدر",
        "منبع",
        "מקור",
        "来源",
        "來源",
        "出典",
        "출처",
    ),
)
SOURCE_LINE = rf"(?:{'|'.join(_SOURCE_WORDS)})\s?[:：]\s?{{n}}"
"""A line that only names the source: weak, believed where it stands alone at the very end and is short."""


class Sentence(NamedTuple):
    """A sentence to look for: its pattern, and lower-case words of which a text needs one (else it is not tried).

    ``opens_with_title`` marks those that nothing but a title begins; ``is_listed`` those of plug-ins, word for word.
    """

    pattern: re.Pattern[str]
    needs: tuple[str, ...]
    opens_with_title: bool = False
    is_listed: bool = False
    is_weak: bool = False


_NAME = r"(?P<n>[^\n]{1,120}?)"
_CLAUSE = r"(?P<n>(?:(?!\. |, and | which )[^\n:]){1,90}?)"
_TITLE = r"(?P<t>[^\n]{1,400}?)"
_END = r"[\s.。…!»”\"'’]*"


def simplified(text: str) -> str:
    """Return text with one kind of apostrophe and blank, so that sentences need be written once. Length is kept."""
    for letter in "’‘ʼ´`":
        text = text.replace(letter, "'")
    return text.replace("\xa0", " ").replace("\u202f", " ")


@lru_cache(maxsize=1)
def sentences() -> tuple[Sentence, ...]:
    """Compile all sentences."""
    listed = [_listed(line) for line in dict.fromkeys(simplified(PLUGIN_SENTENCES).strip().splitlines())]
    varied = [Sentence(_compiled(phrase.replace("{n}", _CLAUSE)), needs) for needs, phrase in PHRASES]
    colons = tuple(word + colon for word in _SOURCE_WORDS for colon in (":", " :", "："))
    weak = Sentence(_compiled(SOURCE_LINE.replace("{n}", r"(?P<n>[^\n:;]{2,60}?)")), colons, is_weak=True)
    return (*listed, *varied, weak)


def _listed(line: str) -> Sentence:
    """Compile one line of the list; it needs its longest stretch that is neither title nor name."""
    pattern = re.escape(line).replace(r"\{t\}", _TITLE).replace(r"\{n\}", _NAME)
    needs = max(re.split(r"\{[tn]\}", line), key=len).strip().lower()
    return Sentence(_compiled(pattern), (needs,), opens_with_title=line.startswith("{t}"), is_listed=True)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + _END, re.IGNORECASE)
