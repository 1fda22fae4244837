"""The text of an article file as HTML: blocks parted by blank lines.

## Heading          > quotation        - point   1. point    | cell | cell |
```code```          ---                [^1]: a footnote, referred to by [^1]
!harbour 12 | description | caption | credit
**strong**  *stressed*  `code`  [words](address)  x^2^  H~2~O
"""

import re
from collections.abc import Callable
from html import escape

from demo.pictures import ADDRESS, FULL_WIDTH, HALF_WIDTH, picture_name

_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*(.+?)\*"), r"<em>\1</em>"),
    (re.compile(r"\^([^\^\s\]]+)\^"), r"<sup>\1</sup>"),
    (re.compile(r"~([^~\s]+)~"), r"<sub>\1</sub>"),
    (
        re.compile(r"\[\^(\w+)\](?!:)"),
        r'<sup id="ref\1"><a href="#fn\1">\1</a></sup>',
    ),
    (re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)"), r'<a href="\2">\1</a>'),
)


def to_blocks(text: str, host: str) -> list[str]:
    """Each block as HTML; ``host`` is where the pictures are."""
    blocks = [block for block in re.split(r"\n{2,}(?=\S)", _with_closed_code(text)) if block]
    return [_block(block.replace("\0", "\n"), host) for block in blocks]


def figure(line: str, host: str, class_name: str = "figure") -> str:
    """``kind seed | description | caption | credit`` as a figure in two sizes."""
    drawing, alt, caption, credit = [*(part.strip() for part in line.split("|")), "", "", ""][:4]
    kind, seed = drawing.split()
    full, half = (
        ADDRESS.format(host=host, name=picture_name(kind, int(seed), width))
        for width in (FULL_WIDTH, HALF_WIDTH)
    )
    said = f'<span class="caption">{inline(caption)}</span>' if caption else ""
    said += f' <span class="credit">{inline(credit)}</span>' if credit else ""
    return (
        f'<figure class="{class_name}"><img src="{half}" srcset="{half} {HALF_WIDTH}w,'
        f' {full} {FULL_WIDTH}w" sizes="(min-width: 60em) 50em, 100vw" alt="{escape(alt)}"'
        f' loading="lazy">{f"<figcaption>{said}</figcaption>" if said else ""}</figure>'
    )


def inline(text: str) -> str:
    """A line with its emphasis, code, links and references to footnotes."""
    html = escape(" ".join(text.split()), quote=False)
    for pattern, replacement in _INLINE:
        html = pattern.sub(replacement, html)
    return html


def _with_closed_code(text: str) -> str:
    """The text with the line breaks of code hidden, so that it stays one block."""
    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    parts[1::2] = [code.replace("\n", "\0") for code in parts[1::2]]
    return "".join(parts)


def _block(block: str, host: str) -> str:
    for start, write in _WRITERS.items():
        if re.match(start, block):
            return write(block)
    if block.startswith("!"):
        return figure(block[1:], host)
    return f"<p>{inline(block)}</p>"


def _heading(block: str) -> str:
    level = block.index(" ")
    return f"<h{level}>{inline(block[level:])}</h{level}>"


def _code(block: str) -> str:
    language, _, code = block.removesuffix("```").removeprefix("```").partition("\n")
    return f'<pre><code class="language-{language}">{escape(code, quote=False)}</code></pre>'


def _quotation(block: str) -> str:
    lines = [line.removeprefix(">").strip() for line in block.splitlines()]
    return f"<blockquote><p>{inline(' '.join(lines))}</p></blockquote>"


def _table(block: str) -> str:
    head, _, *rows = [
        [inline(cell) for cell in line.strip()[1:-1].split("|")] for line in block.splitlines()
    ]
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    names = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    return f"<table><thead><tr>{names}</tr></thead><tbody>{lines}</tbody></table>"


def _list(block: str) -> str:
    """A list; lines indented by two more blanks are a list within the point before."""
    lines = block.splitlines()
    tag = "ol" if lines[0][0].isdigit() else "ul"
    points: list[list[str]] = []
    for line in lines:
        if line.startswith("  "):
            points[-1].append(line[2:])
        else:
            points.append([re.sub(r"^(?:-|\d+\.) ", "", line)])
    items = (
        f"<li>{inline(first)}{_list(chr(10).join(rest)) if rest else ''}</li>"
        for first, *rest in points
    )
    return f"<{tag}>{''.join(items)}</{tag}>"


def _footnotes(block: str) -> str:
    notes = re.findall(r"^\[\^(\w+)\]: (.+)$", block, re.MULTILINE)
    items = (
        f'<li id="fn{name}">{inline(note)} <a href="#ref{name}">↩</a></li>' for name, note in notes
    )
    return f'<section class="footnotes"><ol>{"".join(items)}</ol></section>'


_WRITERS: dict[str, Callable[[str], str]] = {
    r"#{2,4} ": _heading,
    r"```": _code,
    r">": _quotation,
    r"\|": _table,
    r"- |\d+\. ": _list,
    r"\[\^\w+\]: ": _footnotes,
    r"---$": lambda _block: "<hr>",
}
