"""The list of pictures: each scene enters itself with its name and height."""

from collections.abc import Callable
from dataclasses import dataclass

from newsroom.sample.draw.canvas import Canvas

Scene = Callable[[Canvas], None]


@dataclass(frozen=True, slots=True)
class Picture:
    """A scene, and how high its sheet is (it is always 1200 wide)."""

    name: str
    height: int
    scene: Scene

    def draw(self) -> Canvas:
        """Draw the scene on a fresh sheet."""
        canvas = Canvas(self.name, self.height)
        self.scene(canvas)
        return canvas


PICTURES: dict[str, Picture] = {}


def picture(name: str, height: int = 800) -> Callable[[Scene], Scene]:
    """Enter the decorated scene under ``name``."""

    def enter(scene: Scene) -> Scene:
        PICTURES[name] = Picture(name, height, scene)
        return scene

    return enter
