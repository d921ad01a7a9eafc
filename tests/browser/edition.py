"""An edition to look at in a browser: five languages, all three measures of rights, a picture, a burst, long words, and
stories that many report."""

import datetime as dt
import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from articles import corrections, standing, takedowns
from articles.models import Article, Picture, Revision, StoryEvent, Visits
from articles.models.mirrored import file_name
from articles.stories.tallying import tally
from tests.factories import (
    ArticleFactory,
    BodyPictureFactory,
    EditorFactory,
    SectionFactory,
    SightingFactory,
    SourceFactory,
    join,
    tell,
)

BODY = """<p>The agreement was signed on a trestle table in the old fish hall, because <em>nobody</em> would have it
elsewhere.</p><h2>What will be built</h2><p>A wall with <a href="https://gates.example/">gates of oak</a>.</p>
<blockquote><p>We build it so that we can stay.</p></blockquote><ul><li>Stones in March</li></ul>
<pre><code>water = 4.2  # metres, and one very long line of code that does not want to be broken anywhere at all</code></pre>
<table><thead><tr><th>Town</th><th>Quay</th><th>Share</th><th>Notes of the council</th></tr></thead>
<tbody><tr><td>Kilbrack</td><td>1,180 m</td><td>28 %</td><td>Donaudampfschifffahrtsgesellschaft</td></tr></tbody>
</table><img src="https://elsewhere.example/picture.jpg" alt="A quay">"""
BODY += (
    "<p>The water came on a Tuesday, as it always had, and found the doors open and the flour on the lower shelves.</p>"
    * 40
)
BODY += """<figure><a href="https://elsewhere.example/page"><img src="https://elsewhere.example/inside.jpg" alt=""></a>
<figcaption>The old fish hall. Photo: The Tidewater Courier</figcaption></figure>
<p>Beside it stands <img src="https://elsewhere.example/small.jpg" alt="The weighing house"> since 1840.</p>"""


def publish():
    """Store the edition and return {what it shows: its address}."""
    lead = _lead()
    excerpt = _article(_source("Der Elbbote", "de", "Politics"), "Landtag beschließt Deichgesetz nach elf Stunden", 20)
    headline = _article(_source("Meridian Wire", "en", "World", headline_only=True), "Envoys extend talks", 30)
    arabic = _source("مرفأ اليوم", "ar", "World", full=True)
    rtl = _article(arabic, "المدن الساحلية تتفق على تقاسم كلفة الجدار", 40, body__html="<p>وُقّع الاتفاق أمس.</p>")
    gone = _article(arabic, "Withdrawn", 50, status=Article.Status.WITHDRAWN)
    _article(_source("Le Phare", "fr", "Culture"), "« On avait oublié l’ombre » : les vignerons plantent", 60)
    _article(_source("La Brisa", "es", "Sport"), "El equipo que entrena a 3.600 metros gana su final", 70)
    for minute in range(8):
        _article(excerpt.source, f"Kurz gemeldet: Rindfleischetikettierungsüberwachung, Teil {minute}", 200 + minute)
    story, rtl_story = _covered(lead), _covered(rtl, "أسبوعية الميناء")
    for article in Article.objects.visible().filter(story=None):
        tell(article)
    for count, article in enumerate(Article.objects.visible()[:6]):
        Visits.objects.create(article=article, day=timezone.localdate(), count=1_240 - 200 * count)
    return {
        "front": "/",
        "latest": "/latest/",
        "section": lead.section.get_absolute_url(),
        "section latest": f"{lead.section.get_absolute_url()}latest/",
        "tag": "/tag/coast/",
        "tag latest": "/tag/coast/latest/",
        "archive": "/archive/",
        "archive month": f"/archive/{timezone.localtime(lead.published_at):%Y/%m}/",
        "archive day": f"/archive/{timezone.localtime(lead.published_at):%Y/%m/%d}/",
        "most read": "/most-read/",
        "story": story.get_absolute_url(),
        "story why": f"{story.get_absolute_url()}why/",
        "story history": f"{story.get_absolute_url()}history/",
        "story doubt": f"{story.get_absolute_url()}doubt/",
        "doubt received": f"{story.get_absolute_url()}doubt/received/",
        "story rtl": rtl_story.get_absolute_url(),
        "sources": "/sources/",
        "source": lead.source.get_absolute_url(),
        "full": lead.get_absolute_url(),
        "excerpt": excerpt.get_absolute_url(),
        "headline": headline.get_absolute_url(),
        "rtl": rtl.get_absolute_url(),
        "search": "/search/?q=harbour",
        "search nothing": "/search/?q=zyzzyva",
        "search empty": "/search/",
        "saved": "/saved/",
        "settings": "/settings/",
        "offline": "/offline/",
        "status": "/status/",
        "about": "/about/",
        "ranking": "/about/ranking/",
        "privacy": "/about/privacy/",
        "rights": "/about/rights/",
        "missing": "/nowhere/",
        "gone": gone.get_absolute_url(),
        "bad": "/latest/?before=x",
        **_recorded(lead, rtl),
    }


