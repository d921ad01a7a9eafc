"""What a check found, in one line."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from articles.characters import one_line
from newsroom import logs

TEXT_CHARACTERS = 500


def words_of(error: BaseException) -> str:
    """Return what an error says as one line, without the user names and passwords of URLs."""
    return logs.one_line(" ".join(str(error).split()))


class State(StrEnum):
    """How it stands; the value is what the line begins with."""

    OK = "OK"
    TO_DO = "DO"
    NOT_LOOKED_AT = "--"


@dataclass(frozen=True, slots=True)
class Finding:
    """How something stands, in words; where something is to be done, what is wrong and what to do about it."""

    state: State
    text: str

    @classmethod
    def fine(cls, text: str) -> Self:
        """Say that it is well."""
        return cls(State.OK, one_line(text, TEXT_CHARACTERS))

    @classmethod
    def to_do(cls, wrong: str, cure: str) -> Self:
        """Say what is wrong, and what to do."""
        return cls(State.TO_DO, f"{one_line(wrong, TEXT_CHARACTERS)}: {cure}")

    @classmethod
    def not_looked_at(cls, why: str) -> Self:
        """Say why nobody looked."""
        return cls(State.NOT_LOOKED_AT, one_line(why, TEXT_CHARACTERS))
