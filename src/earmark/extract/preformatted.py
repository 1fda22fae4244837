"""Preformatted text and code: white space as it stands, line numbers left out."""

import re

from earmark.extract.tree import Node, is_block

_LINE_NUMBERS = re.compile(
    r"\b(?:lineno|linenos|gutter|line-?numbers?|blob-num|hljs-ln-n)\b", re.IGNORECASE
)


def lines_of(node: Node) -> str:
    """Text of preformatted markup: white space kept, a line for each block or ``br``."""
    parts: list[str] = []
    for child in node.children:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag == "br":
            parts.append("\n")
        elif _LINE_NUMBERS.search(child.get("class")):
            continue
        elif child.tag not in ("script", "style", "button"):
            inner = lines_of(child)
            parts.append(inner)
            if is_block(child.tag) and child.tag not in ("td", "th") and not inner.endswith("\n"):
                parts.append("\n")
    return "".join(parts)
