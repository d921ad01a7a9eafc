"""A picture that ``make screenshots`` renders: of which page, how to get there, how wide, and in which colours."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"

PHONE, DESKTOP = 360, 1440

Scheme = Literal["light", "dark"]
LIGHT: Scheme = "light"
DARK: Scheme = "dark"


@dataclass(frozen=True, slots=True)
class View:
    """One picture of a page: the width of the window, and the scheme."""

    width: int
    scheme: Scheme

    @property
    def name(self) -> str:
        """The view as the name of a file has it."""
        return f"{'phone' if self.width == PHONE else 'desktop'}-{self.scheme}"


BOTH = (View(DESKTOP, LIGHT), View(PHONE, LIGHT))
ALL = (*BOTH, View(DESKTOP, DARK), View(PHONE, DARK))


@dataclass(frozen=True, slots=True)
class Fill:
    """A step that fills in a field: with ``value``, or with a file that says so."""

    field: str
    value: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A step that presses a button, ticks a box or opens something, and waits for what comes of it ("" for nothing)."""

    button: str
    then: str = ""


Step = str | Fill | Press


@dataclass(frozen=True, slots=True)
class Shot:
    """One page of the gallery.

    ``way`` leads there: a path, then the links to follow (as selectors), forms to fill in and buttons to press, each on the
    page before. In what is filled in, "{site}" is the address of a publisher's site that is not read yet, "{list}" an OPML
    list. ``saves`` says that some
    pieces are saved first, ``language`` in which language our own words are, ``as_editor``
    that one signs in at the desk first.
    """

    name: str
    title: str
    alt: str
    way: tuple[Step, ...]
    views: tuple[View, ...] = BOTH
    saves: bool = False
    language: str = "en"
    as_editor: bool = False

    def file(self, view: View) -> Path:
        """Return where a picture of the page is kept."""
        return FOLDER / f"{self.name}-{view.name}.webp"
