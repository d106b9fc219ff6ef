"""Enrolment on the laptop: keys stay here, certificates fit them, a cut-off one goes on."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from inspector_app.clock import SteppingClock
from inspector_app.commands.training import data
from inspector_app.crypto.authority import Authority
from inspector_app.crypto.certificates import write_pem
from inspector_app.crypto.keys import SigningKey, generate_signing_key
from inspector_app.crypto.requests import make_csr
from inspector_app.domain.identifiers import DeviceId
from inspector_app.errors import KnownError
from inspector_app.services.workspace import Workspace
from inspector_app.storage.device import DeviceIdentity

Reopen = Callable[[], Workspace]
DEVICE = DeviceId("d-0001")


@pytest.fixture
def authority(clock: SteppingClock) -> Authority:
    return Authority.create("示例局", now=clock.now(), entropy=os.urandom)


def _officer_pem(authority: Authority, clock: SteppingClock, csr: bytes) -> bytes:
    officer = data.officers(clock.now().date())[0]
    issued = authority.issue_officer(csr, officer, now=clock.now(), entropy=os.urandom)
    return write_pem([issued])


def _device_pem(authority: Authority, clock: SteppingClock, csr: bytes) -> bytes:
    issued = authority.issue_device(
        csr, device_id=DEVICE, name="演示笔记本", agency="示例局", now=clock.now(),
        entropy=os.urandom,
    )  # fmt: skip
    return write_pem([issued])


def test_an_officers_certificate_counts_from_now_on(
    workspace: Workspace, authority: Authority, clock: SteppingClock, reopen: Reopen
) -> None:
    assert not workspace.enrolment.has_certificate(data.FIRST)
    csr = workspace.enrolment.officer_request(data.FIRST)
    workspace.enrolment.put_officer_certificate(data.FIRST, _officer_pem(authority, clock, csr))
    assert workspace.enrolment.has_certificate(data.FIRST)
    kept = workspace.services.store.read(lambda t: t.device.certificates("officer", data.FIRST))
    assert len(kept) == 1
    workspace.close()
    again = reopen()
    assert [person.pending for person in again.people()] == [False, True]
    again.unlock(data.FIRST, data.PASSPHRASES[data.FIRST])
    again.close()


def test_a_certificate_for_another_key_is_refused(
    workspace: Workspace, authority: Authority, clock: SteppingClock
) -> None:
    stranger = make_csr(generate_signing_key(os.urandom), data.FIRST, "陈示范")
    with pytest.raises(KnownError) as caught:
        workspace.enrolment.put_officer_certificate(
            data.FIRST, _officer_pem(authority, clock, stranger)
        )
    assert caught.value.code == "crypto.key-mismatch"
    assert not workspace.enrolment.has_certificate(data.FIRST)


def test_the_devices_key_is_made_once_and_never_leaves(
    workspace: Workspace, authority: Authority, clock: SteppingClock
) -> None:
    with pytest.raises(KnownError) as caught:
        workspace.enrolment.device()
    assert caught.value.code == "workspace.not-enrolled"
    first = workspace.enrolment.device_request(DEVICE, "演示笔记本")
    kept = workspace.services.store.read(lambda t: t.device.get())
    workspace.enrolment.device_request(DEVICE, "演示笔记本")
    assert workspace.services.store.read(lambda t: t.device.get()) == kept
    assert kept is not None
    pem = _device_pem(authority, clock, first)
    workspace.enrolment.put_device(DeviceIdentity(DEVICE, b"other key", pem, b"root"))
    device = workspace.enrolment.device()
    assert device.signing_key == kept.signing_key
    assert SigningKey(device.signing_key).sign(b"x")
    assert device.certificate_pem == pem


def test_a_device_certificate_for_another_key_is_refused(
    workspace: Workspace, authority: Authority, clock: SteppingClock
) -> None:
    stranger = make_csr(generate_signing_key(os.urandom), DEVICE, "别的电脑")
    pem = _device_pem(authority, clock, stranger)
    with pytest.raises(KnownError) as caught:
        workspace.enrolment.put_device(DeviceIdentity(DEVICE, b"", pem, b""))
    assert caught.value.code == "workspace.not-enrolled"
    workspace.enrolment.device_request(DEVICE, "演示笔记本")
    with pytest.raises(KnownError) as caught:
        workspace.enrolment.put_device(DeviceIdentity(DEVICE, b"", pem, b""))
    assert caught.value.code == "crypto.key-mismatch"


def test_a_locked_officer_asks_for_nothing(workspace: Workspace) -> None:
    workspace.lock(data.SECOND)
    with pytest.raises(KnownError) as caught:
        workspace.enrolment.officer_request(data.SECOND)
    assert caught.value.code == "workspace.person-locked"
