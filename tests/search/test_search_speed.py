"""What a search costs at 10,000 rows. The figures are printed; the bounds are only sanity."""

import random
import time
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select, text
from sqlalchemy.orm import Session

from earmark.db.engine import Database
from earmark.search.index import best, matches, put
from earmark.search.models import CREATE_INDEX_SQL, search_rows
from earmark.search.query import parse
from earmark.search.snippets import snippet
from earmark.search.suggest import suggest
from earmark.search.terms import SearchText
from earmark.search.tokenise import tokens

ROWS, WORDS, ACCOUNTS = 10_000, 782, 2  # 782: the mean of news articles in our measurements
things = Table(
    "things",
    MetaData(),
    Column("order_key", Integer, primary_key=True),
    Column("account_id", Integer),
)


def vocabulary(rng: random.Random) -> list[str]:
    syllables = [first + second for first in "bcdfghklmnprstvw" for second in "aeiou"]
    made = ("".join(rng.choices(syllables, k=rng.randint(1, 5))) for _ in range(120_000))
    return list(dict.fromkeys(made))[:60_000]


RNG = random.Random(7)
VOCABULARY = vocabulary(RNG)
WEIGHTS = list(accumulate(1 / (rank + 2.7) ** 1.05 for rank in range(len(VOCABULARY))))


def article() -> str:
    return " ".join(RNG.choices(VOCABULARY, cum_weights=WEIGHTS, k=WORDS))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    path: Path = tmp_path_factory.mktemp("speed") / "earmark.db"
    database = Database(f"sqlite:///{path}")
    with database.write() as tx:
        search_rows.create(tx.connection())
        things.create(tx.connection())
        for statement in CREATE_INDEX_SQL:
            tx.execute(text(statement))
    bodies = [article() for _ in range(ROWS)]
    started = time.perf_counter()
    for first in range(0, ROWS, 100):
        with database.write() as tx:
            for key in range(first, first + 100):
                account_id = 1 + key % ACCOUNTS
                put(tx, SearchText(account_id, key, bodies[key][:60], bodies[key]))
                tx.execute(insert(things).values(order_key=key, account_id=account_id))
    print(f"\nput: {ROWS / (time.perf_counter() - started):.0f} rows/s in hundreds", end="")
    print(f", {path.stat().st_size / ROWS / 1000:.1f} kB a row")
    with database.read() as tx:
        yield tx
    database.close()


COMMON, MIDDLING, RARE = VOCABULARY[3], VOCABULARY[800], VOCABULARY[30_000]
SEARCHES = {
    "common word": COMMON,
    "middling word": MIDDLING,
    "rare word": RARE,
    "two words": f"{COMMON} {MIDDLING}",
    "phrase": f'"{COMMON} {VOCABULARY[5]}"',
    "prefix of 2": f"{COMMON[:2]}*",
    "prefix of 3": f"{COMMON[:3]}*",
    "excluded": f"{COMMON} -{MIDDLING}",
    "64 words": " OR ".join(VOCABULARY[:64]),
}


def newest(tx: Session, query: str) -> int:
    found = matches(tx, parse(query), 1)
    joined = found.join(things, things.c.order_key == found.c.order_key)
    page = select(things.c.order_key).select_from(joined).where(things.c.account_id == 1)
    return len(tx.execute(page.order_by(found.c.order_key.desc()).limit(20)).all())


def ranked(tx: Session, query: str) -> int:
    found = matches(tx, parse(query), 1)
    joined = found.join(things, things.c.order_key == found.c.order_key)
    narrowed = select(found.c.order_key, found.c.rank_by).select_from(joined)
    return len(best(tx, parse(query), 1, narrowed.order_by(found.c.order_key.desc())).order_keys)


def counted(tx: Session, query: str) -> int:
    found = matches(tx, parse(query), 1)
    return tx.execute(select(func.count()).select_from(found)).scalar_one()


@pytest.mark.check
@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("ask", [newest, ranked, counted])
def test_a_search_of_ten_thousand_is_instant(
    filled: Session, ask: Callable[[Session, str], int], name: str
) -> None:
    took_ms, rows = timed(lambda: ask(filled, SEARCHES[name]))
    print(
        f"\n{ask.__name__:8} {name:14} {took_ms[5]:6.2f} ms median {took_ms[-1]:6.2f} worst, {rows}"
    )
    assert rows > 0
    assert took_ms[5] < 250


@pytest.mark.check
def test_the_other_parts_are_quick_too(filled: Session) -> None:
    body = article()
    parts: dict[str, Callable[[], object]] = {
        "tokens of 782 words": lambda: tokens(body),
        "the same with accents": lambda: tokens(body.replace("e", "é") + "“”"),
        "20 snippets": lambda: [snippet(body, parse(f"{COMMON} {RARE}")) for _ in range(20)],
        "did you mean": lambda: suggest(filled, parse("kilemonatik"), 1),
    }
    for name, part in parts.items():
        took_ms, _ = timed(part)
        print(f"\n{name:22} {took_ms[5]:6.2f} ms median", end="")
        assert took_ms[5] < 250


def timed(ask: Callable[[], object]) -> tuple[list[float], object]:
    """Milliseconds of 11 runs, sorted, and the answer."""
    took_ms = []
    for _ in range(11):
        started = time.perf_counter()
        answer = ask()
        took_ms.append((time.perf_counter() - started) * 1000)
    return sorted(took_ms), answer
