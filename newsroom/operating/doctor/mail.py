"""Mail: does the server take us? Nothing is sent unless somebody asks for it."""

from django.conf import settings

from ingest import mails
from newsroom.operating.doctor.finding import Finding, words_of

CURE = "look at NEWSROOM_MAIL_URL (name, port, password), and at the firewall."


def is_taken() -> Finding:
    """Connect, speak TLS as the setting says, sign in, and leave."""
    if not settings.EMAIL_HOST:
        return Finding.not_looked_at("none is sent: NEWSROOM_MAIL_URL names no server")
    try:
        mails.greet()
    except OSError as error:  # All that smtplib raises is one.
        return _refused(error)
    return Finding.fine(f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} takes us; --mail sends a trial")


def was_sent() -> Finding:
    """Send operators a trial."""
    if not settings.OPERATORS:
        return Finding.not_looked_at("NEWSROOM_OPERATORS names nobody who could be told")
    try:
        mails.send_trial()
    except OSError as error:
        return _refused(error)
    return Finding.fine(f"a trial was sent to {', '.join(settings.OPERATORS)}")


def _refused(error: OSError) -> Finding:
    return Finding.to_do(f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not: {words_of(error)}", CURE)
