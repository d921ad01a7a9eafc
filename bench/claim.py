"""Claiming with a million feeds in the table: every statement that it runs, explained and timed by Postgres."""

from bench.bench import Bench
from bench.figures import Findings


def measure(bench: Bench) -> Findings:
    """Not yet."""
    return Findings()
