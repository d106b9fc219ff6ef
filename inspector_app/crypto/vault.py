"""The vault: each officer's keys, wrapped by that officer's own passphrase.

Called by services at enrolment and unlock. One JSON file; beside it lies a 32-byte device secret
(mode 0600), so that the vault alone, copied to another machine, cannot be guessed at. Wrong tries
lock with a growing delay and are counted on disk before the answer is given. Must never wipe:
undelivered records are public evidence.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from inspector_app.clock import Clock, unix_seconds
from inspector_app.crypto.certificates import Certificate, read_pem
from inspector_app.crypto.digest import derive
from inspector_app.crypto.kdf import (
    FLOOR,
    KEY_BYTES,
    SALT_BYTES,
    KdfParameters,
    check_passphrase,
    derive_key,
)
from inspector_app.crypto.keys import Signer, SigningKey, SoftwareSigner
from inspector_app.domain.identifiers import Entropy, PersonId
from inspector_app.errors import KnownError
from inspector_app.whole_file import write_whole_file

FREE_TRIES = 5
LONGEST_LOCK_S = 3600
_FORMAT = "inspector-vault"
_VERSION = 1
_NONCE_BYTES = 12
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class UnlockedOfficer:
    """What a right passphrase gives; lives in memory until the officer locks.

    Attributes:
        store_key: 32-byte key of the laptop's store, the same for every officer of the laptop.
        key: The officer's own private key; also signs renewal requests.
        certificate: None while the bureau has not answered the enrolment.
    """

    person_id: PersonId
    store_key: bytes
    key: SigningKey
    certificate: Certificate | None

    def __repr__(self) -> str:
        return f"UnlockedOfficer({self.person_id})"

    @property
    def signer(self) -> Signer:
        """The officer's signer.

        Raises:
            KnownError: `crypto.certificate-pending` while there is no certificate yet.
        """
        if self.certificate is None:
            raise KnownError("crypto.certificate-pending")
        return SoftwareSigner(self.key, self.certificate)


@dataclass(frozen=True, slots=True)
class VaultEntry:
    """One officer as written in the file; the two wrapped values are nonce ‖ cipher text ‖ tag.

    Attributes:
        failures: Wrong tries since the last right one.
        last_failure: Unix seconds of the last wrong try, 0 for none.
    """

    person_id: PersonId
    name: str
    kdf: KdfParameters
    salt: bytes
    store_key: bytes
    private_key: bytes
    certificate: Certificate | None
    failures: int = 0
    last_failure: int = 0


class Vault:
    """The file of all officers enrolled on a laptop."""

    def __init__(
        self,
        path: Path,
        secret: bytes,
        entries: Mapping[PersonId, VaultEntry],
        kdf: KdfParameters,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._path = path
        self._secret = secret
        self._entries = dict(entries)
        self._kdf = kdf
        self._clock = clock
        self._entropy = entropy

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        device_secret: Path,
        clock: Clock,
        entropy: Entropy,
        kdf: KdfParameters = FLOOR,
    ) -> Vault:
        """Write an empty vault and its device secret.

        Args:
            kdf: Cost for passphrases set from now on; below `FLOOR` only in tests.
        Raises:
            KnownError: `crypto.vault-exists` rather than overwrite keys.
        """
        if path.exists():
            raise KnownError("crypto.vault-exists", path=path)
        if not device_secret.exists():
            write_whole_file(device_secret, entropy(_SECRET_BYTES), private=True)
        vault = cls(path, _read_secret(device_secret), {}, kdf, clock, entropy)
        vault._save()
        return vault

    @classmethod
    def load(
        cls,
        path: Path,
        *,
        device_secret: Path,
        clock: Clock,
        entropy: Entropy,
        kdf: KdfParameters = FLOOR,
    ) -> Vault:
        """Open an existing vault.

        Raises:
            KnownError: `crypto.vault-missing`, `crypto.vault-damaged`, `crypto.vault-version`,
                `crypto.device-secret-missing`.
        """
        try:
            data = path.read_bytes()
        except FileNotFoundError as problem:
            raise KnownError("crypto.vault-missing", path=path) from problem
        return cls(path, _read_secret(device_secret), _decode(data), kdf, clock, entropy)

    def people(self) -> tuple[VaultEntry, ...]:
        """Return the enrolled officers in the order of their enrolment."""
        return tuple(self._entries.values())

    def entry(self, person_id: PersonId) -> VaultEntry:
        """Return one officer's entry. Raises `crypto.person-unknown`."""
        try:
            return self._entries[person_id]
        except KeyError as problem:
            raise KnownError("crypto.person-unknown", person=person_id) from problem

    def enrol(
        self,
        person_id: PersonId,
        name: str,
        passphrase: str,
        *,
        store_key: bytes,
        key: SigningKey,
        certificate: Certificate | None = None,
    ) -> None:
        """Add an officer.

        Args:
            store_key: 32 bytes; for the second officer the one the first has unlocked.
            certificate: May follow by `put_certificate` when the bureau answers later.
        Raises:
            KnownError: `crypto.person-exists`, `crypto.passphrase-short`, `crypto.key-mismatch`.
        """
        if person_id in self._entries:
            raise KnownError("crypto.person-exists", name=name)
        if len(store_key) != KEY_BYTES:
            raise ValueError("a store key has 32 bytes")
        check_passphrase(passphrase)
        if certificate is not None:
            SoftwareSigner(key, certificate)
        self._entries[person_id] = self._wrap(
            person_id, name, passphrase, store_key, key, certificate
        )
        self._save()

    def unlock(self, person_id: PersonId, passphrase: str) -> UnlockedOfficer:
        """Open one officer's keys.

        Raises:
            KnownError: `crypto.locked` (slot seconds), `crypto.passphrase-wrong` (slots tries,
                seconds), `crypto.person-unknown`, `crypto.key-mismatch`.
        """
        entry = self.entry(person_id)
        waiting_s = self.locked_for_s(person_id)
        if waiting_s:
            raise KnownError("crypto.locked", name=entry.name, seconds=waiting_s)
        # Counted before the try: whoever cuts the power during it gains no free one.
        self._count(entry, entry.failures + 1)
        try:
            store_key, private_raw = self._unwrap(entry, passphrase)
        except InvalidTag as problem:
            raise KnownError(
                "crypto.passphrase-wrong",
                name=entry.name,
                tries=max(0, FREE_TRIES - entry.failures - 1),
                seconds=self.locked_for_s(person_id),
            ) from problem
        self._count(entry, 0)
        key = SigningKey(private_raw)
        if entry.certificate is not None and entry.certificate.public_key_raw != key.public_raw:
            raise KnownError("crypto.key-mismatch", name=entry.name)
        return UnlockedOfficer(person_id, store_key, key, entry.certificate)

    def locked_for_s(self, person_id: PersonId) -> int:
        """Return the seconds until the next try is allowed; 0 when it is allowed now.

        Five tries are free; then 2, 4, 8 ... seconds, at most an hour. A clock set back does not
        lengthen the wait beyond one full delay.
        """
        entry = self.entry(person_id)
        over = entry.failures - FREE_TRIES
        if over <= 0:
            return 0
        delay_s = min(LONGEST_LOCK_S, 1 << min(over, 12))
        left_s = entry.last_failure + delay_s - unix_seconds(self._clock.now())
        return max(0, min(left_s, delay_s))

    def change_passphrase(self, person_id: PersonId, old: str, new: str) -> None:
        """Wrap an officer's keys anew. Raises as `unlock`, and `crypto.passphrase-short`."""
        check_passphrase(new)
        opened = self.unlock(person_id, old)
        entry = self.entry(person_id)
        self._entries[person_id] = self._wrap(
            person_id, entry.name, new, opened.store_key, opened.key, entry.certificate
        )
        self._save()

    def put_certificate(self, person_id: PersonId, certificate: Certificate) -> None:
        """Store the bureau's answer to an enrolment or renewal; its key is compared at unlock.

        Raises:
            KnownError: `crypto.key-mismatch` when it names another person, or replaces a
                certificate of another key.
        """
        entry = self.entry(person_id)
        previous = entry.certificate
        if certificate.person_id != person_id or (
            previous is not None and previous.public_key_raw != certificate.public_key_raw
        ):
            raise KnownError("crypto.key-mismatch", name=entry.name)
        self._entries[person_id] = replace(entry, certificate=certificate)
        self._save()

    def _count(self, entry: VaultEntry, failures: int) -> None:
        now = unix_seconds(self._clock.now()) if failures else 0
        if (entry.failures, entry.last_failure) == (failures, now) == (0, 0):
            return
        self._entries[entry.person_id] = replace(entry, failures=failures, last_failure=now)
        self._save()

    def _wrap(
        self,
        person_id: PersonId,
        name: str,
        passphrase: str,
        store_key: bytes,
        key: SigningKey,
        certificate: Certificate | None,
    ) -> VaultEntry:
        salt = self._entropy(SALT_BYTES)
        cipher = AESGCM(self._wrapping_key(person_id, passphrase, salt, self._kdf))

        def wrapped(purpose: str, secret: bytes) -> bytes:
            nonce = self._entropy(_NONCE_BYTES)
            return nonce + cipher.encrypt(nonce, secret, _bound_to(person_id, purpose))

        return VaultEntry(
            person_id,
            name,
            self._kdf,
            salt,
            wrapped("store-key", store_key),
            wrapped("private-key", key.private_raw),
            certificate,
        )

    def _unwrap(self, entry: VaultEntry, passphrase: str) -> tuple[bytes, bytes]:
        cipher = AESGCM(self._wrapping_key(entry.person_id, passphrase, entry.salt, entry.kdf))

        def opened(purpose: str, value: bytes) -> bytes:
            nonce, sealed = value[:_NONCE_BYTES], value[_NONCE_BYTES:]
            return cipher.decrypt(nonce, sealed, _bound_to(entry.person_id, purpose))

        return opened("store-key", entry.store_key), opened("private-key", entry.private_key)

    def _wrapping_key(
        self, person_id: PersonId, passphrase: str, salt: bytes, kdf: KdfParameters
    ) -> bytes:
        known = derive_key(passphrase, salt, kdf)
        info = f"inspector/vault-v{_VERSION}/{person_id}".encode()
        return derive(known + self._secret, salt, info, KEY_BYTES)

    def _save(self) -> None:
        people = [_encode_entry(entry) for entry in self._entries.values()]
        document = {"format": _FORMAT, "version": _VERSION, "people": people}
        text = json.dumps(document, ensure_ascii=False, indent=1)
        write_whole_file(self._path, text.encode("utf-8"), private=True)


