"""SecondFactor: what somebody has, beside the password that they know."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class SecondFactor(models.Model):
    """An authenticator app that makes codes out of ``secret`` (RFC 6238), and digests of codes for when it is lost.

    ``last_step`` is the time step of the last code that was taken: neither it nor one before is taken again.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="second_factor"
    )
    secret = models.CharField(max_length=64)
    last_step = models.BigIntegerField()
    recovery = ArrayField(models.CharField(max_length=64), default=list)
    made_at = models.DateTimeField()

    class Meta:
        """Nobody looks at it at the desk: it is made, used and taken away by its own pages."""

        default_permissions = ()

    def __str__(self) -> str:
        return f"second factor of user {self.user_id}"
