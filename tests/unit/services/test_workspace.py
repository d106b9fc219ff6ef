"""The workspace: made once, opened by a passphrase, never made again where one has been."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.clock import SteppingClock
from inspector_app.commands.training import data
from inspector_app.domain.officers import Role
from inspector_app.errors import KnownError
from inspector_app.services.workspace import Workspace

Reopen = Callable[[], Workspace]


def test_nothing_is_reachable_before_somebody_unlocks(empty_workspace: Workspace) -> None:
    assert empty_workspace.people() == ()
    with pytest.raises(KnownError) as caught:
        _ = empty_workspace.ledger
    assert caught.value.code == "workspace.locked"


def test_the_first_officer_makes_the_store_and_the_second_opens_the_same(
    workspace: Workspace, reopen: Reopen
) -> None:
    assert [officer.person_id for officer in workspace.unlocked] == [data.FIRST, data.SECOND]
    workspace.close()
    again = reopen()
    assert [person.person_id for person in again.people()] == [data.FIRST, data.SECOND]
    assert all(person.pending for person in again.people())
    officer = again.unlock(data.SECOND, data.PASSPHRASES[data.SECOND])
    assert officer.role is Role.OFFICER
    assert again.ledger.count() == 8
    again.close()


def test_a_wrong_passphrase_opens_nothing(workspace: Workspace, reopen: Reopen) -> None:
    workspace.close()
    again = reopen()
    with pytest.raises(KnownError) as caught:
        again.unlock(data.FIRST, "not the passphrase")
    assert caught.value.code == "crypto.passphrase-wrong"
    assert again.unlocked == ()
    again.close()


def test_the_store_closes_with_the_last_person(workspace: Workspace) -> None:
    workspace.lock(data.FIRST)
    assert workspace.ledger.count() == 8
    workspace.lock(data.SECOND)
    with pytest.raises(KnownError):
        _ = workspace.ledger
    workspace.unlock(data.FIRST, data.PASSPHRASES[data.FIRST])
    assert workspace.ledger.count() == 8
    workspace.lock_all()
    assert workspace.unlocked == ()


def test_a_third_officer_needs_somebody_unlocked(workspace: Workspace) -> None:
    workspace.lock_all()
    with pytest.raises(KnownError) as caught:
        workspace.enrolment.add_officer(data.EXPIRED, "x", data.PASSPHRASES[data.EXPIRED])
    assert caught.value.code == "workspace.locked"


def test_a_second_process_is_refused(empty_workspace: Workspace, reopen: Reopen) -> None:
    with pytest.raises(KnownError) as caught:
        reopen()
    assert caught.value.code == "store.in-use"


def test_a_used_folder_is_refused(workspace: Workspace, folder: Path, clock: SteppingClock) -> None:
    workspace.close()
    with pytest.raises(KnownError) as caught:
        Workspace.create(folder, clock=clock, entropy=os.urandom)
    assert caught.value.code == "workspace.exists"


@pytest.mark.parametrize(
    ("lost", "code"),
    [
        ("workspace.json", "workspace.missing"),
        ("store.db", "store.missing"),
        ("vault.json", "crypto.vault-missing"),
        ("device-secret", "crypto.device-secret-missing"),
    ],
)
def test_a_lost_file_stops_the_app_and_nothing_is_made(
    workspace: Workspace, reopen: Reopen, folder: Path, lost: str, code: str
) -> None:
    workspace.close()
    (folder / lost).unlink()
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(KnownError) as caught:
        reopen()
    assert caught.value.code == code
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_missing_folder_is_never_made_by_opening(reopen: Reopen, folder: Path) -> None:
    with pytest.raises(KnownError) as caught:
        reopen()
    assert caught.value.code == "workspace.missing"
    assert not folder.exists()


def test_a_newer_folder_is_refused_with_both_numbers(
    empty_workspace: Workspace, reopen: Reopen, folder: Path
) -> None:
    empty_workspace.close()
    mark = folder / "workspace.json"
    mark.write_text(mark.read_text().replace('"version": 1', '"version": 2'))
    with pytest.raises(KnownError) as caught:
        reopen()
    assert caught.value.code == "workspace.newer"
    assert caught.value.slots == {"found": 2, "known": 1}


def test_an_enrolment_cut_off_before_the_store_goes_on(
    empty_workspace: Workspace, reopen: Reopen, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(_: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(empty_workspace.enrolment, "_make_store", power_cut)
    with pytest.raises(KeyboardInterrupt):
        empty_workspace.enrolment.add_officer(data.FIRST, "x", data.PASSPHRASES[data.FIRST])
    empty_workspace.close()
    (folder / "store.db").write_bytes(b"half a store")
    again = reopen()
    again.unlock(data.FIRST, data.PASSPHRASES[data.FIRST])
    assert again.ledger.count() == 0
    assert (folder / "store.db.cut-off").read_bytes() == b"half a store"
    again.close()


def test_no_file_of_the_folder_shows_a_word_of_the_ledger(
    workspace: Workspace, folder: Path
) -> None:
    workspace.close()
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert "青禾网咖".encode() not in content
    assert b"SQLite format" not in content
