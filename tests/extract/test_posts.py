"""Threads of forums: which texts are posts, who wrote them and when, and what is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.extract import extract

ADDRESS = "https://forum.example/threads/ferry-times.12/"
QUESTION = "When does the last ferry leave on a Sunday, and is there still one after ten at night?"
ANSWER = "It leaves at nine, and after that there is only the night bus around the bay, sadly."
SHORT = "Same here."
THANKS = "Thank you both, then I will take the bus and stay with my aunt in the old harbour."
POSTS = [
    ("anna_k", "Mar 3, 2025", QUESTION),
    ("old.salt", "Mar 3, 2025", ANSWER),
    ("Mio", "Mar 4, 2025", SHORT),
    ("anna_k", "Mar 5, 2025", THANKS),
]
TALK = "".join(f"{who} · {when}\n\n{text}\n\n" for who, when, text in POSTS).strip()


def flat(who: str, when: str, text: str) -> str:
    return (
        f"<article class='message'><header><h4 class=message-name><a class=username href='/members/"
        f"{who}.7/'>{who}</a></h4><h5 class=userTitle>Regular guest</h5><dl><dt>Joined</dt>"
        f"<dd>Feb 8, 2011</dd></dl><time datetime=2025-03-03T10:00>{when}</time></header>"
        f"<div class='message-body'><div>{text}</div></div>"
        f"<footer><a href=/like>Like</a> <a href=/reply>Reply</a></footer></article>"
    )


def in_tables(who: str, when: str, text: str) -> str:
    return (
        f"<table class=tborder><tr><td class=thead>{when}, 10:0{len(who)} AM</td></tr>"
        f"<tr><td class=alt2><a href='member.php?u=7{len(who)}'>{who}</a><br>Senior Member</td>"
        f"<td class=alt1><div id=post_message_{len(text)}>{text}</div></td></tr></table>"
    )


def by_its_line(who: str, when: str, text: str) -> str:
    return f"<div class=entry><p class=head>{who} · {when}</p><div class=txt>{text}</div></div>"


def told_by_microdata(who: str, when: str, text: str) -> str:
    return (
        "<section itemscope itemtype='https://schema.org/Comment'>"
        f"<span itemprop=author><b>{who}</b></span><i itemprop=dateCreated class=time>{when}</i>"
        f"<div itemprop=text><p>{text}</p></div></section>"
    )


def thread(template, posts=POSTS, around: str = "{}") -> str:
    written = "".join(template(*post) for post in posts)
    return f"<h1>Ferry times</h1><main>{around.format(written)}</main>"


@pytest.mark.parametrize("template", [flat, by_its_line, told_by_microdata])
def test_each_post_stands_below_its_writer_and_time(template):
    assert extract(thread(template), ADDRESS).body_text == TALK


def test_posts_in_tables_of_layout_are_read():
    found = extract(thread(in_tables), ADDRESS).body_text
    assert found.startswith(f"anna_k · Mar 3, 2025, 10:06 AM\n\n{QUESTION}\n\nold.salt · ")
    assert found.endswith(THANKS)
    assert "Senior Member" not in found


def test_replies_within_replies_are_read_in_order():
    nested = ""
    for who, when, text in reversed(POSTS):
        nested = (
            f"<li class=comment><div class=c><p><a href='/u/{who}'>{who}</a> <time>{when}</time>"
            f"</p><div class=md><p>{text}</p></div></div><ul>{nested}</ul></li>"
        )
    assert extract(f"<ul>{nested}</ul>", ADDRESS).body_text == TALK


def test_a_question_and_its_answers_are_read_without_the_remarks_below_them():
    remark = (
        "<li itemscope itemtype='https://schema.org/Comment'><div itemprop=text>Why so?</div>"
        "<a class=comment-user href=/users/9>Pest</a> <span class=date>Mar 9, 2025</span></li>"
    )

    def answer(kind: str, who: str, when: str, text: str) -> str:
        return (
            f"<div itemscope itemtype='https://schema.org/{kind}'><div class=prose itemprop=text>"
            f"<p>{text}</p></div><div class=user-info>answered <span class=relativetime>{when}"
            f"</span></div><div class=user-details><a href=/users/7>{who}</a></div>"
            f"<ul>{remark}</ul></div>"
        )

    kinds = ("Question", "Answer", "Answer", "Answer")
    page = "".join(answer(kind, *post) for kind, post in zip(kinds, POSTS, strict=True))
    found = extract(
        f"<main itemscope itemtype='https://schema.org/QAPage'>{page}</main>",
        "https://help.example/questions/12/ferry",
    )
    assert found.kind == "forum"
    assert found.body_text == TALK


def test_a_thread_that_only_browsers_without_script_see_is_read():
    page = f"<div id=app></div><noscript>{thread(by_its_line)}</noscript>"
    assert extract(page, ADDRESS).body_text == TALK


OPENING = "The ferry company has announced a new timetable, which will hold from May on. " * 2
NOTICE = "<p>Members get the letter and a mug, if they pay in time.</p>"


@pytest.mark.parametrize("box", ["<div class=story>{}</div><div>{}</div>", "{}{}"])
def test_the_opening_in_another_template_stands_first(box):
    head = f"<meta name=generator content=phpBB><meta name=description content='{OPENING[:70]}'>"
    page = head + NOTICE + box.format(f"<p>{OPENING}</p>", thread(flat))
    assert extract(page, ADDRESS).body_text == f"{OPENING.strip()}\n\n{TALK}"


@pytest.mark.parametrize(
    "below",
    [
        "<aside class='message-signature'>Ships are safe in harbour.</aside>",
        "<div class=reactionsBar>Mio and two others</div>",
        "<p>Last edited: Mar 6, 2025</p>",
        "<p>Save Share Answer 12</p>",
    ],
    ids=["signature", "reactions", "edit note", "row of buttons"],
)
def test_what_the_template_adds_to_a_post_is_left_out(below):
    posts = [(who, when, f"<p>{text}</p>{below}") for who, when, text in POSTS]
    assert extract(thread(flat, posts), ADDRESS).body_text == TALK


def test_a_long_quotation_of_a_post_above_is_left_out():
    long = f"{QUESTION} {ANSWER}"
    quoting = f"<blockquote><div>{long}</div></blockquote><p>{THANKS}</p>"
    posts = [("anna_k", "Mar 3, 2025", f"<p>{long}</p>"), ("Mio", "Mar 4, 2025", quoting)]
    found = extract(thread(flat, posts), ADDRESS).body_text
    assert found.count(long) == 1
    assert found.endswith(f"Mio · Mar 4, 2025\n\n{THANKS}")


def test_posts_that_say_the_same_short_thing_are_kept():
    posts = [(f"guest{chr(97 + i)}", f"Mar {i + 1}, 2025", f"<p>{SHORT}</p>") for i in range(5)]
    posts = [(who, when, text.replace("here", f"here, on day {n}")) for n, (who, when, text) in
             enumerate(posts)]  # fmt: skip
    assert (
        extract(thread(flat, [*POSTS, *posts]), ADDRESS).body_text.count("Same here, on day") == 5
    )


def test_the_day_that_a_title_tells_stands_for_two_hours_ago():
    def relative(who: str, when: str, text: str) -> str:
        stamp = f"<time datetime='2025-03-03T10:00:00Z'>2 hours ago, {len(who)}</time>"
        return (
            f"<div class=post><a href=/u/{who}>{who}</a> {stamp}<div class=txt>{text}</div></div>"
        )

    assert extract(thread(relative), ADDRESS).body_text.startswith("anna_k · 2025-03-03\n\n")


def test_writer_and_time_are_marked_in_the_readers_page():
    html = extract(thread(flat), ADDRESS).body_html
    assert html.startswith("<p><strong>anna_k</strong> · <time>Mar 3, 2025</time></p>")


def test_comments_below_an_article_are_no_thread():
    story = "The ferry company has announced a new timetable, which will hold from May on. " * 20
    page = f"<meta property=og:type content=article><article><p>{story}</p></article>"
    found = extract(page + f"<div id=comments>{thread(flat)}</div>", "https://news.example/a")
    assert found.kind == "article"
    assert "ferry company" in found.body_text
    assert QUESTION not in found.body_text


@pytest.mark.parametrize("line", ["on " * 59, "1" * 179, "( " * 80, "by:" * 50, "vor " * 40])
def test_no_line_beside_a_post_takes_long(line):
    posts = [(who, f"{when} {line}", text) for who, when, text in POSTS]
    page = thread(by_its_line, posts) + f"<time title='{line * 500}'>{line}</time>"
    assert QUESTION in extract(page, ADDRESS).body_text


@given(
    st.recursive(
        st.sampled_from([TALK, SHORT, "Mar 3, 2025", "<a href=/u/mio>Mio</a>", "<time>x</time>"]),
        lambda inner: st.builds(
            "<{0} class='{1}'>{2}</{0}>".format,
            st.sampled_from(["div", "p", "td", "table", "li", "blockquote", "pre", "article"]),
            st.sampled_from(["post", "md", "username", "signature", "quote", "comment"]),
            st.lists(inner, max_size=4).map("".join),
        ),
        max_leaves=25,
    )
)
def test_any_nesting_of_posts_is_read(page):
    assert extract(f"<p>{SHORT}</p>{page}", ADDRESS).body_text
