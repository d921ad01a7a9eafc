"""14 de marzo de 2026, 14:05."""

DAY_FORMAT = r"j \d\e F"
DAY_OF_YEAR_FORMAT = r"j \d\e F \d\e Y"
MONTH_FORMAT = r"F \d\e Y"
WEEKDAY_FORMAT = r"l, j \d\e F"
TODAY_FORMAT = r"l, j \d\e F \d\e Y"
MOMENT_FORMAT = r"j \d\e F \d\e Y, H:i"
