"""What a reader keeps of a page's structure: lists, tables, code, notes, formulas, embeds."""

import re

import pytest

from earmark.extract import extract

PROSE = "The story goes on for a while, with commas, and ends in a full stop as it should. " * 3


def body(inside: str, url: str = "https://news.example/world/a") -> str:
    html = f"<article><h1>Head</h1><p>{PROSE}</p>{inside}<p>{PROSE}</p></article>"
    return extract(html, url).body_html


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        ("<h3>A part</h3>", "<h2>A part</h2>"),
        ("<ul><li>one<li>two</ul>", "<ul><li>one</li><li>two</li></ul>"),
        ("<ol start=3><li><p>three</p></ol>", '<ol start="3"><li>three</li></ol>'),
        ("<ul><li>a<ul><li>b</ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<dl><dt>word<dd>meaning</dl>", "<dl><dt>word</dt><dd>meaning</dd></dl>"),
        ("<blockquote><p>Said she.</p></blockquote>", "<blockquote><p>Said she.</p></blockquote>"),
        ("<pre><code>a\n  b</code></pre>", "<pre><code>a\n  b</code></pre>"),
        (
            "<table><tr><th>town<th>people<tr><td>Aa<td>7</table>",
            "<tr><th>town</th><th>people</th></tr><tr><td>Aa</td><td>7</td></tr>",
        ),
        ("<p>H<sub>2</sub>O is <em>wet</em>.</p>", "<p>H<sub>2</sub>O is <em>wet</em>.</p>"),
        ("<p>Say <font color=red>it</font> now.</p>", "<p>Say it now.</p>"),
        ("<p>one line<br>next line.</p>", "<p>one line<br>next line.</p>"),
        ("<p>Out at <time datetime=2026-01-02>noon</time>.</p>", '<time datetime="2026-01-02">'),
        ("<p>It is in <a href='../b?x=1&y=2'>that one</a> too.</p>", '/b?x=1&amp;y=2" rel='),
        ("<p dir=rtl lang=ar>قال الوزير إن العبارة تأخرت.</p>", '<p dir="rtl" lang="ar">'),
    ],
)
def test_structure_is_kept(inside, kept):
    assert kept in body(inside)


def test_links_carry_no_referrer_and_lead_away_safely():
    assert 'rel="noopener noreferrer nofollow"' in body("<p>See <a href='/b'>b</a> now.</p>")


def test_two_breaks_part_paragraphs():
    html = extract(f"<div>{PROSE}<br><br>{PROSE}</div>").body_html
    assert html.count("<p>") == 2


def test_a_table_of_layout_is_taken_apart():
    html = extract(f"<table><tr><td><p>{PROSE}</p><p>{PROSE}</p></td><td></td></tr></table>")
    assert "<table>" not in html.body_html
    assert html.body_text.count("The story") == 6


def test_notes_lead_there_and_back_under_prefixed_names():
    html = body(
        "<p>Claimed<a href='#n1' id='r1'>1</a> once.</p>"
        "<ol><li id='n1'>The note. <a href='#r1'>back</a></li></ol>"
    )
    assert 'href="#note-n1"' in html
    assert 'id="note-n1"' in html
    assert 'href="#note-r1"' in html
    assert 'id="note-r1"' in html


def test_ids_that_nothing_leads_to_are_dropped():
    assert "id=" not in body("<p id='x'>Some short words here.</p>")


def test_code_loses_its_line_numbers():
    html = body("<pre><span class='lineno'>1</span>let a\n<span class='lineno'>2</span>let b</pre>")
    assert "<pre>let a\nlet b</pre>" in html


@pytest.mark.parametrize(
    ("formula", "read"),
    [
        ("<math alttext='E=mc^2'><mi>E</mi></math>", "E=mc^2"),
        (
            "<math><mi>a</mi><annotation encoding='application/x-tex'>a^2</annotation></math>",
            "a^2",
        ),
        ("<script type='math/tex'>x+1</script>", "x+1"),
    ],
)
def test_a_formula_becomes_text(formula, read):
    assert f"we have {read} here" in body(f"<p>So we have {formula} here in the text.</p>")


def test_a_known_embed_becomes_a_labelled_link():
    html = body("<iframe title='The ferry' src='//www.youtube.com/embed/abc123'></iframe>")
    assert '<a href="https://www.youtube.com/watch?v=abc123"' in html
    assert ">YouTube: The ferry</a>" in html


def test_an_unknown_frame_leaves_nothing():
    assert "ads" not in body("<iframe src='https://ads.example/1'></iframe>")


def test_the_text_holds_the_same_paragraphs():
    article = extract(f"<article><p>{PROSE}</p><ul><li>one<li>two</ul><p>{PROSE}</p></article>")
    assert article.body_text.split("\n\n")[1:3] == ["one", "two"]


def test_turning_characters_are_taken_out():
    assert "\u202e" not in body("<p>An order\u202e reversed by a sign, as seen.</p>")


