"""Promises of the codec: strict reading, equal bytes for equal values."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, datetime, timedelta
from types import MappingProxyType

import pytest

from inspector_app.clock import CHINA
from inspector_app.domain.assignments import Assignment, AssignmentKind
from inspector_app.domain.identifiers import AssignmentId, PersonId, UnitId
from inspector_app.domain.officers import Credential, Officer, Role
from inspector_app.domain.units import InspectedUnit, UnitCategory
from inspector_app.errors import KnownError
from inspector_app.wire.blobs import BlobRef
from inspector_app.wire.codec import decode, decode_canonical, encode
from inspector_app.wire.requests import Lane, LaneHead

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=CHINA)
OFFICER = Officer(
    PersonId("p-0001"),
    "演示甲",
    Role.OFFICER,
    "执法员",
    Credential("演执00001", "示例支队", date(2025, 1, 1), date(2027, 12, 31)),
)
UNIT = InspectedUnit(
    UnitId("u-1"),
    UnitCategory.INTERNET_CAFE,
    "示例网吧（演示）",
    "",
    "示例路1号",
    "示例区",
    "演示负责人",
    facts=MappingProxyType({"seats": "12"}),
)
ASSIGNMENT = Assignment(
    id=AssignmentId("a-1"),
    number="1号",
    record_number="第001号",
    kind=AssignmentKind.ROUTINE,
    unit_id=UnitId("u-1"),
    profile="culture",
    agency="示例支队",
    agency_short="文旅",
    reason="日常检查",
    basis=("cafe:4",),
    form_id="insp-wb",
    form_version="2026.1",
    form_sha256="ab" * 32,
    planned_from=NOON,
    planned_to=NOON + timedelta(hours=3),
    officer_ids=(PersonId("p-0001"),),
    approved_by="",
    approved_at=None,
)


@pytest.mark.parametrize("value", [OFFICER, ASSIGNMENT])
def test_domain_values_come_back_equal(value: object) -> None:
    assert decode(encode(value), type(value)) == value


def test_a_read_only_mapping_is_sent_like_any_other() -> None:
    again = decode(encode(UNIT), InspectedUnit)
    assert again.facts == {"seats": "12"}
    assert encode(again) == encode(UNIT)


def test_equal_mappings_give_equal_bytes_whatever_their_order() -> None:
    assert encode({"b": 1, "a": 2}) == encode(OrderedDict([("a", 2), ("b", 1)]))


def test_what_cannot_be_sent_is_our_fault() -> None:
    with pytest.raises(TypeError, match="cannot be sent"):
        encode(object())


@pytest.mark.parametrize(
    "data",
    [
        b'{"sha256":"%s","size":1,"extra":1}' % (b"a" * 64),
        b'{"sha256":"%s","size":-1}' % (b"a" * 64),
        b'{"sha256":"%s","size":9007199254740992}' % (b"a" * 64),
        b'{"sha256":"%s","size":1.0}' % (b"a" * 64),
        b'{"sha256":"%s","size":"1"}' % (b"a" * 64),
        b'{"sha256":"%s","size":1}' % (b"A" * 64),
        b'{"sha256":"%s","size":1}' % (b"a" * 63),
        b'{"size":1}',
        b"[]",
        b"",
        b"\xff",
        b"nul",
    ],
)
def test_messages_that_do_not_fit_are_refused(data: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        decode(data, BlobRef)
    assert caught.value.code == "request.malformed"


def test_an_unknown_field_of_a_domain_value_is_refused_at_any_depth() -> None:
    text = encode(OFFICER)
    for changed in (
        text.replace(b'"name":', b'"nick":"x","name":', 1),
        text.replace(b'"number":', b'"issuer":"x","number":', 1),
    ):
        with pytest.raises(KnownError) as caught:
            decode(changed, Officer)
        assert caught.value.code == "request.malformed"
    listed = b"[" + text.replace(b'"name":', b'"nick":"x","name":', 1) + b"]"
    with pytest.raises(KnownError):
        decode(listed, list[Officer])


def test_a_message_above_the_limit_is_not_even_read() -> None:
    with pytest.raises(KnownError) as caught:
        decode(b"[" * 100, list, limit=99)
    assert caught.value.code == "request.too-large"


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(KnownError):
        decode(b"[" * 100_000 + b"]" * 100_000, list)


HEAD = b'{"lane":"net","seq":3,"head":"%s"}' % (b"a" * 64)


def test_canonical_bytes_are_accepted() -> None:
    head = decode_canonical(HEAD, LaneHead)
    assert head == LaneHead(lane=Lane.NET, seq=3, head="a" * 64)
    assert encode(head) == HEAD


@pytest.mark.parametrize(
    "data",
    [
        HEAD.replace(b":3", b": 3"),
        HEAD.replace(b'"seq":3,', b'"seq":2,"seq":3,'),
        HEAD + b"\n",
        b'{"seq":3,"lane":"net","head":"%s"}' % (b"a" * 64),
        HEAD.replace(b"net", b"\\u006eet"),
    ],
)
def test_other_spellings_of_a_signed_message_are_refused(data: bytes) -> None:
    with pytest.raises(KnownError):
        decode_canonical(data, LaneHead)
