"""The query language: what a reader types -> a tree of words, and filters as data.

    climate energy          both words
    climate OR energy       either; OR joins its two neighbours, as web search engines do
    "climate change"        the phrase
    -energy, NOT energy     not this
    (a OR b) c              parentheses
    ener*                   words that begin so
    headline: byline: site: tag: note: text:     within a field
    is:unread  saved:2024-05..2024-08  lang:de   filters

Nothing that a reader types is an error, except far too much of it: what makes no sense is
read as plain words or left out, and ``Query.notes`` says so.
"""

from collections import deque
from dataclasses import dataclass

from earmark.errors import Invalid
from earmark.search.filters import HELP, Filter, find_condition
from earmark.search.lexer import Close, Item, Open, Operator, Word, read
from earmark.search.terms import tag_term
from earmark.search.tokenise import is_dense, runs
from earmark.search.tree import AllOf, AnyOf, Field, Node, Tag, Without, Words

MAX_QUERY_CHARS = 1_000
MAX_WORDS = 64
"""Words, phrases and filters in one search; a pasted headline has about 20."""
MAX_TERMS = 256
"""Index terms in one search: a phrase of Chinese has one for each character."""
MAX_PREFIXES = 8
"""Words with * in one search: each reads every word of the index that begins so."""
MIN_PREFIX_CHARS = 2
"""Letters before a *, in scripts with an alphabet: ``a*`` would read a tenth of the index."""


