"""Clue: what grouping knows of an article. With the postings and the counts of terms it is all of grouping's memory."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F

from articles.models.article import Article
from articles.models.story import Story


class Clue(models.Model):
    """One placed article as ``articles/clue.py`` read it, in the order of placing (``id``). It is never read anew.

    ``facts`` is the clue as JSON. ``keys`` are those under which later articles find it. ``founded`` is the id of the story
    that began with it, so that a recluster gives the same stories the same addresses.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="clue")
    language = models.CharField(max_length=35, blank=True)
    seen_at = models.DateTimeField()
    facts = models.JSONField()
    keys = ArrayField(models.TextField(), default=list)
    founded = models.BigIntegerField(null=True)

    class Meta:
        """In the order of placing."""

        ordering = ("id",)
        indexes = [models.Index(fields=["seen_at"], name="clue_seen")]

    def __str__(self) -> str:
        return f"clue of article {self.article_id}"


class Posting(models.Model):
    """Under this key, that article: the inverted index over what may still be joined. Older rows are cleared away.

    ``number`` is the article's, so that the index alone answers.
    """

    key = models.TextField()
    clue = models.ForeignKey(Clue, on_delete=models.CASCADE, db_index=False, related_name="postings")
    number = models.BigIntegerField()

    class Meta:
        """Found by key, the newest first; cleared away by clue."""

        constraints = [models.UniqueConstraint("key", F("clue").desc(), include=["number"], name="posting_once")]
        indexes = [models.Index(fields=["clue"], name="posting_by_clue")]

    def __str__(self) -> str:
        return f"{self.key}: {self.clue_id}"


class Gist(models.Model):
    """A story summed up as ``articles/shelf.py`` has it in memory. It follows from clues, and is made again where it is missing.

    ``facts``: its articles in the order of placing, the times of the first and the last, and its words summed up.
    """

    story = models.OneToOneField(Story, on_delete=models.CASCADE, primary_key=True, related_name="gist")
    facts = models.JSONField()

    def __str__(self) -> str:
        return f"gist of story {self.story_id}"


class TermCount(models.Model):
    """In how many articles a term stood, lately: the count fades by the day (``articles/shelf.py`` says how).

    ``key`` is the language and the term; the empty term counts the articles of the language.
    """

    key = models.TextField(primary_key=True)
    count = models.FloatField()
    day = models.IntegerField(help_text="The day on which the count stood so, counted from 1970.")

    class Meta:
        """One row a term."""

        constraints = [models.CheckConstraint(name="term_count_is_positive", condition=models.Q(count__gt=0))]

    def __str__(self) -> str:
        return f"{self.key}: {self.count:.1f}"
