"""Rounds of ingest, one line each."""

from datetime import datetime

from ingest.models import Run


def record_run(began: datetime, seconds: float, outcomes: dict[str, int], entries: dict[str, int]) -> None:
    """Note how a round fared: its feeds by outcome, and what became of their entries."""
    counts = {name: entries[name] for name in ("new", "changed", "dropped")}
    Run.objects.create(began_at=began, seconds=seconds, feeds=sum(outcomes.values()), **outcomes, **counts)
