"""Rule: what editors want done with entries by themselves, and on which conditions."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from articles.models.section import Section
from articles.models.source import Source
from articles.rules import book
from articles.rules.condition import AGES, FIELDS, NUMBERS, OPERATORS, PRESENCE, TEXTS, operators_of
from articles.rules.condition import Condition as Asked


class Rule(models.Model):
    """Rules are asked in the order of ``position``, of every new entry, or of those of one source or section.

    ``hits`` counts the entries that came and met its conditions; those of articles that were here already are not among them.
    """

    class Standing(models.TextChoices):
        """What it decides of publishing."""

        UNSAID = "", "Leave it to the source"
        DROP = "drop", "Drop: reject it, and ask no other rule"
        HOLD = "hold", "Hold for an editor"
        PUBLISH = "publish", "Publish at once"

    name = models.CharField(max_length=80, help_text="As the desk will name it, e.g. Sponsored posts.")
    position = models.PositiveIntegerField(default=0, editable=False)
    is_enabled = models.BooleanField("in use", default=True)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.CASCADE, related_name="rules")
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.PROTECT, related_name="rules")
    needs_all = models.BooleanField(
        "conditions", choices=[(True, "All must be met"), (False, "Any one is enough")], default=True
    )
    standing = models.CharField(
        "publishing", max_length=7, choices=Standing.choices, default=Standing.UNSAID, blank=True
    )
    move_to = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="move to section"
    )
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name="add tags")
    excerpt_only = models.BooleanField(
        "excerpt only", default=False, help_text="Even where the source grants the full text."
    )
    stops = models.BooleanField("and stop", default=False, help_text="Ask none of the rules below.")
    hits = models.PositiveBigIntegerField(default=0, editable=False)
    last_hit_at = models.DateTimeField(null=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        """In the order in which they are asked."""

        ordering = ("position", "id")
        constraints = [
            models.CheckConstraint(name="rule_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="rule_standing_known", condition=Q(standing__in=["", "drop", "hold", "publish"])
            ),
            models.CheckConstraint(
                name="rule_is_for_one_source_or_section", condition=Q(source__isnull=True) | Q(section__isnull=True)
            ),
            models.CheckConstraint(
                name="rule_has_effect",
                condition=~Q(standing="") | Q(move_to__isnull=False) | ~Q(tags=[]) | Q(excerpt_only=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def as_value(self) -> book.Rule:
        """The rule as what is asked of entries."""
        return book.Rule(
            id=self.pk or 0,
            name=self.name,
            conditions=tuple(one.as_value for one in self.conditions.all()) if self.pk else (),
            effect=self.effect,
            needs_all=self.needs_all,
            stops=self.stops,
            source_id=self.source_id,
            section_id=self.section_id,
        )

    @property
    def effect(self) -> book.Effect:
        """What becomes of entries."""
        return book.Effect(book.standing_of(self.standing), self.move_to_id, tuple(self.tags), self.excerpt_only)


class Condition(models.Model):
    """One condition of a rule: a field of an entry, how it is asked, and what for."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="conditions")
    field = models.CharField(max_length=10, choices=list(FIELDS.items()))
    operator = models.CharField(max_length=10, choices=list(OPERATORS.items()))
    value = models.CharField(max_length=500, blank=True)

    class Meta:
        """In the order in which they were written; an empty value would be in every text."""

        ordering = ("id",)
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="condition_field_is_asked_so",
                condition=Q(field__in=list(TEXTS), operator__in=operators_of("headline"))
                | Q(field="age", operator__in=list(AGES))
                | Q(field="words", operator__in=list(NUMBERS))
                | Q(field="picture", operator__in=list(PRESENCE)),
            ),
            models.CheckConstraint(
                name="condition_has_value",
                condition=Q(operator__in=list(PRESENCE), value="") | (~Q(operator__in=list(PRESENCE)) & ~Q(value="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()} {self.get_operator_display()} {self.value}".strip()

    @property
    def as_value(self) -> Asked:
        """The condition as what is asked of an entry."""
        return Asked(self.field, self.operator, self.value)
