"""Pictures: the right source, caption and credit; no counters, logos or duplicates."""

import pytest

from earmark.extract import extract
from earmark.extract.credit import names, part

PROSE = "The story goes on for a while, with commas, and ends in a full stop as it should. " * 4
URL = "https://news.example/world/a"


def read(inside: str, head: str = ""):
    html = f"{head}<article><h1>Head</h1><p>{PROSE}</p>{inside}<p>{PROSE}</p></article>"
    return extract(html, URL)


@pytest.mark.parametrize(
    "img",
    [
        "<img src=/p/ferry.jpg>",
        "<img src=data:image/gif;base64,R0 data-src=/p/ferry.jpg>",
        "<img src=/blank.gif data-lazy-src='https://news.example/p/ferry.jpg'>",
        "<img src=/p/small.jpg srcset='/p/s.jpg 300w, /p/ferry.jpg 1200w, /p/xl.jpg 9000w'>",
        "<picture><source srcset='/p/ferry.jpg 1000w'><img src='data:,'></picture>",
        "<a href=/big><img src=/p/ferry.jpg></a>",
        "<amp-img src=/p/ferry.jpg width=600 height=400></amp-img>",
        "<div class=lazy><noscript><img src=/p/ferry.jpg></noscript></div>",
    ],
)
def test_the_picture_itself_is_found(img):
    found = read(f"<figure>{img}<figcaption>The ferry at dawn.</figcaption></figure>").pictures
    assert [p.url for p in found] == ["https://news.example/p/ferry.jpg"]
    assert found[0].caption == "The ferry at dawn."


@pytest.mark.parametrize(
    "img",
    [
        "<img src=/t.gif width=1 height=1>",
        "<img src=/i/logo.png>",
        "<img src=/avatar-12.jpg>",
        "<img src='javascript:alert(1)'>",
        "<img src=/blank.gif>",
    ],
)
def test_counters_and_signs_are_no_pictures(img):
    article = read(f"<p>{img}</p>")
    assert article.pictures == []
    assert "<img" not in article.body_html


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ("The ferry in 2019.Credit: AP", "The ferry in 2019.", ["AP"]),
        ("The ferry. (Photo: Ann Lee/Reuters)", "The ferry.", ["Ann Lee/Reuters"]),
        ("Die Fähre. Foto: dpa", "Die Fähre.", ["dpa"]),
        ("The ferry at dawn © Ann Lee", "The ferry at dawn", ["Ann Lee"]),
        ("The ferry at dawn", "The ferry at dawn", []),
    ],
)
def test_caption_and_credit_are_parted(caption, text, credit):
    picture = read(f"<figure><img src=/f.jpg><figcaption>{caption}</figcaption></figure>").pictures[
        0
    ]
    assert (picture.caption, picture.credit) == (text, credit)


def test_a_credit_in_a_box_of_its_own_is_read():
    article = read(
        "<figure><img src=/f.jpg><figcaption>The ferry <span class='credit'>Photo: Ann Lee</span>"
        "</figcaption></figure>"
    )
    assert article.pictures[0].caption == "The ferry"
    assert article.pictures[0].credit == ["Ann Lee"]


@pytest.mark.parametrize(
    ("line", "credits_"),
    [
        ("Mandel Ngan/AFP via Getty Images", ["Mandel Ngan/AFP via Getty Images"]),
        ("Photo by Jean Levac /Postmedia News", ["Jean Levac", "Postmedia News"]),
        ("picture alliance/dpa | Hannes Albert", ["picture alliance/dpa", "Hannes Albert"]),
        ("Foto: Ana Holm, Nordbild", ["Ana Holm", "Nordbild"]),
        ("Copyright Shakh Aivazov", ["Shakh Aivazov"]),
        ("© dpa", ["dpa"]),
    ],
)
def test_a_credit_is_kept_as_written_and_parted_where_the_line_parts_it(line, credits_):
    assert names(line) == credits_


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (
            "Steel at the port. (Mario Jasso/Cuartoscuro)",
            "Steel at the port.",
            "Mario Jasso/Cuartoscuro",
        ),
        ("The minister in Madrid. EFE/ J.J. Ruiz", "The minister in Madrid.", "EFE/ J.J. Ruiz"),
        ("대선 후보가 연설하고 있다. 연합뉴스", "대선 후보가 연설하고 있다.", "연합뉴스"),
        ("Hastanede doktorlar. Fotoğraf : Ada Er/AA", "Hastanede doktorlar.", "Ada Er/AA"),
        ("Y bác sĩ nội soi. Ảnh: Bệnh viện", "Y bác sĩ nội soi.", "Bệnh viện"),
        ("The square at noon. — Picture by Yusof Isa", "The square at noon.", "Yusof Isa"),
        ("Rooms were redesigned. Supplied", "Rooms were redesigned.", "Supplied"),
    ],
)
def test_a_credit_without_a_box_of_its_own_is_told_from_the_caption(line, caption, credit):
    assert part(line) == (caption, credit)


@pytest.mark.parametrize(
    "caption",
    [
        "The mayor (left) and her deputy.",
        "Talks went on in Paris. Nobody spoke to Reuters about it",
        "A photo that changed the town",
    ],
)
def test_a_caption_without_credit_stays_whole(caption):
    assert part(caption) == (caption, None)


def test_a_caption_that_only_mentions_a_photo_is_whole():
    assert part("A photo that changed the town") == ("A photo that changed the town", None)


def test_captions_are_not_paragraphs_of_the_text():
    article = read("<figure><img src=/f.jpg><figcaption>Seen at dawn.</figcaption></figure>")
    assert "Seen at dawn" not in article.body_text
    assert "Seen at dawn" in article.body_html


def test_the_picture_above_the_body_leads():
    html = (
        "<meta property='og:image' content='/p/ferry.jpg'><header><h1>Head of the story</h1>"
        "<figure><img src='/p/ferry.jpg'><figcaption>The ferry.</figcaption></figure></header>"
        f"<div><p>{PROSE}</p><p>{PROSE}</p></div>"
    )
    article = extract(html, URL)
    assert article.lead_picture == article.pictures[0]
    assert article.lead_picture.caption == "The ferry."
    assert article.body_html.startswith("<figure>")


def test_a_declared_picture_leads_though_the_page_does_not_show_it():
    article = read("", head="<meta property='og:image' content='https://cdn.example/x.jpg'>")
    assert article.lead_picture.url == "https://cdn.example/x.jpg"
    assert article.pictures == []
