"""A session is named by browser and system, as its owner would."""

import pytest

from earmark.accounts.devices import device_name

ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox on Linux"),
        (ANDROID + "Chrome/137.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        (MAC + "Version/18.5 Safari/605.1.15", "Safari on Mac"),
        (PHONE + "Version/18.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (WINDOWS + "Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0", "Edge on Windows"),
        ("curl/8.5.0", "curl"),
        ("<script>alert(1)</script>", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_user_agent_has_a_plain_name(user_agent, name):
    assert device_name(user_agent) == name
