"""The tree that is given out: few tags, few attributes, written by us, never parsed again.

``nh3`` is the last gate at run time too: it cleans what we wrote with the same
allow-list, and where its answer differs from ours (over the corpus it never does) its
answer is given out, for it has read the markup as a browser would.
"""

from dataclasses import dataclass, field

import nh3

from earmark.extract.words import word_set

ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "rel", "title"}),
    "abbr": frozenset({"title"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
    "*": frozenset({"id", "dir", "lang"}),
}
"""What each tag may carry, besides what all may."""

CODE_LANGUAGES = word_set(
    "ada apache asm awk bash basic bat c clojure cmake cobol coffeescript cpp crystal csharp css "
    "csv cuda d dart diff dockerfile elixir elm erlang fortran fsharp gdscript glsl go graphql "
    "groovy haskell hcl html http ini java javascript json jsonc jsx julia kotlin latex lean less "
    "lisp lua makefile markdown mathematica matlab mdx mermaid nginx nim nix objectivec ocaml "
    "pascal perl php postgresql powershell prolog properties protobuf pug python qml r ruby rust "
    "sass scala scheme scss solidity sql svelte swift tcl terraform tex text toml tsx typescript "
    "vbnet verilog vhdl vim vue wasm wat xml yaml zig zsh console shellscript lean4"
)
"""``code`` may carry ``class="language-…"`` with one of these, and no other class."""

INLINE_TAGS = word_set(
    "a abbr b bdi bdo br cite code em i kbd mark q rp rt ruby s samp small span strong sub "
    "sup time u var"
)
BLOCK_TAGS = word_set(
    "blockquote caption dd details dl dt figcaption figure h2 h3 h4 h5 h6 hr img li ol p pre "
    "summary table tbody td tfoot th thead tr ul"
)
TAGS = INLINE_TAGS | BLOCK_TAGS
VOID_TAGS = frozenset({"br", "hr", "img"})
REL = "noopener noreferrer nofollow"
SCHEMES = frozenset({"http", "https", "mailto"})


@dataclass(eq=False)
class Element:
    """An element of the reader's page; ``attrs`` keep their order."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words inside, a blank for each line break."""
        if self.tag == "br":
            return " "
        return "".join(c if isinstance(c, str) else c.text for c in self.children)


def safe_html(elements: list[Element]) -> str:
    """The elements as HTML that holds nothing beyond the allow-list."""
    html = serialise(elements)
    cleaned = gate(html)
    return html if cleaned == html else cleaned


def serialise(elements: "list[Element] | list[Element | str]") -> str:
    """The elements as HTML, escaped as the HTML standard's serialiser does."""
    parts: list[str] = []
    for element in elements:
        _write(element, parts)
    return "".join(parts)


def gate(html: str) -> str:
    """What an independent sanitiser leaves of the HTML under the same allow-list."""
    return _CLEANER.clean(html)


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    url_schemes=set(SCHEMES),
    allowed_classes={"code": {f"language-{name}" for name in CODE_LANGUAGES}},
    link_rel=None,
    strip_comments=True,
)


def _write(element: "Element | str", parts: list[str]) -> None:
    if isinstance(element, str):
        parts.append(_escaped(element))
        return
    attrs = "".join(f' {name}="{_quoted(value)}"' for name, value in element.attrs.items())
    parts.append(f"<{element.tag}{attrs}>")
    if element.tag in VOID_TAGS:
        return
    for child in element.children:
        _write(child, parts)
    parts.append(f"</{element.tag}>")


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("\xa0", "&nbsp;")
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _quoted(value: str) -> str:
    value = value.replace("&", "&amp;").replace("\xa0", "&nbsp;").replace('"', "&quot;")
    return value.replace("<", "&lt;").replace(">", "&gt;")
