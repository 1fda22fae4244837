"""On PYTHONPATH, this gives a Python process names of its own and hides all others.

``DRILL_NAMES=one.example=127.0.1.1;two.example=127.0.1.2``: these names have these
addresses, any other name is unknown, and numbers are themselves. So a drill that serves
real pages from here asks nobody outside for their pictures.
"""

import ipaddress
import os
import socket
from typing import Any

_known = dict(pair.split("=", 1) for pair in os.environ.get("DRILL_NAMES", "").split(";") if pair)
_system = socket.getaddrinfo


def _closed(host: Any, *args: Any, **options: Any) -> Any:  # Any: as the function it replaces
    name = host.decode() if isinstance(host, bytes) else host
    try:
        address = _known.get(name) or str(ipaddress.ip_address(name))
    except ValueError as exc:
        raise socket.gaierror(socket.EAI_NONAME, f"{name} is unknown in this drill") from exc
    return _system(address, *args, **options)


if _known:
    socket.getaddrinfo = _closed
