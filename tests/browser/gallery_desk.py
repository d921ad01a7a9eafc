"""What the pages of docs/howto show of the desk: each screen, how an editor gets there in the sample edition, and what one sees."""

from tests.browser.gallery_shot import DESKTOP, LIGHT, Shot, View

DESK = (View(DESKTOP, LIGHT),)
"""An editor's screen is rendered as on a desk; that it works on a phone is for the tests."""

# Shot(name, title, alt, way, DESK, as_editor=True); the way is a path, then selectors of links to follow.
SCREENS: tuple[Shot, ...] = (
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
)
