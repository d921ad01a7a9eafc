"""How a migration says which columns of an article, when they change, take it out of the search to be read anew."""

from collections.abc import Sequence

COLUMNS = (
    *("source_id", "section_id", "status", "headline", "edited_headline", "dek", "edited_dek"),
    *("authors", "tags", "language", "origin_name", "published_at", "visible_from", "visible_until"),
)
"""What 0006 began with."""


def searched(columns: Sequence[str]) -> list[str]:
    """Return the statements that make the trigger of 0006 anew, for these columns."""
    changes = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return [
        "DROP TRIGGER articles_search_changed ON articles_article",
        f"CREATE TRIGGER articles_search_changed AFTER UPDATE OF {', '.join(columns)} ON articles_article "
        f"FOR EACH ROW WHEN ({changes}) EXECUTE FUNCTION articles_search_changed()",
    ]
