"""Attempt: somebody tried to sign in."""

from django.db import models


class Attempt(models.Model):
    """One try. It fails unless it is said to have succeeded.

    ``account`` and ``address`` are digests under the site's secret key: of the name that was typed, whether or not there is
    such an account (some type their password there), and of where it came from; NULL where that cannot be known.
    """

    account = models.BinaryField(max_length=32)
    address = models.BinaryField(max_length=32, null=True)
    has_succeeded = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        """Tries are counted by account, and by address."""

        default_permissions = ()
        indexes = [
            models.Index(fields=["account", "made_at"], name="attempt_by_account"),
            models.Index(fields=["address", "made_at"], name="attempt_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {'succeeded' if self.has_succeeded else 'failed'}"
