"""Gates: each one tells what is wrong and how to fix it, and nobody slips through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from inspector_app.domain.assignments import Assignment, AssignmentKind
from inspector_app.domain.identifiers import AssignmentId, PersonId, UnitId
from inspector_app.domain.officers import Credential, Officer, Role
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.domain.procedure.gates import (
    Gate,
    GateFacts,
    GateStage,
    GateState,
    OfficerFacts,
    ReadinessFacts,
    evaluate_gates,
    require,
)
from inspector_app.domain.procedure.profiles import Profile, profile_from_data
from inspector_app.errors import KnownError

NOW = datetime(2026, 11, 20, 9, 21, tzinfo=timezone(timedelta(hours=8)))
AGENCY = "示例市文化市场综合行政执法支队"


def officer(number: str, name: str, **changes: object) -> Officer:
    made = Officer(
        person_id=PersonId(f"P{number}"),
        name=name,
        role=Role.OFFICER,
        post="执法员",
        credential=Credential(f"演示-{number}", AGENCY, date(2024, 1, 1), date(2027, 6, 30)),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


FIRST = officer("3301", "陈示范")
SECOND = officer("3302", "林样例")
SPARE = officer("3303", "周范本")


@pytest.fixture
def profile() -> Profile:
    return profile_from_data(
        {
            "key": "culture",
            "agency_short": "文旅",
            "title": {"zh": "文化市场综合行政执法", "en": "Culture"},
            "officers_minimum": 2,
            "documents": {"record": "现场检查笔录", "notice": "行政检查通知书"},
            "credential": "执法证",
            "spot_reasons": ["投诉举报"],
            "opening": [],
            "allowed": ["R", "I", "O"],
        }
    )


@pytest.fixture
def facts(profile: Profile) -> GateFacts:
    assignment = Assignment(
        id=AssignmentId("A1"),
        number="示文综检审〔2026〕112号",
        record_number="示文综检笔字〔2026〕第037号",
        kind=AssignmentKind.ROUTINE,
        unit_id=UnitId("U1"),
        profile="culture",
        agency=AGENCY,
        agency_short="文旅",
        reason="日常检查",
        basis=("cafe:4", "apl:55"),
        form_id="insp-wb",
        form_version="2026.1",
        form_sha256="00" * 32,
        planned_from=NOW - timedelta(hours=1),
        planned_to=NOW + timedelta(hours=8),
        officer_ids=(FIRST.person_id, SECOND.person_id),
        approved_by="王样章",
        approved_at=NOW - timedelta(days=2),
        visits_this_year=1,
        visits_cap=2,
    )
    return GateFacts(
        assignment=assignment,
        profile=profile,
        now=NOW,
        officers=(OfficerFacts(FIRST, unlocked=True), OfficerFacts(SECOND, unlocked=True)),
        readiness=ReadinessFacts(True, "网吧检查表", "2026.1", date(2026, 11, 16), True),
        substitutes=(SPARE,),
    )


@pytest.fixture
def events() -> Callable[..., tuple[ProcedureEvent, ...]]:
    def build(*steps: tuple[ProcedureKind, str, dict[str, str]]) -> tuple[ProcedureEvent, ...]:
        return tuple(
            ProcedureEvent(
                seq,
                kind,
                PersonId(person),
                (NOW + timedelta(minutes=seq)).isoformat(),
                seq,
                detail,
            )
            for seq, (kind, person, detail) in enumerate(steps, 1)
        )

    return build


VISIT: tuple[tuple[ProcedureKind, str, dict[str, str]], ...] = (
    (ProcedureKind.ARRIVED, "P3301", {}),
    (ProcedureKind.CREDENTIAL_SHOWN, "P3301", {"number": "演示-3301"}),
    (ProcedureKind.CREDENTIAL_SHOWN, "P3302", {"number": "演示-3302"}),
    (ProcedureKind.NOTICE_PRESENTED, "P3301", {"number": "示文综检通字〔2026〕第041号"}),
    (ProcedureKind.RIGHTS_TOLD, "P3301", {"recusal": "不申请"}),
    (ProcedureKind.RECORDING_TOLD, "P3302", {"device": "演示记录仪-07", "start": "09:25"}),
    (ProcedureKind.PERSON_PRESENT, "P3301", {"name": "高模拟", "post": "店长"}),
    (ProcedureKind.CLASSIFIED_ANSWERED, "P3301", {"answer": "否"}),
)


def gate(facts: GateFacts, identifier: str) -> Gate:
    return next(gate for gate in evaluate_gates(facts) if gate.id == identifier)


def with_officers(facts: GateFacts, *people: Officer, unlocked: bool = True) -> GateFacts:
    return replace(facts, officers=tuple(OfficerFacts(one, unlocked) for one in people))


def test_all_twelve_gates_are_judged_once(facts: GateFacts) -> None:
    identifiers = [gate.id for gate in evaluate_gates(facts)]
    assert sorted(identifiers) == [f"G-{n:02}" for n in range(1, 13)]


def test_every_gate_that_does_not_hold_says_how_to_fix_it_in_both_languages(
    facts: GateFacts,
) -> None:
    for one in evaluate_gates(facts):
        assert one.title.zh
        assert one.title.en
        assert one.fact.zh
        assert one.fact.en
        assert one.why.zh
        assert one.why.en
        if one.state is not GateState.HOLDS:
            assert one.fixes, one.id
            assert all(fix.action and fix.label.zh and fix.label.en for fix in one.fixes)


def test_a_proper_visit_passes_every_gate_before_and_on_site(
    facts: GateFacts, events: Callable[..., tuple[ProcedureEvent, ...]]
) -> None:
    ready = replace(facts, events=events(*VISIT))
    require(evaluate_gates(ready), GateStage.BEFORE, GateStage.ON_SITE)
    assert {
        gate.state for gate in evaluate_gates(ready) if gate.stage is not GateStage.CLOSING
    } == {GateState.HOLDS}


def test_an_expired_credential_is_named_with_its_day_and_two_ways_out(facts: GateFacts) -> None:
    expired = replace(
        SECOND, credential=Credential("演示-3302", AGENCY, date(2024, 1, 1), date(2026, 11, 15))
    )
    found = gate(with_officers(facts, FIRST, expired), "G-02")
    assert found.state is GateState.BLOCKS
    assert found.fact.zh == "第二名执法人员林样例的证件已于11月15日到期：请换人，或联网更新证件。"
    assert "15 November 2026" in found.fact.en
    assert [fix.label.zh for fix in found.fixes] == ["换成周范本", "联网更新证件"]
    with pytest.raises(KnownError) as refused:
        require(evaluate_gates(with_officers(facts, FIRST, expired)), GateStage.BEFORE)
    assert refused.value.code == "procedure.gates-open"
    assert "林样例" in refused.value.sentence("zh")


def test_the_last_day_of_a_credential_still_counts(facts: GateFacts) -> None:
    last = replace(SECOND, credential=Credential("演示-3302", AGENCY, date(2024, 1, 1), NOW.date()))
    assert gate(with_officers(facts, FIRST, last), "G-02").state is GateState.HOLDS


REFUSED_PAIRS = {
    "the same person twice": (FIRST, FIRST),
    "the same credential under two names": (
        FIRST,
        replace(SECOND, credential=FIRST.credential),
    ),
    "an assistant": (FIRST, replace(SECOND, role=Role.ASSISTANT)),
    "a reviewer": (FIRST, replace(SECOND, role=Role.REVIEWER)),
    "no credential": (FIRST, replace(SECOND, credential=None)),
    "revoked yesterday": (FIRST, replace(SECOND, revoked_since=NOW - timedelta(days=1))),
    "not valid yet": (
        FIRST,
        replace(
            SECOND, credential=Credential("演示-3302", AGENCY, date(2026, 11, 21), date(2027, 1, 1))
        ),
    ),
    "another agency": (
        FIRST,
        replace(
            SECOND,
            credential=Credential("演示-3302", "别的机关", date(2024, 1, 1), date(2027, 1, 1)),
        ),
    ),
}


@pytest.mark.parametrize("pair", REFUSED_PAIRS.values(), ids=REFUSED_PAIRS.keys())
def test_a_pair_that_may_not_act_together_blocks(
    facts: GateFacts, pair: tuple[Officer, Officer]
) -> None:
    found = gate(with_officers(facts, *pair), "G-02")
    assert found.state is GateState.BLOCKS
    assert found.fact.zh.endswith("。")


def test_one_officer_alone_or_a_locked_one_is_not_enough(facts: GateFacts) -> None:
    assert gate(with_officers(facts, FIRST), "G-02").state is GateState.TODO
    locked = gate(with_officers(facts, FIRST, SECOND, unlocked=False), "G-02")
    assert locked.state is GateState.TODO
    assert [fix.action for fix in locked.fixes] == ["unlock:P3301", "unlock:P3302"]


def test_an_officer_booked_elsewhere_or_recused_blocks(facts: GateFacts) -> None:
    busy = replace(
        facts, officers=(facts.officers[0], replace(facts.officers[1], elsewhere="第038号"))
    )
    assert "第038号" in gate(busy, "G-02").fact.zh
    recused = replace(
        facts, officers=(facts.officers[0], replace(facts.officers[1], conflict="与经营者是亲属"))
    )
    assert gate(recused, "G-02").state is GateState.BLOCKS


def test_approval_after_arrival_missing_or_without_basis_blocks(facts: GateFacts) -> None:
    for changes in (
        {"approved_at": None},
        {"approved_at": NOW + timedelta(minutes=1)},
        {"basis": ()},
    ):
        changed = replace(facts.assignment, **changes)
        assert gate(replace(facts, assignment=changed), "G-01").state is GateState.BLOCKS


def test_over_the_yearly_cap_only_with_a_written_reason(facts: GateFacts) -> None:
    full = replace(facts, assignment=replace(facts.assignment, visits_this_year=2))
    assert gate(full, "G-01").state is GateState.BLOCKS
    reasoned = replace(full, cap_reason="投诉集中，王样章批准")
    assert gate(reasoned, "G-01").state is GateState.WARNS
    recheck = replace(full.assignment, kind=AssignmentKind.RECHECK)
    assert gate(replace(full, assignment=recheck), "G-01").state is GateState.HOLDS


def test_credentials_shown_before_arrival_or_with_another_number_block(
    facts: GateFacts, events: Callable[..., tuple[ProcedureEvent, ...]]
) -> None:
    early = events(VISIT[1], VISIT[2], VISIT[0])
    assert gate(replace(facts, events=early), "G-03").state is GateState.BLOCKS
    other = events(VISIT[0], VISIT[1], (VISIT[2][0], "P3302", {"number": "演示-9999"}))
    assert gate(replace(facts, events=other), "G-03").state is GateState.BLOCKS
    one = events(*VISIT[:2])
    assert gate(replace(facts, events=one), "G-03").fact.zh == "还差林样例出示"


WARNED = {
    "G-04": (ProcedureKind.NOTICE_PRESENTED, {"spot_reason": "临时起意"}),
    "G-05": (ProcedureKind.RIGHTS_TOLD, {"recusal": "申请"}),
    "G-06": (ProcedureKind.RECORDING_TOLD, {"reason": "记录仪没电"}),
    "G-09": (ProcedureKind.CLASSIFIED_ANSWERED, {"answer": "是"}),
}
BLOCKED = {
    "G-04": (ProcedureKind.NOTICE_PRESENTED, {}),
    "G-05": (ProcedureKind.RIGHTS_TOLD, {}),
    "G-06": (ProcedureKind.RECORDING_TOLD, {"device": "演示记录仪-07"}),
    "G-07": (ProcedureKind.PERSON_PRESENT, {"name": "高模拟"}),
}


@pytest.mark.parametrize("identifier", WARNED)
def test_an_override_is_told_not_hidden(
    facts: GateFacts, events: Callable[..., tuple[ProcedureEvent, ...]], identifier: str
) -> None:
    kind, detail = WARNED[identifier]
    found = gate(replace(facts, events=events((kind, "P3301", detail))), identifier)
    assert found.state is GateState.WARNS
    assert found.passed


@pytest.mark.parametrize("identifier", BLOCKED)
def test_half_a_step_blocks(
    facts: GateFacts, events: Callable[..., tuple[ProcedureEvent, ...]], identifier: str
) -> None:
    kind, detail = BLOCKED[identifier]
    found = gate(replace(facts, events=events((kind, "P3301", detail))), identifier)
    assert found.state is GateState.BLOCKS
    assert not found.passed


def test_a_witness_stands_in_for_the_party_but_never_an_officer(
    facts: GateFacts, events: Callable[..., tuple[ProcedureEvent, ...]]
) -> None:
    kind = ProcedureKind.PERSON_PRESENT
    seen = replace(facts, events=events((kind, "P3301", {"witness": "何见证"})))
    assert gate(seen, "G-07").state is GateState.HOLDS
    own = replace(facts, events=events((kind, "P3301", {"witness": "林样例"})))
    assert gate(own, "G-07").state is GateState.BLOCKS


def test_a_change_after_the_reading_asks_for_a_new_reading(
    facts: GateFacts, events: Callable[..., tuple[ProcedureEvent, ...]]
) -> None:
    read = (ProcedureKind.READ_OVER, "P3301", {"way": "aloud"})
    thaw = (ProcedureKind.THAWED, "P3301", {"reason": "错字"})
    assert gate(replace(facts, events=events(read)), "G-10").state is GateState.HOLDS
    assert gate(replace(facts, events=events(read, thaw)), "G-10").state is GateState.TODO
    assert gate(replace(facts, events=events(read, thaw, read)), "G-10").state is GateState.HOLDS


def test_obstruction_ends_the_visit_but_lets_its_record_be_made(facts: GateFacts) -> None:
    assert gate(facts, "G-08").state is GateState.TODO
    assert gate(replace(facts, obstruction="无"), "G-08").state is GateState.HOLDS
    refused = gate(replace(facts, obstruction="口头拒绝"), "G-08")
    assert refused.state is GateState.WARNS
    assert "refusal-record" in {fix.action for fix in refused.fixes}


def test_a_missing_checklist_or_catalogue_blocks_an_unapproved_one_is_marked(
    facts: GateFacts,
) -> None:
    ready = facts.readiness
    for changed, state in (
        (replace(ready, form_present=False), GateState.BLOCKS),
        (replace(ready, catalogue_day=None), GateState.BLOCKS),
        (replace(ready, catalogue_approved=False), GateState.WARNS),
        (replace(ready, catalogue_day=date(2026, 1, 1)), GateState.WARNS),
        (ready, GateState.HOLDS),
    ):
        assert gate(replace(facts, readiness=changed), "G-12").state is state


def test_without_a_number_one_may_be_written_by_hand(facts: GateFacts) -> None:
    bare = replace(facts, assignment=replace(facts.assignment, record_number=""))
    assert gate(bare, "G-11").state is GateState.WARNS
    stocked = replace(bare, readiness=replace(bare.readiness, numbers_free=14))
    assert gate(stocked, "G-11").fact.zh == "本机号段还有 14 个"


def test_times_in_another_zone_are_shown_in_the_visits_own(facts: GateFacts) -> None:
    utc = replace(facts.assignment, approved_at=datetime(2026, 11, 18, 7, 20, tzinfo=UTC))
    assert gate(replace(facts, assignment=utc), "G-01").fact.zh.startswith("11月18日 15:20 批准")


def test_a_profile_below_two_officers_is_refused(profile: Profile) -> None:
    with pytest.raises(KnownError) as refused:
        profile_from_data(
            {"key": "lax", "title": {}, "officers_minimum": 1, "documents": {}, "opening": []}
        )
    assert refused.value.code == "procedure.profile-damaged"
    assert profile.officers_minimum == 2
