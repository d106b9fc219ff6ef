"""The vault: right passphrases open, wrong ones wait, nothing is ever wiped."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.clock import SteppingClock
from inspector_app.crypto.authority import Authority
from inspector_app.crypto.kdf import KdfParameters
from inspector_app.crypto.keys import SigningKey
from inspector_app.crypto.requests import make_csr
from inspector_app.crypto.vault import Vault
from inspector_app.domain.identifiers import Entropy, PersonId
from inspector_app.errors import KnownError

CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
RIGHT, WRONG = "演示口令 一二三四五六七八", "another passphrase"
ALPHA, BETA = PersonId("p-0001"), PersonId("p-0002")
STORE_KEY = bytes(range(32))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "vault.json"


@pytest.fixture
def vault(place: Path, clock: SteppingClock, entropy: Entropy) -> Vault:
    made = Vault.create(
        place, device_secret=place.with_name("device.key"), clock=clock, entropy=entropy, kdf=CHEAP
    )
    made.enrol(ALPHA, "演示甲", RIGHT, store_key=STORE_KEY, key=SigningKey(b"\x01" * 32))
    return made


def reopen(place: Path, clock: SteppingClock, entropy: Entropy) -> Vault:
    return Vault.load(
        place, device_secret=place.with_name("device.key"), clock=clock, entropy=entropy, kdf=CHEAP
    )


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def test_the_right_passphrase_gives_store_key_and_own_key(vault: Vault) -> None:
    opened = vault.unlock(ALPHA, RIGHT)
    assert opened.store_key == STORE_KEY
    assert opened.key.private_raw == b"\x01" * 32


def test_a_reopened_vault_still_opens(
    vault: Vault, place: Path, clock: SteppingClock, entropy: Entropy
) -> None:
    assert reopen(place, clock, entropy).unlock(ALPHA, RIGHT).store_key == STORE_KEY


def test_width_of_typed_letters_does_not_matter(vault: Vault) -> None:
    vault.enrol(
        BETA, "演示乙", "ｃｏｒｒｅｃｔ　horse", store_key=STORE_KEY, key=SigningKey(b"\x02" * 32)
    )
    assert vault.unlock(BETA, "correct horse").store_key == STORE_KEY


def test_each_officer_has_an_own_key_and_the_same_store_key(vault: Vault) -> None:
    opened = vault.unlock(ALPHA, RIGHT)
    vault.enrol(BETA, "演示乙", RIGHT, store_key=opened.store_key, key=SigningKey(b"\x02" * 32))
    other = vault.unlock(BETA, RIGHT)
    assert other.store_key == opened.store_key
    assert other.key.key_id != opened.key.key_id


def test_no_secret_stands_in_the_file(vault: Vault, place: Path) -> None:
    text = place.read_bytes()
    for secret in (STORE_KEY, b"\x01" * 32, RIGHT.encode()):
        assert secret not in text
        assert secret.hex().encode() not in text


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX thing")
def test_files_are_for_their_owner_only(vault: Vault, place: Path) -> None:
    for path in (place, place.with_name("device.key")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_copied_vault_is_worthless_without_the_device_secret(
    vault: Vault, place: Path, clock: SteppingClock, entropy: Entropy
) -> None:
    place.with_name("device.key").write_bytes(bytes(32))
    moved = reopen(place, clock, entropy)
    assert code_of(lambda: moved.unlock(ALPHA, RIGHT)) == "crypto.passphrase-wrong"
    place.with_name("device.key").unlink()
    assert code_of(lambda: reopen(place, clock, entropy)) == "crypto.device-secret-missing"


def test_five_wrong_tries_are_free_then_the_wait_doubles(
    vault: Vault, clock: SteppingClock
) -> None:
    for _ in range(5):
        assert code_of(lambda: vault.unlock(ALPHA, WRONG)) == "crypto.passphrase-wrong"
        assert vault.locked_for_s(ALPHA) == 0
    for expected_s in (2, 4, 8, 16):
        assert code_of(lambda: vault.unlock(ALPHA, WRONG)) == "crypto.passphrase-wrong"
        assert vault.locked_for_s(ALPHA) == expected_s
        assert code_of(lambda: vault.unlock(ALPHA, RIGHT)) == "crypto.locked"
        clock.advance(timedelta(seconds=expected_s))
    assert vault.unlock(ALPHA, RIGHT).store_key == STORE_KEY
    assert vault.entry(ALPHA).failures == 0


def test_the_wait_never_exceeds_an_hour(vault: Vault, clock: SteppingClock) -> None:
    for _ in range(30):
        clock.advance(timedelta(hours=2))
        assert code_of(lambda: vault.unlock(ALPHA, WRONG)) == "crypto.passphrase-wrong"
    assert vault.locked_for_s(ALPHA) == 3600
    clock.advance(timedelta(hours=1))
    assert vault.unlock(ALPHA, RIGHT).store_key == STORE_KEY, "locked, never wiped"


def test_a_clock_set_back_does_not_lengthen_the_wait(vault: Vault, clock: SteppingClock) -> None:
    for _ in range(6):
        code_of(lambda: vault.unlock(ALPHA, WRONG))
    clock.advance(timedelta(days=-365))
    assert vault.locked_for_s(ALPHA) == 2


def test_restarting_gives_no_free_tries(
    vault: Vault, place: Path, clock: SteppingClock, entropy: Entropy
) -> None:
    for _ in range(7):
        clock.advance(timedelta(minutes=1))
        code_of(lambda: reopen(place, clock, entropy).unlock(ALPHA, WRONG))
    assert reopen(place, clock, entropy).locked_for_s(ALPHA) == 4


def test_a_try_is_counted_before_it_is_answered(vault: Vault, place: Path) -> None:
    class PowerCutError(Exception):
        pass

    def cut(*_: object) -> bytes:
        raise PowerCutError

    vault._unwrap = cut  # type: ignore[method-assign,assignment]
    with pytest.raises(PowerCutError):
        vault.unlock(ALPHA, WRONG)
    assert json.loads(place.read_text("utf-8"))["people"][0]["failures"] == 1


def test_one_officers_lock_leaves_the_other_alone(vault: Vault) -> None:
    vault.enrol(BETA, "演示乙", RIGHT, store_key=STORE_KEY, key=SigningKey(b"\x02" * 32))
    for _ in range(8):
        code_of(lambda: vault.unlock(ALPHA, WRONG))
    assert vault.locked_for_s(ALPHA) > 0
    assert vault.unlock(BETA, RIGHT).person_id == BETA


def test_a_changed_passphrase_replaces_the_old_one(vault: Vault) -> None:
    vault.change_passphrase(ALPHA, RIGHT, "a wholly new one")
    assert code_of(lambda: vault.unlock(ALPHA, RIGHT)) == "crypto.passphrase-wrong"
    assert vault.unlock(ALPHA, "a wholly new one").store_key == STORE_KEY


def test_changing_with_a_wrong_passphrase_changes_nothing(vault: Vault) -> None:
    assert (
        code_of(lambda: vault.change_passphrase(ALPHA, WRONG, "a wholly new one"))
        == "crypto.passphrase-wrong"
    )
    assert vault.unlock(ALPHA, RIGHT).store_key == STORE_KEY


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [("short", "crypto.passphrase-short"), ("x" * 257, "crypto.passphrase-long")],
)
def test_passphrases_have_a_length(vault: Vault, passphrase: str, code: str) -> None:
    key = SigningKey(b"\x02" * 32)
    assert (
        code_of(lambda: vault.enrol(BETA, "乙", passphrase, store_key=STORE_KEY, key=key)) == code
    )


def test_nobody_is_enrolled_twice_and_strangers_are_told(vault: Vault) -> None:
    key = SigningKey(b"\x02" * 32)
    assert (
        code_of(lambda: vault.enrol(ALPHA, "甲", RIGHT, store_key=STORE_KEY, key=key))
        == "crypto.person-exists"
    )
    assert code_of(lambda: vault.unlock(BETA, RIGHT)) == "crypto.person-unknown"


def test_a_vault_is_never_overwritten(
    vault: Vault, place: Path, clock: SteppingClock, entropy: Entropy
) -> None:
    secret = place.with_name("device.key")
    assert (
        code_of(lambda: Vault.create(place, device_secret=secret, clock=clock, entropy=entropy))
        == "crypto.vault-exists"
    )


def test_a_missing_vault_is_never_recreated(
    place: Path, clock: SteppingClock, entropy: Entropy
) -> None:
    assert code_of(lambda: reopen(place, clock, entropy)) == "crypto.vault-missing"
    assert not place.exists()


def test_a_newer_vault_is_refused_with_both_numbers(
    vault: Vault, place: Path, clock: SteppingClock, entropy: Entropy
) -> None:
    place.write_text(place.read_text("utf-8").replace('"version": 1', '"version": 2'), "utf-8")
    with pytest.raises(KnownError) as caught:
        reopen(place, clock, entropy)
    assert caught.value.code == "crypto.vault-version"
    assert caught.value.slots == {"found": 2, "supported": 1}


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{}",
        b"[]",
        b'{"format": "other"}',
        b'{"format":"inspector-vault","version":1,"people":[{}]}',
        b'{"format":"inspector-vault","version":1,"people":7}',
    ],
)
def test_damage_is_told_as_damage(
    vault: Vault, place: Path, clock: SteppingClock, entropy: Entropy, damage: bytes
) -> None:
    place.write_bytes(damage)
    assert code_of(lambda: reopen(place, clock, entropy)) == "crypto.vault-damaged"


def test_absurd_cost_in_an_edited_file_is_refused(
    vault: Vault, place: Path, clock: SteppingClock, entropy: Entropy
) -> None:
    document = json.loads(place.read_text("utf-8"))
    document["people"][0]["kdf"]["memory_kib"] = 1 << 40
    place.write_text(json.dumps(document), "utf-8")
    assert code_of(lambda: reopen(place, clock, entropy)) == "crypto.vault-damaged"


def test_swapping_two_officers_wrapped_keys_opens_nothing(
    vault: Vault, place: Path, clock: SteppingClock, entropy: Entropy
) -> None:
    vault.enrol(BETA, "演示乙", RIGHT, store_key=STORE_KEY, key=SigningKey(b"\x02" * 32))
    document = json.loads(place.read_text("utf-8"))
    first, second = document["people"]
    first["private_key"], second["private_key"] = second["private_key"], first["private_key"]
    place.write_text(json.dumps(document), "utf-8")
    swapped = reopen(place, clock, entropy)
    assert code_of(lambda: swapped.unlock(ALPHA, RIGHT)) == "crypto.passphrase-wrong"


def test_without_a_certificate_nobody_signs(
    vault: Vault, authority: Authority, clock: SteppingClock, entropy: Entropy
) -> None:
    opened = vault.unlock(ALPHA, RIGHT)
    assert code_of(lambda: opened.signer) == "crypto.certificate-pending"
    certificate = authority.issue_device(
        make_csr(opened.key, ALPHA, "演示甲"),
        device_id=ALPHA,
        name="演示甲",
        agency="示例",
        now=clock.now(),
        entropy=entropy,
    )
    vault.put_certificate(ALPHA, certificate)
    assert vault.unlock(ALPHA, RIGHT).signer.certificate == certificate


def test_a_certificate_of_another_key_is_noticed_at_unlock(
    vault: Vault, authority: Authority, clock: SteppingClock, entropy: Entropy
) -> None:
    stranger = SigningKey(b"\x09" * 32)
    certificate = authority.issue_device(
        make_csr(stranger, ALPHA, "演示甲"),
        device_id=ALPHA,
        name="演示甲",
        agency="示例",
        now=clock.now(),
        entropy=entropy,
    )
    vault.put_certificate(ALPHA, certificate)
    assert code_of(lambda: vault.unlock(ALPHA, RIGHT)) == "crypto.key-mismatch"


def test_a_certificate_of_another_person_is_refused(
    vault: Vault, authority: Authority, clock: SteppingClock, entropy: Entropy
) -> None:
    opened = vault.unlock(ALPHA, RIGHT)
    certificate = authority.issue_device(
        make_csr(opened.key, BETA, "演示乙"),
        device_id=BETA,
        name="演示乙",
        agency="示例",
        now=clock.now(),
        entropy=entropy,
    )
    assert code_of(lambda: vault.put_certificate(ALPHA, certificate)) == "crypto.key-mismatch"


def test_an_unlocked_officer_shows_no_secret_when_printed(vault: Vault) -> None:
    assert STORE_KEY.hex() not in repr(vault.unlock(ALPHA, RIGHT))
    assert repr(vault.unlock(ALPHA, RIGHT)) == "UnlockedOfficer(p-0001)"
