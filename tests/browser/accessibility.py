"""axe-core, as the axe-playwright-python package carries it, over a page that a browser shows."""

from axe_playwright_python.sync_playwright import Axe

BAD = {"serious", "critical"}
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""target-size is WCAG 2.2's, and off by default."""


def problems(page):
    """Return what axe finds serious or critical on ``page``, one line a node: rule, element, what to do."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:120]}: {node['failureSummary']}"
        for violation in found
        if violation["impact"] in BAD
        for node in violation["nodes"]
    ]
