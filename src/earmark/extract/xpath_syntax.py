"""XPath 1.0 read into a tree: the grammar, without namespaces and variables.

Site rules come from strangers. What is read here is data for ``xpath``, which walks our
own nodes with a limit; nothing of it is ever run as code.
"""

import re
from dataclasses import dataclass, replace
from functools import partial

from earmark.extract.words import word_set

MAX_CHARS = 2_000
"""The longest expression that was met in rules of others has about 500."""

MAX_DEPTH = 20
"""Of brackets in brackets; those met have 4."""

AXES = word_set(
    "ancestor ancestor-or-self attribute child descendant descendant-or-self following "
    "following-sibling parent preceding preceding-sibling self"
)
FUNCTIONS = {
    "boolean": (1, 1), "ceiling": (1, 1), "concat": (2, 99), "contains": (2, 2), "count": (1, 1),
    "false": (0, 0), "floor": (1, 1), "last": (0, 0), "local-name": (0, 1), "name": (0, 1),
    "normalize-space": (0, 1), "not": (1, 1), "number": (0, 1), "position": (0, 0),
    "round": (1, 1), "starts-with": (2, 2), "string": (0, 1), "string-length": (0, 1),
    "substring": (2, 3), "substring-after": (2, 2), "substring-before": (2, 2), "sum": (1, 1),
    "translate": (3, 3), "true": (0, 0),
}  # fmt: skip
"""Names with the least and the greatest number of arguments."""

_TOKEN = re.compile(
    r"\s*(?:(?P<literal>\"[^\"]*\"|'[^']*')|(?P<number>\d+(?:\.\d*)?|\.\d+)"
    r"|(?P<sign>//|::|\.\.|!=|<=|>=|[/().@,|\[\]=<>+*-])"
    r"|(?P<name>[^\W\d](?:[\w.-]*[\w-])?(?::[^\W\d][\w.-]*|:\*)?))"
)
_OPERATOR_NAMES = frozenset({"and", "or", "div", "mod"})
_NODE_TESTS = frozenset({"text", "node", "comment"})
_LEVELS = (
    ("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"),
)  # fmt: skip
"""Operators that bind two values, from the loosest to the tightest."""


class NotXPath(ValueError):
    """The text is no expression that can be used; the message says where and why."""


@dataclass(frozen=True)
class Literal:
    """A text or number as it stands."""

    value: str | float


@dataclass(frozen=True)
class Call:
    """A function of ``FUNCTIONS``."""

    name: str
    arguments: "tuple[Expression, ...]"


@dataclass(frozen=True)
class Binary:
    """Two values and what stands between them."""

    sign: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Step:
    """One move along an axis, to what passes the test and the predicates.

    ``test`` is an element's or attribute's name, ``*``, or ``text()``, ``node()``, ``comment()``.
    """

    axis: str
    test: str
    predicates: "tuple[Expression, ...]" = ()


@dataclass(frozen=True)
class Path:
    """Steps from the node at hand, from the top, or from what ``start`` gives."""

    steps: tuple[Step, ...]
    is_absolute: bool = False
    start: "Expression | None" = None
    predicates: "tuple[Expression, ...]" = ()


Expression = Literal | Call | Binary | Path
_ANYWHERE = Step("descendant-or-self", "node()")


def parse_xpath(text: str) -> Expression:
    """The expression; raises NotXPath with a sentence."""
    if len(text) > MAX_CHARS:
        raise NotXPath(f"The expression is longer than {MAX_CHARS:,} letters.")
    reader = _Reader(_tokens(text))
    found = reader.expression()
    if reader.token != ("end", ""):
        raise NotXPath(f"“{reader.token[1]}” is not expected there.")
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at, text = 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise NotXPath(f"“{text[at:].strip()[:20]}” cannot be read.")
        kind = match.lastgroup or ""
        found.append((_kind(kind, match[kind], found), match[kind]))
        at = match.end()
    return [*found, ("end", "")]


def _kind(kind: str, lexeme: str, before: list[tuple[str, str]]) -> str:
    """What a token is; ``*`` and ``and`` are operators only after a value (XPath 1.0, 3.7)."""
    is_after_value = bool(before) and before[-1][0] != "operator" and before[-1][1] not in (
        "@", "::", "(", "[", ",", "/", "//",
    )  # fmt: skip
    if kind == "sign" and lexeme in ("|", "+", "-", "=", "!=", "<", "<=", ">", ">="):
        return "operator"
    if is_after_value and (lexeme == "*" or (kind == "name" and lexeme in _OPERATOR_NAMES)):
        return "operator"
    return "name" if lexeme == "*" else kind


