"""Pictures that a page carries within itself get addresses, and are cut out by them."""

import io
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from earmark.archive.inlined import cut_out, read_html, with_addresses


def photograph(width: int = 640, colour: str = "teal", kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((width, width)).convert("RGB").save(out, kind)
    out.write(colour.encode())
    return out.getvalue()


PHOTOGRAPH = photograph()


def inlined(content: bytes, kind: str = "jpeg") -> str:
    return f"data:image/{kind};base64,{b64encode(content).decode()}"


def page(img: str, style: str = "") -> bytes:
    prose = "The harbour was quiet before the first boats came in from the north. " * 12
    return (
        f"<!doctype html><html><head><title>Boats</title>{style}</head><body><article>"
        f"<h1>Boats</h1><p>{prose}</p><figure>{img}<figcaption>A boat</figcaption></figure>"
        f"<p>{prose}</p></article></body></html>"
    ).encode()


def pictures(html: bytes) -> list[bytes]:
    """The bytes of the pictures of the article in the page."""
    article = read_html(html, "https://news.example.org/a", "text/html", None)
    addresses = [picture["url"] for picture in article["pictures"]]
    found, content = cut_out(html, addresses)
    ends = [sum(list(found["sizes"].values())[: n + 1]) for n in range(len(found["sizes"]))]
    return [content[a:b] for a, b in zip([0, *ends], ends, strict=False)]


@pytest.mark.parametrize(
    "img",
    [
        f'<img src="{inlined(PHOTOGRAPH)}" alt="A boat">',
        f"<img alt=boat src={inlined(PHOTOGRAPH)} width=640>",
        f"<img src='{inlined(PHOTOGRAPH)}'>",
        f'<img src="{inlined(PHOTOGRAPH).replace("data:image/jpeg", "DATA:image/JPEG;name=a")}">',
        f'<picture><source srcset="{inlined(PHOTOGRAPH)} 2x"><img src="data:,"></picture>',
    ],
)
def test_a_picture_within_the_page_is_one_of_the_article(img: str):
    assert pictures(page(img)) == [PHOTOGRAPH]


@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_a_picture_that_singlefile_put_into_its_style_is_one_of_the_article(quote: str):
    style = f"<style>:root{{--sf-img-3: url({quote}{inlined(PHOTOGRAPH)}{quote})}}</style>"
    holder = "data:image/svg+xml,<svg xmlns=&quot;http://www.w3.org/2000/svg&quot;></svg>"
    img = f'<img src="{holder}" style="background-image:var(--sf-img-3)!important" alt="x > y">'
    assert pictures(page(img, style)) == [PHOTOGRAPH]


@pytest.mark.parametrize(
    "content", [photograph(40), photograph(12, kind="PNG"), b"no picture" * 90, PHOTOGRAPH[:20]]
)
def test_signs_and_what_is_no_picture_are_left_out(content: bytes):
    assert pictures(page(f'<img src="{inlined(content)}">')) == []


def test_the_same_bytes_have_the_same_address_and_others_another():
    first, again, other = (
        read_html(page(f'<img src="{inlined(content)}">'), None, "text/html", None)["pictures"]
        for content in (PHOTOGRAPH, PHOTOGRAPH, photograph(colour="red"))
    )
    assert first == again
    assert first[0]["url"] != other[0]["url"]


def test_what_was_not_asked_for_is_not_cut_out():
    html = page(f'<img src="{inlined(PHOTOGRAPH)}">')
    assert cut_out(html, ["https://inlined.invalid/0"]) == ({"sizes": {}}, b"")


@given(st.binary(max_size=300), st.text("ABCabc012+/=<>'\" ", max_size=900))
def test_any_bytes_around_and_within_are_taken(around: bytes, within: str):
    html = around + b"<img src=data:image/png;base64," + within.encode() + b"'>" + around
    assert isinstance(with_addresses(html), bytes)
