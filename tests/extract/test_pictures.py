"""Pictures: the right source, caption and credit; no counters, logos or duplicates."""

import pytest

from earmark.extract import extract, picture_features, picture_trees
from earmark.extract.credit import names, part
from earmark.extract.picture_identity import picture_key

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
        "<img src=/p/tiny.jpg?w=20 data-hero-lazyload=/p/ferry.jpg>",
        "<img src=/p/tiny.jpg data-widths='[300]' data-src='/p/ferry.jpg'>",
        "<picture><source media='(max-width: 500px)' srcset='/c.jpg 1500w'><img src=/p/ferry.jpg>",
        "<picture><source srcset='/p/ferry.jpg 1400w'><img src=/p/tiny.jpg></picture>",
        "<picture><source type=image/avif srcset='/p/f.avif 1400w'><img src=/p/ferry.jpg>",
        "<button><img src=/p/ferry.jpg></button>",
        "<site-image src=/p/ferry.jpg></site-image>",
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


def picture(inside: str, head: str = ""):
    found = read(inside, head).pictures
    assert len(found) == 1
    return found[0]


def test_the_credit_line_stays_as_the_page_writes_it():
    found = picture(
        "<figure><img src=/f.jpg><figcaption>A ship. Photo: A. Lee</figcaption></figure>"
    )
    assert found.credit_line == "Photo: A. Lee"
    assert (
        "<small>Photo: A. Lee</small>"
        in read(
            "<figure><img src=/f.jpg><figcaption>A ship. Photo: A. Lee</figcaption></figure>"
        ).body_html
    )


def test_a_caption_in_an_attribute_is_found():
    found = picture("<p><img src=/f.jpg data-caption='The ferry at &lt;b&gt;dawn&lt;/b&gt;.'></p>")
    assert (found.caption, found.caption_source) == ("The ferry at dawn .", "attribute")


def test_a_caption_that_the_page_declares_is_found():
    head = (
        "<script type=application/ld+json>{'@type': 'NewsArticle', 'image': [{'@type':"
        " 'ImageObject', 'url': 'https://x.example/harbour-ferry-2019.jpg',"
        " 'caption': 'The ferry at dawn.'}]}</script>"
    ).replace("'", '"')
    found = picture("<p><img src=/harbour-ferry-2019-800x600.jpg></p>", head)
    assert (found.caption, found.caption_source) == ("The ferry at dawn.", "json-ld")


def test_an_alternative_text_that_tells_stands_in_for_a_caption_and_says_so():
    told = "Two hundred people wait on the quay for the ferry."
    found = picture(f"<p><img src=/f.jpg alt='{told}'></p>")
    assert (found.caption, found.caption_source) == (told, "alt")


def test_an_alternative_text_that_only_names_the_motif_is_no_caption():
    assert picture("<p><img src=/f.jpg alt='A ferry'></p>").caption is None


def test_words_for_screen_readers_are_no_part_of_a_caption():
    found = picture(
        "<figure><img src=/f.jpg><figcaption><span class=visually-hidden>Photo</span>The ferry."
        "</figcaption></figure>"
    )
    assert found.caption == "The ferry."


def test_copies_of_a_picture_are_shown_once():
    found = read(
        "<figure><img src=/i/ferry-2019-300x200.jpg></figure>"
        "<noscript><img src=/i/ferry-2019.jpg></noscript>"
        "<figure><img src=https://cdn.example/w_800/ferry-2019.jpg></figure>"
    )
    assert len(found.pictures) == found.body_html.count("<img") == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/7/teaser.jpg", "https://a.example/8/teaser.jpg"),
        ("https://a.example/x/200x200", "https://a.example/y/200x200"),
        ("https://a.example/draw.php?tex=a%5E2", "https://a.example/draw.php?tex=b%5E2"),
    ],
)
def test_pictures_of_one_name_are_told_apart(one, other):
    assert picture_key(one) != picture_key(other)


def test_a_picture_in_a_dropped_box_stands_where_the_box_stood():
    html = read(
        "<div class=newsletter><form><input><p>Sign up now</p></form><figure><img src=/f.jpg>"
        "<figcaption>The ferry at dawn, seen from the hill.</figcaption></figure></div>"
    ).body_html
    assert "Sign up" not in html
    assert "</p><figure><img" in html


def test_the_trees_were_trained_on_the_features_that_are_measured():
    assert picture_trees.NAMES == picture_features.NAMES


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
