"""Which blocks of a page its gold text is made of, by monotone alignment of word shingles."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence

_DENSE = (
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff"
)
_TOKEN = re.compile(rf"[{_DENSE}]|[^\W{_DENSE}]+")
_LENGTH = 4
_COVER = 0.5
"""Share of a block's shingles that the gold must hold; .3 costs .005 of F4, .8 .001."""

Tokens = list[str]
Shingle = tuple[str, ...]


def tokens(text: str) -> Tokens:
    """Words in lower case; in scripts without blanks each character is one, as in the scorer."""
    return _TOKEN.findall(text.lower())


def shingles(words: Tokens) -> Counter[Shingle]:
    """Runs of four words with how often they occur; a shorter text is one run."""
    if len(words) < _LENGTH:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[i:] for i in range(_LENGTH)), strict=False))


def label(blocks: Sequence[Tokens], gold_lines: Sequence[Tokens]) -> list[bool]:
    """For each block in order whether it is in the gold; of equal blocks only one is.

    Blocks and gold are aligned in order as far as they go; a block out of order counts if
    no other block stands for the same place in the gold.
    """
    gold = [word for line in gold_lines for word in line]
    places = _places(gold, gold_lines)
    candidates = [_candidates(words, places) for words in blocks]
    chosen = _chain(candidates, [len(words) for words in blocks])
    taken = bytearray(len(gold) + 1)
    found = [False] * len(blocks)
    for i in sorted(range(len(blocks)), key=lambda i: i not in chosen):
        spots = [chosen[i]] if i in chosen else candidates[i]
        for spot in spots:
            span = slice(max(spot, 0), min(spot + max(len(blocks[i]), 1), len(gold)))
            if i in chosen or sum(taken[span]) <= 0.5 * max(1, span.stop - span.start):
                taken[span] = b"\x01" * max(0, span.stop - span.start)
                found[i] = True
                break
    return found


def _places(gold: Tokens, gold_lines: Sequence[Tokens]) -> dict[Shingle, list[int]]:
    """Where each shingle stands in the gold; lines too short for one stand for themselves."""
    places: dict[Shingle, list[int]] = defaultdict(list)
    for at in range(len(gold) - _LENGTH + 1):
        places[tuple(gold[at : at + _LENGTH])].append(at)
    at = 0
    for line in gold_lines:
        if len(line) < _LENGTH:
            places[tuple(line)].append(at)
        at += len(line)
    return places


def _candidates(words: Tokens, places: dict[Shingle, list[int]]) -> list[int]:
    """Where in the gold the block may begin: starts that enough of its shingles agree on."""
    own = list(shingles(words))
    if not own:
        return []
    order = [tuple(words[i : i + _LENGTH]) for i in range(max(1, len(words) - _LENGTH + 1))]
    hits = sum(1 for shingle in order if shingle in places)
    if hits < _COVER * len(order):
        return []
    starts: Counter[int] = Counter()
    for i, shingle in enumerate(order):
        for place in places.get(shingle, ())[:30]:
            starts[place - i] += 1
    most = max(starts.values())
    return sorted(start for start, n in starts.items() if n >= 0.6 * most)[:30]


def _chain(candidates: list[list[int]], worth: list[int]) -> dict[int, int]:
    """The heaviest choice of blocks whose places in the gold rise with their order."""
    ends: list[int] = []  # places, rising
    best: list[tuple[int, tuple[int, int, object] | None]] = []  # weight and chain up to there
    for i, spots in enumerate(candidates):
        news = []
        for spot in spots:
            k = bisect_left(ends, spot)
            weight, link = best[k - 1] if k else (0, None)
            news.append((spot, weight + worth[i], (i, spot, link)))
        for spot, weight, link in news:
            k = bisect_left(ends, spot)
            if k and best[k - 1][0] >= weight:
                continue
            if k < len(ends) and ends[k] == spot:
                if best[k][0] >= weight:
                    continue
                best[k] = (weight, link)
            else:
                ends.insert(k, spot)
                best.insert(k, (weight, link))
            while k + 1 < len(ends) and best[k + 1][0] <= weight:
                del ends[k + 1], best[k + 1]
    chosen: dict[int, int] = {}
    link = best[-1][1] if best else None
    while link is not None:
        i, spot, link = link
        chosen[i] = spot
    return chosen


def overlap(text: Tokens, gold: Tokens, optional: Tokens | None = None) -> float:
    """F1 of the shingles of a text and the gold; what is optional counts neither way."""
    found, wanted = shingles(text), shingles(gold)
    right = (found & wanted).total()
    wrong = (found - wanted - shingles(optional or [])).total()
    lost = (wanted - found).total()
    return 2 * right / (2 * right + wrong + lost) if right else 0.0
