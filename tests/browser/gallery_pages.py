"""What the gallery shows: each page, how to get there in the sample edition, and what one sees (read aloud to who does not)."""

from tests.browser.gallery_shot import ALL, DESKTOP, FOLDER, PHONE, Shot, View

PAGE = FOLDER.parent / "gallery.md"

COURIER = "/source/the-halvern-courier/"
ARTICLE = (COURIER, 'a[href^="/article/"]:has-text("Harbour minister resigns")')
STORY = (*ARTICLE, 'a[href^="/story/"]:not([href$="/why/"])')

ABOUT = """\
Pages of the sample edition, which is invented from end to end: publishers, places, events and pictures. `make screenshots`
renders them anew: on a desk (1440 pixels, shown smaller) and on a phone (360), light, and dark where that is shown. Long
pages are cut."""

SHOTS = (
    Shot(
        "front",
        "Front page",
        "The lead with a large picture, ranked stories in several languages beside it, then a strip for each section.",
        ("/",),
        ALL,
    ),
    Shot(
        "section", "Section", "A section, ranked, with its sources and how much it brought a day.", ("/section/world/",)
    ),
    Shot("latest", "Latest", "The river of all pieces by time, under headings for days.", ("/latest/",)),
    Shot(
        "story",
        "Story",
        "One event as several independent publishers report it, by time and by publisher, copies folded.",
        STORY,
        ALL,
    ),
    Shot(
        "why",
        "Why a story stands where it does",
        "The rank of a story and why its reports are together, term by term.",
        (*STORY, 'a[href$="/why/"]'),
    ),
    Shot(
        "article",
        "Article in full",
        "Who wrote it and under which licence comes first; then the text with subheads, a quote, a table and pictures.",
        ARTICLE,
        ALL,
    ),
    Shot(
        "article-excerpt",
        "Article as an excerpt",
        "A piece of which the publisher lets us show some words: an excerpt, and the way to the original.",
        ("/source/the-orle-valley-herald/", 'a[href^="/article/"]:has-text("Choir of nine hikers")'),
    ),
    Shot(
        "article-history",
        "History of an article",
        "Versions as they were received, with the words that came and went marked.",
        (*ARTICLE, 'a[href$="/history/"]'),
    ),
    Shot("search", "Search", "Results with the words found marked, and facets with counts.", ("/search/?q=harbour",)),
    Shot("sources", "Sources", "The directory of publishers with their languages and what they allow.", ("/sources/",)),
    Shot(
        "source",
        "Source",
        "A publisher’s profile: home page, licence, feeds, pieces a week, and its latest.",
        (COURIER,),
    ),
    Shot(
        "author",
        "An editor’s page",
        "The editor who chose pieces for readers, and those pieces.",
        ("/author/sample-desk/",),
    ),
    Shot("tag", "Tag", "All pieces under one tag.", ("/tag/coast-assembly/",)),
    Shot(
        "archive-day",
        "A day in the archive",
        "What led on a day of the archive, and everything of it.",
        ("/archive/", 'main a[href^="/archive/2"]', 'main a[href^="/archive/2"]'),
    ),
    Shot("most-read", "Most read", "Pieces by how often they were opened.", ("/most-read/",)),
    Shot("corrections", "Corrections", "Our own corrections, each with its date.", ("/corrections/",)),
    Shot(
        "changes",
        "What we changed",
        "The public log of the desk: withdrawn, merged, corrected, with reasons.",
        ("/changes/",),
    ),
    Shot("takedown", "Takedown", "A form for those who want something taken down.", ("/takedown/",)),
    Shot("saved", "Saved", "Pieces that are saved in this browser only.", ("/saved/",), saves=True),
    Shot(
        "settings",
        "Settings",
        "Theme, text size, density, shortcuts and muted sources, kept in this browser only.",
        ("/settings/",),
    ),
    Shot("status", "Status", "Whether the news is coming in, and how each source stands.", ("/status/",)),
    Shot("about", "About", "What this site is and does.", ("/about/",)),
    Shot(
        "front-arabic",
        "Front page in Arabic",
        "The front page with everything of ours in Arabic, from right to left.",
        ("/",),
        language="ar",
    ),
    Shot(
        "article-arabic",
        "An Arabic article",
        "An article in Arabic, from right to left, with our own words in Arabic too.",
        ("/source/نشرة-نوران/", 'a:has-text("جرار زرقاء")'),
        language="ar",
    ),
)


def markdown(shots: tuple[Shot, ...] = SHOTS) -> str:
    """Return the page that shows them all."""
    parts = ["# Gallery", ABOUT]
    for shot in shots:
        pictures = [
            f'<img src="screenshots/{shot.file(view).name}" alt="{_alt(shot, view)}"'
            f' width="{540 if view.width == DESKTOP else 180}">'
            for view in shot.views
        ]
        parts += [f"## {shot.title}", shot.alt, "\n".join(pictures)]
    return "\n\n".join(parts) + "\n"


def _alt(shot: Shot, view: View) -> str:
    """Say which page a picture shows, and how."""
    where = "on a phone" if view.width == PHONE else "on a desk"
    return f"{shot.title}, {where}, {view.scheme}"