class _Reader:
    """Reads tokens from left to right; one method for each rule of the grammar."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def token(self) -> tuple[str, str]:
        """The token that is next."""
        return self._tokens[self._at]

    def expression(self, level: int = 0) -> Expression:
        """Operators of the level and tighter ones."""
        if level == 0:
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise NotXPath(f"Brackets are nested more than {MAX_DEPTH} deep.")
        is_tightest = level + 1 == len(_LEVELS)
        inner = self._negated if is_tightest else partial(self.expression, level + 1)
        left = inner()
        while self.token[0] == "operator" and self.token[1] in _LEVELS[level]:
            left = Binary(self._next(), left, inner())
        if level == 0:
            self._depth -= 1
        return left

    def _negated(self) -> Expression:
        is_negative = False
        while self.token == ("operator", "-"):
            self._next()
            is_negative = not is_negative
        found = self._union()
        return Binary("-", Literal(0.0), found) if is_negative else found

    def _union(self) -> Expression:
        left = self._path()
        while self.token == ("operator", "|"):
            left = Binary(self._next(), left, self._path())
        return left

    def _path(self) -> Expression:
        if self._sees("/", "//"):
            sign = self._next()
            if sign == "/" and not self._sees_step():
                return Path((), is_absolute=True)
            return Path(self._steps(sign), is_absolute=True)
        if self._sees_step():
            return Path(self._steps())
        start = self._primary()
        predicates = self._predicates()
        steps: tuple[Step, ...] = ()
        if self._sees("/", "//"):
            steps = self._steps(self._next())
        if not predicates and not steps:
            return start
        return Path(steps, start=start, predicates=predicates)

    def _sees(self, *signs: str) -> bool:
        return self.token[0] == "sign" and self.token[1] in signs

    def _sees_step(self) -> bool:
        kind, text = self.token
        if kind != "name":
            return kind == "sign" and text in (".", "..", "@")
        is_call = self._tokens[self._at + 1] == ("sign", "(")
        return not is_call or text in _NODE_TESTS

    def _steps(self, sign: str = "/") -> tuple[Step, ...]:
        steps = _joined(sign, self._step())
        while self._sees("/", "//"):
            sign = self._next()
            steps += _joined(sign, self._step())
        return steps

    def _step(self) -> Step:
        if self._sees("."):
            self._next()
            return Step("self", "node()", self._predicates())
        if self._sees(".."):
            self._next()
            return Step("parent", "node()", self._predicates())
        axis = "child"
        if self._sees("@"):
            self._next()
            axis = "attribute"
        elif self._tokens[self._at + 1 : self._at + 2] == [("sign", "::")]:
            axis = self._next()
            self._next()
            if axis not in AXES:
                raise NotXPath(f"There is no axis “{axis}”.")
        return Step(axis, self._test(), self._predicates())

    def _test(self) -> str:
        kind, name = self.token
        if kind != "name":
            raise NotXPath(f"A name is missing before “{name}”." if name else "A name is missing.")
        self._next()
        if name in _NODE_TESTS and self._sees("("):
            self._next()
            self._expect(")")
            return f"{name}()"
        return name.lower().rpartition(":")[2] if not name.startswith("xml:") else name

    def _predicates(self) -> tuple[Expression, ...]:
        found: list[Expression] = []
        while self._sees("["):
            self._next()
            found.append(self.expression())
            self._expect("]")
        return tuple(found)

    def _primary(self) -> Expression:
        kind, text = self.token
        if kind == "literal":
            return Literal(self._next()[1:-1])
        if kind == "number":
            return Literal(float(self._next()))
        if self._sees("("):
            self._next()
            inner = self.expression()
            self._expect(")")
            return inner
        if kind == "name":
            return self._call()
        raise NotXPath(f"“{text}” is not expected there." if text else "The expression ends early.")

    def _call(self) -> Call:
        name = self._next()
        if name not in FUNCTIONS:
            raise NotXPath(f"There is no function “{name}”.")
        self._expect("(")
        arguments: list[Expression] = []
        while not self._sees(")"):
            if arguments:
                self._expect(",")
            arguments.append(self.expression())
        self._expect(")")
        least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise NotXPath(f"{name}() takes {least} to {most} arguments, not {len(arguments)}.")
        return Call(name, tuple(arguments))

    def _expect(self, sign: str) -> None:
        if not self._sees(sign):
            raise NotXPath(f"“{sign}” is missing.")
        self._next()

    def _next(self) -> str:
        token = self._tokens[self._at][1]
        self._at += 1
        return token


def _joined(sign: str, step: Step) -> tuple[Step, ...]:
    """The step after ``/`` or ``//``, which is one step where no position is asked for."""
    if sign == "/":
        return (step,)
    if step.axis == "child" and not any(map(_may_count, step.predicates)):
        return (replace(step, axis="descendant"),)
    return (_ANYWHERE, step)


def _may_count(predicate: Expression) -> bool:
    """Whether the predicate may depend on the position."""
    match predicate:
        case Path():
            return predicate.start is not None and _may_count(predicate.start)
        case Binary(sign, left, right):
            is_truth = sign in ("or", "and", "=", "!=", "<", "<=", ">", ">=", "|")
            return not is_truth or _names_position(left) or _names_position(right)
        case Call(name, arguments):
            return name not in _TRUTHS or any(map(_names_position, arguments))
        case _:
            return True


def _names_position(expression: Expression) -> bool:
    match expression:
        case Call(name, arguments):
            return name in ("position", "last") or any(map(_names_position, arguments))
        case Binary(_, left, right):
            return _names_position(left) or _names_position(right)
        case Path(start=start):
            return start is not None and _names_position(start)
        case _:
            return False


_TRUTHS = frozenset({"boolean", "contains", "false", "not", "starts-with", "true"})
