"""Encrypted files: what went in comes out, from any place, and no damage passes."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from inspector_app.crypto.stream import (
    CHUNK_BYTES,
    HEADER_BYTES,
    StreamReader,
    decrypt_bytes,
    decrypt_stream,
    encrypt_bytes,
    encrypt_stream,
    new_file_key,
)
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError

SIZES = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 5)
KEY = b"k" * 32


def pattern(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


@pytest.mark.parametrize("size", SIZES)
def test_what_went_in_comes_out(size: int, entropy: Entropy) -> None:
    sealed, plain = io.BytesIO(), io.BytesIO()
    assert encrypt_stream(io.BytesIO(pattern(size)), sealed, KEY, entropy) == size
    assert decrypt_stream(sealed, plain, KEY) == size
    assert plain.getvalue() == pattern(size)


@pytest.mark.parametrize("size", SIZES)
def test_any_range_can_be_read_alone(size: int, entropy: Entropy) -> None:
    data = pattern(size)
    reader = StreamReader(io.BytesIO(encrypt_bytes(data, KEY, entropy)), KEY)
    assert reader.size_bytes == size
    for offset in (0, 1, CHUNK_BYTES - 3, CHUNK_BYTES, size - 2, size, size + 7):
        if offset >= 0:
            assert reader.read_range(offset, 6) == data[offset : offset + 6]
    reader.seek(-1, io.SEEK_END)
    assert reader.read() == data[-1:]
    assert reader.readable()
    assert reader.seekable()


def test_a_source_that_gives_little_at_a_time_makes_the_same_file(
    make_entropy: Callable[[str], Entropy],
) -> None:
    class Trickle(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size, 70_001) if size and size > 0 else size)

    data = pattern(CHUNK_BYTES + 9)
    target = io.BytesIO()
    encrypt_stream(Trickle(data), target, KEY, make_entropy("same"))
    assert target.getvalue() == encrypt_bytes(data, KEY, make_entropy("same"))


def test_readinto_and_buffered_reading_work(entropy: Entropy) -> None:
    data = pattern(CHUNK_BYTES + 100)
    reader = StreamReader(io.BytesIO(encrypt_bytes(data, KEY, entropy)), KEY)
    with io.BufferedReader(reader, 8192) as buffered:
        assert buffered.read(10) == data[:10]
        assert buffered.read() == data[10:]


def refused(data: bytes, key: bytes = KEY) -> bool:
    with pytest.raises(KnownError) as caught:
        decrypt_bytes(data, key)
    return caught.value.code == "crypto.file-damaged"


def test_every_flipped_byte_of_a_small_file_is_noticed(entropy: Entropy) -> None:
    sealed = encrypt_bytes(b"a small file", KEY, entropy)
    for place in range(len(sealed)):
        damaged = bytearray(sealed)
        damaged[place] ^= 0xFF  # all bits: a fixed byte would be no change once in 256
        assert refused(bytes(damaged)), place


@pytest.mark.parametrize("cut", [0, 1, 15, 16, 20, 31, HEADER_BYTES + CHUNK_BYTES + 16])
def test_a_cut_file_is_refused_even_at_a_chunk_edge(cut: int, entropy: Entropy) -> None:
    sealed = encrypt_bytes(pattern(2 * CHUNK_BYTES + 5), KEY, entropy)
    assert refused(sealed[:cut])


def test_swapped_and_doubled_chunks_are_refused(entropy: Entropy) -> None:
    sealed = encrypt_bytes(pattern(3 * CHUNK_BYTES), KEY, entropy)
    header, body = sealed[:HEADER_BYTES], sealed[HEADER_BYTES:]
    size = CHUNK_BYTES + 16
    one, two, three = body[:size], body[size : 2 * size], body[2 * size :]
    assert refused(header + two + one + three)
    assert refused(header + one + one + three)
    assert refused(header + one + three)
    assert refused(header + one + two + three + three)


def test_another_key_or_another_files_header_is_refused(entropy: Entropy) -> None:
    first, second = encrypt_bytes(b"one", KEY, entropy), encrypt_bytes(b"two", KEY, entropy)
    assert refused(first, b"x" * 32)
    assert refused(first[:HEADER_BYTES] + second[HEADER_BYTES:])


def test_file_keys_differ(entropy: Entropy) -> None:
    assert len({new_file_key(entropy) for _ in range(50)}) == 50
