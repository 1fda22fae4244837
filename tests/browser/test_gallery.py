"""Every page in every state, in every width and both colours: nothing that a browser faults.

``make screenshots`` looks at all six views and leaves the pictures. With AXE_CORE naming
axe-core's file, accessibility is looked at too.
"""

import pytest
from playwright.sync_api import Browser
from tests.browser.gallery import NAMES, VIEWS, View, look

SHOWN = [view for view in VIEWS if view.name in ("phone", "tablet-dark", "desktop")]
"""Each width once, each colour at least once: what is wrong in the others shows in these."""

HALVES = [NAMES[::2], NAMES[1::2]]


@pytest.mark.check
@pytest.mark.parametrize("names", HALVES, ids=["one half", "the other"])
@pytest.mark.parametrize("view", SHOWN, ids=lambda view: view.name)
def test_no_page_has_a_fault(browser: Browser, view: View, names: list[str]):
    assert [fault for _, _, found in look(browser, view, names) for fault in found] == []
