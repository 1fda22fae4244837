"""Bytes to text, the way the web means it: BOM, header, markup, detection.

The order is the WHATWG sniffing order (HTML standard, 13.2.3.2), with one thing that
browsers leave to the reader's luck: a declared encoding is believed only while the bytes
fit it. Valid UTF-8 beyond ASCII does not come about by chance, so it wins over any label;
and an encoding that makes rubbish of the bytes gives way to the next one declared, to
UTF-8, and at last to detection.
"""

import re
from collections.abc import Iterator
from itertools import chain

from earmark.fetch.charset_labels import CODECS, MULTI_BYTE, encoding_for

HEAD_BYTES = 256 * 1024
"""How far declarations are looked for. The standard says 1,024 bytes; pages that put
scripts first declare later, and browsers find it there too, by starting again."""

FALLBACK = "windows-1252"

MAX_BAD_SHARE = 0.02
"""Of the characters beyond ASCII, the share that may be unreadable while an encoding is
still believed: a few broken bytes are common on long pages."""
MAX_BAD_SHARE_UTF8 = 0.5  # read as UTF-8, nearly every legacy letter is unreadable

MIN_UTF8_SURPLUS_BYTES = 6
"""Continuation bytes from which on valid UTF-8 is no legacy multi-byte text: one GBK
character in seven looks like UTF-8, six in a row do once in 100,000 times."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))

_UTF16 = frozenset({"utf-16le", "utf-16be"})

_HEADER_LABEL = re.compile(r"""charset\s*=\s*(?:["']\s*)?([^\s"';,]{1,40})""", re.IGNORECASE)
_XML_LABEL = re.compile(rb"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([^"'>]{1,40})""")
_META = re.compile(rb"<meta[\s/]([^>]*)", re.IGNORECASE)
_META_LABEL = re.compile(
    rb"""(?<![\w-])charset\s*=\s*(?:["']\s*)?([^\s"'/>;]{1,40})""", re.IGNORECASE
)
_STRAY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_C1_IN_UTF8 = re.compile(rb"\xc2[\x80-\x9f]")
_PARTS_WORDS = frozenset("\x0b\x0c\x85")


def decode_text(body: bytes, content_type: str | None) -> tuple[str, str]:
    r"""The text of a body, and the encoding it was read in: the WHATWG's name in lower case.

    Bytes that mean nothing become U+FFFD; NULs and stray control characters are taken
    out. Never raises.

    >>> decode_text(b"\xe9t\xe9", "text/html; charset=iso-8859-1")
    ('été', 'windows-1252')
    """
    body, bom = _without_bom(body)
    if (text := _plain_utf8(body)) is not None:
        return text, "utf-8"
    signs = (bom, _in_header(content_type), _in_markup(body))
    declared = [name for name in signs if name] or _utf16_by_nuls(body)
    if _is_surely_utf8(body, declared):
        return _cleaned(body.decode(), body), "utf-8"
    for name in chain(declared, _undeclared(body)):
        text = body.decode(CODECS[name], errors="replace")
        if _fits(text, name, body):
            return _cleaned(text, text.encode()), name
    name = [*declared, FALLBACK][0]
    text = body.decode(CODECS[name], errors="replace")
    return _cleaned(text, text.encode()), name


def without_controls(text: str) -> str:
    r"""The text without NULs and stray control characters, as ``decode_text`` gives it.

    >>> without_controls("Tide\0 rises")
    'Tide rises'
    """
    return _cleaned(text, text.encode("utf-8", "replace"))


def _plain_utf8(body: bytes) -> str | None:
    """The text when it is so surely UTF-8 that no declaration could say otherwise."""
    if _could_be_utf16(body):
        return None
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return _cleaned(text, body) if len(body) - len(text) >= MIN_UTF8_SURPLUS_BYTES else None


def _without_bom(body: bytes) -> tuple[bytes, str | None]:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :], name
    return body, None


def _in_header(content_type: str | None) -> str | None:
    found = _HEADER_LABEL.search(content_type or "")
    return encoding_for(found[1]) if found else None


def _in_markup(body: bytes) -> str | None:
    """What an XML declaration or a meta element outside comments says.

    It was read as ASCII, so it cannot be UTF-16, whatever it says: it means UTF-8 then.
    """
    head = body[:HEAD_BYTES]
    found = _XML_LABEL.match(head)
    labels = [found[1]] if found else []
    for part in _outside_comments(head):
        for meta in _META.finditer(part):
            labels += _META_LABEL.findall(meta[1])[:1]
    names = (encoding_for(label.decode("latin-1")) for label in labels)
    name = next((name for name in names if name), None)
    return "utf-8" if name in _UTF16 else name


def _outside_comments(head: bytes) -> Iterator[bytes]:
    start = 0
    while (opened := head.find(b"<!--", start)) >= 0:
        yield head[start:opened]
        start = head.find(b"-->", opened + 2)
        if start < 0:
            return
    yield head[start:]


def _utf16_by_nuls(body: bytes) -> list[str]:
    """UTF-16 without BOM shows by its NULs: markup is ASCII, half of which they then are."""
    start = body[:1024]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 4 < len(start) or min(even, odd) * 10 >= max(even, odd):
        return []
    return ["utf-16le" if odd > even else "utf-16be"]


def _is_surely_utf8(body: bytes, declared: list[str]) -> bool:
    name = declared[0] if declared else "utf-8"
    if name in _UTF16 and _could_be_utf16(body):
        return False
    try:
        surplus_bytes = len(body) - len(body.decode())
    except UnicodeDecodeError:
        return False
    return surplus_bytes >= (MIN_UTF8_SURPLUS_BYTES if name in MULTI_BYTE else 1)


def _undeclared(body: bytes) -> Iterator[str]:
    """Encodings to try when none declared fits, or none was; the dear one late."""
    yield "utf-8"
    from earmark.fetch.charset_detect import detected  # 30 ms, which few pages need

    yield from filter(None, (detected(body), FALLBACK))


def _could_be_utf16(body: bytes) -> bool:
    return b"\0" in body[:HEAD_BYTES]  # a space, a line end or a tag always holds one


def _fits(text: str, name: str, body: bytes) -> bool:
    if name in _UTF16 and not _could_be_utf16(body):
        return False
    unreadable = text.count("\ufffd")
    if not unreadable:
        return True
    beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
    share = MAX_BAD_SHARE_UTF8 if name == "utf-8" else MAX_BAD_SHARE
    return unreadable <= beyond_ascii * share


def _cleaned(text: str, utf8: bytes) -> str:
    """The text without stray controls, looked for in its UTF-8: five times as fast."""
    if len(utf8.translate(None, _CONTROLS)) == len(utf8) and not _C1_IN_UTF8.search(utf8):
        return text
    return _STRAY.sub(lambda stray: " " if stray[0] in _PARTS_WORDS else "", text)
