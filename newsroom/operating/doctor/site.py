"""The site: whether it answers, has its static files, can keep pages, and who may do everything."""

import secrets

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches

from newsroom import probe
from newsroom.access.models import SecondFactor
from newsroom.operating.doctor.finding import Finding, words_of
from newsroom.run import ADMIN

COLLECT = "manage.py collectstatic --no-input, then reload the site."


def answers() -> Finding:
    """Ask it whether it is well. Where it does not run at all, this may be a machine that only ingests."""
    where = f"{settings.BIND}:{settings.PORT}"
    if probe.is_well(settings.BIND, settings.PORT, settings.SITE_HOST):
        return Finding.fine(f"is well at {where}")
    if probe.is_there(settings.BIND, settings.PORT):
        return Finding.to_do(f"answers at {where}, but is not well", "what it says is in its log.")
    return Finding.not_looked_at(f"none runs at {where}; if it should: systemctl start newsroom-web")


def has_static_files() -> Finding:
    """Look for each file that pages may name, as collectstatic left it."""
    names = {name for finder in get_finders() for name, _ in finder.list([])}
    missing = sorted(name for name in names if not _is_collected(name))
    if missing:
        return Finding.to_do(f"{len(missing)} of {len(names)} are not collected, such as {missing[0]}", COLLECT)
    return Finding.fine(f"all {len(names)} are collected")


def _is_collected(name: str) -> bool:
    """Tell whether pages can name a file, and find it."""
    try:
        return staticfiles_storage.exists(staticfiles_storage.stored_name(name))  # type: ignore[attr-defined]  # Ours has it.
    except ValueError:  # It is not in the list that collectstatic wrote.
        return False


def keeps_pages() -> Finding:
    """Keep something small and ask for it again."""
    cache = caches["default"]
    backend = type(cache).__name__
    if backend == "LocMemCache":
        return Finding.fine("each process keeps pages in its own memory")
    if backend == "DummyCache":
        return Finding.fine("no pages are kept, as CACHE_URL says")
    key, value = f"doctor-{secrets.token_hex(8)}", secrets.token_bytes(8)
    try:
        cache.set(key, value, 10)
        is_kept = cache.get(key) == value
    except Exception as error:  # noqa: BLE001  Each kind of cache has its own errors.
        return Finding.to_do(f"pages are made without it: {words_of(error)}", "start Redis, or look at CACHE_URL.")
    if not is_kept:
        return Finding.to_do("it forgot what it was given", "look at its maxmemory, and at who else writes to it.")
    return Finding.fine("Redis answers and keeps")


def is_administered() -> Finding:
    """Look who may do everything, and whether the name that everybody tries first is well guarded."""
    all_mighty = User.objects.filter(is_superuser=True, is_active=True)
    if not all_mighty.exists():
        return Finding.to_do("nobody may do everything", "manage.py createsuperuser")
    guarded = SecondFactor.objects.filter(user__in=all_mighty).values("user")
    bare = all_mighty.exclude(pk__in=guarded)
    if settings.TLS and bare.filter(username=ADMIN).exists():
        return Finding.to_do(
            f"{ADMIN!r}, the name that everybody tries first, may do everything with a password alone",
            "give it a second factor (docs/howto/second-factor.md), or make another superuser and take this one's rights.",
        )
    return Finding.fine(f"{all_mighty.count()} may do everything, {bare.count()} of them with a password alone")
