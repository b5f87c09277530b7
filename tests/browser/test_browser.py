"""The browser of the tests: kept off the network, with letters for both languages."""

from __future__ import annotations

import playwright.sync_api as playwright
import pytest


def test_reaches_only_this_machine(page, scripted_server):
    assert page.goto(f"{scripted_server.base_url}/models").ok
    with pytest.raises(playwright.Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.com/")


def test_has_letters_for_both_languages(page, screenshot):
    """A missing glyph is drawn as a box, as wide for one letter as for another."""
    page.set_content("<p dir='auto'><span>س</span><span>ا</span> Latin</p>")
    widths = [span.bounding_box()["width"] for span in page.locator("span").all()]
    assert widths[0] > 1.5 * widths[1]
    assert screenshot("letters").stat().st_size
