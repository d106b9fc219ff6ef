"""The workspace: one folder, one laptop, everything a visit needs. The composition root.

Made by `__main__`, the commands and tests with `create` or `open`; the store opens at the first
unlock and closes when the last person locks. Must never make a new store where one has been.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from inspector_app.clock import Clock
from inspector_app.crypto.kdf import FLOOR, KdfParameters
from inspector_app.crypto.vault import Vault
from inspector_app.domain.identifiers import Entropy, PersonId
from inspector_app.domain.officers import Officer, Role
from inspector_app.errors import KnownError
from inspector_app.services.enrolment import Enrolment
from inspector_app.services.people import People
from inspector_app.storage.db import Store
from inspector_app.storage.files import write_file
from inspector_app.storage.lock import FolderLock
from inspector_app.storage.sqlcipher import file_errors

if TYPE_CHECKING:
    from inspector_app.services.assignments import Assignments
    from inspector_app.services.composition import Services
    from inspector_app.services.deadlines import Deadlines
    from inspector_app.services.evidence import Evidence
    from inspector_app.services.findings import Findings
    from inspector_app.services.forms_shelf import FormShelf
    from inspector_app.services.inspections import Inspections
    from inspector_app.services.law_shelf import LawShelf
    from inspector_app.services.ledger import Ledger
    from inspector_app.services.ledger_import import LedgerImport
    from inspector_app.services.records import Records
    from inspector_app.services.sealing import Sealing
    from inspector_app.services.signing import Signing
    from inspector_app.services.sync import Sync
    from inspector_app.services.writing import Writing

FORMAT = "inspector-workspace"
VERSION = 1
_MARK = "workspace.json"
_VAULT = "vault.json"
_SECRET = "device-secret"  # noqa: S105  a file name
_STORE = "store.db"
_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who can unlock this laptop.

    Attributes:
        wait_s: Seconds until the next try is allowed after wrong ones, 0 = now.
        pending: The bureau's certificate has not come yet.
    """

    person_id: PersonId
    name: str
    wait_s: int = 0
    pending: bool = False


class ServiceDoors:
    """The services of an open workspace; each raises `workspace.locked` while nobody has
    unlocked.
    """

    _services: Services | None = None

    @property
    def services(self) -> Services:
        """All services at once."""
        if self._services is None:
            raise KnownError("workspace.locked")
        return self._services

    @property
    def forms(self) -> FormShelf:
        """Checklists on this laptop."""
        return self.services.forms

    @property
    def law(self) -> LawShelf:
        """Law catalogue and procedure profiles."""
        return self.services.law

    @property
    def assignments(self) -> Assignments:
        """Orders to inspect."""
        return self.services.assignments

    @property
    def deadlines(self) -> Deadlines:
        """What is due, and when."""
        return self.services.deadlines

    @property
    def ledger(self) -> Ledger:
        """Inspected units."""
        return self.services.ledger

    @property
    def ledger_import(self) -> LedgerImport:
        """Tables of units, in and out."""
        return self.services.ledger_import

    @property
    def inspections(self) -> Inspections:
        """Visits."""
        return self.services.inspections

    @property
    def evidence(self) -> Evidence:
        """Photos and files."""
        return self.services.evidence

    @property
    def findings(self) -> Findings:
        """Failed items and what follows."""
        return self.services.findings

    @property
    def writing(self) -> Writing:
        """The record's words."""
        return self.services.writing

    @property
    def signing(self) -> Signing:
        """Frozen text, party, handwritten signatures."""
        return self.services.signing

    @property
    def sealing(self) -> Sealing:
        """From signatures to the sealed record."""
        return self.services.sealing

    @property
    def records(self) -> Records:
        """Sealed records, their packages and documents."""
        return self.services.records

    @property
    def sync(self) -> Sync:
        """The conversation with the bureau."""
        return self.services.sync


