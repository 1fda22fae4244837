"""Formulas as readable text: what the page offers as TeX or alternative text."""

from earmark.extract.tree import Node

_TEX = ("application/x-tex", "tex", "latex", "math/tex")


def is_formula(node: Node) -> bool:
    """Whether the node is a formula: a ``math`` element or TeX in a script."""
    if node.tag == "script":
        return node.get("type").startswith("math/")
    return node.tag == "math"


def readable(node: Node) -> str:
    """The formula of a ``math`` element or TeX script, as one line."""
    if node.tag == "script":
        return _line(node.text)
    if node.get("alttext"):
        return _line(node.get("alttext"))
    for inner in node.walk():
        if inner.tag == "annotation" and inner.get("encoding").lower().endswith(_TEX):
            return _line(inner.text)
    return _line(" ".join(n.text for n in node.walk() if n.tag in ("mi", "mo", "mn", "mtext")))


def _line(text: str) -> str:
    return " ".join(text.split())
