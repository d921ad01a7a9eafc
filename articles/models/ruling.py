"""Ruling: what one rule did to one article, and why."""

from django.db import models
from django.db.models import F, Q

from articles.models.article import Article
from articles.models.rule import Rule


class Ruling(models.Model):
    """A rule met an article, when it came or when an editor had the rule applied. The name stays when the rule is gone."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="rulings")
    rule = models.ForeignKey(Rule, null=True, on_delete=models.SET_NULL, related_name="rulings", db_index=False)
    rule_name = models.CharField(max_length=80)
    did = models.CharField(max_length=300)
    reason = models.CharField(max_length=500)
    made_at = models.DateTimeField()

    class Meta:
        """The newest first; nobody writes one by hand, so that there is nothing to permit."""

        ordering = ("-id",)
        default_permissions = ()
        indexes = [models.Index("rule", F("id").desc(), name="ruling_of_rule")]
        constraints = [models.CheckConstraint(name="ruling_says_what_and_why", condition=~Q(did="") & ~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.rule_name}: {self.did}"
