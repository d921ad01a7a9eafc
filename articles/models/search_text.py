"""SearchText: what search knows of an article. SearchWord: a word of these texts, for the spelling hint."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

from articles.models.article import Article
from articles.models.section import Section
from articles.models.source import Source


class SearchText(models.Model):
    """The words by which an article can be found: those that its rights let its page show, and no others.

    Postgres makes the row with the article, and empties it whenever anything in it may have changed (migration 0006):
    then it waits for ``articles/search/indexing.py``. ``texts`` are headline, dek, names and body, plain; ``words``
    is how many words of an excerpt the rights allowed when they were written. ``marks`` say what the words do not:
    language, source and section. What stands twice, here and with the article, is the article's: a search reads a thousand
    rows, and those here are narrow. ``vector`` is made of both, in the dictionary of ``language``, a primary subtag or "".
    """

    class State(models.TextChoices):
        """What may come of a search for it: nothing before it is filled, nor while the article is not published."""

        WAITING = "waiting", "Waiting"
        FOUND = "found", "Can be found"
        HIDDEN = "hidden", "Cannot be found"

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="search_text")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    section = models.ForeignKey(
        Section, null=True, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    published_at = models.DateTimeField()
    visible_from = models.DateTimeField(null=True)
    visible_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    words = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=8, blank=True)
    texts = ArrayField(models.TextField(), default=list)
    marks = ArrayField(models.TextField(), default=list)
    vector = models.GeneratedField(
        expression=Func(F("language"), F("texts"), F("marks"), function="articles_search_vector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        """Found by words, or walked along the river where those are frequent. What waits is in no index but its own."""

        indexes = [
            GinIndex(fields=["vector"], name="search_text_vector", condition=Q(state="found"), fastupdate=False),
            models.Index(F("published_at").desc(), name="search_text_river", condition=Q(state="found")),
            models.Index(fields=["language"], name="search_text_language", condition=Q(state="found")),
            models.Index(fields=["source", "words"], name="search_text_rights", condition=Q(state="found")),
            models.Index(fields=["article"], name="search_text_waiting", condition=Q(state="waiting")),
        ]
        constraints = [
            models.CheckConstraint(
                name="search_text_state_known", condition=Q(state__in=["waiting", "found", "hidden"])
            ),
            models.CheckConstraint(
                name="search_text_empty_unless_found", condition=Q(state="found") | Q(texts=[], marks=[])
            ),
        ]

    def __str__(self) -> str:
        return f"search text of article {self.article_id}"


class SearchWord(models.Model):
    """A word as it is written in texts that may be found, and in how many of the newest it stands."""

    word = models.CharField(max_length=40, primary_key=True)
    count = models.PositiveIntegerField()

    class Meta:
        """Found by what is spelt alike."""

        indexes = [GinIndex(OpClass(F("word"), "gin_trgm_ops"), name="search_word_trigrams")]
        constraints = [models.CheckConstraint(name="search_word_counted", condition=Q(count__gt=0))]

    def __str__(self) -> str:
        return f"{self.word}: {self.count}"
