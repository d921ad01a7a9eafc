"""What we correct ourselves: the words with their date, and the headline and dek that readers see from then on."""

from django.db import transaction
from django.utils import timezone

from articles import desk_log
from articles.models import Article, Correction, Editor
from articles.stories import locking


@transaction.atomic
def correct(
    article: Article, editor: Editor | None, note: str, *, headline: str | None = None, dek: str | None = None
) -> Correction:
    """Say openly what was wrong (``note``, plain text, not blank) and put headline and dek right; None leaves them.

    "" shows the publisher's again. What stood there before is kept with the correction, and the public log has a line.
    """
    locking.hold()
    found = Article.objects.select_for_update(of=("self",)).select_related("source").get(pk=article.pk)
    before = (found.display_headline, found.display_dek)
    found.edited_headline = found.edited_headline if headline is None else headline
    found.edited_dek = found.edited_dek if dek is None else dek
    found.save(update_fields=["edited_headline", "edited_dek"])
    correction = Correction(article=found, editor=editor, made_at=timezone.now(), note=note.strip())
    if found.display_headline != before[0]:
        correction.headline_before, correction.headline_after = before[0], found.display_headline
    if found.display_dek != before[1]:
        correction.dek_before, correction.dek_after = before[1], found.display_dek
    correction.save()
    _tell(correction)
    return correction


def _tell(correction: Correction) -> None:
    """Write a line of the public log, where readers may know of the article."""
    article, editor = correction.article, correction.editor
    if article.is_visible(correction.made_at):
        actor = editor.user if editor else None
        desk_log.tell_of_articles(
            desk_log.Kind.CORRECTED, [article], correction.made_at, actor=actor, reason=correction.note
        )
