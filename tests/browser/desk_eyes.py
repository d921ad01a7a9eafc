"""Looks at pages of the desk as everyone does: narrow and wide, light and dark, with axe, within the policy."""

from tests.browser.accessibility import problems


def faults(page, addresses):
    """Return what is wrong, by address, width and scheme: broken policy, what axe finds, what is wider than the screen."""
    said, found = [], {}
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    for width in (360, 1440):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            for address in addresses:
                page.goto(address)
                policy = list(said)  # axe itself, which runs from outside of the page, offends the policy.
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                found[address, width, scheme] = [*policy, *problems(page), *(["too wide"] if wide else [])]
                said.clear()
    return {place: lines for place, lines in found.items() if lines}
