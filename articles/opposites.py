"""Pure: words that turn a report into another one: up or down, for or against; the days and months; what is numbered.

Short lists of our own, as they stand in headlines; ``articles/contradiction.py`` compares the stems.
"""

from functools import cache

from articles.words import words

_SIDES: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        (
            (
                "rise rises rose rising raise raises raised gain gains jump jumps surge surges soar soars climb climbs up increase increases "
                "hike hikes rally rallies grow grows growth advance advances higher"
            ),
            (
                "fall falls fell falling drop drops dropped slip slips slump slumps plunge plunges sink sinks tumble tumbles down decrease "
                "decreases cut cuts slash slashes decline declines shrink shrinks slide slides lower lowers"
            ),
        ),
        ("win wins won victory beat beats defeats", "lose loses lost defeat loss"),
        (
            "approve approves approved back backs pass passes accept accepts allow allows support supports",
            "reject rejects rejected block blocks oppose opposes deny denies refuse refuses ban bans veto vetoes",
        ),
        ("open opens opened reopen reopens", "close closes closed shut shuts"),
        ("acquit acquits acquitted cleared innocent", "convict convicts convicted guilty"),
        ("begin begins start starts launch launches", "end ends stop stops finish finishes"),
    ),
    "de": (
        (
            "steigt steigen stieg gestiegen erhöht erhöhen anhebt hebt zulegen legt gewinnt klettert klettern springt wächst plus",
            "fällt fallen fiel gefallen sinkt sinken gesunken senkt senken verliert stürzt stürzen schrumpft bricht minus",
        ),
        ("genehmigt billigt stimmt erlaubt unterstützt", "ablehnt lehnt stoppt verbietet verweigert blockiert"),
        ("öffnet eröffnet", "schließt geschlossen"),
        ("siegt sieg", "unterliegt niederlage"),
    ),
    "fr": (
        (
            "hausse monte montent augmente augmentent relève grimpe grimpent bondit bondissent progresse",
            "baisse baissent chute chutent recule reculent diminue abaisse plonge plongent",
        ),
        ("approuve adopte accepte autorise soutient", "rejette refuse bloque interdit repousse"),
        ("ouvre rouvre", "ferme"),
        ("gagne remporte victoire", "perd défaite"),
    ),
    "es": (
        (
            "sube suben subió alza aumenta aumentan crece crecen eleva dispara gana",
            "baja bajan bajó cae caen cayó reduce reducen desciende recorta desploma pierde",
        ),
        ("aprueba acepta autoriza respalda", "rechaza niega bloquea prohíbe veta"),
        ("abre reabre", "cierra"),
        ("victoria", "derrota"),
    ),
    "pt": (
        (
            "sobe sobem subiu alta aumenta aumentam cresce eleva dispara ganha",
            "cai caem caiu queda reduz reduzem desce recua corta perde baixa",
        ),
        ("aprova aceita autoriza apoia", "rejeita nega bloqueia proíbe veta chumba"),
        ("abre reabre", "fecha"),
    ),
    "it": (
        (
            "sale salgono aumenta aumentano cresce alza rialzo guadagna",
            "scende scendono cala calano crolla taglia ribasso perde",
        ),
        ("approva accetta autorizza", "respinge rifiuta blocca vieta boccia"),
    ),
    "nl": (
        ("stijgt stijgen verhoogt wint", "daalt dalen verlaagt verliest"),
        ("keurt steunt", "verwerpt weigert verbiedt"),
    ),
    "ru": (
        (
            "растет вырос выросла выросли повысил повысила повышает подорожал рост",
            "падает упал упала упали снизил снизила снижает подешевел падение",
        ),
        ("одобрил одобрила одобряет поддержал", "отклонил отклонила отклоняет запретил"),
    ),
    "ar": (
        ("يرفع ترفع رفع ارتفاع يرتفع ترتفع ارتفعت يصعد", "يخفض تخفض خفض انخفاض ينخفض تنخفض انخفضت تراجع يتراجع يهبط"),
        ("يوافق توافق يقر تقر يؤيد", "يرفض ترفض يحظر تحظر"),
        ("يفتح تفتح", "يغلق تغلق"),
    ),
    "zh": (("加息 上涨 上升 上调 增长 大涨", "降息 下跌 下降 下调 减少 大跌"), ("批准 通过", "否决 拒绝")),
    "ja": (("上昇 利上 値上 増加 急騰", "下落 利下 値下 減少 急落"), ("承認 可決", "否決 拒否")),
}
"""Language -> pairs of sides. What stands on both sides of the same pair says nothing."""

_CALENDAR = {
    "en": "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october "
    "november december yesterday today tomorrow morning evening",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai juni juli august september "
    "oktober november dezember gestern heute morgen",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre "
    "novembre décembre",
    "es": "lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre",
    "pt": "segunda terça quarta quinta sexta sábado domingo janeiro fevereiro março abril maio junho julho agosto setembro outubro "
    "novembro dezembro",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto "
    "settembre ottobre novembre dicembre",
}

_NUMBERED = {
    "en": "measure magnitude season episode round day week part chapter stage game match matchday flight phase section article "
    "amendment proposition resolution version level group district package edition issue volume heat race lap quarter test draw",
    "de": "folge staffel spieltag runde etappe teil artikel paragraf version stufe ausgabe paket tag woche linie flug",
    "fr": "épisode saison journée étape manche partie article version niveau numéro tour vol ligne paquet édition",
    "es": "episodio temporada jornada etapa ronda parte artículo versión nivel número vuelo línea paquete edición",
    "pt": "episódio temporada jornada etapa rodada parte artigo versão nível número voo linha pacote edição",
    "it": "episodio stagione giornata tappa turno parte articolo versione livello numero volo linea pacchetto edizione",
}

_NUMERALS: dict[str, str] = {
    "en": "one two three four five six seven eight nine ten eleven twelve",
    "de": "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "pt": "um dois três quatro cinco seis sete oito nove dez onze doze",
    "it": "uno due tre quattro cinque sei sette otto nove dieci undici dodici",
}


@cache
def sides(language: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Return the pairs of sides of a language, as stems without those that stand on both."""
    pairs = [(_stems(one, language), _stems(other, language)) for one, other in _SIDES.get(language, ())]
    return tuple((one - other, other - one) for one, other in pairs)


@cache
def calendar(language: str) -> frozenset[str]:
    """Return the stems of days and months."""
    return _stems(_CALENDAR.get(language, ""), language)


@cache
def numbered(language: str) -> frozenset[str]:
    """Return the stems of what has a number for a name."""
    return _stems(_NUMBERED.get(language, ""), language)


@cache
def numerals(language: str) -> dict[str, str]:
    """Return numbers that are written as words, by their stems, as digits."""
    return {word.stem: str(number) for number, word in enumerate(words(_NUMERALS.get(language, ""), language), 1)}


def _stems(text: str, language: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(text, language))
