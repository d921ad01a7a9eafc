"""Where a story is now: each of its addresses leads on after a merge, and under another headline."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render

from articles.models import Story


def at_its_address(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give ``view`` the visible story (loaded ``for_page()``) that the address names.

    301 where it has another address now, 410 where none of its reports is left, 404 where there never was one.
    """

    @wraps(view)
    def answer(request: HttpRequest, number: int, slug: str, **rest: str) -> HttpResponseBase:
        visible = Story.objects.visible()
        story = visible.for_page().filter(pk=number).first() or visible.for_page().filter(pk=_last(number)).first()
        if story is None:
            return _absent(request, number)
        if (story.pk, story.slug) != (number, slug):
            return HttpResponsePermanentRedirect(story.get_absolute_url() + _rest(request.path))
        return view(request, story, **rest)

    return answer


def _last(number: int) -> int:
    """Follow the merges from a story to where it is now; to itself where there was none."""
    seen: set[int] = set()
    into: int | None = number
    while into is not None and into not in seen:
        seen.add(number := into)
        into = Story.objects.filter(pk=number).values_list("merged_into", flat=True).first()
    return number


def _rest(path: str) -> str:
    """Return what follows the story in the path: "why/" of "/story/12-tides/why/"."""
    return path.split("/", 3)[3]


def _absent(request: HttpRequest, number: int) -> HttpResponseBase:
    """Tell readers and search engines that a story is gone, where there was one."""
    if Story.objects.filter(pk=number).exists():
        return render(request, "410.html", {"is_story": True}, status=410)
    raise Http404("No such story.")
