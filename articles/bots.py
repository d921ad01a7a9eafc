"""Bots: which visitors are programs, by what they say of themselves. Pure."""

import re

WORDS = (
    "bot", "crawl", "spider", "slurp", "scrap", "fetch", "archiv", "preview", "monitor", "uptime", "check", "scan",
    "headless", "phantom", "selenium", "puppeteer", "playwright", "lighthouse", "curl", "wget", "httpx", "http-client",
    "httpclient", "okhttp", "python", "aiohttp", "java/", "go-http", "perl", "ruby", "node", "axios", "feed",
    "rss", "reader/", "facebookexternalhit", "embedly", "validator", "postman", "insomnia",
)  # fmt: skip
"""Parts of the names of programs; every browser that people read with has none of them."""

_BOT = re.compile("|".join(map(re.escape, WORDS)), re.IGNORECASE)


def is_bot(user_agent: str) -> bool:
    """Tell whether ``user_agent`` is a program's; who says nothing of itself is one, too."""
    return not user_agent or _BOT.search(user_agent) is not None
