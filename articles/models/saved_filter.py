"""SavedFilter: a filter of the inbox that an editor keeps under a name."""

from django.conf import settings
from django.db import models


class SavedFilter(models.Model):
    """One editor's own filter: ``query`` is the query string of the list, "status__exact=pending&section__id__exact=3"."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        """In the order of their names; everybody minds their own, so that there is nothing to permit."""

        ordering = ("name",)
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_filter_named_once"),
            models.CheckConstraint(name="saved_filter_has_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
