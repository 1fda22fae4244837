"""Every page in every state, in every width and theme: nothing that a browser faults.

``make screenshots`` leaves the pictures of the same look. With AXE_CORE naming axe-core's
file, accessibility is looked at too.
"""

from pathlib import Path

import pytest
from tests.browser import gallery


@pytest.mark.check
@pytest.mark.parametrize("view", gallery.VIEWS, ids=lambda view: view.name)
def test_no_page_has_a_fault(
    view: gallery.View, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    assert gallery.main([], [view], tmp_path) == 0, capsys.readouterr().out
