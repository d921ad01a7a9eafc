"""Licences as SPDX expressions: as a package says, or where it says it in words of its own, as its file does."""

from importlib.metadata import PackageMetadata

IN_WORDS = {
    "MIT License": "MIT",
    "MIT": "MIT",
    "Apache 2.0": "Apache-2.0",
    "Apache-2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD-2-Clause": "BSD-2-Clause",
    "BSD-3-Clause": "BSD-3-Clause",
    "MPL-2.0": "MPL-2.0",
    "MPL-2.0 AND MIT": "MPL-2.0 AND MIT",
    "PSF-2.0": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What packages write where an SPDX name belongs."""

BY_FILE = {
    "axe-playwright-python": "MIT",
    "django-zeal": "MIT",
    "google-re2": "BSD-3-Clause",
    "pebble": "LGPL-3.0-only",
    "pystemmer": "MIT AND BSD-3-Clause",
    "pytest-django": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
    "webencodings": "BSD-3-Clause",
}
"""What says it in a file only, or not which of several it means; read by a person."""

ALLOWED = frozenset({
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "HPND", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "Python-2.0",
    "PostgreSQL", "Unlicense",
    "MPL-2.0",  # Its own files stay under it; ours do not come under it.
    "LGPL-3.0-only", "LGPL-3.0-or-later",  # As libraries that anybody may replace, which pip is there for.
})  # fmt: skip
"""What a dependency may be under."""


def licence_of(name: str, told: PackageMetadata) -> str:
    """Return the SPDX expression of a package, "" where it is not known."""
    if name in BY_FILE:
        return BY_FILE[name]
    expressions = told.get_all("License-Expression") or []
    if expressions:
        return str(expressions[0])
    classifiers = [line.split(" :: ")[-1] for line in told.get_all("Classifier") or [] if line.startswith("License")]
    words = [*(told.get_all("License") or []), *classifiers]
    return next((IN_WORDS[word] for word in words if word in IN_WORDS), "")


def is_allowed(expression: str) -> bool:
    """Tell whether every licence of an expression is one of ours; of a choice (OR), one is enough."""
    choices = expression.replace("(", "").replace(")", "").split(" OR ")
    return any(all(part in ALLOWED for part in choice.split(" AND ")) for choice in choices)
