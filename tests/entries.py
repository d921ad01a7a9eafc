"""Clean entries for tests of what comes after the sanitizer: say only what the test is about."""

from typing import Any

from articles.entry import CleanEntry, Origin, SafeHTML


def clean_entry(**said: Any) -> CleanEntry:
    """Return an entry that says what is given and is plain otherwise."""
    facts: dict[str, Any] = {
        "guid": "tag:tides.example,2026:1",
        "url": "https://tides.example/1",
        "base_url": "https://tides.example/feed",
        "headline": "The tide comes in",
        "dek": "It does so twice a day.",
        "body": SafeHTML("<p>Water rose by two metres.</p>"),
        "raw_body": "<p>Water rose by two metres.</p>",
        "body_kind": "html",
        "sanitizer_version": 1,
        "authors": (),
        "tags": (),
        "published": None,
        "updated": None,
        "date_suspect": False,
        "language": "en",
        "enclosures": (),
        "lead_image": None,
        "origin": Origin(),
        "licence_name": "",
        "licence_url": "",
        "rights_text": "",
    }
    return CleanEntry(**{**facts, **said})
