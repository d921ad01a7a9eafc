"""Pure: in which order results stand: what fits best first, and of what fits alike the newest."""

import math
from datetime import datetime

HALF_LIFE_DAYS = 10.0
"""After so many days half of what being new counts is gone."""

FRESHNESS = 2.0
"""A piece of this moment counts so many times more than an old one that fits as well: a word in its dek as one in a headline."""

DAY_SECONDS = 86_400


def score(relevance: float, published: datetime, now: datetime) -> float:
    """Return the number by which results are ordered, 0 and up."""
    days = max(0.0, (now - published).total_seconds() / DAY_SECONDS)
    return relevance * (1.0 + FRESHNESS * math.exp2(-days / HALF_LIFE_DAYS))
