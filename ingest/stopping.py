"""Being told to stop, by SIGTERM or Ctrl-C."""

import signal
import time

STEP = 0.2


class Stop:
    """A flag that a signal handler may raise at any moment.

    No ``threading.Event``: its lock is held for moments by whoever waits, and a handler that then sets it waits for
    itself for ever. A plain attribute and short naps cannot.
    """

    def __init__(self) -> None:
        self._asked = False

    def set(self) -> None:
        """Ask to stop."""
        self._asked = True

    def is_set(self) -> bool:
        """Tell whether somebody asked to stop."""
        return self._asked

    def wait(self, seconds: float) -> None:
        """Wait so long, or until somebody asks to stop."""
        left = seconds
        while not self._asked and left > 0:
            time.sleep(min(STEP, left))
            left -= STEP


def stop_on_signals() -> Stop:
    """Return a flag that SIGTERM and Ctrl-C raise."""
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
