"""``manage.py backup`` and ``restore``: real dumps of a real server, and what befalls them."""

import datetime as dt
import json
import os
import shutil
import tarfile
import threading

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from psycopg import sql

from newsroom.operating.backup import making, manifest, programs, record, restoring, sums
from newsroom.operating.backup.address import Address
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
STAGE = "newsroom_stage"


@pytest.fixture(scope="module")
def stored(django_db_setup, django_db_blocker, tmp_path_factory):
    """A backup of three articles, a picture and a key, made once: (its directory, what its manifest says)."""
    var = tmp_path_factory.mktemp("stored")
    with django_db_blocker.unblock(), override_settings(VAR=var, MEDIA_ROOT=var / "media"):
        (var / "media/ab").mkdir(parents=True)
        (var / "media/ab/harbour.webp").write_bytes(b"RIFF picture")
        (var / "secret_key").write_text("k" * 60)
        ArticleFactory.create_batch(3)
        yield making.make(var / "backups", 7, Address.of(connection.settings_dict))
        call_command("flush", verbosity=0, interactive=False)
        connection.close()


@pytest.fixture
def var(settings, tmp_path):
    """An empty NEWSROOM_VAR."""
    settings.VAR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "var/media"
    settings.VAR.mkdir()
    return settings.VAR


@pytest.fixture
def backup(stored, var):
    """A copy of the stored backup, to be damaged: (its directory, what its manifest says)."""
    whole = var / "backups" / stored[0].name
    shutil.copytree(stored[0], whole)
    return whole, stored[1]


@pytest.fixture
def own():
    return Address.of(connection.settings_dict)


@pytest.fixture
def stage(own):
    """An empty database on the tests' server, dropped afterwards."""
    with own.connect() as session:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(STAGE))
        session.execute(drop)
        session.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(STAGE)))
        yield own.beside(STAGE)
        session.execute(drop)


def databases(own):
    with own.connect() as session:
        return {name for (name,) in session.execute("SELECT datname FROM pg_database").fetchall()}


def url_of(address):
    return f"postgresql://{address.parameters['user']}@{address.parameters['host'].replace('/', '%2F')}/{address.name}"


# There and back -------------------------------------------------------------------------------------------------------


def test_what_is_restored_is_what_was_saved_row_by_row(backup, stage, own):
    whole, made = backup

    restoring.restore(whole, stage)

    with own.connect() as before, stage.connect() as after:
        assert sums.of_database(after) == made.tables
        assert after.execute("SELECT count(*) FROM articles_article").fetchone() == (3,)
        triggers = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
        assert after.execute(triggers).fetchone() == before.execute(triggers).fetchone()


def test_a_backup_holds_pictures_the_key_and_what_it_is_of(backup):
    whole, made = backup

    assert set(made.files) == {"database.dump", "media.tar", "secret_key"}
    assert made.tables["public.articles_article"][0] == 3
    assert made.migrations["ingest"].startswith("00")
    assert (whole / "secret_key").read_text() == "k" * 60
    with tarfile.open(whole / "media.tar") as archive:
        assert archive.getnames() == ["ab/harbour.webp"]
    assert {oct(path.stat().st_mode & 0o777) for path in whole.iterdir()} == {"0o600"}
    assert oct(whole.stat().st_mode & 0o777) == "0o700"


def test_rows_that_are_written_meanwhile_are_in_dump_and_sums_or_in_neither(stored, var, stage):
    restoring.restore(stored[0], stage)
    stop, begun, written = threading.Event(), threading.Event(), []

    def write():
        with stage.connect() as session:
            while not stop.is_set():
                session.execute("UPDATE articles_article SET headline = left(headline, 20) || random()")
                written.append(1)
                begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(10)
        whole, made = making.make(var / "backups", 7, stage)
    finally:
        stop.set()
        writer.join()

    told = restoring.drill(whole, stage)

    assert len(written) > 3, "nothing was written meanwhile"
    assert told.tables == made.tables != stored[1].tables


def test_the_drill_restores_compares_and_leaves_nothing(backup, own, capsys):
    before = databases(own)
    record.note_backup(backup[1].moment, backup[0])

    call_command("restore", "--drill")

    assert f"{backup[0]} can be restored: {len(backup[1].tables)} tables" in capsys.readouterr().out
    assert databases(own) == before
    assert record.last().drilled_at is not None


def test_pictures_and_the_key_come_back_and_a_key_that_is_there_stays(backup, tmp_path):
    empty, lived_in = tmp_path / "empty", tmp_path / "lived-in"
    lived_in.mkdir()
    (lived_in / "secret_key").write_text("another")

    put = restoring.restore_files(backup[0], empty)
    put_again = restoring.restore_files(backup[0], lived_in)

    assert (put, put_again) == (["media", "secret_key"], ["media"])
    assert (empty / "media/ab/harbour.webp").read_bytes() == b"RIFF picture"
    assert oct((empty / "secret_key").stat().st_mode & 0o777) == "0o600"
    assert (lived_in / "secret_key").read_text() == "another"


