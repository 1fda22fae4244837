"""A guess at the legacy encoding of undeclared text, by its statistics."""

import re

from charset_normalizer import from_bytes

from earmark.fetch.charset_labels import CODECS

SAMPLE_BYTES = 8 * 1024
"""Of text, tags taken out, from the first byte beyond ASCII on: 1-5 ms of work."""

MIN_BEYOND_ASCII = 0.02
"""Share of bytes beyond ASCII below which there is nothing to count: English with curly
quotes, Dutch, Italian. Polish and Czech articles have 5 % and more."""

_TAG = re.compile(rb"<[^<>]*>")

# What undeclared pages really are in: the encodings that browsers once defaulted to.
_LEGACY = (
    *("windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254"),
    *("windows-1255", "windows-1256", "windows-874", "iso-8859-2", "koi8-r"),
    *("gb18030", "big5", "euc-jp", "shift_jis", "euc-kr"),
)
_NAMES = {CODECS[name].replace("-", "_"): name for name in _LEGACY}

# Languages that windows-1252 was made for: its neighbours score the same on their texts.
_WESTERN = frozenset(
    {
        *("English", "German", "French", "Spanish", "Portuguese", "Italian", "Dutch"),
        *("Swedish", "Danish", "Norwegian", "Finnish", "Indonesian"),
    }
)


def detected(body: bytes) -> str | None:
    """The encoding's name, or None where windows-1252 is as good a guess as any."""
    sample = _sample(body)
    beyond_ascii = sum(byte > 0x7F for byte in sample)
    if beyond_ascii < max(1, len(sample) * MIN_BEYOND_ASCII):
        return None
    best = from_bytes(sample, cp_isolation=list(_NAMES), enable_fallback=False).best()
    if best is None or best.language in _WESTERN:
        return None
    return _NAMES.get(best.encoding)


def _sample(body: bytes) -> bytes:
    beyond = re.search(rb"[\x80-\xff]", body)
    if not beyond:
        return b""
    start = beyond.start()
    return _TAG.sub(b" ", body[start : start + 8 * SAMPLE_BYTES])[:SAMPLE_BYTES]
