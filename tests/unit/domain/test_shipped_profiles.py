"""The shipped procedure profiles: readable, complete, honest about what nobody approved."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from inspector_app.domain.consequences import Code
from inspector_app.domain.law import BasisState
from inspector_app.domain.law_reading import catalogue_from_json
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.domain.procedure.profiles import Profile, profile_from_data

RESOURCES = Path(__file__).parents[3] / "resources"
KEYS = ["culture", "police", "telecom", "cyberspace", "secrecy"]
SLOTS = {"agency", "officers", "credentials", "basis", "reason", "device", "start", "notice"}


def _data(key: str) -> dict[str, object]:
    data: dict[str, object] = json.loads(
        (RESOURCES / "profiles" / f"{key}.json").read_text("utf-8")
    )
    return data


@pytest.fixture(params=KEYS)
def profile(request: pytest.FixtureRequest) -> Profile:
    return profile_from_data(_data(request.param))


def test_every_profile_names_the_documents_of_a_visit(profile: Profile) -> None:
    assert {"record", "notice", "order", "preservation", "refusal"} <= profile.documents.keys()
    assert profile.officers_minimum == 2


def test_the_first_lines_show_tell_and_ask(profile: Profile) -> None:
    steps = [ProcedureKind(line.step) for line in profile.opening]
    assert steps[0] is ProcedureKind.CREDENTIAL_SHOWN
    assert {ProcedureKind.RIGHTS_TOLD, ProcedureKind.RECORDING_TOLD} <= set(steps)
    for line in profile.opening:
        assert set(re.findall(r"\{(\w+)\}", line.text)) <= SLOTS
        assert set(re.findall(r"\{(\w+)\}", line.otherwise)) <= {"why"}


def test_allowed_consequences_are_known_codes(profile: Profile) -> None:
    assert profile.allowed <= {code.value for code in Code}
    assert (Code.BAN.value in profile.allowed) == (profile.key == "culture")


def test_who_approves_a_preservation_and_how_it_counts_differs_by_agency() -> None:
    police, culture = (profile_from_data(_data(key)).preservation for key in ("police", "culture"))
    assert police
    assert culture
    assert (police.approver, police.working_days) == ("办案部门负责人", False)
    assert (culture.approver, culture.working_days) == ("机关负责人", True)


def test_number_masks_use_hexagonal_brackets_and_a_counter(profile: Profile) -> None:
    for mask in profile.number_masks.values():
        assert re.fullmatch(r"[^〔]+字〔\{year\}〕第\{seq:03\}号", mask)


@pytest.mark.parametrize("key", KEYS)
def test_the_basis_of_every_profile_is_a_verified_article_and_nothing_claims_approval(
    key: str,
) -> None:
    laws = sorted((RESOURCES / "law").glob("*.json"))
    catalogue = catalogue_from_json(json.loads(path.read_text("utf-8")) for path in laws)
    data = _data(key)
    assert data["approved_by"] is None
    basis = data["basis"]
    assert isinstance(basis, list)
    for one in basis:
        state = catalogue.resolve(one, date(2026, 11, 21)).state
        assert state is BasisState.VERIFIED, one
