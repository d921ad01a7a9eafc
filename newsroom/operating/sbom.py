"""The bill of materials: every package that a lock file names, with version, hashes and licence, as CycloneDX.

    requirements/*.txt | what is installed says its licence | var/sbom/newsroom.cdx.json, var/sbom/licences.txt

``make sbom`` writes both; ``python -m newsroom.operating.sbom DIR``. Nothing is asked of the network.
"""

import hashlib
import json
import re
import sys
import uuid
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from newsroom import RELEASE
from newsroom.operating.licences import licence_of

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {"run.txt": "required", "dev.txt": "excluded"}
"""CycloneDX's scope of what stands in a lock file: part of the running site, or only of its tests and checks."""

PIN = re.compile(r"^([a-z0-9][\w.-]*)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Package:
    """One package of a lock file. ``licence`` is an SPDX expression, "" where it is not known."""

    name: str
    version: str
    scope: str
    hashes: tuple[str, ...]
    licence: str


def packages() -> list[Package]:
    """Return every package that a lock file names, by name; one that the site needs is not one of the tests only."""
    found: dict[str, Package] = {}
    for lock, scope in LOCKS.items():
        for name, version, hashes in PIN.findall((ROOT / "requirements" / lock).read_text("utf-8")):
            digests = tuple(re.findall("[0-9a-f]{64}", hashes))
            found.setdefault(name, Package(name, version, scope, digests, _licence(name)))
    return [found[name] for name in sorted(found)]


def _licence(name: str) -> str:
    """Read the licence in what is installed; what is not says nothing."""
    try:
        return licence_of(name, metadata(name))
    except PackageNotFoundError:
        return ""


def bill(chosen: list[Package]) -> dict[str, Any]:
    """Return the bill as CycloneDX 1.6. The same packages give the same bill: it holds no date."""
    components = [_component(package) for package in chosen]
    digest = hashlib.sha256(json.dumps(components).encode()).digest()
    site = {
        "type": "application", "name": "newsroom", "version": RELEASE, "bom-ref": "newsroom",
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }  # fmt: skip
    needed = [_ref(package) for package in chosen if package.scope == "required"]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}",
        "version": 1,
        "metadata": {"component": site},
        "components": components,
        "dependencies": [{"ref": "newsroom", "dependsOn": needed}],
    }


def _component(package: Package) -> dict[str, Any]:
    return {
        "type": "library",
        "name": package.name,
        "version": package.version,
        "bom-ref": _ref(package),
        "purl": _ref(package),
        "scope": package.scope,
        "licenses": [{"expression": package.licence}] if package.licence else [],
        "properties": [{"name": "newsroom:sha256", "value": digest} for digest in package.hashes],
    }


def _ref(package: Package) -> str:
    """Return the package URL (purl), which names it for scanners."""
    return f"pkg:pypi/{package.name}@{package.version}"


def licence_list(chosen: list[Package]) -> str:
    """Return a line for each package: what it is part of, name, version, licence."""
    parts = {"required": "site", "excluded": "tests"}
    lines = [f"{parts[one.scope]:5}  {one.name} {one.version}: {one.licence or 'UNKNOWN'}" for one in chosen]
    return "\n".join([f"Newsroom {RELEASE}: Apache-2.0", "", *lines, ""])


def main(directory: Path) -> None:
    """Write both files."""
    directory.mkdir(parents=True, exist_ok=True)
    chosen = packages()
    (directory / "newsroom.cdx.json").write_text(json.dumps(bill(chosen), indent=1) + "\n", "utf-8")
    (directory / "licences.txt").write_text(licence_list(chosen), "utf-8")
    print(f"{directory}: {len(chosen)} packages")  # noqa: T201  This is a terminal's program.


if __name__ == "__main__":
    main(Path(sys.argv[1]))
