"""Digests, derived keys, passphrase costs and the self-test."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from inspector_app.crypto import selftest
from inspector_app.crypto.digest import (
    blind_name,
    sha256,
    sha256_file,
    sha256_parts,
    sha256_stream,
    subkey,
)
from inspector_app.crypto.kdf import FLOOR, KdfParameters, calibrate, derive_key
from inspector_app.crypto.selftest import SELFTEST_COUNT, run_selftest
from inspector_app.errors import BugError, KnownError


def test_every_vector_runs_and_is_counted() -> None:
    assert run_selftest() == SELFTEST_COUNT == len(selftest._VECTORS)


@pytest.mark.parametrize("name", list(selftest._VECTORS))
def test_a_primitive_that_computes_something_else_stops_the_program(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(selftest._VECTORS, name, lambda: False)
    with pytest.raises(BugError) as caught:
        run_selftest()
    assert caught.value.code == "crypto.selftest-failed"
    assert caught.value.slots == {"vector": name}


def test_a_vector_that_vanished_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(selftest._VECTORS, "DSSE PAE")
    with pytest.raises(BugError):
        run_selftest()


def test_streams_and_files_hash_like_bytes(tmp_path: Path) -> None:
    data = bytes(range(256)) * 9000
    seen: list[int] = []
    digest, size = sha256_stream(io.BytesIO(data), seen.append)
    assert (digest, size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert seen[-1] == len(data)
    assert len(seen) == 3
    path = tmp_path / "file"
    path.write_bytes(data)
    assert sha256_file(path) == (digest, size)
    assert sha256_parts([data[:7], data[7:]]) == sha256(data)


def test_blind_names_are_stable_and_tell_nothing_without_the_key() -> None:
    digest = hashlib.sha256(b"a photo").hexdigest()
    assert blind_name(b"k" * 32, digest) == blind_name(b"k" * 32, digest)
    assert blind_name(b"k" * 32, digest) != blind_name(b"l" * 32, digest)
    assert digest not in blind_name(b"k" * 32, digest)


def test_subkeys_differ_by_purpose_and_need_a_whole_key() -> None:
    key = bytes(32)
    assert len({subkey(key, purpose) for purpose in ("database", "names", "files")}) == 3
    assert len(subkey(key, "long", 64)) == 64
    with pytest.raises(ValueError, match="32 bytes"):
        subkey(b"short", "x")


def test_the_floor_is_what_the_design_demands() -> None:
    assert KdfParameters(64 * 1024, 3, 1) == FLOOR
    assert FLOOR.reaches(FLOOR)
    assert not KdfParameters(32 * 1024, 9, 1).reaches(FLOOR)
    assert not KdfParameters(64 * 1024, 2, 1).reaches(FLOOR)


def test_calibration_never_goes_below_the_floor() -> None:
    assert calibrate(target_s=0.001).reaches(FLOOR)
    assert calibrate(target_s=60, most_iterations=4) == KdfParameters(FLOOR.memory_kib, 4, 1)


@pytest.mark.parametrize(
    "parameters", [KdfParameters(7, 1, 1), KdfParameters(64, 0, 1), KdfParameters(64, 1, 99)]
)
def test_absurd_costs_are_refused(parameters: KdfParameters) -> None:
    with pytest.raises(KnownError) as caught:
        derive_key("passphrase", b"s" * 16, parameters)
    assert caught.value.code == "crypto.vault-damaged"
