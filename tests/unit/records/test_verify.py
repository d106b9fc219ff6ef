"""Verification: each fact by itself, each with the right reason, and what a record is fit for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.records.content import JsonValue
from inspector_app.records.package import (
    CorePackage,
    build_core,
    open_core,
    withhold,
)
from inspector_app.records.seal import (
    PreparedSeal,
    close_seal,
    hidden_unit,
    sign_seal,
)
from inspector_app.records.verdict import Fact, State, Use, Verdict, unreadable_verdict
from inspector_app.records.wording import lines_of
from tests.builders.sealing import (
    NOW,
    World,
    certificates_of,
    judge,
    make_leaves,
    make_world,
    prepare,
    receipt_for,
    seal_core,
)

PHOTO = b"\xff\xd8 an untouched original"
DIGEST = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture(scope="module")
def core(world: World) -> CorePackage:
    return seal_core(world)


@pytest.fixture(scope="module")
def with_photo(world: World) -> CorePackage:
    return seal_core(world, make_leaves({DIGEST: len(PHOTO)}))


def codes(verdict: Verdict, fact: Fact) -> set[str]:
    return {reason.code for reason in verdict[fact].reasons}


def no_facts(verdict: Verdict) -> set[Fact]:
    return {fact for fact in Fact if verdict.state(fact) is State.NO}


def test_a_true_record_holds_in_every_fact(world: World, core: CorePackage) -> None:
    verdict = judge(world, core, receipt=receipt_for(world, core), successors=())
    states = {fact: verdict.state(fact) for fact in Fact}
    assert states == dict.fromkeys(Fact, State.YES) | {
        Fact.EVIDENCE: State.NOT_APPLICABLE,
        Fact.DOCUMENT: State.NOT_APPLICABLE,
        Fact.WITNESSED: State.NOT_APPLICABLE,
        Fact.SUPERSEDED: State.NO,
    }
    assert verdict.reasons == ()
    assert all(verdict.fit_for(use) for use in Use)
    assert [signer.name for signer in verdict.signers[:2]].count("演示甲") == 1
    assert verdict.signers[-1].role == "device"
    assert verdict.leaves == len(make_leaves())
    assert verdict.withheld == 0


def test_right_after_sealing_it_may_be_printed_and_relied_on_but_not_forgotten(
    world: World, core: CorePackage
) -> None:
    verdict = judge(world, core)
    assert verdict.state(Fact.RECEIVED) is State.UNKNOWN
    assert verdict.state(Fact.TIME) is State.UNKNOWN
    assert verdict.fit_for(Use.PRINT)
    assert verdict.fit_for(Use.RELY)
    assert verdict.fit_for(Use.INTAKE)
    assert not verdict.fit_for(Use.FORGET)
    assert not verdict.fit_for(Use.PUBLISH)
    assert verdict.hindrances(Use.FORGET) == (Fact.RECEIVED,)


def test_without_anchors_nothing_is_trusted(world: World, core: CorePackage) -> None:
    verdict = judge(world, core, anchors=None, receipt=receipt_for(world, core))
    assert verdict.state(Fact.TRUSTED) is State.UNKNOWN
    assert verdict.state(Fact.TWO_OFFICERS) is State.UNKNOWN
    assert verdict.state(Fact.RECEIVED) is State.UNKNOWN
    assert codes(verdict, Fact.TRUSTED) == {"cert.no-anchor"}
    assert verdict.state(Fact.INTACT) is State.YES
    assert not any(verdict.fit_for(use) for use in Use)


def test_another_bureaus_anchors_refuse(world: World, core: CorePackage) -> None:
    verdict = judge(world, core, anchors=make_world("foreign").anchors)
    assert no_facts(verdict) == {Fact.TRUSTED, Fact.TWO_OFFICERS}
    assert "cert.chain" in codes(verdict, Fact.TRUSTED)
    assert codes(verdict, Fact.TWO_OFFICERS) == {"officers.fewer", "cert.chain"}


# Content


def reseal(core: CorePackage, **changes: bytes) -> CorePackage:
    return replace(core, **changes)


def test_a_leaf_of_another_record_is_unknown(world: World, core: CorePackage) -> None:
    other = seal_core(world, make_leaves() | {"/unit/name": "别的单位"})
    line = next(
        line for line in other.disclosures.splitlines(keepends=True) if b'"/unit/name"' in line
    )
    lines = [
        line for line in core.disclosures.splitlines(keepends=True) if b'"/unit/name"' not in line
    ]
    mixed = sorted([*lines, line], key=lambda one: hashlib.sha256(b"\0" + one[:-1]).digest())
    verdict = judge(world, reseal(core, disclosures=b"".join(mixed)))
    assert codes(verdict, Fact.INTACT) == {"tree.leaf-unknown"}
    assert "/unit/name" in verdict[Fact.INTACT].reasons[0].sentence("zh")


def test_a_swapped_leaf_hash_breaks_the_root(world: World, core: CorePackage) -> None:
    leaves = bytes(32) + core.leaves[32:]
    verdict = judge(world, reseal(core, leaves=leaves))
    assert "tree.root" in codes(verdict, Fact.INTACT)


def test_a_missing_leaf_hash_breaks_count_and_root(world: World, core: CorePackage) -> None:
    verdict = judge(world, reseal(core, leaves=core.leaves[32:]))
    assert {"tree.count", "tree.root"} <= codes(verdict, Fact.INTACT)


def test_a_field_cannot_pass_as_padding(world: World) -> None:
    # A dishonest writer hides a field by calling it padding: then the padding does not add up.
    leaves = make_leaves()
    prepared = prepare(world, leaves)
    kept = [
        line
        for line in prepared.disclosures.splitlines(keepends=True)
        if b'"/party/objection"' not in line
    ]
    hiding = PreparedSeal(prepared.seal, prepared.root, prepared.leaves_bin, b"".join(kept))
    signatures = [sign_seal(hiding, officer) for officer in world.officers]
    closing = close_seal(hiding, signatures, world.device, 7, bytes.fromhex("11" * 32))
    core = build_core(
        hiding, signatures, closing, certificates_of(world, *world.officers, world.device)
    )
    verdict = judge(world, core)
    assert codes(verdict, Fact.COMPLETE) == {"tree.withheld"}
    assert verdict.withheld == 1
    assert not verdict.fit_for(Use.INTAKE)


def test_a_copy_with_fewer_leaves_still_verifies(world: World, core: CorePackage) -> None:
    copy = withhold(core, lambda pointer: not pointer.startswith(("/answers", "/party")))
    verdict = judge(world, copy, receipt=receipt_for(world, core))
    assert no_facts(verdict) == {Fact.COMPLETE}
    assert verdict.fit_for(Use.RELY)
    assert verdict.fit_for(Use.PUBLISH)
    assert not verdict.fit_for(Use.INTAKE)
    assert not verdict.fit_for(Use.FORGET)


def test_withholding_who_showed_the_credential_costs_the_two_officers(
    world: World, core: CorePackage
) -> None:
    copy = withhold(core, lambda pointer: not pointer.startswith("/procedure"))
    assert codes(judge(world, copy), Fact.TWO_OFFICERS) == {"officers.not-present"}


@pytest.mark.parametrize(
    ("leaves", "changes", "field"),
    [
        ({"/form": {"sha256": "cd" * 32}}, {}, "/form"),
        ({"/unit/credit_code": "91000000MA0000001X"}, {}, "/unit/credit_code"),
        ({"/supersedes": {"root": "77" * 32}}, {}, "/supersedes"),
        ({"/supersedes": {"root": "77" * 32}}, {"supersedes": bytes(32)}, "/supersedes"),
        ({"/chain": {"after_seq": 7, "after": "11" * 32}}, {}, "/chain"),
        ({"/chain": {"after_seq": 6, "after": "12" * 32}}, {}, "/chain"),
        ({"/unit/salt": "73" * 16}, {"unit_code": bytes(8)}, "/unit/name"),
        ({"/unit/salt": "no hex"}, {"unit_code": bytes(8)}, "/unit/name"),
    ],
)
def test_the_seal_must_say_what_the_leaves_say(
    world: World, leaves: Mapping[str, JsonValue], changes: dict[str, object], field: str
) -> None:
    core = seal_core(world, make_leaves() | dict(leaves), **changes)  # type: ignore[arg-type]
    verdict = judge(world, core)
    assert verdict[Fact.INTACT].reasons == (Reason.of("seal.differs", field=field),)


def test_a_hidden_unit_is_the_one_the_leaves_name(world: World) -> None:
    leaves = make_leaves() | {"/unit/salt": "73" * 16}
    hidden = hidden_unit("示例网吧（演示）", b"s" * 16)
    verdict = judge(world, seal_core(world, leaves, unit_code=hidden))
    assert verdict.state(Fact.INTACT) is State.YES


def test_events_between_tree_and_signatures_may_lie_in_the_chain(world: World) -> None:
    leaves = make_leaves() | {"/chain": {"after_seq": 3, "after": "99" * 32}}
    assert judge(world, seal_core(world, leaves)).state(Fact.INTACT) is State.YES


def test_leaves_of_a_wrong_kind_never_break_the_verifier(world: World) -> None:
    strange: dict[str, JsonValue] = {
        "/form": "text",
        "/chain": 7,
        "/time": {"wall": "nonsense", "monotonic_ns": "x"},
        "/evidence/001": {"sha256": "not hex", "size_bytes": "big"},
        "/evidence/002": "text",
        "/procedure/0009": {"kind": "credential-shown", "detail": "x"},
        "/persons/x": "too short",
        "/findings/a/b": 1,
        "/samples/WB-T1": {"deviating": [[1]]},
        "/document": [1],
        "/supersedes": None,
    }
    core = seal_core(world, make_leaves() | strange)
    verdict = judge(world, core)
    assert verdict.state(Fact.SIGNED) is State.YES
    assert open_core(core).content().unit["name"]


def test_every_fact_and_state_has_words_in_both_languages(world: World, core: CorePackage) -> None:
    verdicts = [
        judge(world, core),
        judge(world, core, anchors=None),
        judge(world, replace(core, leaves=core.leaves[32:])),
        unreadable_verdict(Reason.of("format.damaged", place="seal")),
    ]
    for verdict in verdicts:
        for language in ("zh", "en"):
            lines = lines_of(verdict, language)
            assert len(lines) == len(Fact)
            assert all(name and sentence for _, name, sentence, _ in lines)
            assert not any("{" in reason for *_, reasons in lines for reason in reasons)


def test_a_file_that_could_not_be_opened_is_fit_for_nothing() -> None:
    verdict = unreadable_verdict(Reason.of("format.damaged", place="seal"))
    assert verdict.codes == {"format.damaged"}
    assert not any(verdict.fit_for(use) for use in Use)
    assert verdict.to_json()["record_id"] == ""


def test_the_json_form_holds_facts_reasons_and_uses(world: World, core: CorePackage) -> None:
    document = judge(world, core).to_json()
    facts = document["facts"]
    assert isinstance(facts, dict)
    assert list(facts) == [fact.value for fact in Fact]
    assert facts["received"]["reasons"][0]["code"] == "receipt.absent"
    assert document["fit_for"] == {
        "intake": True,
        "print": True,
        "publish": False,
        "forget": False,
        "rely": True,
    }
    assert document["not_after"] == (NOW + timedelta(hours=2)).isoformat()
    assert judge(world, core, at=None).to_json()["not_after"] is None