def _bound_to(person_id: PersonId, purpose: str) -> bytes:
    return rfc8785.dumps([_FORMAT, _VERSION, str(person_id), purpose])


def _encode_entry(entry: VaultEntry) -> dict[str, object]:
    return {
        "person_id": entry.person_id,
        "name": entry.name,
        "kdf": {
            "algorithm": "argon2id",
            "memory_kib": entry.kdf.memory_kib,
            "iterations": entry.kdf.iterations,
            "lanes": entry.kdf.lanes,
            "salt": base64.b64encode(entry.salt).decode("ascii"),
        },
        "store_key": base64.b64encode(entry.store_key).decode("ascii"),
        "private_key": base64.b64encode(entry.private_key).decode("ascii"),
        "certificate": entry.certificate.pem.decode("ascii") if entry.certificate else "",
        "failures": entry.failures,
        "last_failure": entry.last_failure,
    }


def _decode(data: bytes) -> dict[PersonId, VaultEntry]:
    try:
        document = json.loads(data)
        if document["format"] != _FORMAT:
            raise KnownError("crypto.vault-damaged", place="format")
        if document["version"] != _VERSION:
            raise KnownError("crypto.vault-version", found=document["version"], supported=_VERSION)
        entries = [_decode_entry(row) for row in document["people"]]
    except (ValueError, KeyError, TypeError, binascii.Error) as problem:
        raise KnownError("crypto.vault-damaged", place=type(problem).__name__) from problem
    return {entry.person_id: entry for entry in entries}


def _decode_entry(row: Mapping[str, Any]) -> VaultEntry:
    kdf = row["kdf"]
    parameters = KdfParameters(int(kdf["memory_kib"]), int(kdf["iterations"]), int(kdf["lanes"]))
    parameters.check()
    if kdf["algorithm"] != "argon2id":
        raise ValueError("unknown key derivation")
    certificate = str(row["certificate"])
    return VaultEntry(
        person_id=PersonId(str(row["person_id"])),
        name=str(row["name"]),
        kdf=parameters,
        salt=base64.b64decode(kdf["salt"], validate=True),
        store_key=base64.b64decode(row["store_key"], validate=True),
        private_key=base64.b64decode(row["private_key"], validate=True),
        certificate=read_pem(certificate.encode("ascii"))[0] if certificate else None,
        failures=int(row["failures"]),
        last_failure=int(row["last_failure"]),
    )


def _read_secret(path: Path) -> bytes:
    try:
        secret = path.read_bytes()
    except FileNotFoundError as problem:
        raise KnownError("crypto.device-secret-missing", path=path) from problem
    if len(secret) != _SECRET_BYTES:
        raise KnownError("crypto.device-secret-missing", path=path)
    return secret
