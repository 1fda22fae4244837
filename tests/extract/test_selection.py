"""How scores become a body."""

from hypothesis import given
from hypothesis import strategies as st

from earmark.extract import extract
from earmark.extract.about import About
from earmark.extract.blocks import Block, Box, cut
from earmark.extract.body import likeliest
from earmark.extract.features import NAMES, read_rows
from earmark.extract.lexicon import learnt
from earmark.extract.tree import Node, parse

PROSE = "The story goes on for a while, with commas, and ends in a full stop as it should. " * 3


def block(letters: int, score: float) -> Block:
    made = Block(Box(Node("p")), [], "x" * letters, 0, has_media=False)
    made.score = score
    return made


def expected_f1(taken: list[Block], page: list[Block]) -> float:
    right = sum(b.score * b.letters for b in taken)
    return 2 * right / (sum(b.letters for b in taken) + sum(b.score * b.letters for b in page))


blocks = st.lists(
    st.builds(block, st.integers(1, 500), st.integers(1, 100).map(lambda n: n / 100)), min_size=1
)


@given(blocks, st.integers(0, 2**20))
def test_no_other_choice_promises_more(page, other):
    chosen, promised = likeliest(page)
    others = [b for i, b in enumerate(page) if other >> (i % 20) & 1]
    assert abs(promised - expected_f1(chosen, page)) < 1e-9
    assert not others or expected_f1(others, page) <= promised + 1e-9


def test_a_row_has_a_number_for_each_name():
    page = parse(f"<h1>Head</h1><article class=story><p>{PROSE}</p><p>More.</p></article>")
    found, rows = read_rows(cut(page.root), About(headline="Head"), learnt())
    assert found[0].text == "Head"
    assert {len(row) for row in rows} == {len(NAMES)}


def test_words_of_class_names_that_many_sites_use_are_known():
    comments, body = (
        learnt().asked(Node("div", {"class": name})) for name in ("comment-list", "article-body")
    )
    assert comments.known
    assert comments.mean < body.mean


def test_a_table_within_the_text_is_kept_with_all_its_cells():
    rows = "".join(f"<tr><td>{n}</td><td>{n * n}</td></tr>" for n in range(1, 9))
    html = f"<article><h1>Squares</h1><p>{PROSE}</p><table>{rows}</table><p>{PROSE}</p></article>"
    assert extract(html).body_html.count("<td>") == 16


def test_the_caption_is_read_with_its_picture_and_not_as_text():
    figure = (
        "<figure><img src=/a.jpg width=800 height=600><figcaption>A long quiet harbour at dawn."
        "</figcaption></figure>"
    )
    found = extract(f"<article><p>{PROSE}</p>{figure}<p>{PROSE}</p></article>", "https://a.example")
    assert found.pictures[0].caption == "A long quiet harbour at dawn."
    assert "harbour" not in found.body_text


def test_a_page_of_many_equal_blocks_is_read():
    found = extract("<div>" + f"<p>{PROSE}</p>" * 500 + "</div>")
    assert found.body_text
    assert 0 <= found.confidence <= 1
