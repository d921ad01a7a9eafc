"""What we keep, one noun a file."""

from articles.models.article import Article
from articles.models.body import Body
from articles.models.editor import Editor
from articles.models.identity_key import IdentityKey
from articles.models.picture import Picture
from articles.models.revision import Revision
from articles.models.section import Section
from articles.models.sighting import Sighting
from articles.models.source import Source
from articles.models.tombstone import Tombstone
from articles.models.visits import Visits

__all__ = [
    "Article",
    "Body",
    "Editor",
    "IdentityKey",
    "Picture",
    "Revision",
    "Section",
    "Sighting",
    "Source",
    "Tombstone",
    "Visits",
]
