"""14 مارس 2026، 14:05: Western digits, as most Arabic papers online set them."""

DAY_FORMAT = "j F"
DAY_OF_YEAR_FORMAT = "j F Y"
MONTH_FORMAT = "F Y"
WEEKDAY_FORMAT = "l j F"
TODAY_FORMAT = "l j F Y"
MOMENT_FORMAT = "j F Y، H:i"
