"""XPath over our own tree, axes and functions in one file: what a site rule finds on a page.

Works on sets of nodes in document order, as XPath 1.0 does; checked against lxml in the
tests. ``Finder`` counts every node that it looks at and stops with TooCostly, so that no
expression, however it was written, takes long.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from earmark.extract.tree import Node
from earmark.extract.xpath_syntax import Binary, Call, Expression, Literal, Path, Step

MAX_LOOKS = 500_000
"""Nodes that all expressions for one page may look at: half a second's worth. On pages of
news an expression looks at 200 to 5,000 (fundus, 2026-11)."""


class TooCostly(Exception):
    """The expressions look at more nodes than any rule that was met."""


@dataclass(frozen=True)
class TextNode:
    """A run of text: the child of ``parent`` at ``index``."""

    parent: Node
    index: int

    @property
    def text(self) -> str:
        """The letters."""
        return str(self.parent.children[self.index])


@dataclass(frozen=True)
class Attribute:
    """An attribute of an element."""

    parent: Node
    name: str

    @property
    def text(self) -> str:
        """Its value."""
        return self.parent.attrs[self.name]


Found = Node | TextNode | Attribute
Value = list[Found] | str | float | bool


@dataclass(frozen=True)
class _Context:
    node: Found
    position: int = 1
    size: int = 1


class Finder:
    """Evaluates expressions on one page; the page must not change meanwhile."""

    def __init__(self, root: Node, max_looks: int = MAX_LOOKS) -> None:
        self._top = Node("#document")
        self._top.children = [root]
        self._root = root
        self._order = {id(self._top): 0}
        self._elements: dict[str, list[Found]] = {"*": []}
        self._text_order: dict[tuple[int, int], int] = {}
        self._number_all(root)
        self._left = max_looks - len(self._order)

    def nodes(self, expression: Expression) -> list[Found]:
        """What the expression finds, in document order; nothing if it gives a mere value.

        Raises TooCostly when the page's share of looks is used up.
        """
        value = self._value(expression, _Context(self._root))
        return value if isinstance(value, list) else []

    def strings(self, expression: Expression) -> list[str]:
        """The texts of what is found, or the one text that the expression computes.

        Raises TooCostly as ``nodes`` does.
        """
        value = self._value(expression, _Context(self._root))
        return [self._text(n) for n in value] if isinstance(value, list) else [self._string(value)]

    def _number_all(self, root: Node) -> None:
        """Give everything its place in document order."""
        stack: list[tuple[Node | None, int, Node | str]] = [(None, 0, root)]
        count = 0
        while stack:
            parent, index, one = stack.pop()
            count += 1
            if isinstance(one, Node):
                self._order[id(one)] = count
                self._elements["*"].append(one)
                self._elements.setdefault(one.tag, []).append(one)
                inside = [(one, i, child) for i, child in enumerate(one.children)]
                stack.extend(reversed(inside))
            else:
                self._text_order[id(parent), index] = count

    def _value(self, wanted: Expression, at: _Context) -> Value:
        match wanted:
            case Literal(value):
                return value
            case Path():
                return self._path(wanted, at)
            case Call():
                return self._call(wanted, at)
            case Binary():
                return self._binary(wanted, at)

    def _path(self, path: Path, at: _Context) -> list[Found]:
        found: list[Found] = [self._top if path.is_absolute else at.node]
        if path.start is not None:
            value = self._value(path.start, at)
            found = self._kept(path.predicates, value) if isinstance(value, list) else []
        for step in path.steps:
            found = self._stepped(step, found)
        return found

    def _stepped(self, step: Step, start: list[Found]) -> list[Found]:
        if step.axis == "descendant" and start == [self._top] and not step.test.endswith(")"):
            met = self._elements.get(step.test, [])
            self._pay(len(met))
            return self._kept(step.predicates, met)
        found: dict[Found, None] = {}
        for node in start:
            met = [one for one in self._axis(step.axis, node) if _fits(step, one)]
            self._pay(len(met))
            found.update(dict.fromkeys(self._kept(step.predicates, met)))
        is_ordered = len(start) == 1 and not step.axis.startswith(("ancestor", "preceding"))
        return list(found) if is_ordered else sorted(found, key=self._place)

    def _kept(self, predicates: Iterable[Expression], found: list[Found]) -> list[Found]:
        for predicate in predicates:
            size = len(found)
            found = [
                node
                for position, node in enumerate(found, 1)
                if self._holds(predicate, _Context(node, position, size))
            ]
        return found

    def _holds(self, predicate: Expression, at: _Context) -> bool:
        value = self._value(predicate, at)
        if isinstance(value, float):
            return value == at.position
        return _truth(value)

    def _place(self, node: Found) -> tuple[int, int]:
        if isinstance(node, Node):
            return self._order[id(node)], 0
        if isinstance(node, Attribute):
            return self._order[id(node.parent)], 1 + list(node.parent.attrs).index(node.name)
        return self._text_order[id(node.parent), node.index], 0

    def _axis(self, axis: str, node: Found) -> Iterator[Found]:
        self._pay(1)
        if axis == "self":
            return iter((node,))
        if axis == "attribute":
            names = node.attrs if isinstance(node, Node) else ()
            return (Attribute(node, name) for name in names if isinstance(node, Node))
        if axis == "child":
            return self._children(node)
        if axis in ("descendant", "descendant-or-self"):
            return self._below(node, with_self=axis != "descendant")
        if axis == "parent":
            return iter([up] if (up := self._parent(node)) else [])
        if axis in ("ancestor", "ancestor-or-self"):
            return self._above(node, with_self=axis != "ancestor")
        if axis in ("following-sibling", "preceding-sibling"):
            return iter(self._siblings(node, is_after=axis == "following-sibling"))
        return self._beside(node, is_after=axis == "following")

    def _children(self, node: Found) -> Iterator[Found]:
        if isinstance(node, Node):
            self._pay(len(node.children))
            for i, child in enumerate(node.children):
                yield child if isinstance(child, Node) else TextNode(node, i)

    def _below(self, node: Found, *, with_self: bool) -> Iterator[Found]:
        if with_self:
            yield node
        stack = list(self._children(node))[::-1]
        while stack:
            one = stack.pop()
            yield one
            if isinstance(one, Node):
                stack.extend(list(self._children(one))[::-1])

    def _parent(self, node: Found) -> Node | None:
        if node is self._root:
            return self._top
        return node.parent

    def _above(self, node: Found, *, with_self: bool) -> Iterator[Found]:
        """From the nearest to the top, which is the order that positions count in."""
        if with_self:
            yield node
        up = self._parent(node)
        while up is not None:
            self._pay(1)
            yield up
            up = self._parent(up)

    def _siblings(self, node: Found, *, is_after: bool) -> list[Found]:
        parent = self._parent(node)
        if parent is None or isinstance(node, Attribute):
            return []
        family = list(self._children(parent))
        at = family.index(node)
        return family[at + 1 :] if is_after else family[:at][::-1]

    def _beside(self, node: Found, *, is_after: bool) -> Iterator[Found]:
        """All that begins after the node ends, or ends before it begins."""
        for up in self._above(node, with_self=True):
            for sibling in self._siblings(up, is_after=is_after):
                below = list(self._below(sibling, with_self=True))
                yield from below if is_after else reversed(below)

    def _binary(self, wanted: Binary, at: _Context) -> Value:
        sign = wanted.sign
        if sign in ("and", "or"):
            left = _truth(self._value(wanted.left, at))
            if left is (sign == "or"):
                return left
            return _truth(self._value(wanted.right, at))
        one, two = self._value(wanted.left, at), self._value(wanted.right, at)
        if sign == "|":
            both = [*self._set(one), *self._set(two)]
            return sorted(dict.fromkeys(both), key=self._place)
        if sign in _COMPARED:
            return self._compared(sign, one, two)
        return _computed(sign, self._number(one), self._number(two))

    def _set(self, value: Value) -> list[Found]:
        return value if isinstance(value, list) else []

    def _compared(self, sign: str, one: Value, two: Value) -> bool:
        """XPath 1.0, 3.4: a set compares as any of its nodes does."""
        if isinstance(one, bool) or isinstance(two, bool):
            return _COMPARED[sign](float(_truth(one)), float(_truth(two)))
        lefts, rights = self._singles(one), self._singles(two)
        self._pay(len(lefts) * len(rights))
        is_text = sign in ("=", "!=") and not isinstance(one, float) and not isinstance(two, float)
        if is_text:
            return any((a == b) is (sign == "=") for a in lefts for b in rights)
        compare = _COMPARED[sign]
        return any(compare(self._number(a), self._number(b)) for a in lefts for b in rights)

    def _singles(self, value: Value) -> list[str | float]:
        return [self._text(node) for node in value] if isinstance(value, list) else [value]

    def _call(self, call: Call, at: _Context) -> Value:
        name = call.name
        if name == "position":
            return float(at.position)
        if name == "last":
            return float(at.size)
        if name in ("true", "false"):
            return name == "true"
        given = [self._value(argument, at) for argument in call.arguments] or [[at.node]]
        first = given[0]
        if name == "not":
            return not _truth(first)
        if name == "boolean":
            return _truth(first)
        if name in ("count", "sum"):
            found = self._set(first)
            numbers = map(_to_number, map(self._text, found))
            return float(len(found)) if name == "count" else sum(numbers)
        if name in ("name", "local-name"):
            found = self._set(first)
            return _name(found[0]) if found else ""
        if name in _NUMERIC:
            return _NUMERIC[name](self._number(first))
        if name == "substring":
            return _substring(self._string(first), *map(self._number, given[1:]))
        return _TEXTUAL[name](*map(self._string, given))

    def _text(self, node: Found) -> str:
        if not isinstance(node, Node):
            self._pay(1)
            return node.text
        parts: list[str] = []
        stack: list[Node | str] = [node]
        looks = 0
        while stack:
            item = stack.pop()
            looks += 1
            if isinstance(item, str):
                parts.append(item)
            else:
                stack.extend(reversed(item.children))
        self._pay(looks)
        return "".join(parts)

    def _string(self, value: Value) -> str:
        if isinstance(value, list):
            return self._text(value[0]) if value else ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return str(int(value)) if value.is_integer() else str(value)
        return value

    def _number(self, value: Value) -> float:
        if isinstance(value, bool | float):
            return float(value)
        return _to_number(self._string(value))

    def _pay(self, looks: int) -> None:
        self._left -= looks
        if self._left < 0:
            raise TooCostly


def _fits(step: Step, node: Found) -> bool:
    test = step.test
    if test == "node()":
        return True
    if test == "text()":
        return isinstance(node, TextNode)
    if step.axis == "attribute":
        return isinstance(node, Attribute) and test in ("*", node.name)
    return isinstance(node, Node) and node.tag != "#document" and test in ("*", node.tag)


def _name(node: Found) -> str:
    if isinstance(node, Node):
        return node.tag
    return node.name if isinstance(node, Attribute) else ""


def _truth(value: Value) -> bool:
    return bool(value) and value == value


def _to_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _computed(sign: str, one: float, two: float) -> float:
    if sign in ("div", "mod"):
        if two == 0:
            return math.nan
        return one / two if sign == "div" else math.fmod(one, two)
    return {"+": one + two, "-": one - two, "*": one * two}[sign]


def _substring(text: str, start: float, length: float = math.inf) -> str:
    """XPath counts from 1 and rounds; a range that is no number holds nothing."""
    first = _rounded(start)
    end = first + _rounded(length)
    return "".join(c for i, c in enumerate(text, 1) if first <= i < end)


def _rounded(number: float) -> float:
    return math.floor(number + 0.5) if math.isfinite(number) else number


def _finite(change: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: float(change(number)) if math.isfinite(number) else number


def _translated(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for i, letter in enumerate(old):
        table.setdefault(ord(letter), new[i] if i < len(new) else None)
    return text.translate(table)


_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_NUMERIC: dict[str, Callable[[float], float]] = {
    "number": float,
    "round": _finite(_rounded),
    "floor": _finite(math.floor),
    "ceiling": _finite(math.ceil),
}
_TEXTUAL: dict[str, Callable[..., Value]] = {
    "string": str,
    "concat": lambda *texts: "".join(texts),
    "contains": lambda text, part: part in text,
    "starts-with": lambda text, part: text.startswith(part),
    "normalize-space": lambda text: " ".join(text.split()),
    "string-length": lambda text: float(len(text)),
    "substring-after": lambda text, part: text.partition(part)[2] if part else text,
    "substring-before": lambda text, part: text.partition(part)[0] if part in text else "",
    "translate": _translated,
}
