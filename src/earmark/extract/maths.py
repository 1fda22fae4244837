"""Formulas as readable text: what the page offers as TeX or alternative text, else linear.

MathML itself is not given out: its foreign-content rules are how sanitisers were outwitted,
and readers, search and the plain text all take a line of text.
"""

from earmark.extract.hints import names_of
from earmark.extract.tree import Node
from earmark.extract.words import word_set

_TEX = ("application/x-tex", "tex", "latex", "math/tex")
_DRAWN = word_set("katexhtml mathjaxpreview mathjaxdisplay mathjaxchtml mathjaxsvg mjxcontainer")
_LEAVES = word_set("mi mo mn mtext ms")
_JOINED = {"msub": "_", "msup": "^", "munder": "_", "mover": "^", "mfrac": "/"}
_MAX_CHARS = 2_000


def is_formula(node: Node) -> bool:
    """Whether the node is a formula: a ``math`` element or TeX in a script."""
    if node.tag == "script":
        return node.get("type").startswith("math/")
    return node.tag == "math"


def is_drawn(node: Node) -> bool:
    """Whether the node draws a formula that stands beside it in readable form."""
    if "class" not in node.attrs or names_of(node).isdisjoint(_DRAWN):
        return False
    return not any(is_formula(inner) for inner in node.walk())


def readable(node: Node) -> str:
    """The formula of a ``math`` element or TeX script, as one line.

    >>> half = Node("mfrac")
    >>> for number in "12": half.append(Node("mn")); half.children[-1].append(number)
    >>> formula = Node("math"); formula.append(half); readable(formula)
    '1/2'
    """
    if node.tag == "script":
        return _line(node.text)
    if node.get("alttext"):
        return _line(node.get("alttext"))
    for inner in node.walk():
        if inner.tag == "annotation" and inner.get("encoding").lower().endswith(_TEX):
            return _line(inner.text)
    return _line(_linear(node))


def _linear(node: Node) -> str:
    """MathML on a line: ``x^2``, ``a/b``, ``√(x)``."""
    if node.tag in _LEAVES:
        return node.text.strip()
    inner = [_linear(child) for child in node.children if isinstance(child, Node)]
    if node.tag in ("annotation", "annotation-xml"):
        return ""
    if node.tag in _JOINED and len(inner) == 2:
        return f"{_grouped(inner[0])}{_JOINED[node.tag]}{_grouped(inner[1])}"
    if node.tag in ("msubsup", "munderover") and len(inner) == 3:
        return f"{_grouped(inner[0])}_{_grouped(inner[1])}^{_grouped(inner[2])}"
    if node.tag == "msqrt":
        return f"√({' '.join(inner)})"
    if node.tag == "mroot" and len(inner) == 2:
        return f"{_grouped(inner[0])}^(1/{inner[1]})"
    return " ".join(part for part in inner if part)


def _grouped(text: str) -> str:
    return f"({text})" if " " in text else text


def _line(text: str) -> str:
    return " ".join(text.split())[:_MAX_CHARS]
