"""All judges over all answers, and the count of what they looked at."""

from collections import Counter
from collections.abc import Iterable, Mapping

from tests.attack import browser, papers, stage
from tests.attack.browser import Seen
from tests.attack.pages import Answer

KINDS = {"ran:": "executions", "dialog:": "executions", "asked": "foreign"}


def judged(
    chromium, answers: Mapping[str, Answer], honest: Seen | None, tally: Counter[str], bound: int = 1
) -> list[str]:
    """Return all that is wrong with the answers: on paper, without their policy, and each ``bound``-th of them under it."""
    looked = honest.looked if honest else None
    malformed = papers.faults(answers.values())
    found = browser.findings(browser.look(chromium, answers, is_bound=False, looked=looked), honest)
    chosen = list(answers.items())
    under = {
        path: answer for place, (path, answer) in enumerate(chosen) if place % bound == 0 or not stage.is_page(answer)
    }
    found += browser.findings(browser.look(chromium, under, is_bound=True, looked=looked), honest)
    count(tally, answers, found, malformed)
    return list(dict.fromkeys([*malformed, *found]))


def count(tally: Counter[str], answers: Iterable[object], found: Iterable[str], malformed: Iterable[str] = ()) -> None:
    """Add to the count of pages and of what is wrong with them, by its kind."""
    tally["pages"] += len(list(answers))
    tally["malformed"] += len(list(malformed))
    for line in found:
        tally[KINDS.get(line.split(" ")[0], "clobbered")] += 1


def markup(chromium, feeds: Iterable[Answer], tally: Counter[str]) -> list[str]:
    """Judge the HTML that our feeds carry as a program does that shows it with no policy at all."""
    pieces = list(dict.fromkeys(piece for feed in feeds if feed.status == 200 for piece in papers.markup_of(feed)))
    found = browser.faults_of_pieces(chromium, pieces)
    count(tally, pieces, found)
    return found


def told(found: Mapping[str, Iterable[str]]) -> str:
    """Write down what was found, under the attack that brought it."""
    return "\n".join(f"{vector!r}: {line}" for vector, lines in found.items() for line in lines)
