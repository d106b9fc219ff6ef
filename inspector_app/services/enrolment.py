"""Enrolment, the part on this laptop: keys made here, certificates put in their place.

Asked by `services/sync` (which talks to the bureau), the window and the training workspace. Every
step is on disk before the next, so that an enrolment cut off goes on where it stopped. Must never
hand a private key out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from inspector_app.crypto.certificates import Certificate, read_pem, write_pem
from inspector_app.crypto.keys import SigningKey, generate_signing_key
from inspector_app.crypto.requests import make_csr
from inspector_app.crypto.vault import Vault
from inspector_app.domain.identifiers import DeviceId, Entropy, PersonId
from inspector_app.errors import KnownError
from inspector_app.services.people import People
from inspector_app.storage.db import Store
from inspector_app.storage.device import DeviceIdentity

_STORE_KEY_BYTES = 32


class Enrolment:
    """Officers and the device of one workspace."""

    def __init__(
        self,
        vault: Vault,
        people: People,
        store: Callable[[], Store],
        make_store: Callable[[bytes], None],
        entropy: Entropy,
    ) -> None:
        """Bind to a workspace.

        Args:
            store: Returns the open store; raises `workspace.locked` while nobody has unlocked.
            make_store: Makes and opens the store with a new key, for the first officer.
        """
        self._vault = vault
        self._people = people
        self._store = store
        self._make_store = make_store
        self._entropy = entropy

    def add_officer(self, person_id: PersonId, name: str, passphrase: str) -> None:
        """Make an officer's key, wrap it and the store's key by the passphrase, and unlock.

        The first officer's enrolment makes the store; for every further one somebody has to have
        unlocked.

        Raises:
            KnownError: `crypto.person-exists`, `crypto.passphrase-short`, `workspace.locked`.
        """
        first = not self._vault.people()
        store_key = self._entropy(_STORE_KEY_BYTES) if first else self._known_store_key()
        self._vault.enrol(
            person_id,
            name,
            passphrase,
            store_key=store_key,
            key=generate_signing_key(self._entropy),
        )
        if first:
            self._make_store(store_key)
        self._people.add(self._vault.unlock(person_id, passphrase))

    def officer_request(self, person_id: PersonId) -> bytes:
        """Return the certificate request (PEM) of an unlocked officer.

        Raises:
            KnownError: `workspace.person-locked`.
        """
        person = self._people.get(person_id)
        return make_csr(person.key, person_id, self._vault.entry(person_id).name)

    def put_officer_certificate(self, person_id: PersonId, pem: bytes) -> Certificate:
        """Keep the bureau's certificate for an unlocked officer; the first one in the PEM counts.

        Raises:
            KnownError: `crypto.key-mismatch` when it belongs to another key or person.
        """
        person = self._people.get(person_id)
        certificate = read_pem(pem)[0]
        if certificate.public_key_raw != person.key.public_raw:
            raise KnownError("crypto.key-mismatch", name=certificate.name)
        self._vault.put_certificate(person_id, certificate)
        self._people.add(replace(person, certificate=certificate))
        self._store().write(
            lambda tables: tables.device.put_certificate(
                certificate.sha256,
                person_id,
                certificate.role.value,
                write_pem([certificate]),
            )
        )
        return certificate

    def has_certificate(self, person_id: PersonId) -> bool:
        """Tell whether an officer's certificate has come."""
        return self._vault.entry(person_id).certificate is not None

    def device_request(self, device_id: DeviceId, name: str) -> bytes:
        """Return the device's certificate request (PEM); its key is made and kept at the first
        call.

        Raises:
            KnownError: `workspace.locked`.
        """
        store = self._store()
        known = store.read(lambda tables: tables.device.get())
        if known is None or known.device_id != device_id:
            key = generate_signing_key(self._entropy)
            known = DeviceIdentity(
                device_id=device_id,
                signing_key=key.private_raw,
                certificate_pem=b"",
                anchors_pem=b"",
            )
            fresh = known
            store.write(lambda tables: tables.device.put(fresh))
        return make_csr(SigningKey(known.signing_key), device_id, name)

    def put_device(self, identity: DeviceIdentity) -> None:
        """Keep what the bureau answered: certificates, anchors, addresses.

        The key stays the one made here, whatever `identity.signing_key` says.

        Raises:
            KnownError: `workspace.not-enrolled` before `device_request`, `crypto.key-mismatch`.
        """
        store = self._store()
        known = store.read(lambda tables: tables.device.get())
        if known is None:
            raise KnownError("workspace.not-enrolled")
        certificate = read_pem(identity.certificate_pem)[0]
        if certificate.public_key_raw != SigningKey(known.signing_key).public_raw:
            raise KnownError("crypto.key-mismatch", name=certificate.name)
        kept = replace(identity, signing_key=known.signing_key)
        store.write(lambda tables: tables.device.put(kept))

    def device(self) -> DeviceIdentity:
        """Return the device's identity, complete.

        Raises:
            KnownError: `workspace.not-enrolled` while the bureau's answer is missing.
        """
        known = self._store().read(lambda tables: tables.device.get())
        if known is None or not known.certificate_pem:
            raise KnownError("workspace.not-enrolled")
        return known

    def _known_store_key(self) -> bytes:
        unlocked = self._people.unlocked
        if not unlocked:
            raise KnownError("workspace.locked")
        return self._people.get(unlocked[0]).store_key
