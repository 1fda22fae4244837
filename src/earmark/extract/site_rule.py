"""One site's rule: where its article is, read from the text form of ftr-site-config.

A line is ``directive: value``; ``#`` begins a comment. What a line says that cannot be
used is a ``Fault`` with its number; the other lines count all the same.
"""

import difflib
import re
from dataclasses import dataclass, field

from earmark.extract.words import word_set
from earmark.extract.xpath_syntax import Expression, NotXPath, parse_xpath

MAX_LINES = 500
"""The longest rule that was met has about 120."""

_LINE = re.compile(r"([a-z_]+)(?:\([^)]*\))?\s*:\s*(.*)", re.IGNORECASE)
_EXPRESSIONS = ("title", "author", "date", "body", "strip")
_FRAGMENTS = ("strip_id_or_class", "strip_image_src")
_UNUSED = word_set(
    "autodetect_on_failure convert_double_br_tags dissolve find_string footnotes http_header "
    "if_page_contains insert_detected_image login_extra_fields login_password_field login_uri "
    "login_username_field move_into native_ad_clue next_page_link not_logged_in_xpath parser "
    "replace_string requires_login single_page_link single_page_link_in_feed skip_json_ld "
    "src_lazy_load_attr strip_attr test_contains test_url tidy wrap_in"
)
"""Directives of the form that have no use here: fetching, signing in, rewriting, testing."""

_KNOWN = (*_EXPRESSIONS, *_FRAGMENTS, "prune", *sorted(_UNUSED))


@dataclass(frozen=True)
class Fault:
    """A line that cannot be used, and what to do about it."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


@dataclass(frozen=True)
class SiteRule:
    """Where the pages of a site have their article; all by expressions in order of preference.

    ``strip_names`` are parts of a class or id, ``strip_pictures`` parts of an address.
    ``keeps_all``: the body is taken as it is, without looking for furniture in it.
    """

    name: str
    title: tuple[Expression, ...] = ()
    author: tuple[Expression, ...] = ()
    date: tuple[Expression, ...] = ()
    body: tuple[Expression, ...] = ()
    strip: tuple[Expression, ...] = ()
    strip_names: tuple[str, ...] = ()
    strip_pictures: tuple[str, ...] = ()
    keeps_all: bool = False
    faults: tuple[Fault, ...] = ()


@dataclass
class _Draft:
    """What was read so far, by directive."""

    values: dict[str, list[Expression]] = field(default_factory=dict)
    fragments: dict[str, list[str]] = field(default_factory=dict)
    keeps_all: bool = False
    faults: list[Fault] = field(default_factory=list)


def parse_rule(name: str, text: str) -> SiteRule:
    """The rule in a text; ``name`` is what the rule is called when it acts. Never raises."""
    draft = _Draft()
    lines = text.lstrip("\ufeff").splitlines()
    for number, line in enumerate(lines[:MAX_LINES], 1):
        if line.strip() and not line.lstrip().startswith("#"):
            _read_line(draft, number, line.strip())
    if len(lines) > MAX_LINES:
        draft.faults.append(Fault(MAX_LINES + 1, f"Lines after {MAX_LINES} are not read."))
    return SiteRule(
        name=name,
        **{key: tuple(draft.values.get(key, ())) for key in _EXPRESSIONS},
        strip_names=tuple(draft.fragments.get("strip_id_or_class", ())),
        strip_pictures=tuple(draft.fragments.get("strip_image_src", ())),
        keeps_all=draft.keeps_all,
        faults=tuple(draft.faults),
    )


def _read_line(draft: _Draft, number: int, line: str) -> None:
    match = _LINE.match(line)
    directive, value = (match[1].lower(), match[2].strip()) if match else ("", "")
    if directive in _UNUSED:
        return
    if fault := _find_fault(directive, value):
        draft.faults.append(Fault(number, fault))
    elif directive == "prune":
        draft.keeps_all = value.lower() == "no"
    elif directive in _FRAGMENTS:
        draft.fragments.setdefault(directive, []).append(value.strip("\"'"))
    else:
        try:
            draft.values.setdefault(directive, []).append(parse_xpath(value))
        except NotXPath as exc:
            said = f"The XPath after “{directive}” cannot be used: {exc}"
            draft.faults.append(Fault(number, said))


def _find_fault(directive: str, value: str) -> str | None:
    if not directive:
        return "This is no line of a rule; write it as “directive: value”, a comment after #."
    if directive not in _KNOWN:
        near = difflib.get_close_matches(directive, _KNOWN, n=1, cutoff=0.0)[0]
        return f"“{directive}” is no directive. Did you mean {near}?"
    if not value:
        return f"“{directive}” says nothing; write what it should find, or take the line out."
    return None
