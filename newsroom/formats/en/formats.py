"""22 Nov 2026, 14:05 at the desk: unmistakable on both sides of the Atlantic, and it sorts in the head. Readers get whole months."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j M Y, H:i"

DAY_FORMAT = "j F"
DAY_OF_YEAR_FORMAT = "j F Y"
MONTH_FORMAT = "F Y"
WEEKDAY_FORMAT = "l j F"
TODAY_FORMAT = "l j F Y"
MOMENT_FORMAT = "j F Y, H:i"