@dataclass(frozen=True)
class Query:
    """A search as understood: ``expression`` and all ``filters`` must hold.

    ``notes`` are sentences for the reader about what was left out or read otherwise.
    """

    text: str
    expression: Node | None = None
    filters: tuple[Filter, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def has_words(self) -> bool:
        """Whether the index must be asked; filters alone need only columns."""
        return self.expression is not None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked at all."""
        return not self.has_words and not self.filters


def parse(text: str) -> Query:
    """The search that a reader typed. Raises Invalid("q", ...) only if it is far too long."""
    if len(text) > MAX_QUERY_CHARS:
        raise Invalid("q", f"A search may have at most {MAX_QUERY_CHARS:,} characters.")
    items, notes = read(text)
    _refuse_too_much(items)
    parser = _Parser(deque(items), notes)
    found = parser.all_of(None)
    if parser.term_count > MAX_TERMS:
        raise Invalid("q", "There is too much in this search. Take a shorter part of it.")
    if parser.prefix_count > MAX_PREFIXES:
        raise Invalid("q", f"At most {MAX_PREFIXES} words of a search can be beginnings (with *).")
    return Query(text, found.words, found.filters, tuple(dict.fromkeys(notes)))


def _refuse_too_much(items: list[Item]) -> None:
    if sum(isinstance(item, Word) for item in items) > MAX_WORDS:
        raise Invalid("q", f"A search may have at most {MAX_WORDS} words.")


_DANGLING = "An OR, AND or NOT with nothing to join was left out."
_MIXED = (
    "A filter (is:, saved:, lang:) beside words in an OR or a minus was left out;"
    " filters hold for the whole search."
)


@dataclass(frozen=True)
class _Found:
    """Words and filters that must all hold."""

    words: Node | None = None
    filters: tuple[Filter, ...] = ()

    def __bool__(self) -> bool:
        return self.words is not None or bool(self.filters)


@dataclass
class _Parser:
    """Reads balanced items from the left, by recursive descent; notes what it leaves out."""

    items: deque[Item]
    notes: list[str]
    term_count: int = 0
    prefix_count: int = 0

    def all_of(self, within: str | None) -> _Found:
        """Everything up to the closing parenthesis or the end, joined by AND or OR."""
        found: list[_Found] = []
        joins_last = False
        while self.items and not isinstance(item := self.items.popleft(), Close):
            if item is Operator.OR or item is Operator.AND:
                goes_on = self._goes_on() or Operator.NOT in list(self.items)[:1]
                is_odd = joins_last or not found or not goes_on
                self._note_if(is_odd, _DANGLING)
                joins_last = item is Operator.OR and bool(found)
                continue
            part = self._part(item, within)
            if part and joins_last:
                found[-1] = self._either(found[-1], part)
            elif part:
                found.append(part)
            joins_last = joins_last and not part
        return _both(found)

    def _part(self, item: Item, within: str | None) -> _Found:
        if item is Operator.NOT:
            return self._excluded(self._next_part(within))
        if isinstance(item, Open):
            group = self.all_of(item.field or within)
            return self._excluded(group) if item.is_excluded else group
        if isinstance(item, Word):
            leaf = self._leaf(item, item.field or within)
            return self._excluded(leaf) if item.is_excluded else leaf
        return _Found()

    def _next_part(self, within: str | None) -> _Found:
        if self._goes_on():
            return self._part(self.items.popleft(), within)
        self.notes.append(_DANGLING)
        return _Found()

    def _goes_on(self) -> bool:
        return bool(self.items) and isinstance(self.items[0], Word | Open)

    def _leaf(self, word: Word, within: str | None) -> _Found:
        if within in HELP:
            return self._filter(within, word.text)
        if within == "tag":
            return self._tag(word)
        return self._words(word, Field(within) if within else None)

    def _tag(self, word: Word) -> _Found:
        term = tag_term(word.text)
        self.prefix_count += word.is_prefix
        return _Found(Tag(term, word.is_prefix)) if term else self._nothing()

    def _filter(self, name: str, value: str) -> _Found:
        condition = find_condition(name, value)
        if condition is None:
            self.notes.append(f"“{name}:{value[:40]}” was left out: {HELP[name]}.")
            return _Found()
        return _Found(filters=(Filter((condition,)),))

    def _words(self, word: Word, within: Field | None) -> _Found:
        found = tuple(runs(word.text))
        if not found:
            return self._nothing()
        is_too_short = len(found[-1]) < MIN_PREFIX_CHARS and not is_dense(found[-1])
        self._note_if(
            word.is_prefix and is_too_short,
            f"A * needs {MIN_PREFIX_CHARS} letters before it; “{found[-1]}” was read as a word.",
        )
        words = Words(found, within, word.is_prefix and not is_too_short)
        self.term_count += len(words.terms())
        self.prefix_count += words.is_open_ended()
        return _Found(words)

    def _nothing(self) -> _Found:
        self.notes.append("Signs without letters or digits were left out.")
        return _Found()

    def _excluded(self, found: _Found) -> _Found:
        if not found.filters:
            return _Found(Without(found.words)) if found.words else found
        if found.words or len(found.filters) > 1:
            self.notes.append(_MIXED)
            return _Found(Without(found.words)) if found.words else _Found()
        only = found.filters[0]
        return _Found(filters=(Filter(only.any_of, not only.is_excluded),))

    def _either(self, one: _Found, other: _Found) -> _Found:
        if not one.filters and not other.filters:
            return _Found(AnyOf((*_alternatives(one.words), *_alternatives(other.words))))
        if _is_plain_filter(one) and _is_plain_filter(other):
            return _Found(filters=(Filter(one.filters[0].any_of + other.filters[0].any_of),))
        self.notes.append(_MIXED)
        words = (*_alternatives(one.words), *_alternatives(other.words))
        return _Found(AnyOf(words) if len(words) > 1 else next(iter(words), None))

    def _note_if(self, is_so: bool, note: str) -> None:
        if is_so:
            self.notes.append(note)


def _both(found: list[_Found]) -> _Found:
    words = [part for one in found for part in _conjuncts(one.words)]
    expression = AllOf(tuple(words)) if len(words) > 1 else next(iter(words), None)
    return _Found(expression, tuple(one for part in found for one in part.filters))


def _conjuncts(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.parts if isinstance(node, AllOf) else (node,)


def _alternatives(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.parts if isinstance(node, AnyOf) else (node,)


def _is_plain_filter(found: _Found) -> bool:
    return found.words is None and len(found.filters) == 1 and not found.filters[0].is_excluded
