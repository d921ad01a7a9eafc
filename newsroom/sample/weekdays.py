"""Pure: ``{day-1}`` in a text -> the name of yesterday, so that the edition reads right on whatever day it is loaded."""

import re
from datetime import datetime, timedelta

NAMES = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}
_DAY = re.compile(r"\{day([+-]\d+)?\}")


def named(text: str, language: str, epoch: datetime) -> str:
    """Fill in the weekdays of a text, counted from the day of ``epoch``."""

    def name(match: re.Match[str]) -> str:
        return NAMES[language][(epoch + timedelta(days=int(match[1] or 0))).weekday()]

    return _DAY.sub(name, text)
