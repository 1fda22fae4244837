"""A test page from a bug: the structure as met, the words replaced: ``make page``.

    python -m tests.extract.make_page --name carousel-in-body https://news.example/a
    python -m tests.extract.make_page --name carousel-in-body page.html --url https://news.example/a

Writes ``tests/pages/<name>`` with ``source.html``, ``url.txt`` and two files to fill in by
what a reader would want. The markup is what the parser made of it; scripts and styles are
emptied, JSON-LD keeps its keys and types. Look through it once before it is committed.
"""

import argparse
import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode
from tests.extract.invented_words import Invention

from earmark.extract.words import word_set
from earmark.fetch import Fetcher, FetchPolicy, decode_text

PAGES = Path(__file__).parents[1] / "pages"
TO_FILL_IN = "<p>Write here what a reader would want, then mend the extractor.</p>\n"

_KEPT = word_set(
    """
    class id role itemprop itemtype itemscope rel type lang dir hidden name property width height
    colspan rowspan scope start reversed charset http-equiv media sizes loading method
    aria-hidden aria-modal contenteditable
    """
)
"""Attributes whose values say what a thing is, not what it tells."""

_KEPT_METAS = re.compile(r"og:type|robots|viewport|generator|.*:card|.*locale", re.IGNORECASE)
_HIDING = re.compile(r"(?:display|visibility)\s*:\s*[a-z-]+", re.IGNORECASE)
_VOID = word_set("area base br col embed hr img input link meta source track wbr")
_EMPTIED = word_set("script style noframes template")
_STRING = re.compile(
    r'("@(?:type|context)"\s*:\s*(?:\[[^\]]*\]|"[^"]*"))|"((?:[^"\\]|\\.)*)"(\s*:)?'
)


def invented(source: str, url: str) -> tuple[str, str]:
    """The page with its words replaced, and its address."""
    top = LexborHTMLParser(source).root
    if top is None:
        return "", "https://site.example/"
    invention = Invention(url, [source])
    return f"<!doctype html>\n{''.join(_written(top, invention))}\n", invention.address(url)


def _written(top: LexborNode, invention: Invention) -> Iterator[str]:
    stack: list[LexborNode | str] = [top]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
        elif node.is_text_node:
            yield html.escape(invention.value(node.text_content or ""), quote=False)
        elif node.is_element_node and node.tag:
            yield f"<{node.tag}{''.join(_attributes(node, invention))}>"
            if node.tag in _VOID:
                continue
            inner = list(node.iter(include_text=True))
            stack.append(f"</{node.tag}>")
            stack += [_data(node, invention)] if node.tag in _EMPTIED else reversed(inner)


def _attributes(node: LexborNode, invention: Invention) -> Iterator[str]:
    named = node.attributes.get("name") or node.attributes.get("property") or ""
    for name, value in node.attributes.items():
        is_kept = name in _KEPT or (name == "content" and _KEPT_METAS.fullmatch(named))
        if name == "style":
            new = "; ".join(_HIDING.findall(value or ""))
        else:
            new = (value or "") if is_kept else invention.value(value or "")
        if not name.startswith("on") and (new or name != "style"):
            yield f' {name}="{html.escape(new)}"'


def _data(node: LexborNode, invention: Invention) -> str:
    """JSON-LD with its strings replaced, broken as it may be; nothing of other scripts."""
    if "ld+json" not in (node.attributes.get("type") or ""):
        return ""

    def replaced(found: re.Match[str]) -> str:
        types, string, colon = found.groups()
        if types or colon:
            return found[0]
        return f'"{invention.value(string.replace(chr(92) + "/", "/"))}"'

    return _STRING.sub(replaced, node.text(deep=True) or "").replace("</", "<\\/")


def write(name: str, source: str, url: str) -> Path:
    """Write the folder of a new test page. Raises FileExistsError if it is there."""
    folder = PAGES / name
    folder.mkdir(parents=True)
    page, address = invented(source, url)
    (folder / "source.html").write_text(page, encoding="utf-8")
    (folder / "url.txt").write_text(f"{address}\n", encoding="utf-8")
    (folder / "expected.html").write_text(TO_FILL_IN, encoding="utf-8")
    (folder / "expected.json").write_text('{"headline": "to fill in"}\n', encoding="utf-8")
    return folder


def main() -> int:
    """Read the page and write the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--name", required=True, help="of the folder: what is wrong with the page")
    parser.add_argument("--url", help="the address of a page that is given as a file")
    parser.add_argument("source", help="an address or a file")
    args = parser.parse_args()
    if args.source.startswith(("http://", "https://")):
        page = Fetcher(FetchPolicy()).fetch(args.source)
        body, url, content_type = page.body, page.final_url, page.content_type
    else:
        body, url, content_type = Path(args.source).read_bytes(), args.url or "", None
    print(write(args.name, decode_text(body, content_type)[0], url))
    return 0


if __name__ == "__main__":
    sys.exit(main())
