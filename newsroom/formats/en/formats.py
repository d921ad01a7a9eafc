"""22 Nov 2026, 14:05: unmistakable on both sides of the Atlantic, and it sorts in the head."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j M Y, H:i"
