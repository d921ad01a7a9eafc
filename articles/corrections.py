"""What we correct ourselves: the words with their date, and the headline and dek that readers see from then on."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles import audit, desk_log, editing
from articles.models import Article, Correction, Editor
from articles.standing import Order
from articles.stories import locking


@transaction.atomic
def correct(
    article: Article, by: Editor | User | None, note: str, *, headline: str | None = None, dek: str | None = None
) -> Correction:
    """Say openly what was wrong (``note``, plain text, not blank) and put headline and dek right; None leaves them.

    "" shows the publisher's again. What stood there before is kept with the correction, and both logs have a line. Of
    those who correct (``by``) an editor is named by the correction; a user without a profile by the audit alone.
    """
    actor = by.user if isinstance(by, Editor) else by
    editor = by if isinstance(by, Editor) else None
    locking.hold()
    now = timezone.now()
    standing = Article.objects.get(pk=article.pk)
    before = (standing.display_headline, standing.display_dek)
    given = {"edited_headline": headline, "edited_dek": dek}
    columns = {name: value for name, value in given.items() if value is not None}
    found = editing.edit(standing, columns, Order("corrected", actor, note), now)
    correction = Correction(article=found, editor=editor, made_at=now, note=note.strip())
    if found.display_headline != before[0]:
        correction.headline_before, correction.headline_after = before[0], found.display_headline
    if found.display_dek != before[1]:
        correction.dek_before, correction.dek_after = before[1], found.display_dek
    correction.save()
    if before == (found.display_headline, found.display_dek):
        audit.record("corrected", [audit.Change(found, {}, {"note": note})], actor=actor, reason=note, now=now)
    _tell(correction, actor)
    return correction


def _tell(correction: Correction, actor: User | None) -> None:
    """Write a line of the public log, where readers may know of the article."""
    article = correction.article
    if article.is_visible(correction.made_at):
        desk_log.tell_of_articles(
            desk_log.Kind.CORRECTED, [article], correction.made_at, actor=actor, reason=correction.note
        )
