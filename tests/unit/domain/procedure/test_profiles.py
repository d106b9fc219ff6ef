"""Procedure profiles: those shipped are whole, and a damaged one is named with its key."""

from __future__ import annotations

import json
from typing import Any

import pytest

from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.domain.procedure.profiles import profile_from_data
from inspector_app.errors import KnownError
from inspector_app.installation import resource

SHIPPED = sorted(resource("profiles").glob("*.json"))


def data(name: str = "culture") -> dict[str, Any]:
    return dict(json.loads(resource("profiles", f"{name}.json").read_text("utf-8")))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_profile_is_whole(path: Any) -> None:
    profile = profile_from_data(json.loads(path.read_text("utf-8")))
    assert profile.key == path.stem
    assert profile.officers_minimum >= 2
    assert {"record", "notice", "order"} <= profile.documents.keys()
    steps = [line.step for line in profile.opening]
    assert all(ProcedureKind(step) for step in steps if step)
    assert {"credential-shown", "rights-told", "recording-told"} <= set(steps)
    assert profile.preservation is not None
    assert profile.preservation.days > 0


@pytest.mark.parametrize(
    "key", ["key", "agency_short", "title", "officers_minimum", "documents", "opening", "allowed"]
)
def test_a_missing_key_is_named(key: str) -> None:
    broken = data()
    del broken[key]
    with pytest.raises(KnownError) as error:
        profile_from_data(broken)
    assert error.value.code == "procedure.profile-damaged"
    assert key in error.value.sentence("zh")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("officers_minimum", 1),
        ("officers_minimum", True),
        ("opening", [{"step": "rights-told"}]),
        ("preservation", {"days": 0}),
        ("documents", []),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(key: str, value: object) -> None:
    with pytest.raises(KnownError):
        profile_from_data(data() | {key: value})


def test_what_a_newer_bureau_adds_is_ignored() -> None:
    assert profile_from_data(data() | {"colour": "blue"}).key == "culture"