@pytest.mark.parametrize(
    "code",
    [
        "<pre><span class=lineno>1</span>a = 1\n<span class=lineno>2</span>b = 2</pre>",
        "<pre><span>1</span>a = 1\n<span>2</span>b = 2\n</pre>",
        "<pre><div><i>7</i>a = 1</div><div><i>8</i>b = 2</div></pre>",
        "<pre><div style='user-select: none'>1\n2</div><code>a = 1\nb = 2</code></pre>",
        "<table><tr><td><pre>1\n2</pre></td><td><pre>a = 1\nb = 2</pre></td></tr></table>",
        "<pre><div>python</div><button>Copy</button><code>a = 1\nb = 2</code></pre>",
        "<div class=code-block>a = 1\nb = 2</div>",
    ],
)
def test_code_is_free_of_line_numbers_labels_and_buttons(code):
    text = body(code).partition("<pre>")[2].partition("</pre>")[0]
    assert text.removeprefix("<code>").removesuffix("</code>") == "a = 1\nb = 2"


def test_numbers_that_count_no_lines_stay_in_code():
    assert "<pre>1 apple\n5 pears</pre>" in body("<pre><b>1</b> apple\n<b>5</b> pears</pre>")


def test_a_known_language_of_code_is_kept_and_no_other_class():
    html = body("<pre><code class='hljs language-py'>a</code></pre>")
    assert '<pre><code class="language-python">a</code></pre>' in html
    assert "class" not in body("<pre><code class='language-evil x'>a</code></pre>")


def test_code_on_lines_of_its_own_is_a_block_without_a_pre():
    assert "<pre><code>a\nb\nc</code></pre>" in body("<div><code>a\nb\nc</code></div>")


def test_a_table_of_short_cells_stays_with_all_its_rows():
    rows = "".join(f"<tr><td>{i}<td><a href=/t/{i}>Town {i}</a></tr>" for i in range(5))
    assert body(f"<table>{rows}</table>").count("<td>") == 10


def test_a_list_stays_with_all_its_points():
    points = "".join(
        f"<li>The ferry to port number {i} leaves at dawn on Mondays.</li>" for i in "123"
    )
    html = body(f"<ul>{points}<li><a href=/x>Tickets</a></li></ul>")
    assert html.count("<li>") == 4


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        ("<h1>A</h1><p>{0}</p><h2>B</h2><p>{0}</p>", ["h2", "h3"]),
        ("<h3>A</h3><p>{0}</p><h3>B</h3><p>{0}</p>", ["h2", "h2"]),
        ("<h2>A</h2><p>{0}</p><h5>B</h5><p>{0}</p><h2>C</h2><p>{0}</p>", ["h2", "h3", "h2"]),
        ("<h4>A</h4><p>{0}</p><h2>B</h2><p>{0}</p><h3>C</h3><p>{0}</p>", ["h2", "h2", "h3"]),
    ],
)
def test_headings_begin_below_the_headline_and_leave_no_gap(inside, kept):
    assert re.findall(r"<(h\d)>", body(inside.replace("{0}", PROSE))) == kept


@pytest.mark.parametrize(
    ("embed", "label", "url"),
    [
        (
            "<iframe src=https://www.youtube.com/embed/abc123 title='The ferry'></iframe>",
            "YouTube: The ferry",
            "https://www.youtube.com/watch?v=abc123",
        ),
        ("<lite-youtube videoid=abc123></lite-youtube>", "YouTube", "youtube.com/watch?v=abc123"),
        ("<video title='At sea'><source src=/sea.mp4></video>", "Video: At sea", "/sea.mp4"),
        ("<audio src=/sea.mp3 aria-label=Audio></audio>", "Audio", "/sea.mp3"),
        ("<object data=https://player.vimeo.com/video/77></object>", "Vimeo", "vimeo.com/77"),
        ("<iframe src=https://tv.example/player/9></iframe>", "tv.example", "/player/9"),
    ],
)
def test_an_embed_is_a_labelled_link(embed, label, url):
    link = body(f"<p>{embed}</p>").partition("<a href=")[2].partition("</a>")[0]
    assert url in link
    assert link.endswith(f">{label}")


@pytest.mark.parametrize(
    "embed",
    [
        "<iframe src=https://ads.example/frame?id=1></iframe>",
        "<iframe src='javascript:alert(1)'></iframe>",
        "<iframe src=https://www.facebook.com/plugins/like.php></iframe>",
        "<img src=https://count.example/pixel.gif width=1 height=1>",
    ],
)
def test_frames_and_pixels_that_count_readers_are_left_out(embed):
    assert body(f"<p>{embed}</p>").count("<p>") == 2


def test_a_formula_is_read_once_from_its_tex_and_linear_without():
    katex = (
        "<span class=katex><span class=katex-mathml><math><mi>x</mi><annotation"
        " encoding='application/x-tex'>x^2</annotation></math></span>"
        "<span class=katex-html aria-hidden=true>x2</span></span>"
    )
    assert "<p>With x^2 we go.</p>" in body(f"<p>With {katex} we go.</p>")
    half = "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"
    assert "<p>With 1/2 we go.</p>" in body(f"<p>With {half} we go.</p>")
