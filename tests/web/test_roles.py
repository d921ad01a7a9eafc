"""The roles of the desk: what they may, page by page and action by action, got, posted and forged."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.urls import resolve, reverse

from ingest import roles
from newsroom import urls
from tests.web import access
from tests.web.desk_access import MODELS, PAGES, rows

pytestmark = pytest.mark.django_db
LETTERS = {"C": "Curator", "E": "Editor", "R": "Rights", "O": "Operations"}
EVERYBODY = "CEROS-"
PEOPLE = {**LETTERS, "S": "no role", "-": "nobody"}
TURNED_AWAY = {"login", "403", "405"}
STANDARD = ("changelist", "add", "change", "delete", "history")


@pytest.fixture
def made():
    roles.make_roles(apps, is_restoring=True)  # A test that empties all tables may have gone before.
    return rows()


@pytest.fixture
def come_in(client):
    def as_somebody(letter):
        client.logout()
        if letter == "-":
            return client
        user, is_new = User.objects.get_or_create(username=f"somebody-{letter}", is_staff=True)
        if is_new and letter in LETTERS:
            user.groups.add(Group.objects.get(name=LETTERS[letter]))
        client.force_login(user)
        return client

    return as_somebody


def doors():
    """Every page of the desk by its name, and who may get and who may post to it."""
    for model, may in MODELS.items():
        options = model._meta
        seen = "".join(sorted(set(may.look + may.change)))
        for kind, get, post in (
            ("changelist", seen, seen), ("add", may.add, may.add), ("change", seen, may.change),
            ("delete", may.delete, may.delete), ("history", seen, seen),
        ):  # fmt: skip
            yield f"{options.app_label}_{options.model_name}_{kind}", model, get, post
    for name, (get, post) in PAGES.items():
        yield name, None, get, post


def names_of_the_desk():
    """Every named URL of the desk, from the resolver; those without a name lead on to one that has, or to 404."""
    resolver = next(each for each in urls.urlpatterns if getattr(each, "namespace", None) == "admin")
    found, waiting = set(), list(resolver.url_patterns)
    for pattern in waiting:
        waiting += getattr(pattern, "url_patterns", [])
        found |= {pattern.name} if getattr(pattern, "name", None) else set()
    return found


# The table ------------------------------------------------------------------------------------------------------------
def test_every_page_of_the_desk_is_in_the_table():
    known = {name for name, *_ in doors()}

    assert names_of_the_desk() - known == set(), "add them to tests/web/desk_access.py"
    assert known - names_of_the_desk() == set(), "these are no longer there"


def test_every_model_of_the_desk_has_an_example(made):
    missing = set(admin.site._registry) - set(MODELS)

    assert missing == set(), "add them to tests/web/desk_access.py"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_role_is_let_in_where_the_table_says_and_nowhere_else(made, method):
    statuses = access.read()
    routes = dict(access.desk_routes())
    wrong = []
    for name, model, get, post in doors():
        if model is not None and model not in made and not name.endswith(("_changelist", "_add")):
            continue  # Jobs of the queue, which nobody but a superuser sees.
        for letter, who in PEOPLE.items():
            expected = letter in (get if method == "GET" else post)
            status = statuses[routes[name], method, who]
            if (status not in TURNED_AWAY) != expected:
                wrong.append(f"{name}, {who}: {status}, but {'let in' if expected else 'turned away'} by the table")

    assert "\n".join(wrong) == ""


# Actions --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("letter", "CEROS")
def test_each_role_is_offered_the_actions_of_the_table(rf, made, come_in, letter):
    come_in(letter)
    request = rf.get("/")
    request.user = User.objects.get(username=f"somebody-{letter}")
    offered, expected = {}, {}
    for model, model_admin in admin.site._registry.items():
        may = MODELS[model]
        request.resolver_match = resolve(_list_of(model))
        if letter in may.look + may.change:
            offered[model.__name__] = set(model_admin.get_actions(request))
            expected[model.__name__] = {name for name, letters in may.actions.items() if letter in letters}

    assert offered == expected


def test_every_action_is_in_the_table(rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    unknown = {}
    for model, model_admin in admin.site._registry.items():
        request.resolver_match = resolve(_list_of(model))
        names = set(model_admin.get_actions(request))
        if MODELS[model].look and names - set(MODELS[model].actions) - {"delete_selected"}:
            unknown[model.__name__] = names - set(MODELS[model].actions)

    assert unknown == {}


@pytest.mark.parametrize("letter", EVERYBODY)
def test_an_action_that_is_not_offered_does_nothing_when_it_is_forged(come_in, made, rf, admin_user, letter):
    request = rf.get("/")
    request.user = admin_user
    changed = []
    for model, model_admin in admin.site._registry.items():
        url = _list_of(model)
        request.resolver_match = resolve(url)
        for action in model_admin.get_actions(request):
            if letter in MODELS[model].actions.get(action, "") or model not in made:
                continue
            client = come_in(letter)
            before = _everything(model)
            data = {"action": action, "_selected_action": [made[model].pk], "reason": "Forged", "post": "yes"}
            client.post(url, data)
            if _everything(model) != before:
                changed.append(f"{model.__name__}.{action}")

    assert "\n".join(changed) == ""
    assert not LogEntry.objects.exists()


def _list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _everything(model):
    return list(model._base_manager.order_by("pk").values())


# The groups -----------------------------------------------------------------------------------------------------------
def test_the_migration_makes_a_group_of_every_role():
    Group.objects.all().delete()
    old = MigrationLoader(connection).project_state([("ingest", "0009_roles")]).apps

    roles.make_permissions(old)
    roles.make_roles(old)

    for name, permissions in roles.ROLES.items():
        group = Group.objects.get(name=name)
        has = {f"{row.content_type.app_label}.{row.codename}" for row in group.permissions.all()}
        assert has == set(permissions), "a permission that no model has, or that comes only with a later migration"


def test_making_the_roles_again_changes_nothing():
    roles.make_roles(apps)
    before = sorted(Group.permissions.through.objects.values_list("group__name", "permission_id"))

    assert roles.make_roles(apps) == []
    assert sorted(Group.permissions.through.objects.values_list("group__name", "permission_id")) == before


def test_a_group_that_an_operator_made_is_left_as_it_is_until_they_say_so():
    Group.objects.all().delete()
    theirs = Group.objects.create(name="Editor")
    theirs.permissions.add(Permission.objects.get(codename="view_section"))

    roles.make_roles(apps)
    assert theirs.permissions.count() == 1

    roles.make_roles(apps, is_restoring=True)
    assert theirs.permissions.count() == len(roles.ROLES["Editor"])


def test_a_person_with_two_roles_may_what_either_may(client, made):
    user = User.objects.create_user("both", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=["Curator", "Operations"]))
    client.force_login(user)

    opened = [
        client.get(reverse(f"admin:{name}_changelist")).status_code for name in ("articles_article", "ingest_feed")
    ]

    assert opened == [200, 200]
