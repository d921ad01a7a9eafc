"""Backups: how old the newest one is that ``manage.py backup`` made from here."""

from datetime import UTC, datetime, timedelta

from newsroom.operating.backup import record
from newsroom.operating.doctor.finding import Finding

OLD_AFTER = timedelta(hours=36)
"""A backup a day, with half a day for whoever looks."""


def are_recent() -> Finding:
    """Look at the note that the last backup left."""
    last = record.last()
    if last is None:
        return Finding.not_looked_at("none was made by manage.py backup; if nothing else makes them, begin today")
    age = datetime.now(UTC) - last.at
    told = f"the newest is {round(age.total_seconds() / 3600)} hours old: {last.file}"
    if not last.file.exists():
        return Finding.to_do(f"{last.file} is gone", "see where backups go, and make one: manage.py backup.")
    if age > OLD_AFTER:
        return Finding.to_do(told, "see why no backup is made (systemctl status newsroom-backup.timer).")
    return Finding.fine(told)
