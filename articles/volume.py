"""Today's volume against a usual day: how many articles came in each hour, and how many do on the average of a week."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from articles.models import DailyFigure

DAYS = 7
STEP, BAR, HEIGHT = 20, 14, 60


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the day: what came today, what usually comes, and where both are drawn."""

    hour: int
    count: int
    usual: float
    x: int
    y: float
    height: float
    usual_y: float
    is_to_come: bool


@dataclass(frozen=True, slots=True)
class Volume:
    """A day by its hours. ``so_far`` came until now, ``usual`` usually comes until the same time."""

    hours: tuple[Hour, ...]
    so_far: int
    usual: int
    width: int = 24 * STEP
    height: int = HEIGHT


def of_today(now: datetime) -> Volume | None:
    """Return how today goes, in one query; None where nothing was counted yet."""
    today, clock = timezone.localdate(now), timezone.localtime(now)
    rows = DailyFigure.objects.filter(kind=DailyFigure.Kind.HOUR, day__gte=today - timedelta(days=DAYS), day__lte=today)
    counts = {(day, int(hour)): count for day, hour, count in rows.values_list("day", "key", "count")}
    if not counts:
        return None
    counted = len({day for day, _ in counts if day < today}) or 1
    now_at = [counts.get((today, hour), 0) for hour in range(24)]
    before = [sum(n for (day, at), n in counts.items() if day < today and at == hour) / counted for hour in range(24)]
    most = max(*now_at, *before)
    hours = tuple(_hour(hour, now_at[hour], before[hour], most, is_to_come=hour > clock.hour) for hour in range(24))
    passed = sum(before[: clock.hour]) + before[clock.hour] * clock.minute / 60
    return Volume(hours, sum(now_at), round(passed))


def _hour(hour: int, count: int, usual: float, most: float, *, is_to_come: bool) -> Hour:
    height = round(HEIGHT * count / most, 1)
    return Hour(
        hour=hour,
        count=count,
        usual=round(usual, 1),
        x=hour * STEP,
        y=HEIGHT - height,
        height=height,
        usual_y=round(HEIGHT - HEIGHT * usual / most, 1),
        is_to_come=is_to_come,
    )