# What is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("torn", ["database.dump", "media.tar", "manifest.json"])
def test_a_torn_backup_is_refused_before_anything_is_written(backup, stage, torn):
    file = backup[0] / torn
    os.truncate(file, file.stat().st_size // 2)

    with pytest.raises(manifest.BadBackup):
        restoring.restore(backup[0], stage)

    with stage.connect() as session:
        assert sums.of_database(session) == {}


def test_a_backup_without_a_manifest_is_none(backup):
    (backup[0] / "manifest.json").unlink()

    with pytest.raises(CommandError, match="has no backup that is whole"):
        call_command("restore", "--drill")


def test_a_file_that_is_gone_is_told(backup, stage):
    (backup[0] / "media.tar").unlink()

    with pytest.raises(manifest.BadBackup, match=r"media\.tar is missing"):
        restoring.restore(backup[0], stage)


def test_rows_that_are_not_those_of_the_manifest_are_told(backup, stage):
    told = json.loads((backup[0] / "manifest.json").read_text())
    told["tables"]["public.articles_article"][0] = 4
    told["tables"]["public.articles_source"][1] = "7"
    (backup[0] / "manifest.json").write_text(json.dumps(told))

    with pytest.raises(restoring.NotTheSame) as raised:
        restoring.restore(backup[0], stage)

    assert str(raised.value) == (
        "public.articles_article has 3 rows instead of 4; public.articles_source has the right number of rows, and other ones"
    )


def test_a_database_that_holds_something_is_not_overwritten_unless_told(backup, stage):
    url = url_of(stage)
    call_command("restore", str(backup[0]), "--into", url, verbosity=0)

    with pytest.raises(CommandError, match="is not empty; --replace gives up what is in it"):
        call_command("restore", str(backup[0]), "--into", url)
    with stage.connect() as session:
        session.execute("UPDATE articles_article SET headline = 'another'")
    call_command("restore", str(backup[0]), "--into", url, "--replace")

    with stage.connect() as session:
        assert session.execute("SELECT count(*) FROM articles_article WHERE headline = 'another'").fetchone() == (0,)


def test_a_database_that_somebody_uses_is_left_alone(backup, stage):
    restoring.restore(backup[0], stage)
    with stage.connect() as reader:
        reader.execute("BEGIN; SELECT 1 FROM articles_article LIMIT 1")

        with pytest.raises(restoring.CannotRestore, match="1 others use the database newsroom_stage: stop the site"):
            restoring.restore(backup[0], stage, is_replacing=True)

        assert reader.execute("SELECT count(*) FROM articles_article").fetchone() == (3,)


def test_a_backup_that_the_disk_cannot_hold_is_not_begun(var, monkeypatch):
    monkeypatch.setattr(making, "SPARE_BYTES", 10**18)

    with pytest.raises(CommandError, match="MB free, and a backup may need"):
        call_command("backup")

    assert list((var / "backups").iterdir()) == []


def test_a_backup_that_fails_half_way_leaves_nothing(var, own, monkeypatch):
    monkeypatch.setattr(sums, "TABLES", "SELECT 'public', 'tide_tables'")

    with pytest.raises(psycopg.errors.UndefinedTable):
        making.make(var / "backups", 7, own)

    assert list((var / "backups").iterdir()) == []
    assert record.last() is None


def test_two_backups_at_once_do_not_mix(var):
    now = dt.datetime.now(dt.UTC)
    for second in range(60):
        moment = now + dt.timedelta(seconds=second)
        (var / "backups" / f"newsroom-{moment:%Y%m%dT%H%M%SZ}.part").mkdir(parents=True)

    with pytest.raises(CommandError, match="another backup is being made"):
        call_command("backup")


def test_the_newest_are_kept_and_what_a_killed_one_left_goes(var):
    directory = var / "backups"
    for day in (1, 2, 3):
        old = directory / f"newsroom-2026010{day}T031700Z"
        old.mkdir(parents=True)
        (old / "manifest.json").touch()
    torn = directory / "newsroom-20260104T031700Z.part"
    torn.mkdir()
    os.utime(torn, (0, 0))
    (directory / "notes").mkdir()

    call_command("backup", "--keep", "2", verbosity=0)

    left = sorted(path.name for path in directory.iterdir())
    assert left[0:2] == [made.name for made in reversed(making.all_in(directory))]
    assert left[2] == "notes" or "notes" in left
    assert len(left) == 3
    assert left[0] == "newsroom-20260103T031700Z"


# Programs and passwords -----------------------------------------------------------------------------------------------


def test_the_program_is_that_of_the_server_or_newer():
    major = connection.pg_version // 10_000

    assert programs._major_of(programs.find("pg_dump", major)) == major
    with pytest.raises(programs.NoProgram, match="apt-get install postgresql-client-99"):
        programs.find("pg_dump", 99)


def test_a_password_stands_in_no_command_line():
    address = Address.of_url("postgres://quay:hid%20den@db.example:5433/news?sslmode=require")

    assert address.environment["PGPASSWORD"] == "hid den"
    assert "hid" not in address.conninfo
    assert "sslmode=require" in address.conninfo
    assert "port=5433" in address.conninfo
