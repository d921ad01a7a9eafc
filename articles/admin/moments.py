"""Moments in an editor's words: as a form asks for them, in the site's time zone, and as a button says them."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

FORMAT = "%Y-%m-%dT%H:%M"
"""As browsers write what ``datetime-local`` asks for."""

MORNING = 7
"""The hour to which what is left for tomorrow is scheduled."""


class MomentField(forms.DateTimeField):
    """A moment, asked for by the browser's own picker; the label says in which time zone."""

    def __init__(self, **said: Any) -> None:
        picker = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=FORMAT)
        said["label"] = f"{said['label']} ({settings.TIME_ZONE} time)"
        super().__init__(required=False, widget=picker, **said)


def in_words(moment: datetime, now: datetime) -> str:
    """Write a moment as briefly as it is clear: "14:00" today, "Tue 24 Nov, 14:00" else, with the year where it is another."""
    local, today = timezone.localtime(moment), timezone.localtime(now)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"


def offered(now: datetime) -> list[datetime]:
    """Return when an editor may well want something to begin: at the next full hour but what is almost there, and tomorrow."""
    local = timezone.localtime(now)
    hour = (local + timedelta(minutes=75)).replace(minute=0, second=0, microsecond=0)
    morning = (local + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return sorted({hour, morning})
