"""14. März 2026, 14:05."""

DAY_FORMAT = "j. F"
DAY_OF_YEAR_FORMAT = "j. F Y"
WEEKDAY_FORMAT = "l, j. F"
TODAY_FORMAT = "l, j. F Y"
MOMENT_FORMAT = "j. F Y, H:i"
