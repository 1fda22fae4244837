"""Preformatted text and code: white space as it stands; line numbers, labels, buttons left out."""

import re
import textwrap
from collections.abc import Iterator
from itertools import islice, pairwise

from earmark.extract.hints import names_of
from earmark.extract.markup import CODE_LANGUAGES
from earmark.extract.tree import Node, is_block
from earmark.extract.words import word_set

_GUTTER = word_set(
    "lineno linenos linenumber linenumbers gutter gutters blobnum hljslnn lnt lnum linenum "
    "linenumbersrows codelinenumber copybutton copycode clipboard copy toolbar"
)
_CODE_BOX = word_set("codeblock codeblocks sourcecode codesnippet")
_NOT_TEXT = word_set("script style button svg template textarea noscript")
_NUMBER = re.compile(r"\s*\d{1,5}\s*$")
_MARK = re.compile("\x00(\\d+)\x00")
_LINE_MARK = re.compile("\\s*\x00(\\d+)\x00 ?")
_PREFIX = re.compile(r"(?:language|lang|highlight-source|brush)[-:_]+")
_HIGHLIGHTERS = word_set("hljs highlight sourcecode prettyprint prism code-block codehilite brush:")
_ALIASES = {
    "js": "javascript", "ts": "typescript", "py": "python", "rb": "ruby", "sh": "bash",
    "shell": "bash", "yml": "yaml", "golang": "go", "c++": "cpp", "c#": "csharp", "rs": "rust",
    "md": "markdown", "plaintext": "text", "txt": "text", "htm": "html",
}  # fmt: skip


def lines_of(node: Node) -> str:
    """The text of preformatted markup, without line numbers and the label above it."""
    text = _unnumbered(_text(_code_in(node))).expandtabs(4)
    return textwrap.dedent(text).strip("\n").rstrip()


def language_of(node: Node) -> str | None:
    """The programming language that the page names, if it is a known one.

    >>> language_of(Node("code", {"class": "hljs language-py"}))
    'python'
    """
    near = [node, *(n for n in node.walk() if n.tag == "code"), *islice(node.ancestors(), 2)]
    for found in near:
        for name in _named(found):
            if _plain_name(name) in CODE_LANGUAGES:
                return _plain_name(name)
    return None


def _named(node: Node) -> Iterator[str]:
    yield node.get("data-lang") or node.get("data-language")
    classes = node.get("class").lower().split()
    is_code = not _HIGHLIGHTERS.isdisjoint(classes)
    for name in classes:
        if is_code or _PREFIX.match(name):
            yield _PREFIX.sub("", name, count=1)


def _plain_name(name: str) -> str:
    return _ALIASES.get(name.lower(), name.lower())


def is_code_box(node: Node) -> bool:
    """Whether the page names the element as a block of code, though it is no ``pre``."""
    if names_of(node).isdisjoint(_CODE_BOX) or "\n" not in node.text.strip():
        return False
    return all(inner.tag != "pre" for inner in node.walk())


def lone_code(content: list[Node | str]) -> Node | None:
    """The ``code`` that is all of a run and stands there as a block, or None."""
    filled = [item for item in content if not (isinstance(item, str) and item.isspace())]
    if len(filled) != 1 or isinstance(filled[0], str) or filled[0].tag != "code":
        return None
    code = filled[0]
    is_pre = "white-space:pre" in code.get("style").replace(" ", "").lower()
    is_block_code = is_pre or "block" in names_of(code)
    return code if is_block_code or code.text.strip().count("\n") >= 2 else None


def is_gutter(text: str) -> bool:
    """Whether the text is nothing but line numbers, one after the other."""
    numbers = text.split()
    if len(numbers) < 2 or not all(n.isascii() and n.isdigit() for n in numbers[:100_000]):
        return False
    return all(int(b) == int(a) + 1 for a, b in pairwise(numbers))


def _code_in(node: Node) -> Node:
    """The one ``code`` that holds most of the text (beside a header or a label), or the node."""
    codes = [n for n in node.walk() if n.tag == "code"]
    if len(codes) == 1 and 2 * len(codes[0].text) > len(node.text):
        return codes[0]
    return node


def _text(node: Node) -> str:
    """The text with a line for each block or ``br``; elements that hold a number are marked."""
    parts: list[str] = []
    for child in node.children:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag == "br":
            parts.append("\n")
        elif child.tag not in _NOT_TEXT and not _is_beside(child):
            inner = _text(child)
            if _NUMBER.match(inner):
                inner = f"\x00{inner.strip()}\x00"
            parts.append(inner)
            ends_line = is_block(child.tag) and child.tag not in ("td", "th")
            if ends_line and not inner.endswith("\n") and "\x00" not in inner[-1:]:
                parts.append("\n")
    return "".join(parts)


def _is_beside(node: Node) -> bool:
    """Whether the element is no code: a gutter, a button, a label with the language's name."""
    if not names_of(node).isdisjoint(_GUTTER) or "data-line-number" in node.attrs:
        return True
    if "user-select:none" in node.attrs.get("style", "").replace(" ", "").lower():
        return True
    if node.tag == "code" or (len(node.children) > 40):
        return False
    text = node.text.strip() if is_block(node.tag) else ""
    return bool(text) and (_is_label(text) or is_gutter(text))


def _is_label(text: str) -> bool:
    return len(text) <= 20 and _plain_name(text) in CODE_LANGUAGES


def _unnumbered(text: str) -> str:
    """The text without the numbers that begin its lines, if they count the lines."""
    if "\x00" not in text:
        return text
    lines = text.split("\n")
    numbers = [int(m[1]) for line in lines if (m := _LINE_MARK.match(line))]
    filled = sum(1 for line in lines if line.strip())
    counts = all(b == a + 1 for a, b in pairwise(numbers))
    if len(numbers) >= 2 and counts and len(numbers) >= 0.8 * filled:
        text = "\n".join(_LINE_MARK.sub("", line, count=1) for line in lines)
    return _MARK.sub(r"\1", text)
