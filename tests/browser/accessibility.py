"""axe-core, as the axe-playwright-python package carries it, over a page that a browser shows."""

from axe_playwright_python.sync_playwright import Axe

BAD = {"serious", "critical"}
WCAG = {"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"}
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""target-size is WCAG 2.2's, and off by default."""


def problems(page):
    """Return what on ``page`` violates WCAG 2.2 AA, or is serious by axe: one line a node, of rule, element, what to do."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:120]}: {node['failureSummary']}"
        for violation in found
        if violation["impact"] in BAD or WCAG.intersection(violation["tags"])
        for node in violation["nodes"]
    ]
