"""The bill of materials: every locked package is on it, under a licence that we take."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom.operating.licences import is_allowed
from newsroom.operating.sbom import PIN, bill, licence_list, packages

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = packages()


def locked():
    texts = [(ROOT / "requirements" / name).read_text("utf-8") for name in ("run.txt", "dev.txt")]
    return {pin for text in texts for pin in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE)}


def test_every_locked_package_is_on_the_bill_with_its_hashes():
    components = bill(PACKAGES)["components"]

    assert {(one["name"], one["version"]) for one in components} == locked()
    assert [one["name"] for one in components if not one["properties"]] == []


def test_what_the_site_needs_is_told_from_what_only_tests_need():
    scopes = {package.name: package.scope for package in PACKAGES}

    assert (scopes["django"], scopes["pytest"]) == ("required", "excluded")
    run = PIN.findall((ROOT / "requirements/run.txt").read_text("utf-8"))
    assert sum(scope == "required" for scope in scopes.values()) == len(run)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_every_licence_is_known_and_one_that_we_take(package):
    assert is_allowed(package.licence), f"{package.licence!r}: see newsroom/operating/licences.py"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True), ("", False), ("GPL-3.0-only", False), ("MIT AND GPL-3.0-only", False),
        ("GPL-2.0-only OR BSD-2-Clause", True), ("(MIT AND BSD-3-Clause) OR AGPL-3.0-only", True),
    ],
)  # fmt: skip
def test_a_licence_that_binds_our_own_code_is_not_taken(expression, expected):
    assert is_allowed(expression) is expected


def test_the_bill_is_written_whole_and_the_same_each_time(tmp_path):
    command = [sys.executable, "-m", "newsroom.operating.sbom", str(tmp_path)]

    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    first = (tmp_path / "newsroom.cdx.json").read_text("utf-8")
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    assert (tmp_path / "newsroom.cdx.json").read_text("utf-8") == first
    told = json.loads(first)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    references = [one["bom-ref"] for one in told["components"]]
    assert len(references) == len(set(references))
    assert set(told["dependencies"][0]["dependsOn"]) <= set(references)
    assert (tmp_path / "licences.txt").read_text("utf-8") == licence_list(PACKAGES)
    assert "UNKNOWN" not in licence_list(PACKAGES)
