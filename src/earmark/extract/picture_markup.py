"""A picture as it is given out: an ``img``, or a ``figure`` with caption and credit."""

from earmark.extract.article import Picture
from earmark.extract.markup import Element


def figure(picture: Picture) -> Element:
    """The element for a picture with its caption and credit."""
    whole = Element("figure")
    if picture.url:
        whole.children.append(Element("img", img_attrs(picture)))
    caption: list[Element | str] = [picture.caption] if picture.caption else []
    if picture.credit:
        caption += [" "] if caption else []
        line = picture.credit_line or " / ".join(picture.credit)
        caption.append(Element("small", children=[line]))
    if caption:
        whole.children.append(Element("figcaption", children=caption))
    return whole


def img_attrs(picture: Picture) -> dict[str, str]:
    """The attributes of a picture's ``img``."""
    attrs = {"src": picture.url, "alt": picture.alt or ""}
    sizes = {"width": picture.width, "height": picture.height}
    return attrs | {name: str(size) for name, size in sizes.items() if size}
