"""Media: the files of one entry, gathered while it is being read (RSS ``enclosure``, Media RSS 1.5.1, Atom, iTunes)."""

from collections.abc import Mapping
from typing import Any

from ingest.values import ParsedMedia

FILES = 100
ATTRIBUTES = {
    "type": "type",
    "length": "length",
    "filesize": "length",
    "medium": "medium",
    "width": "width",
    "height": "height",
    "title": "title",
}


class Media:
    """The files that one entry names, each once. A credit belongs to the file, the group or the entry it stands in."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, bool], dict[str, str]] = {}
        self._credits: list[str] = []
        self._current: dict[str, str] | None = None

    def add(self, url: Any, attributes: Mapping[str, Any], *, medium: str = "", is_thumbnail: bool = False) -> None:
        """Note a file; what an earlier mention of the same URL left out is filled in."""
        url = url.strip() if isinstance(url, str) else ""
        if not url or (len(self._files) >= FILES and (url, is_thumbnail) not in self._files):
            return
        file = self._files.setdefault((url, is_thumbnail), {})
        for theirs, ours in ATTRIBUTES.items():
            if value := str(attributes.get(theirs) or "").strip():
                file.setdefault(ours, value)
        file.setdefault("medium", medium)

    def open(self, url: Any, attributes: Mapping[str, Any]) -> None:
        """Begin a ``media:content``: what follows is said of this file, until ``close``."""
        self.add(url, attributes)
        self._current = self._files.get((url.strip(), False)) if isinstance(url, str) else None

    def close(self) -> None:
        """End a ``media:content``."""
        self._current = None

    @property
    def is_open(self) -> bool:
        """Tell whether we stand inside a ``media:content``."""
        return self._current is not None

    def title(self, text: str) -> None:
        """Note the title of the file at hand."""
        if self._current is not None and text:
            self._current.setdefault("title", text)

    def credit(self, name: str) -> None:
        """Note who made the file at hand, or all files of the group or the entry."""
        if not name:
            return
        if self._current is None:
            self._credits.append(name)
        else:
            self._current["credit"] = ", ".join(filter(None, [self._current.get("credit", ""), name]))

    def share_credits(self) -> None:
        """End a ``media:group`` or the entry: its credits go to the files that have none of their own."""
        credit = ", ".join(dict.fromkeys(self._credits))
        for file in self._files.values():
            file["credit"] = file.get("credit") or credit
        self._credits.clear()

    def files(self) -> tuple[ParsedMedia, ...]:
        """Return the files in the order of their first mention."""
        return tuple(
            ParsedMedia(url=url, is_thumbnail=is_thumbnail, **file) for (url, is_thumbnail), file in self._files.items()
        )
