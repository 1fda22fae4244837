"""Content encodings undone piece by piece, so that a bomb goes off inside its limits.

Every decoder is a generator from wire chunks to plain pieces of bounded size. The output
of every stage is counted, also of one that only feeds another: memory and work stay in
proportion to the limits however small the wire form is.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain

import brotli
import zstandard

from earmark.errors import Reason
from earmark.fetch.budget import Budget
from earmark.fetch.policy import MIB

MAX_STACKED = 2
"""Encodings on top of each other. One is the rule, two a known misconfiguration."""

PIECE_BYTES = 64 * 1024
RATIO_FREE_BYTES = MIB  # a small page may pack as well as it likes
ZSTD_WINDOW_BYTES = 8 * MIB  # the most that a server may use (RFC 9659)
ZSTD_FEED_BYTES = 128  # a block of 4 bytes makes 128 KiB: at most 4 MiB come out at once


@dataclass(slots=True)
class Limits:
    """The most that may come out, see ``FetchPolicy``; and what has gone in so far."""

    max_body_bytes: int
    max_ratio: int
    wire_bytes: int = field(default=0, init=False)


def encodings_of(content_encoding: str | None, budget: Budget) -> list[str]:
    """The names in a Content-Encoding header, in order. Raises Unreachable for unknown ones."""
    names = [
        name.strip().lower().removeprefix("x-") for name in (content_encoding or "").split(",")
    ]
    names = [name for name in names if name not in {"", "identity"}]
    if len(names) > MAX_STACKED or not all(name in _DECODERS for name in names):
        raise budget.failure(
            Reason.BAD_ANSWER, "The site packs this page in a way that Earmark cannot undo."
        )
    return names


def inflated(
    wire: Iterator[bytes], encodings: list[str], limits: Limits, budget: Budget
) -> Iterator[bytes]:
    """The plain bytes of a body. Raises Unreachable at a limit and for damaged data.

    ``encodings`` are as Content-Encoding lists them: the one applied last comes last. An
    empty body is empty in every encoding.
    """
    stream = _counted(wire, limits)
    first = next(stream, b"")
    if not first:
        return
    stream = chain([first], stream)
    for name in reversed(encodings):
        stream = _limited(_DECODERS[name](stream), limits, budget)
    try:
        yield from stream if encodings else _limited(stream, limits, budget)
    except (zlib.error, brotli.error, zstandard.ZstdError, EOFError) as exc:
        raise budget.failure(
            Reason.BAD_ANSWER, "The site sent packed data that is damaged or cut off."
        ) from exc


def _counted(wire: Iterator[bytes], limits: Limits) -> Iterator[bytes]:
    for chunk in wire:
        if chunk:
            limits.wire_bytes += len(chunk)
            yield chunk


def _limited(stream: Iterator[bytes], limits: Limits, budget: Budget) -> Iterator[bytes]:
    total_bytes = 0
    for piece in stream:
        budget.remaining_s()
        total_bytes += len(piece)
        if total_bytes > limits.max_body_bytes:
            raise budget.too_large(limits.max_body_bytes)
        if total_bytes > max(RATIO_FREE_BYTES, limits.max_ratio * limits.wire_bytes):
            raise budget.failure(
                Reason.TOO_LARGE, "The page unpacks to far more than any real page does."
            )
        yield piece


def _gunzip(stream: Iterator[bytes]) -> Iterator[bytes]:
    return _members(stream, lambda: _zlib_member(zlib.MAX_WBITS | 16))


def _undeflate(stream: Iterator[bytes]) -> Iterator[bytes]:
    """Undoes ``deflate``: zlib by the standard, without its two-byte head by custom."""
    head = b""
    while len(head) < 2 and (chunk := next(stream, b"")):
        head += chunk
    has_zlib_head = head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
    window_bits = zlib.MAX_WBITS if has_zlib_head else -zlib.MAX_WBITS
    return _members(chain([head], stream), lambda: _zlib_member(window_bits))


def _unzstd(stream: Iterator[bytes]) -> Iterator[bytes]:
    context = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES)
    slices = (
        chunk[at : at + ZSTD_FEED_BYTES]
        for chunk in stream
        for at in range(0, len(chunk), ZSTD_FEED_BYTES)
    )
    return _members(slices, lambda: _zstd_member(context))


def _unbrotli(stream: Iterator[bytes]) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    for chunk in stream:
        piece = decoder.process(chunk, output_buffer_limit=PIECE_BYTES)
        while piece:
            yield piece
            if decoder.is_finished():
                return
            piece = decoder.process(b"", output_buffer_limit=PIECE_BYTES)
    if not decoder.is_finished():
        raise EOFError


_DECODERS: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}

_Member = Callable[[bytes], tuple[bytes, bytes, bool]]
"""Takes packed bytes; gives plain bytes, packed bytes not used yet, and whether it ended."""


def _members(stream: Iterator[bytes], start: Callable[[], _Member]) -> Iterator[bytes]:
    """The contents of gzip members or zstd frames, one after the other.

    What follows the last member and starts none is padding, which browsers overlook too.
    Raises EOFError when the stream ends within a member.
    """
    member, ended_members, made_bytes = start(), 0, 0
    for chunk in stream:
        rest = chunk
        while rest:
            try:
                piece, rest, has_ended = member(rest)
            except (zlib.error, zstandard.ZstdError):
                if ended_members and not made_bytes:
                    return
                raise
            made_bytes += len(piece)
            if piece:
                yield piece
            if has_ended:
                member, ended_members, made_bytes = start(), ended_members + 1, 0
    if made_bytes or not ended_members:
        raise EOFError


def _zlib_member(window_bits: int) -> _Member:
    inflater = zlib.decompressobj(window_bits)

    def feed(packed: bytes) -> tuple[bytes, bytes, bool]:
        piece = inflater.decompress(packed, PIECE_BYTES)
        rest = inflater.unconsumed_tail or inflater.unused_data
        if len(piece) == PIECE_BYTES and not rest:  # a little may still wait inside
            piece += inflater.decompress(b"", PIECE_BYTES)
        return piece, rest, inflater.eof

    return feed


def _zstd_member(context: zstandard.ZstdDecompressor) -> _Member:
    frame = context.decompressobj()

    def feed(packed: bytes) -> tuple[bytes, bytes, bool]:
        piece = frame.decompress(packed)
        return piece, frame.unused_data, frame.eof

    return feed
