"""Tombstones at the desk: they are read, and forgotten on purpose, with a reason that stays."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from articles.digest import sha256
from articles.models import AuditLine, Tombstone
from tests.factories import NOON, SourceFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:articles_tombstone_changelist")


def stone(headline="High water"):
    return Tombstone.objects.create(
        source=SourceFactory(), digest=sha256(headline), headline=headline, reason="Twice here.", made_at=NOON
    )


def forget(client, *stones, **fields):
    chosen = {"action": "forget", "_selected_action": [each.pk for each in stones]}
    return client.post(LIST, {**chosen, **fields}, follow=True)


def test_a_tombstone_is_forgotten_with_a_reason_that_stays(admin_client, admin_user):
    gone, kept = stone(), stone("Low water")

    asked = forget(admin_client, gone).content.decode()
    assert "Why may they come back?" in asked
    assert Tombstone.objects.count() == 2
    forget(admin_client, gone, _forget="1", reason="It was the right one.")

    assert Tombstone.objects.get() == kept
    line = AuditLine.objects.get()
    assert (line.verb, line.name, line.actor, line.reason) == (
        "forgotten", "High water", admin_user, "It was the right one.",
    )  # fmt: skip


def test_without_a_reason_nothing_is_forgotten(admin_client):
    page = forget(admin_client, stone(), _forget="1", reason="  ").content.decode()

    assert "Say why they may come back." in page
    assert Tombstone.objects.exists()


def test_who_may_only_look_forgets_nothing(client):
    user = User.objects.create_user("reader", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_tombstone"))
    client.force_login(user)

    forget(client, stone(), _forget="1", reason="x")

    assert Tombstone.objects.exists()


def test_no_tombstone_goes_without_a_reason_or_is_written_over(admin_client):
    left = stone()

    answers = [
        admin_client.post(reverse("admin:articles_tombstone_delete", args=[left.pk]), {"post": "yes"}),
        admin_client.post(reverse("admin:articles_tombstone_change", args=[left.pk]), {"reason": "x"}),
        admin_client.post(reverse("admin:articles_tombstone_add"), {"reason": "x"}),
    ]
    admin_client.post(LIST, {"action": "delete_selected", "_selected_action": [left.pk], "post": "yes"})

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert Tombstone.objects.get().reason == "Twice here."
