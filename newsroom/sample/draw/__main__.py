"""Draw the pictures named on the command line, or all of them, into ``newsroom/sample/pictures``."""

import json
import sys
from pathlib import Path

from newsroom.sample.draw import (  # noqa: F401  Each enters its scenes.
    city,
    deep,
    fields,
    halls,
    indoors,
    land,
    numbers,
    papers,
    river,
    sea,
    shipping,
    sky,
    sport,
    still_life,
    streets,
    valley,
)
from newsroom.sample.draw.canvas import WIDTH
from newsroom.sample.draw.register import PICTURES

FOLDER = Path(__file__).resolve().parents[1] / "pictures"


def main(names: list[str]) -> None:
    """Draw, save, and list the sizes in ``index.json`` for those who must not open pictures."""
    FOLDER.mkdir(exist_ok=True)
    for name in names or PICTURES:
        PICTURES[name].draw().save(FOLDER / f"{name}.jpg")
    sizes = {name: [WIDTH, PICTURES[name].height] for name in sorted(PICTURES)}
    (FOLDER / "index.json").write_text(json.dumps(sizes, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
