"""Run a script under cProfile, every thread of its process by its own CPU clock: python -m bench.profiled FILE SCRIPT ...

Worker processes are not seen; waiting costs nothing here, so what is listed is where the parent process burns CPU.
"""

import cProfile
import io
import pstats
import runpy
import sys
import threading
import time
from pathlib import Path

TOP = 25
_profiles: list[cProfile.Profile] = []


class _ProfiledThread(threading.Thread):
    """A thread that is profiled from its beginning to its end."""

    def run(self) -> None:
        with _profile():
            super().run()


def _profile() -> cProfile.Profile:
    profile = cProfile.Profile(time.thread_time)
    _profiles.append(profile)
    return profile


def as_text(file: Path) -> str:
    """Return the top of the list, by a function's own CPU and by that of all it calls."""
    text = io.StringIO()
    stats = pstats.Stats(str(file), stream=text)
    for order in ("tottime", "cumulative"):
        stats.sort_stats(order).print_stats(TOP)
    return text.getvalue()


def main() -> None:
    """Profile the script that the arguments name, whatever it ends with, and keep the sum of all threads."""
    file, script, *arguments = sys.argv[1:]
    sys.argv = [script, *arguments]
    threading.Thread = _ProfiledThread  # type: ignore[misc]
    try:
        with _profile():
            runpy.run_path(script, run_name="__main__")
    finally:
        total = pstats.Stats(_profiles[0])
        for profile in _profiles[1:]:
            if profile.getstats():
                total.add(profile)
        total.dump_stats(file)


if __name__ == "__main__":
    main()
