"""What all pages for readers have in common: GET and HEAD only, and one copy of each page for everybody.

    @reader_page
    def about(request): ...

    @reader_page(parameters=("before",), counted="number")
    def article(request, number): ...

A page is kept under the edition's number, its path, those parameters of its query that the view names, the language and
the day. So a view may read nothing else of the request: no cookie, no user, no other parameter.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeGuard, overload

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from articles.views import stored

View = Callable[..., HttpResponseBase]
Version = Callable[..., str]

KEPT: set[View] = set()
"""The views whose pages may be found before they are asked."""

FOR_READERS: set[View] = set()
"""These, feeds and files for machines: views that only read, and nothing that the edition does not tell of."""


@overload
def reader_page(view: View, /) -> View: ...


@overload
def reader_page(
    *, parameters: Sequence[str] = (), counted: str = "", made_of: Version | None = None
) -> Callable[[View], View]: ...


def reader_page(
    view: View | None = None,
    /,
    *,
    parameters: Sequence[str] = (),
    counted: str = "",
    made_of: Version | None = None,
) -> View | Callable[[View], View]:
    """Make ``view`` a page that any cache may keep, ours first.

    ``parameters`` are what it reads of the query; others are taken out of the request, so that they neither change the page
    nor fill the cache. ``counted`` names the argument of the view with the number of an article: whoever gets the page, kept or
    not, is a visit to it, and whoever has it still (304). ``made_of``, called with the view's own arguments, returns a text that moves with all that the page is made from
    ("" where it cannot tell), for less than the page costs: in a new edition the page that stands for the same text is the same.
    """
    if view is None:
        return lambda other: _page(other, tuple(parameters), counted, made_of)
    return _page(view, tuple(parameters), counted, made_of)


def _page(view: View, parameters: tuple[str, ...], counted: str, made_of: Version | None) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _leave_only(request, parameters)
        key = stored.key_of(request)
        page = stored.find(key)
        if page is None:
            same = stored.key_of_same(request, made_of(request, *args, **kwargs) if made_of else "")
            page = stored.find(same) if same else None
            if page is None:
                response = view(request, *args, **kwargs)
                if not _may_be_kept(response):
                    return _for_a_while(response)
                page = stored.Stored.of(response, kwargs.get(counted))
            stored.keep(key, page, same)
        return page.answer(request)

    kept: View = require_safe(answer)
    KEPT.add(kept)
    return for_readers(kept)


def for_readers(view: View) -> View:
    """Note that ``view`` may be asked of a copy of the database that has all of the edition."""
    FOR_READERS.add(view)
    return view


def _leave_only(request: HttpRequest, parameters: tuple[str, ...]) -> None:
    """Take out of the query whatever the page does not know, and put the rest in one order."""
    if not request.META.get("QUERY_STRING"):
        return
    known = QueryDict(mutable=True)
    for name in sorted(parameters):
        known.setlist(name, [value for value in request.GET.getlist(name) if value])
    request.GET = known  # type: ignore[assignment]  # The stubs ask for one that cannot be changed.
    request.META["QUERY_STRING"] = known.urlencode()


def _may_be_kept(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    """Tell whether it is a whole page and nobody's own; errors and redirects are made anew."""
    return isinstance(response, HttpResponse) and response.status_code == 200 and not response.cookies


def _for_a_while(response: HttpResponseBase) -> HttpResponseBase:
    """Let others keep what we do not: a page that moved or is gone."""
    patch_cache_control(response, public=True, max_age=stored.SECONDS)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response
