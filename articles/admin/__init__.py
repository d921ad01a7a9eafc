"""The desk: where editors curate. One noun a file."""

from articles.admin.article import ArticleAdmin
from articles.admin.audit_line import AuditLineAdmin
from articles.admin.bulk_order import BulkOrderAdmin
from articles.admin.correction import CorrectionAdmin
from articles.admin.desk_event import DeskEventAdmin
from articles.admin.doubt import DoubtAdmin
from articles.admin.editor import EditorAdmin
from articles.admin.rule import RuleAdmin
from articles.admin.section import SectionAdmin
from articles.admin.source import SourceAdmin
from articles.admin.story import StoryAdmin
from articles.admin.suggestion import SuggestionAdmin
from articles.admin.takedown import TakedownAdmin
from articles.admin.tombstone import TombstoneAdmin

__all__ = [
    "ArticleAdmin",
    "AuditLineAdmin",
    "BulkOrderAdmin",
    "CorrectionAdmin",
    "DeskEventAdmin",
    "DoubtAdmin",
    "EditorAdmin",
    "RuleAdmin",
    "SectionAdmin",
    "SourceAdmin",
    "StoryAdmin",
    "SuggestionAdmin",
    "TakedownAdmin",
    "TombstoneAdmin",
]
