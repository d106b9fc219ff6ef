"""Checklists, law and profiles on this laptop."""

from __future__ import annotations

import json
from datetime import date

import pytest

from inspector_app.errors import KnownError
from inspector_app.installation import resource
from inspector_app.services.workspace import Workspace


def test_the_shipped_catalogue_serves_until_the_bureaus_comes(workspace: Workspace) -> None:
    assert "cafe" in workspace.law.catalogue.laws
    assert workspace.law.day is not None
    delivered = [json.loads(resource("law", "cafe.json").read_text("utf-8"))]
    assert workspace.law.put_catalogue(json.dumps(delivered).encode(), 1)
    assert list(workspace.law.catalogue.laws) == ["cafe"]
    assert not workspace.law.put_catalogue(b"[]", 1)
    assert list(workspace.law.catalogue.laws) == ["cafe"]


@pytest.mark.parametrize("data", [b"{", b"{}", b"3", b'[{"key": "x"}]'])
def test_a_damaged_catalogue_leaves_the_old_one(workspace: Workspace, data: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        workspace.law.put_catalogue(data, 1)
    assert caught.value.code == "law.catalogue-damaged"
    assert "cafe" in workspace.law.catalogue.laws


@pytest.mark.parametrize("key", ["nowhere", "../culture", ""])
def test_an_unknown_profile_is_told(workspace: Workspace, key: str) -> None:
    assert workspace.law.profile("culture") is workspace.law.profile("culture")
    with pytest.raises(KnownError) as caught:
        workspace.law.profile(key)
    assert caught.value.code == "workspace.profile-missing"


def test_a_checklist_must_be_the_one_announced(workspace: Workspace) -> None:
    with pytest.raises(KnownError) as caught:
        workspace.forms.put(b"not a workbook", expected_sha256="00" * 32)
    assert caught.value.code == "workspace.form-other"
    with pytest.raises(KnownError) as caught:
        workspace.forms.get("00" * 32)
    assert caught.value.code == "workspace.form-missing"
    assert workspace.forms.list() == ()


def test_the_ledger_is_searched_by_two_characters(workspace: Workspace) -> None:
    assert [unit.name for unit in workspace.ledger.search("网咖")] == ["青禾网咖（示例）"]
    assert len(workspace.ledger.search("", "idc_room")) == 2
    with pytest.raises(KnownError) as caught:
        workspace.ledger.get(workspace.ledger.search("网咖")[0].id.__class__("none"))
    assert caught.value.code == "unit.unknown"


def test_the_law_book_follows_a_delivered_catalogue(workspace: Workspace) -> None:
    day = date(2026, 11, 21)
    assert workspace.law.book.search("WB-22", day)
    assert workspace.law.book is workspace.law.book
    delivered = [json.loads((resource("law") / "apl.json").read_text("utf-8"))]
    workspace.law.put_catalogue(json.dumps(delivered).encode(), 1)
    assert workspace.law.book.search("csl:23", day) == ()
    assert workspace.law.book.search("apl:42", day)
