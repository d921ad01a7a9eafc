"""Pure: how many of the results have which source, section, language and year."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by value, the most frequent first, years the newest first; sources and sections by their ids."""

    sources: dict[int, int]
    sections: dict[int, int]
    languages: dict[str, int]
    years: dict[int, int]


def count(results: Iterable[tuple[int, int | None, str, int]], most: int) -> Facets:
    """Count (source, section, language, year) of each result; of each kind at most so many values stand."""
    sources: Counter[int] = Counter()
    sections: Counter[int] = Counter()
    languages: Counter[str] = Counter()
    years: Counter[int] = Counter()
    for source, section, language, year in results:
        sources[source] += 1
        years[year] += 1
        if section is not None:
            sections[section] += 1
        if language:
            languages[language] += 1
    return Facets(
        sources=dict(sources.most_common(most)),
        sections=dict(sections.most_common(most)),
        languages=dict(languages.most_common(most)),
        years=dict(sorted(years.most_common(most), reverse=True)),
    )
