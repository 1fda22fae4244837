"""Content encodings: what was packed comes out, and a bomb stops at its limit."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.errors import Reason, Unreachable
from earmark.fetch.budget import Budget
from earmark.fetch.inflate import Limits, encodings_of, inflated
from earmark.fetch.policy import MIB

TEXT = b"<p>The harbour was quiet that morning.</p>" * 40


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
    "brotli": ("br", lambda data: bytes(brotli.compress(data, quality=5))),
    "zstd": ("zstd", zstandard.ZstdCompressor().compress),
}
every_packer = pytest.mark.parametrize("kind", PACKERS)


def chunks(data: bytes, size: int = 4096) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def unpack(
    wire: Iterator[bytes],
    *encodings: str,
    max_body_bytes: int = 32 * MIB,
    max_ratio: int = 200,
) -> bytes:
    budget = Budget("http://example.org/", 10.0, 16 * MIB)
    limits = Limits(max_body_bytes, max_ratio)
    return b"".join(inflated(wire, list(encodings), limits, budget))


@every_packer
@pytest.mark.parametrize("size", [1, 2, 7, 130, 10**6])
def test_what_was_packed_comes_out_however_it_was_cut(kind, size):
    name, pack = PACKERS[kind]
    assert unpack(chunks(pack(TEXT), size), name) == TEXT


@every_packer
@settings(max_examples=25, deadline=None)
@given(data=st.binary(min_size=1, max_size=5000), size=st.integers(1, 3000))
def test_any_bytes_come_out_as_they_went_in(kind, data, size):
    name, pack = PACKERS[kind]
    assert unpack(chunks(pack(data), size), name) == data


@every_packer
def test_a_large_page_comes_out_whole(kind):
    name, pack = PACKERS[kind]
    page = b"".join(b"<p>paragraph %d</p>" % number for number in range(100_000))
    assert unpack(chunks(pack(page), 65536), name) == page


@every_packer
def test_two_encodings_are_undone_in_the_reverse_order(kind):
    name, pack = PACKERS[kind]
    assert unpack(chunks(gzip.compress(pack(TEXT))), name, "gzip") == TEXT


def test_plain_bytes_pass_through():
    assert unpack(chunks(TEXT)) == TEXT


@every_packer
def test_an_empty_body_is_empty_in_every_encoding(kind):
    assert unpack(iter([]), PACKERS[kind][0]) == b""
    assert unpack(iter([b""]), PACKERS[kind][0]) == b""


@pytest.mark.parametrize("kind", ["gzip", "zstd"])
def test_several_members_come_out_one_after_the_other(kind):
    name, pack = PACKERS[kind]
    assert unpack(chunks(pack(TEXT) + pack(b"") + pack(b"end"), 50), name) == TEXT + b"end"


@pytest.mark.parametrize("kind", ["gzip", "zstd", "deflate"])
def test_padding_after_the_last_member_is_overlooked(kind):
    name, pack = PACKERS[kind]
    assert unpack(chunks(pack(TEXT) + b"\0" * 600, 100), name) == TEXT


@every_packer
@settings(max_examples=25, deadline=None)
@given(keep=st.floats(0.01, 0.97))
def test_a_cut_off_body_is_a_bad_answer(kind, keep):
    name, pack = PACKERS[kind]
    packed = pack(TEXT)
    with pytest.raises(Unreachable, match="damaged or cut off") as failure:
        unpack(chunks(packed[: max(1, int(len(packed) * keep))]), name)
    assert failure.value.reason is Reason.BAD_ANSWER


@pytest.mark.parametrize("name", ["gzip", "br", "zstd"])
def test_a_body_that_was_never_packed_is_a_bad_answer(name):
    with pytest.raises(Unreachable) as failure:
        unpack(chunks(b"<!doctype html><title>plain</title>" * 9), name)
    assert failure.value.reason is Reason.BAD_ANSWER


@settings(deadline=None)
@given(data=st.binary(max_size=3000), name=st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_any_bytes_end_in_a_body_or_a_stated_reason(data, name):
    with suppress(Unreachable):
        unpack(chunks(data, 100), name)


def bomb(kind: str, mib: int) -> bytes:
    """``mib`` MiB of one letter, packed; made piece by piece, not to disturb the measure."""
    start: dict[str, Callable[[], object]] = {
        "gzip": lambda: zlib.compressobj(9, zlib.DEFLATED, 31),
        "deflate": lambda: zlib.compressobj(9),
        "raw deflate": lambda: zlib.compressobj(9, zlib.DEFLATED, -15),
        "brotli": lambda: brotli.Compressor(quality=3),
        "zstd": lambda: zstandard.ZstdCompressor().compressobj(),
    }
    packer = start[kind]()
    step = getattr(packer, "compress", None) or packer.process
    end = getattr(packer, "flush", None) if kind != "brotli" else packer.finish
    return b"".join(step(b"A" * MIB) for _ in range(mib)) + end()


@every_packer
def test_a_bomb_stops_by_its_ratio_within_little_memory(kind):
    packed = bomb(kind, 32)
    tracemalloc.start()
    with pytest.raises(Unreachable, match="unpacks to far more") as failure:
        unpack(chunks(packed, 65536), PACKERS[kind][0])
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert failure.value.reason is Reason.TOO_LARGE
    assert peak_bytes < 16 * MIB  # 200 times the first 64 KiB read, and the decoder


@every_packer
def test_a_page_above_the_body_limit_is_too_large(kind):
    with pytest.raises(Unreachable, match="larger than 3 MiB") as failure:
        unpack(chunks(bomb(kind, 5)), PACKERS[kind][0], max_body_bytes=3 * MIB, max_ratio=10**9)
    assert failure.value.reason is Reason.TOO_LARGE


def test_a_bomb_between_two_encodings_stops_as_well():
    many_empty_members = gzip.compress(b"") * 100_000  # 2 MB that unpack to nothing
    packed = gzip.compress(many_empty_members)
    with pytest.raises(Unreachable, match="unpacks to far more"):
        unpack(chunks(packed, 65536), "gzip", "gzip")


def test_a_zstd_window_beyond_the_standard_is_refused():
    wide = zstandard.ZstdCompressionParameters.from_level(1, window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    with pytest.raises(Unreachable):
        unpack(iter([packer.compress(TEXT) + packer.flush()]), "zstd")


def test_a_small_page_may_pack_as_well_as_it_likes():
    assert len(unpack(iter([bomb("gzip", 1)]), "gzip")) == MIB


def test_the_names_of_encodings_are_read_as_servers_write_them():
    budget = Budget("http://example.org/", 1.0, MIB)
    assert encodings_of(None, budget) == []
    assert encodings_of("identity", budget) == []
    assert encodings_of(" X-GZIP ,, identity", budget) == ["gzip"]
    assert encodings_of("br, gzip", budget) == ["br", "gzip"]


@pytest.mark.parametrize("header", ["x-zip-1999", "compress", "gzip, gzip, gzip", "gzip;q=1"])
def test_encodings_that_cannot_be_undone_are_a_bad_answer(header):
    with pytest.raises(Unreachable, match="cannot undo") as failure:
        encodings_of(header, Budget("http://example.org/", 1.0, MIB))
    assert failure.value.reason is Reason.BAD_ANSWER
