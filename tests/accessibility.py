"""What axe finds on an open page: on a screen and on a phone, in light and in dark."""

from axe_playwright_python.sync_playwright import Axe

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": TAGS}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# Whatever is shown at either width meets all rules once, and those of colours in both schemes.
LOOKS = [(390, "dark", ALL), (390, "light", COLOURS), (1280, "dark", COLOURS), (1280, "light", ALL)]


def violations(page, width: int, scheme: str, rules: dict) -> list[tuple[str, str]]:
    """Return each rule that is broken at a width and in a scheme, with the first element."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    only = {"runOnly": rules, "resultTypes": ["violations"]}  # of what is met, one element a rule
    found = Axe().run(page, options=only).response
    assert len(found["passes"]) > (15 if rules is ALL else 0)
    return [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]]
