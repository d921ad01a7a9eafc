"""What we keep, one noun a file."""

from articles.models.article import Article
from articles.models.audit_line import AuditLine
from articles.models.body import Body
from articles.models.body_picture import BodyPicture
from articles.models.bulk_order import BulkOrder
from articles.models.clue import Clue, Gist, Posting, TermCount
from articles.models.correction import Correction
from articles.models.daily_figure import DailyFigure
from articles.models.desk_event import DeskEvent
from articles.models.doubt import Doubt
from articles.models.editor import Editor
from articles.models.identity_key import IdentityKey
from articles.models.membership import Membership
from articles.models.picture import Picture
from articles.models.revision import Revision
from articles.models.rule import Condition, Rule
from articles.models.ruling import Ruling
from articles.models.saved_filter import SavedFilter
from articles.models.search_text import SearchText, SearchWord
from articles.models.section import Section
from articles.models.sighting import Sighting
from articles.models.source import Source
from articles.models.story import Story
from articles.models.story_event import Link, StoryEvent
from articles.models.suggestion import Suggestion
from articles.models.sweep import Sweep
from articles.models.takedown import Takedown
from articles.models.tombstone import Tombstone
from articles.models.visits import Visits

__all__ = [
    "Article",
    "AuditLine",
    "Body",
    "BodyPicture",
    "BulkOrder",
    "Clue",
    "Condition",
    "Correction",
    "DailyFigure",
    "DeskEvent",
    "Doubt",
    "Editor",
    "Gist",
    "IdentityKey",
    "Link",
    "Membership",
    "Picture",
    "Posting",
    "Revision",
    "Rule",
    "Ruling",
    "SavedFilter",
    "SearchText",
    "SearchWord",
    "Section",
    "Sighting",
    "Source",
    "Story",
    "StoryEvent",
    "Suggestion",
    "Sweep",
    "Takedown",
    "TermCount",
    "Tombstone",
    "Visits",
]
