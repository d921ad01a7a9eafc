import logging
import re
import runpy
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import override_settings

from ingest.values import Limits
from newsroom.environment import NOT_SETTINGS, Environment, from_file
from newsroom.logs import JsonFormatter, PlainFormatter

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTED = re.compile(r"^\| `([A-Z_]+)`", re.MULTILINE)
SECURITY = re.compile(r"^(SECURE_|SESSION_|CSRF_|SILENCED_|DEBUG|SECRET_KEY|X_FRAME)")


@pytest.fixture
def load(monkeypatch, tmp_path):
    """Return a function that runs newsroom/settings.py anew under the given environment."""

    def run(**variables):
        for name, value in {"NEWSROOM_ENV_FILE": "", "NEWSROOM_VAR": str(tmp_path), **variables}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "newsroom" / "settings.py"))

    return run


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "http", "PORT: 'http' is not a whole number"),
        ("PORT", "70000", "PORT: 70000 is out of range; give 1 to 65535"),
        ("NEWSROOM_SITE_URL", "news.example.org", "NEWSROOM_SITE_URL: 'news.example.org' is not like https://"),
        ("NEWSROOM_SITE_URL", "https://example.org/news", "without a path"),
        ("NEWSROOM_SITE_URL", "http://news.example.org", "passwords in the clear"),
        ("NEWSROOM_ALLOWED_HOSTS", "*", "NEWSROOM_ALLOWED_HOSTS"),
        ("NEWSROOM_SECRET_KEY", "short", "NEWSROOM_SECRET_KEY: needs at least 50 characters"),
        ("NEWSROOM_SECRET_KEY", "x" * 60, "not all alike"),
        ("NEWSROOM_FETCH_ALLOW", "10.0.0.1/8", "NEWSROOM_FETCH_ALLOW: 10.0.0.1/8 has host bits set"),
        ("NEWSROOM_FETCH_TOTAL_SECONDS", "soon", "NEWSROOM_FETCH_TOTAL_SECONDS: 'soon' is not a number"),
        ("NEWSROOM_FETCH_ENTRIES", "0", "NEWSROOM_FETCH_ENTRIES: 0 is out of range"),
        ("NEWSROOM_PROXY", "perhaps", "NEWSROOM_PROXY: 'perhaps' is neither true nor false"),
        ("NEWSROOM_FORWARDED_FOR", "1", "NEWSROOM_FORWARDED_FOR: believes proxies that NEWSROOM_PROXY=true"),
        ("NEWSROOM_FORWARDED_FOR", "6", "NEWSROOM_FORWARDED_FOR: 6 is out of range"),
        ("NEWSROOM_SECOND_FACTOR", "yes", "NEWSROOM_SECOND_FACTOR: 'yes' is unknown; choose one of optional, required"),
        ("NEWSROOM_SIGN_IN_FAILURES", "1", "NEWSROOM_SIGN_IN_FAILURES: 1 is out of range"),
        ("NEWSROOM_SIGN_IN_MINUTES", "0", "NEWSROOM_SIGN_IN_MINUTES: 0 is out of range"),
        ("NEWSROOM_SESSION_IDLE_MINUTES", "1", "NEWSROOM_SESSION_IDLE_MINUTES: 1 is out of range"),
        ("NEWSROOM_LOG_FORMAT", "xml", "NEWSROOM_LOG_FORMAT: 'xml' is unknown; choose one of plain, json"),
        ("NEWSROOM_TIME_ZONE", "Mars/Olympus", "NEWSROOM_TIME_ZONE: 'Mars/Olympus' is unknown"),
        (
            "NEWSROOM_SITE_NAM",
            "The Example",
            "NEWSROOM_SITE_NAM: there is no such setting; did you mean NEWSROOM_SITE_NAME?",
        ),
        ("NEWSROOM_OPERATORS", "Tides <tides@example.org>", "'Tides <tides@example.org>' is no mail address"),
        ("NEWSROOM_OPERATORS", "tides@example.org", "needs NEWSROOM_MAIL_URL and NEWSROOM_MAIL_FROM"),
        ("NEWSROOM_MAIL_FROM", "nobody", "NEWSROOM_MAIL_FROM: 'nobody' is no mail address"),
        ("NEWSROOM_MAIL_EVERY_MINUTES", "0", "NEWSROOM_MAIL_EVERY_MINUTES: 0 is out of range"),
        ("NEWSROOM_MAIL_URL", "mail.example.org", "NEWSROOM_MAIL_URL: is not like smtps://"),
        ("NEWSROOM_MAIL_URL", "https://u:hidden@h/", "NEWSROOM_MAIL_URL: is not like smtps://"),
        ("NEWSROOM_MAIL_URL", "smtp://u:hidden@h:port", "NEWSROOM_MAIL_URL: cannot be read"),
        ("NEWSROOM_MAIL_URL", "smtp://u:hidden@h/?tls=no", "NEWSROOM_MAIL_URL: is not like smtps://"),
        ("NEWSROOM_MAIL_URL", "smtp+plain://u:hidden@h", "would send the password in the clear"),
        ("NEWSROOM_MEDIA_URL", "/srv/pictures", "NEWSROOM_MEDIA_URL: is not like s3://key:secret@bucket/prefix"),
        ("NEWSROOM_MEDIA_URL", "s3://key:hidden@b/", "NEWSROOM_MEDIA_URL: is not like s3://"),
        ("NEWSROOM_MEDIA_URL", "s3://key@pictures/", "NEWSROOM_MEDIA_URL: is not like s3://"),
        ("NEWSROOM_MEDIA_URL", "s3://key:hid/den@pictures/", "write / and + in a secret as %2F and %2B"),
        ("NEWSROOM_MEDIA_URL", "s3://key:hidden@pictures/../x", "NEWSROOM_MEDIA_URL: is not like s3://"),
        ("NEWSROOM_MEDIA_URL", "s3://key:hidden@pictures?zone=1", "NEWSROOM_MEDIA_URL: is not like s3://"),
        ("NEWSROOM_MEDIA_URL", "s3://key:hidden@pictures?endpoint=s3.example.org", "is not like s3://"),
        ("NEWSROOM_MEDIA_URL", "s3://key:hidden@pictures?endpoint=https://example.org/s3", "is not like s3://"),
        ("NEWSROOM_MEDIA_URL", "s3://key:hidden@pictures?region=eu/1", "is not like s3://"),
        ("NEWSROOM_MEDIA_URL", "s3://key:hidden@pic..tures/", "is not like s3://"),
        ("NEWSROOM_MEDIA_URL", "s3://key:hidden@127.0.0.1/", "is not like s3://"),
        ("NEWSROOM_METRICS_TOKEN", "hidden", "NEWSROOM_METRICS_TOKEN: needs at least 32 characters"),
        ("DATABASE_URL", "mysql://u:hidden@h/n", "DATABASE_URL: mysql is not supported; use postgres://"),
        ("DATABASE_URL", "sqlite:///news.db", "DATABASE_URL: sqlite is not supported"),
        ("DATABASE_URL", "postgres://u:hidden@h:port/n", "DATABASE_URL: cannot be read"),
        ("DATABASE_URL", "postgres://u:hidden@h/", "DATABASE_URL: names no database"),
        ("DATABASE_URL", "hidden", "DATABASE_URL: a value without a scheme is not supported"),
        (
            "NEWSROOM_REPLICA_URL",
            "mysql://u:hidden@h/n",
            "NEWSROOM_REPLICA_URL: mysql is not supported; use postgres://",
        ),
        ("NEWSROOM_REPLICA_URL", "postgres://u:hidden@h:port/n", "NEWSROOM_REPLICA_URL: cannot be read"),
        ("NEWSROOM_REPLICA_URL", "postgres://u:hidden@h/", "NEWSROOM_REPLICA_URL: names no database"),
        ("CACHE_URL", "hidden", "CACHE_URL: a value without a scheme is not supported; use redis://"),
        ("CACHE_URL", "memcached://u:hidden@h/", "CACHE_URL: memcached is not supported; use redis://"),
        ("CACHE_URL", "redis://:hidden@h:port/0", "CACHE_URL: cannot be read"),
        ("CACHE_URL", "redis://:hidden@/0", "CACHE_URL: cannot be read"),
        ("CACHE_URL", "redis://:hidden@h/pages", "CACHE_URL: cannot be read"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_an_error_that_names_it(load, name, value, told):
    with pytest.raises(ImproperlyConfigured) as error:
        load(**{name: value})

    assert told in str(error.value)
    assert "hidden" not in str(error.value), "a password must not reach the screen"


def test_a_replica_that_is_the_primary_itself_stops_the_start(load):
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_REPLICA_URL: names the primary itself"):
        load(DATABASE_URL="postgres://a@h/news", NEWSROOM_REPLICA_URL="postgres://b:hidden@h:5432/news")


def test_a_replica_is_not_waited_for_as_long_as_the_primary(load):
    databases = load(DATABASE_URL="postgres://a@h/news", NEWSROOM_REPLICA_URL="postgres://a@other/news")["DATABASES"]

    assert "statement_timeout=15000" in databases["default"]["OPTIONS"]["options"]
    assert "statement_timeout=3000" in databases["replica"]["OPTIONS"]["options"]
    assert databases["replica"]["OPTIONS"]["connect_timeout"] == 3


def test_an_empty_setting_counts_as_not_set(load):
    settings = load(PORT="", NEWSROOM_PROXY="", NEWSROOM_FETCH_TOTAL_SECONDS="", DATABASE_URL="")

    assert settings["PORT"] == 8000
    assert settings["PROXY"] is False
    assert settings["LIMITS"] == Limits()
    assert settings["DATABASE_IS_EMBEDDED"]


def test_pages_are_kept_in_memory_unless_a_redis_is_named(load):
    kept = {url: load(CACHE_URL=url)["CACHES"]["default"] for url in ("", "none", "rediss://:p@h:6380/2")}

    assert [cache["BACKEND"].rpartition(".")[2] for cache in kept.values()] == [
        "LocMemCache",
        "DummyCache",
        "RedisCache",
    ]
    assert kept["rediss://:p@h:6380/2"]["LOCATION"] == ["rediss://:p@h:6380/2"]


def test_sites_with_other_keys_do_not_share_pages_in_one_redis(load):
    one, other = (
        load(CACHE_URL="redis://h", NEWSROOM_SECRET_KEY=key * 6)["CACHES"] for key in ("0123456789", "9876543210")
    )

    assert one["default"]["KEY_PREFIX"] != other["default"]["KEY_PREFIX"]


def test_without_its_package_a_redis_is_refused(load, monkeypatch):
    monkeypatch.setitem(sys.modules, "redis.backoff", None)

    with pytest.raises(ImproperlyConfigured, match="CACHE_URL: Redis needs a package"):
        load(CACHE_URL="redis://h:6379/0")


def test_the_port_decides_the_address_of_the_site(load):
    settings = load(PORT="9001")

    assert settings["SITE_URL"] == "http://127.0.0.1:9001"
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["http://127.0.0.1:9001"]


def test_pictures_are_kept_where_a_setting_says(load):
    nearby = load()["STORAGES"]["default"]
    bucket = load(NEWSROOM_MEDIA_URL="s3://key:a%2Fb%2Bc@pictures/news/?endpoint=https://s3.example.org&region=eu-1")

    assert nearby == {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    assert bucket["STORAGES"]["default"]["OPTIONS"] == {
        "bucket_name": "pictures",
        "location": "news",
        "region_name": "eu-1",
        "endpoint_url": "https://s3.example.org",
        "access_key": "key",
        "secret_key": "a/b+c",
    }


@pytest.mark.parametrize(
    ("url", "said", "asked"),
    [
        ("https://news.example.org", "", True),
        ("http://127.0.0.1:8000", "", False),
        ("http://localhost", "", False),
        ("https://newsroom.internal", "", False),
        ("https://192.168.0.7", "", False),
        ("https://newsroom.internal", "on", True),
        ("https://news.example.org", "off", False),
    ],
)
def test_hubs_are_asked_where_they_can_call_back_or_as_the_operator_says(load, url, said, asked):
    assert load(NEWSROOM_SITE_URL=url, NEWSROOM_WEBSUB=said)["WEBSUB"] is asked


def test_every_limit_of_ingest_can_be_set(load):
    asked = {f"NEWSROOM_FETCH_{field.name.upper()}": str(field.default // 2 + 1) for field in fields(Limits)}

    limits = load(**asked)["LIMITS"]

    for field in fields(Limits):
        assert getattr(limits, field.name) == field.default // 2 + 1
        assert type(getattr(limits, field.name)) is type(field.default)


def test_a_made_secret_key_is_kept_and_is_for_our_eyes_only(load, tmp_path):
    first, second = load(), load()

    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000"])
def test_on_loopback_cookies_come_back_over_plain_http(load, url):
    settings = load(NEWSROOM_SITE_URL=url)

    assert not settings["SESSION_COOKIE_SECURE"]
    assert not settings["SECURE_SSL_REDIRECT"]
    assert settings["SESSION_COOKIE_NAME"] == "session"


def test_plain_http_on_a_public_host_must_be_asked_for_by_name(load):
    settings = load(NEWSROOM_SITE_URL="http://news.example.org", NEWSROOM_INSECURE_HTTP="true")

    assert settings["ALLOWED_HOSTS"][0] == "news.example.org"


def test_under_tls_cookies_are_bound_to_the_host_and_browsers_are_told_to_stay_on_tls(load):
    settings = load(NEWSROOM_SITE_URL="https://news.example.org")

    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert settings["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000
    assert settings["ALLOWED_HOSTS"] == ["news.example.org"]
    assert settings["SILENCED_SYSTEM_CHECKS"] == []


def test_a_proxy_is_believed_only_where_the_operator_says_that_there_is_one(load):
    alone = load(NEWSROOM_SITE_URL="https://news.example.org")
    behind = load(NEWSROOM_SITE_URL="https://news.example.org", NEWSROOM_PROXY="true")

    assert "SECURE_PROXY_SSL_HEADER" not in alone
    assert behind["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.parametrize(
    "variables",
    [
        {"NEWSROOM_SITE_URL": "https://news.example.org"},
        {"NEWSROOM_SITE_URL": "https://news.example.org", "NEWSROOM_HSTS_SUBDOMAINS": "false"},
        {"NEWSROOM_SITE_URL": "http://127.0.0.1:8000"},
    ],
)
def test_the_deployment_check_finds_nothing(load, variables, monkeypatch):
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # The browser tests of the same process set it.
    settings = load(**variables)

    with override_settings(**{name: value for name, value in settings.items() if SECURITY.match(name)}):
        call_command("check", deploy=True, fail_level="WARNING")


def test_the_deployment_check_would_find_something():
    with override_settings(SECURE_HSTS_SECONDS=0, SILENCED_SYSTEM_CHECKS=[]), pytest.raises(SystemExit, match=r"W004"):
        _check_strictly()


def _check_strictly():
    try:
        call_command("check", deploy=True, fail_level="WARNING")
    except Exception as error:
        raise SystemExit(str(error)) from error


def test_sessions_of_the_database_have_limits_in_milliseconds(load):
    settings = load(DATABASE_URL="postgres://u@h/n", NEWSROOM_STATEMENT_SECONDS="2.5", NEWSROOM_LOCK_SECONDS="0")

    options = settings["DATABASES"]["default"]["OPTIONS"]["options"]

    assert "-c statement_timeout=2500" in options
    assert "-c lock_timeout=0" in options


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtps://ebb%40flow:p%2Fw@mail.example.org", "mail.example.org", 465, (True, False)),
        ("smtp://ebb%40flow:p%2Fw@mail.example.org:2525", "mail.example.org", 2525, (False, True)),
        ("smtp+plain://127.0.0.1", "127.0.0.1", 25, (False, False)),
    ],
)
def test_mail_goes_by_the_server_that_the_url_names_with_the_tls_that_it_asks_for(load, url, host, port, tls):
    settings = load(
        NEWSROOM_MAIL_URL=url, NEWSROOM_MAIL_FROM="desk@example.org", NEWSROOM_OPERATORS="a@example.org, b@example.org"
    )

    assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"]) == (host, port)
    assert (settings["EMAIL_USE_SSL"], settings["EMAIL_USE_TLS"]) == tls
    assert settings["EMAIL_HOST_USER"] == ("ebb@flow" if any(tls) else "")
    assert settings["EMAIL_HOST_PASSWORD"] == ("p/w" if any(tls) else "")
    assert settings["OPERATORS"] == ["a@example.org", "b@example.org"]
    assert settings["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"


def test_without_a_mail_server_no_mail_is_tried(load):
    assert load()["EMAIL_BACKEND"] == "django.core.mail.backends.dummy.EmailBackend"


def test_the_env_file_gives_way_to_the_environment(load, tmp_path):
    file = tmp_path / "settings.env"
    file.write_text("NEWSROOM_SITE_NAME='From the file'\nNEWSROOM_SECRET_KEY=\nPORT=7001\n", encoding="utf-8")

    settings = load(NEWSROOM_ENV_FILE=str(file), PORT="7002")

    assert settings["SITE_NAME"] == "From the file"
    assert settings["PORT"] == 7002


def test_a_line_of_the_env_file_without_a_value_is_refused(tmp_path):
    (tmp_path / ".env").write_text("NEWSROOM_SITE_NAME\n", encoding="utf-8")

    with pytest.raises(ImproperlyConfigured, match="has no value"):
        from_file(tmp_path / ".env")


def test_a_dollar_in_the_env_file_is_a_dollar(tmp_path):
    (tmp_path / ".env").write_text("DATABASE_URL=postgres://u:a${HOME}b@h/n\n", encoding="utf-8")

    assert from_file(tmp_path / ".env")["DATABASE_URL"] == "postgres://u:a${HOME}b@h/n"


def test_an_unknown_name_without_a_neighbour_points_to_the_list():
    environment = Environment({"NEWSROOM_XYZZY_QUUX": "1"})
    environment.text("NEWSROOM_SITE_NAME")

    with pytest.raises(ImproperlyConfigured, match=r"docs/settings\.md lists all"):
        environment.refuse_unknown()


def test_docs_list_every_setting_with_its_default_and_no_other(load):
    known = load()["env"].defaults
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", (ROOT / "docs/settings.md").read_text("utf-8"), re.MULTILINE)

    assert sorted(name for name, _ in rows) == sorted(known)
    for name, shown in rows:
        if isinstance(known[name], bool | int | float) or (known[name] and "/" not in str(known[name])):
            assert shown.strip("`") == str(known[name]).lower() or shown.strip("`") == str(known[name]), name


def test_the_example_file_names_every_setting_and_no_other(load):
    names = re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)

    assert sorted(names) == sorted(set(load()["env"].defaults) - NOT_SETTINGS)


@pytest.mark.parametrize("formatter", [PlainFormatter(), JsonFormatter()])
def test_nobody_can_forge_a_line_of_the_log_or_find_a_password_in_it(formatter, caplog):
    caplog.handler.setFormatter(formatter)
    forged = "2026-01-01T00:00:00Z INFO forged"
    error = ValueError(f"half\n{forged}\x1b[2J")

    logging.getLogger("feeds").error("Not Found: %s", f"/x\r\n{forged} https://user:hidden@h/", exc_info=error)

    assert "forged" in caplog.text
    assert not any(line.startswith("2026-01-01") for line in caplog.text.splitlines())
    assert "hidden" not in caplog.text
    assert "\x1b" not in caplog.text
