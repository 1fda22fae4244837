"""The bookmarklet: the scripts that it is made of, as one ``javascript:`` address.

All of it stands in the address, for the pages on which it runs let no script of ours in.
"""

import json
from functools import lru_cache
from importlib.resources import files
from urllib.parse import quote

_COMMENT = ("//", "/*", "*")
_PARTS = ("page_as_seen.js", "bookmarklet.js")


def bookmarklet(save_address: str) -> str:
    """The address of a link that hands the page it is clicked on to ``save_address``.

    Letters that mean something in an address or in HTML are escaped.
    """
    call = f"handOver({json.dumps(save_address)})"
    return "javascript:" + quote(f"(()=>{{{_script()}\n{call}}})()", safe="/()[]{}=,;:!?.*+'~-_")


@lru_cache(maxsize=1)
def _script() -> str:
    """The functions without indentation and the comments, which have lines of their own."""
    folder = files("earmark.web") / "static"
    source = "\n".join((folder / name).read_text("utf-8") for name in _PARTS)
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(_COMMENT))