class Workspace(ServiceDoors):
    """One data folder of one laptop, held by one process."""

    def __init__(
        self, folder: Path, lock: FolderLock, vault: Vault, clock: Clock, entropy: Entropy
    ) -> None:
        """Bind; use `create` or `open`."""
        self._folder = folder
        self._lock = lock
        self._vault = vault
        self._clock = clock
        self._entropy = entropy
        self._people = People()
        self._services = None
        self.enrolment = Enrolment(
            vault, self._people, lambda: self.services.store, self._make_store, entropy
        )

    @classmethod
    def create(
        cls, folder: Path, *, clock: Clock, entropy: Entropy, kdf: KdfParameters = FLOOR
    ) -> Self:
        """Make a new workspace in an empty or new folder; the store comes with the first officer.

        Args:
            kdf: Cost of passphrases; below `FLOOR` only in tests.
        Raises:
            KnownError: `workspace.exists` when something is there, `store.in-use`, `store.io`.
        """
        with file_errors(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FolderLock(folder / _LOCK)
        try:
            _refuse_used(folder)
            # A vault without the mark is a creation that was cut off: nobody can be in it.
            (folder / _VAULT).unlink(missing_ok=True)
            vault = Vault.create(
                folder / _VAULT,
                device_secret=folder / _SECRET,
                clock=clock,
                entropy=entropy,
                kdf=kdf,
            )
            _write_mark(folder, store_made=False)
        except BaseException:
            lock.release()
            raise
        return cls(folder, lock, vault, clock, entropy)

    @classmethod
    def open(
        cls, folder: Path, *, clock: Clock, entropy: Entropy, kdf: KdfParameters = FLOOR
    ) -> Self:
        """Open an existing workspace; nobody is unlocked yet.

        Raises:
            KnownError: `workspace.missing`, `workspace.damaged`, `workspace.newer`, `store.in-use`,
                `store.missing`, `crypto.vault-…`. Nothing is made or repaired.
        """
        if not (folder / _MARK).is_file():
            raise KnownError("workspace.missing", path=folder)
        lock = FolderLock(folder / _LOCK)
        try:
            store_made = _read_mark(folder)
            vault = Vault.load(
                folder / _VAULT,
                device_secret=folder / _SECRET,
                clock=clock,
                entropy=entropy,
                kdf=kdf,
            )
            if store_made:
                _refuse_incomplete(folder, vault)
        except BaseException:
            lock.release()
            raise
        return cls(folder, lock, vault, clock, entropy)

    @staticmethod
    def exists(folder: Path) -> bool:
        """Tell whether a workspace is there."""
        return (folder / _MARK).is_file()

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._folder

    def people(self) -> tuple[SignIn, ...]:
        """Return who can unlock, in the order of enrolment."""
        return tuple(
            SignIn(
                entry.person_id,
                entry.name,
                self._vault.locked_for_s(entry.person_id),
                entry.certificate is None,
            )
            for entry in self._vault.people()
        )

    def unlock(self, person_id: PersonId, passphrase: str) -> Officer:
        """Unlock one person with the own passphrase; the first one opens the store.

        Returns:
            The officer as the roster knows the person; before the first pull of the roster only
            name and id, without a credential.
        Raises:
            KnownError: `crypto.passphrase-wrong`, `crypto.locked`, `crypto.person-unknown`,
                `store.damaged`, `store.newer`, `store.missing`.
        """
        person = self._vault.unlock(person_id, passphrase)
        if self._services is None:
            self._open_store(person.store_key)
        self._people.add(person)
        return self._officer(person_id)

    def lock(self, person_id: PersonId) -> None:
        """Forget one person's keys; with the last one the store closes."""
        self._people.remove(person_id)
        if not self._people.unlocked:
            self._close_store()

    def lock_all(self) -> None:
        """Forget everybody's keys and close the store; drafts are on disk already."""
        self._people.remove_all()
        self._close_store()

    @property
    def unlocked(self) -> tuple[Officer, ...]:
        """Who has unlocked, in that order."""
        return tuple(self._officer(person_id) for person_id in self._people.unlocked)

    def change_passphrase(self, person_id: PersonId, old: str, new: str) -> None:
        """Change a person's own passphrase.

        Raises:
            KnownError: as `unlock`, and `crypto.passphrase-short`.
        """
        self._vault.change_passphrase(person_id, old, new)

    def close(self) -> None:
        """Lock everybody and let the folder go. A second call does nothing."""
        self.lock_all()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _officer(self, person_id: PersonId) -> Officer:
        known = self.services.store.read(lambda tables: tables.officers.get(person_id))
        if known is not None:
            return known
        entry = self._vault.entry(person_id)
        return Officer(person_id, entry.name, Role.OFFICER, "", None)

    def _make_store(self, store_key: bytes) -> None:
        store = Store.create(self._folder / _STORE, store_key)
        _write_mark(self._folder, store_made=True)
        self._compose(store, store_key)

    def _open_store(self, store_key: bytes) -> None:
        path = self._folder / _STORE
        if not _read_mark(self._folder):
            # The first enrolment was cut off before its store was whole; put aside, never deleted.
            for leftover in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
                if leftover.exists():
                    leftover.replace(leftover.with_name(leftover.name + ".cut-off"))
            self._make_store(store_key)
            return
        self._compose(Store.open(path, store_key), store_key)

    def _compose(self, store: Store, store_key: bytes) -> None:
        # Imported here: the sign-in screen must not wait for fonts, pictures and the form engine.
        from inspector_app.services.composition import compose

        try:
            self._services = compose(
                self._folder,
                store,
                store_key,
                self._vault,
                self._people,
                self._clock,
                self._entropy,
            )
        except BaseException:
            store.close()
            raise

    def _close_store(self) -> None:
        services, self._services = self._services, None
        if services is not None:
            services.store.close()


def _refuse_used(folder: Path) -> None:
    if any((folder / name).exists() for name in (_MARK, _STORE)):
        raise KnownError("workspace.exists", path=folder)


def _refuse_incomplete(folder: Path, vault: Vault) -> None:
    if not (folder / _STORE).is_file():
        raise KnownError("store.missing", path=folder / _STORE)
    if not vault.people():
        raise KnownError("workspace.damaged", detail=_VAULT)


def _write_mark(folder: Path, *, store_made: bool) -> None:
    mark = {"format": FORMAT, "version": VERSION, "store": "made" if store_made else "none"}
    write_file(folder / _MARK, json.dumps(mark, indent=1).encode())


def _read_mark(folder: Path) -> bool:
    """Return whether the store was ever made."""
    try:
        mark = json.loads((folder / _MARK).read_bytes())
        if mark["format"] != FORMAT:
            raise KnownError("workspace.damaged", detail=_MARK)
        if mark["version"] > VERSION:
            raise KnownError("workspace.newer", found=mark["version"], known=VERSION)
        return bool(mark["store"] == "made")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KnownError("workspace.damaged", detail=_MARK) from error