def _recorded(lead, rtl):
    """Give two pieces a past and the desk a log, and return {what shows it: its address}."""
    for article, words in ((lead, "town harbours"), (rtl, "المدن")):
        former = {"headline": f"{words} {article.headline}", "dek": "", "html": f"<p>{words}</p>{article.body.html}"}
        for number in (1, 2):
            moment = article.first_seen_at + dt.timedelta(minutes=number)
            Revision.objects.create(article=article, number=number, replaced_at=moment, fingerprint=b"x", **former)
        Article.objects.filter(pk=article.pk).update(revision_count=2)
        corrections.correct(
            article, lead.curator, "The number of towns was wrong: there are six.", dek="Six towns pay."
        )
    blocked = _article(lead.source, "Blocked", 55)
    tell(blocked)
    standing.withdraw(Article.objects.filter(pk=blocked.pk), "The court of Kilbrack ordered it.", legal=True)
    said = {"name": "A port", "email": "a@port.example", "urls": "/x/", "right": "error", "statement": "No."}
    return {
        "history": f"{lead.get_absolute_url()}history/",
        "history rtl": f"{rtl.get_absolute_url()}history/",
        "corrections": "/corrections/",
        "changes": "/changes/",
        "author": lead.curator.get_absolute_url(),
        "takedown": "/takedown/",
        "receipt": f"/takedown/{takedowns.receive(said, timezone.now()).receipt}/",
        "blocked": f"/article/{blocked.pk}-x/",
    }


def _covered(lead, *names):
    """Make the story of ``lead``, which others report too: two editions of one house, a copy, a move by hand, a merge."""
    names = names or ("Quay Times", "Harbour Gazette", "Harbour Gazette Weekend", "Inland Review", "Tide Post")
    reports = []
    for number, name in enumerate(names, 1):
        home = f"https://{name.split()[0].lower()}.example/" if name.isascii() else ""
        source = SourceFactory(
            name=name, home_url=home, language=lead.language, section=lead.section, full=bool(number % 2)
        )
        reports.append(
            _article(
                source,
                f"{lead.headline} ({name})",
                90 * number,
                dek=f"The quay of Kilbrack is to be {number},180 metres long, said the council in {name}, and nobody asked why.",
            )
        )
    copy = _article(SourceFactory(name="The Reprint", section=lead.section), lead.headline, 300)
    story = tell(lead, *reports[:-1], copy, copies={copy: lead}, language=lead.language)
    shared = ["harbour towns", "sea wall", "Kilbrack"]
    join(story, reports[-1], method="terms", score=0.71, shared=shared, version=1)
    moved = {str(reports[-1].pk): [0, story.pk]}
    StoryEvent.objects.create(story=story, kind="merged", at=timezone.now(), moves=moved)
    tally([story.pk], timezone.now())
    story.refresh_from_db()
    return story


def _source(name, language, section, **rights):
    slug = f"{language}-{section.lower()}"
    return SourceFactory(
        name=name, slug=slug, language=language, section=SectionFactory(name=section), is_sample=True, **rights
    )


def _article(source, headline, age, **fields):
    moment = timezone.now() - dt.timedelta(minutes=age)
    return ArticleFactory(source=source, headline=headline, published_at=moment, **fields)


def _lead():
    """Publish the piece that has everything: picture, editor, versions, tags, a second deliverer."""
    lead = _article(
        _source("The Tidewater Courier", "en", "Science", full=True),
        "Harbour towns agree to share the cost of the new sea wall",
        10,
        body__html=BODY,
        curator=EditorFactory(home_url="https://editor.example/"),
        tags=["coast", "councils"],
        revision_count=2,
        changed_at=timezone.now(),
        image_url="https://elsewhere.example/lead.jpg",
        image_alt="The quay at low water",
        image_caption="The quay at low water.",
        image_credit="Photo: The Tidewater Courier",
    )
    SightingFactory(article=lead)
    SightingFactory(article=lead, deliverer=SourceFactory(name="The Carrier"))
    _picture(lead)
    return lead


def _picture(article):
    """Give it a lead image, one in its text that is as wide, and one that is narrow."""
    Picture.objects.create(article=article, source_url=article.image_url, **_mirrored("ab" * 32, (320, 640)))
    for name, digest, widths in (("inside", "cd" * 32, (480, 960)), ("small", "ef" * 32, (150,))):
        address = f"https://elsewhere.example/{name}.jpg"
        BodyPictureFactory(article=article, source_url=address, **_mirrored(digest, widths))


def _mirrored(digest, widths):
    for width in widths:
        content = io.BytesIO()
        Image.new("RGB", (width, width * 2 // 3), "#446688").save(content, "WEBP")
        default_storage.save(file_name(digest, width), ContentFile(content.getvalue()))
    widest = widths[-1]
    size = {"widths": list(widths), "width": widest, "height": widest * 2 // 3}
    return {"tried_at": timezone.now(), "digest": digest, "colour": "#446688", **size}
