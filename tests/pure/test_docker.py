import itertools
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
OURS = ("web", "worker", "tasks", "migrate")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def stages():
    """The Dockerfile's stages, each a list of (instruction, rest)."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]
    starts = [index for index, line in enumerate(lines) if line[0] == "FROM"] + [len(lines)]
    return [lines[start:end] for start, end in itertools.pairwise(starts)]


def said(stage, instruction):
    return [rest for name, rest in stage if name == instruction]


def test_the_image_is_built_in_one_stage_and_run_from_another(stages):
    build, run = stages

    assert said(build, "FROM") == ["python:3.11-slim AS build"]
    assert said(run, "FROM") == ["python:3.11-slim"]
    assert any("--require-hashes -r" in command for command in said(build, "RUN"))
    assert all(copied.startswith("--from=build ") for copied in said(run, "COPY"))


def test_the_image_runs_as_nobody_in_particular_and_is_asked_whether_it_is_well(stages):
    run = stages[-1]

    assert said(run, "USER") == ["10001:10001"]
    assert "newsroom.probe" in said(run, "HEALTHCHECK")[0]
    assert "curl" not in (ROOT / "Dockerfile").read_text("utf-8")
    order = [name for name, _ in run]
    assert order.index("USER") < order.index("CMD")


def test_the_image_holds_no_secrets_and_no_data():
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    assert {".git", ".env", "var", ".venv", "tests"} <= set(ignored)


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_do_little_harm(compose, name):
    service = compose["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108  The container's own.
    assert service["volumes"] == ["pictures:/srv/newsroom/var/media", "documents:/srv/newsroom/var/bodies"]
    assert not service.get("privileged")


def test_the_services_are_database_migration_site_and_worker(compose):
    services = compose["services"]

    assert set(services) == {"db", *OURS}
    assert services["db"]["image"] == "postgres:18"
    assert services["web"]["command"] == ["gunicorn"]
    assert services["worker"]["command"] == ["python", "manage.py", "ingest", "--watch"]
    assert services["tasks"]["command"] == ["python", "manage.py", "procrastinate", "worker"]
    assert services["tasks"]["profiles"] == ["tasks"], "the worker does its work already"
    assert services["migrate"]["restart"] == "no"


def test_nothing_starts_before_what_it_needs_is_well(compose):
    services = compose["services"]

    assert services["db"]["healthcheck"]["test"][1] == "pg_isready"
    assert services["web"]["healthcheck"]["test"] == ["CMD", "python", "-m", "newsroom.probe"]
    assert services["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    for name in ("web", "worker", "tasks"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_secrets_come_from_the_environment_and_are_never_defaulted(compose):
    environment = compose["services"]["web"]["environment"]

    for name in ("NEWSROOM_SECRET_KEY", "NEWSROOM_SITE_URL", "DATABASE_URL"):
        assert ":?" in environment[name], f"{name} must stop the start where it is missing"
    assert ":?" in compose["services"]["db"]["environment"]["POSTGRES_PASSWORD"]


def test_only_the_site_is_reached_and_only_from_this_machine(compose):
    ports = {name: service.get("ports", []) for name, service in compose["services"].items()}

    assert ports == {"db": [], "migrate": [], "web": ["127.0.0.1:8000:8000"], "worker": [], "tasks": []}


def test_every_setting_that_compose_names_exists(compose):
    documented = (ROOT / "docs/settings.md").read_text("utf-8")

    for name in compose["services"]["web"]["environment"]:
        assert f"| `{name}` |" in documented


def test_docker_itself_accepts_the_file():
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker compose is not installed: the file was only parsed")
    variables = {
        "POSTGRES_PASSWORD": "x1",
        "NEWSROOM_SITE_URL": "https://news.example.org",
        "NEWSROOM_SECRET_KEY": "k" * 50,
    }

    shown = subprocess.run(
        [docker, "compose", "--env-file", "/dev/null", "config", "--format", "json"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(ROOT), **variables},
        capture_output=True,
        text=True,
        check=False,
    )

    assert shown.returncode == 0, shown.stderr
    assert json.loads(shown.stdout)["services"]["web"]["read_only"] is True
