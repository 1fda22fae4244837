"""Which blocks are labelled as the article when a model is trained."""

from training.labels import label, overlap, tokens

STORY = "The mayor said on Monday that the old bridge would be closed for a year."
MORE = "Drivers will have to go round by the harbour, which takes ten minutes longer."


def labels(blocks: list[str], gold: list[str]) -> list[bool]:
    return label([tokens(block) for block in blocks], [tokens(line) for line in gold])


def test_what_the_gold_holds_is_article_and_the_rest_is_not():
    assert labels([STORY, "Read this next: ten bridges", MORE], [STORY, MORE]) == [
        True, False, True,
    ]  # fmt: skip


def test_of_two_copies_the_one_in_order_is_the_article():
    assert labels([MORE, STORY, MORE], [STORY, MORE]) == [False, True, True]


def test_a_short_line_counts_when_it_is_a_line_of_the_gold():
    assert labels(["Traffic", "Sport", STORY], ["Traffic", STORY]) == [True, False, True]


def test_a_paragraph_that_is_split_over_blocks_is_found_whole():
    assert labels([STORY, MORE], [f"{STORY} {MORE}"]) == [True, True]


def test_chinese_is_aligned_by_characters():
    assert labels(["市长星期一说老桥将关闭一年", "相关新闻"], ["市长星期一说老桥将关闭一年"]) == [
        True, False,
    ]  # fmt: skip


def test_what_is_optional_counts_neither_way():
    gold, caption = tokens(STORY), tokens(MORE)
    assert overlap(gold, gold) == 1.0
    assert overlap(gold + caption, gold) < 0.8
    assert overlap(gold + caption, gold, caption) > 0.85
