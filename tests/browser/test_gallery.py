"""Every page in every state, on a phone and on a dark desktop: nothing that a browser faults.

``make screenshots`` looks at all views. With AXE_CORE naming axe-core's file, accessibility
is looked at too.
"""

import pytest
from tests.browser import gallery


@pytest.mark.check
def test_no_page_has_a_fault(capsys: pytest.CaptureFixture[str], tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "FOLDER", tmp_path)  # pictures of a test are not kept
    views = [view for view in gallery.VIEWS if view.name in ("phone", "desktop-dark")]
    assert gallery.main([], views) == 0, capsys.readouterr().out
