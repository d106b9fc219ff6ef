"""The training world: a bureau on loopback and a laptop enrolled with it, made once, resumed.

Used by `inspector demo` and by the window's training mode. Everything is real: certificate
authority, TLS, one-time codes, approval, signed feed. Each step looks first whether it was done
already, so a world that was cut off is completed, never doubled.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import func, select

from inspector_app.bureau import schema
from inspector_app.bureau.house import Bureau
from inspector_app.bureau.serving import ServerThread
from inspector_app.clock import Clock
from inspector_app.commands.training import data
from inspector_app.commands.training.feed import seed
from inspector_app.domain.identifiers import Entropy, PersonId
from inspector_app.errors import KnownError
from inspector_app.services.sync.enrol import Asked, Enroller
from inspector_app.services.sync.views import Offline
from inspector_app.services.workspace import Workspace
from inspector_app.wire.enrol import EnrolmentState

NAME = "示例市文化执法支队（演练）"
LAPTOP = "演练笔记本"
APPROVER = "training"


class TrainingWorld:
    """A bureau and a laptop in one folder.

    Attributes:
        folder: Holds `bureau/` and `laptop/`.
        workspace: The laptop; nobody is unlocked until `unlock` or `enrol`.
    """

    def __init__(self, folder: Path, *, clock: Clock, entropy: Entropy) -> None:
        """Make or open both; the server is not yet started."""
        self.folder = folder
        self._clock = clock
        self._entropy = entropy
        self._stack = ExitStack()
        self._server: ServerThread | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self.bureau = self._stack.enter_context(self._open_bureau())
        laptop = folder / "laptop"
        make = Workspace.open if Workspace.exists(laptop) else Workspace.create
        self.workspace: Workspace = self._stack.enter_context(
            make(laptop, clock=clock, entropy=entropy)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the server, lock the laptop, close the bureau. A second call does nothing."""
        self.go_offline()
        self._stack.close()

    def go_online(self) -> str:
        """Start the server if it is not running and return its address.

        The port of the first start is kept: the laptop knows the bureau by it. If it is taken, the
        laptop is told the new one.
        """
        if self._server is None:
            kept = self.folder / "port"
            port = int(kept.read_text("ascii")) if kept.exists() else 0
            try:
                self._server = ServerThread(self.bureau, port=port)
            except KnownError as error:
                if error.code != "bureau.address":
                    raise
                self._server = ServerThread(self.bureau, port=0)
            kept.write_text(str(self._server.address.port), "ascii")
        return self._server.url

    def go_offline(self) -> None:
        """Stop the server."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def publish(self, today: date, first_at: time) -> int:
        """Put roster, ledger, checklists, law and the day's assignments into the bureau's feed.

        Returns:
            Number of the feed's last item.
        """
        return seed(self.bureau, today, first_at, cache=self.folder / "form-cache")

    def enrol(self) -> int:
        """Enrol the laptop and both officers, with codes and an approver's decision.

        Returns:
            How many certificates are in place afterwards.
        """
        url = self.go_online()
        officers = {one.person_id: one.name for one in data.officers(self._clock.now().date())}
        known = {one.person_id for one in self.workspace.people()}
        for person, passphrase in self._enrolled().items():
            if person in known:
                # A run cut off between the two: whoever is there lets the next one in.
                self.workspace.unlock(person, passphrase)
            else:
                self.workspace.enrolment.add_officer(person, officers[person], passphrase)
        if not self._device_known():
            self._enrol_device(url)
        done = 1
        for person in self._enrolled():
            if not self.workspace.enrolment.has_certificate(person):
                self._enrol_officer(url, person, officers[person])
            done += 1
        self.tell_address()
        return done

    def tell_address(self) -> None:
        """Tell the laptop where the running server is, should its port have changed."""
        url = self.go_online()
        identity = self.workspace.enrolment.device()
        if identity.bureau_url != url:
            self.workspace.enrolment.put_device(replace(identity, bureau_url=url))

    def bureau_counts(self) -> dict[str, int]:
        """Return what the bureau holds: records, blobs, quarantined."""
        with self.bureau.database.read() as connection:
            return {
                name: int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)
                for name, table in (
                    ("records", schema.record_key),
                    ("blobs", schema.blob),
                    ("quarantined", schema.quarantine),
                )
            }

    def unlock(self) -> None:
        """Unlock both officers, each with the own passphrase."""
        known = {officer.person_id for officer in self.workspace.unlocked} if self._open else set()
        for person, passphrase in self._enrolled().items():
            if person not in known:
                self.workspace.unlock(person, passphrase)

    @property
    def _open(self) -> bool:
        try:
            return self.workspace.services is not None
        except KnownError:
            return False

    @staticmethod
    def _enrolled() -> Mapping[PersonId, str]:
        return {person: data.PASSPHRASES[person] for person in (data.FIRST, data.SECOND)}

    def _open_bureau(self) -> Bureau:
        folder = self.folder / "bureau"
        if folder.exists():
            return Bureau.open(folder, clock=self._clock, entropy=self._entropy)
        # made aside and moved in one step: a bureau that was cut off half-made is made again
        fresh = self.folder / "bureau.new"
        shutil.rmtree(fresh, ignore_errors=True)
        bureau, first = Bureau.create(fresh, name=NAME, clock=self._clock, entropy=self._entropy)
        bureau.close()
        note = {"login": first.login, "password": first.password}
        (fresh / "first-account.json").write_text(json.dumps(note), "utf-8")
        fresh.rename(folder)
        return Bureau.open(folder, clock=self._clock, entropy=self._entropy)

    def _device_known(self) -> bool:
        try:
            return bool(self.workspace.enrolment.device().certificate_pem)
        except KnownError:
            return False

    def _enrol_device(self, url: str) -> None:
        with self.bureau.database.write() as connection:
            sheet = self.bureau.enrolment.invite_device(
                connection, LAPTOP, now=self._clock.now(), who=APPROVER
            )
        enroller = Enroller(self.workspace.enrolment, url, sheet.fingerprint)
        self._approve(enroller, _reached(enroller.ask_device(sheet.code.printed, LAPTOP)))

    def _enrol_officer(self, url: str, person: PersonId, name: str) -> None:
        with self.bureau.database.write() as connection:
            sheet = self.bureau.enrolment.invite_officer(
                connection, person, now=self._clock.now(), who=APPROVER
            )
        enroller = Enroller(self.workspace.enrolment, url, sheet.fingerprint)
        self._approve(enroller, _reached(enroller.ask_officer(sheet.code.printed, person, name)))

    def _approve(self, enroller: Enroller, asked: Asked) -> None:
        """Decide as the approver does who compared the fingerprint on both screens."""
        with self.bureau.database.write() as connection:
            for row in self.bureau.enrolment.pending(connection):
                if row.id == asked.id:
                    self.bureau.enrolment.approve(
                        connection, row.short, now=self._clock.now(), who=APPROVER
                    )
        if _reached(enroller.fetch(asked)).state is not EnrolmentState.APPROVED:
            raise KnownError("enrol.decided", id=asked.id)


def _reached(answer: Asked | Offline) -> Asked:
    if isinstance(answer, Offline):
        raise KnownError("sync.unreachable", detail=answer.detail or answer.reason.value)
    return answer
