"""Pure: the page of a channel, a repository, a forum -> its feed, where the publisher documents the address by a rule.

So one GET is enough, and a page that is megabytes of script need not be read. Where the address of a page does not tell,
as with https://www.youtube.com/@handle, the page itself does: it names its channel.
"""

import re
from urllib.parse import urlsplit

CHANNEL = r"UC[A-Za-z0-9_-]{22}"
YOUTUBE = r"(?:www\.|m\.|music\.)?youtube\.com"
VIDEOS = "https://www.youtube.com/feeds/videos.xml?"

# A host, the path and query of a page there, and its feed. Each is what the publisher itself documents; a guess has no
# place here, for it would cost a stranger's server a request.
RULES = tuple(
    (re.compile(rf"https?://{host}{page}", re.ASCII), feed)
    for host, page, feed in (
        (YOUTUBE, rf"/channel/({CHANNEL})(?:[/?].*)?", VIDEOS + r"channel_id=\1"),
        (YOUTUBE, r"/playlist\?(?:.*&)?list=([\w-]{13,64})(?:&.*)?", VIDEOS + r"playlist_id=\1"),
        (r"github\.com", r"(/[\w.-]+/[\w.-]+/(?:releases|tags))/?", r"https://github.com\1.atom"),
        (r"github\.com", r"(/[\w.-]+/[\w.-]+/commits/[\w./-]*[\w-])(?<!\.atom)/?", r"https://github.com\1.atom"),
        (
            r"(?:www\.|old\.)?reddit\.com",
            r"(/(?:r|user)/[\w-]+(?:/(?:hot|new|rising|top))?)/?",
            r"https://www.reddit.com\1/.rss",
        ),
        (r"medium\.com", r"/(@[\w.-]+|tag/[\w-]+)/?", r"https://medium.com/feed/\1"),
        (r"([\w-]+)\.substack\.com", r"/(?:about|archive)?", r"https://\1.substack.com/feed"),
    )
)
_ON_YOUTUBE = re.compile(YOUTUBE)
_SAYS_CHANNEL = (
    re.compile(rf'<link rel="canonical" href="https://www\.youtube\.com/channel/({CHANNEL})"'),
    re.compile(rf'<meta itemprop="(?:identifier|channelId)" content="({CHANNEL})"'),
    re.compile(rf'"externalId":"({CHANNEL})"'),
)


def feed_of(url: str) -> str:
    """Return the address of the feed of the page at ``url``; "" where no rule is certain of it."""
    for page, feed in RULES:
        if match := page.fullmatch(url):
            return match.expand(feed)
    return ""


def feed_of_channel(html: str, url: str) -> str:
    """Return the feed of the channel that a page of YouTube names as its own; "" on every other site."""
    if not _ON_YOUTUBE.fullmatch(urlsplit(url).hostname or ""):
        return ""
    channel = next((match[1] for pattern in _SAYS_CHANNEL if (match := pattern.search(html))), "")
    return f"{VIDEOS}channel_id={channel}" if channel else ""
