"""What the pages of docs/howto show of the desk: each screen, how an editor gets there in the sample edition, and what one sees."""

from tests.browser.gallery_shot import DESKTOP, LIGHT, Shot, View

DESK = (View(DESKTOP, LIGHT),)
"""An editor's screen is rendered as on a desk; that it works on a phone is for the tests."""

# Shot(name, title, alt, way, DESK, as_editor=True); the way is a path, then selectors of links to follow.
SCREENS: tuple[Shot, ...] = (
    Shot(
        "desk-inbox",
        "The inbox",
        "The inbox with what waits: pictures, headlines, and the orders above them",
        ("/admin/articles/article/",),
        DESK,
        as_editor=True,
    ),
    Shot(
        "desk-bulk-orders",
        "Orders for many articles",
        "A list of what was found, with the buttons of orders above it",
        ("/admin/articles/article/?q=storm",),
        DESK,
        as_editor=True,
    ),
    Shot(
        "desk-profile",
        "My profile",
        "A form with name, role, bio, links and portrait",
        ("/admin/profile/",),
        DESK,
        as_editor=True,
    ),
    Shot("desk-people", "People", "A list of users with their roles", ("/admin/auth/user/",), DESK, as_editor=True),
    Shot(
        "desk-second-factor",
        "Second factor",
        "A QR code to scan, and a field for the code",
        ("/admin/second-factor/",),
        DESK,
        as_editor=True,
    ),
    Shot(
        "desk-rules",
        "A rule",
        "A rule with its conditions and what it does, and below the entries that it would hit, the words that matched marked",
        ("/admin/articles/rule/", "li:has-text('Ferries have a tag') a[href$='?try=1']"),
        DESK,
        as_editor=True,
    ),
    Shot(
        "desk-article",
        "An article",
        "A form with each field of ours beside the publisher's, the changed one marked as frozen",
        ("/admin/articles/article/?q=sixty+blue+jars", "#result_list a[href*='/change/']"),
        DESK,
        as_editor=True,
    ),
    Shot(
        "desk-article-history",
        "An article's history",
        "What was corrected, word by word, by whom and why",
        ("/admin/articles/article/?q=sixty+blue+jars", "#result_list a[href*='/change/']", "a.historylink"),
        DESK,
        as_editor=True,
    ),
    Shot(
        "desk-schedule",
        "Publish later",
        "Where an article stands, with a button for each thing that can happen to it",
        ("/admin/articles/article/?status__exact=published", "#result_list a[href*='/change/']"),
        DESK,
        as_editor=True,
    ),
    Shot(
        "desk-withdrawn",
        "A withdrawn article",
        "A withdrawn article with the reason that readers are told",
        ("/admin/articles/article/?status__exact=withdrawn", "#result_list a[href*='/change/']"),
        DESK,
        as_editor=True,
    ),
)
