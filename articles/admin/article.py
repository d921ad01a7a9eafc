"""Articles in the admin: the inbox and the form of one, and what holds for both."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles import standing
from articles.admin.inbox import Inbox
from articles.admin.orders import actor_of
from articles.admin.sheet import Sheet
from articles.models import Article


@admin.register(Article)
class ArticleAdmin(Inbox, Sheet, admin.ModelAdmin[Article]):
    """The articles of the desk. None is made by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Articles come from feeds."""
        return False

    def view_on_site(self, obj: Article) -> str | None:
        """Lead to the page only where there is one."""
        return obj.get_absolute_url() if obj.status == Article.Status.PUBLISHED else None

    # Deleting leaves tombstones ---------------------------------------------------------------------------------------
    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        """Delete one article so that it does not come back."""
        self.delete_queryset(request, Article.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Delete articles so that they do not come back."""
        chosen = Article.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        standing.remove(chosen, f"deleted by {request.user}", timezone.now(), actor_of(request))
