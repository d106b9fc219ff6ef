"""The filing lint: each rule finds its case, names the place and the way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from inspector_app.domain.assignments import Assignment, AssignmentKind
from inspector_app.domain.evidence import EvidenceEntry, EvidenceKind, EvidenceSource
from inspector_app.domain.filing import (
    FilingFacts,
    FilingItem,
    FilingTable,
    FilingText,
    Level,
    check_filing,
    errors_of,
)
from inspector_app.domain.filing.personal_data import personal_number
from inspector_app.domain.findings import Decision, Finding, Severity
from inspector_app.domain.identifiers import (
    AssignmentId,
    ItemCode,
    PersonId,
    Sha256Hex,
    UnitId,
)
from inspector_app.domain.inspection import Party, PartyMode
from inspector_app.domain.officers import Credential, Officer, Role
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.domain.procedure.profiles import Profile
from inspector_app.domain.units import InspectedUnit, UnitCategory
from inspector_app.domain.wording import Text

START = datetime(2026, 11, 18, 14, 10, tzinfo=timezone(timedelta(hours=8)))
AGENCY = "示例市文化市场综合行政执法支队"


def _officer(number: str, name: str) -> Officer:
    credential = Credential(f"示例-{number}", AGENCY, date(2024, 1, 1), date(2027, 6, 30))
    return Officer(PersonId(f"P{number}"), name, Role.OFFICER, "执法员", credential)


ORDER = Finding(
    item=ItemCode("WB-17"),
    title="人证一致",
    fact="不一致的2台。",
    severity=Severity.SERIOUS,
    basis=("cafe:23",),
    basis_text=("《互联网上网服务营业场所管理条例》第二十三条",),
    authority=("文旅", "公安"),
    proposed=("O7",),
    consequence=("O7",),
    decision=Decision.AGREED,
    due="2026-11-25",
    demand="对每名上网消费者核对、登记有效身份证件。",
)


@pytest.fixture
def facts() -> FilingFacts:
    events: tuple[tuple[ProcedureKind, dict[str, str]], ...] = (
        (ProcedureKind.CREDENTIAL_SHOWN, {"number": "示例-0001"}),
        (ProcedureKind.NOTICE_PRESENTED, {"number": "示文综检通字〔2026〕第041号"}),
        (ProcedureKind.RIGHTS_TOLD, {"recusal": "不申请"}),
        (ProcedureKind.PERSON_PRESENT, {"name": "孙丙", "post": "店长"}),
        (ProcedureKind.ENTERED, {}),
    )
    return FilingFacts(
        now=START + timedelta(hours=3),
        assignment=Assignment(
            id=AssignmentId("A1"),
            number="示文综检审〔2026〕112号",
            record_number="示文综检笔字〔2026〕第018号",
            kind=AssignmentKind.ROUTINE,
            unit_id=UnitId("U1"),
            profile="culture",
            agency=AGENCY,
            agency_short="文旅",
            reason="日常检查",
            basis=("cafe:4",),
            form_id="insp-wb",
            form_version="2026.1",
            form_sha256="00" * 32,
            planned_from=START - timedelta(hours=1),
            planned_to=START + timedelta(hours=8),
            officer_ids=(),
            approved_by="王样章",
            approved_at=START - timedelta(days=6),
            visits_cap=2,
        ),
        unit=InspectedUnit(
            UnitId("U1"),
            UnitCategory.INTERNET_CAFE,
            "示例市东街示例网吧",
            "92990102MA0000123X",
            "示例市示例区示例路88号",
            "示例区",
            "李丁",
        ),
        profile=Profile(
            "culture",
            "文旅",
            Text("文化", "Culture"),
            2,
            {},
            "执法证",
            True,
            (),
            (),
            None,
            frozenset({"R", "I", "O"}),
            "",
        ),
        officers=(_officer("0001", "赵甲"), _officer("0002", "钱乙")),
        visit={
            "start": START.isoformat(),
            "end": (START + timedelta(hours=2)).isoformat(),
            "place": "营业大厅",
            "environment": "室内",
        },
        recorder_named=True,
        events=tuple(
            ProcedureEvent(seq, kind, PersonId("P0001"), START.isoformat(), seq, detail)
            for seq, (kind, detail) in enumerate(events, 1)
        ),
        items=(FilingItem(ItemCode("WB-22"), "入口标志", "ng", "未见标志。", True, "R", (1,)),),
        findings=(ORDER,),
        evidence=(
            EvidenceEntry(
                1,
                EvidenceKind.PHOTO,
                ItemCode("WB-22"),
                "主入口",
                "",
                Sha256Hex("0" * 64),
                1,
                "image/jpeg",
                1,
                1,
                EvidenceSource.FILE,
                "",
                START.isoformat(),
                PersonId("P0001"),
            ),
        ),
        texts=(FilingText("item:WB-22", "未见标志（照片1）。"),),
        tables=(
            FilingTable("WB-T1", "终端抽查表", (("025", "是"),), ("025",), ("025",), has_draw=True),
        ),
    )


def rules(facts: FilingFacts) -> set[str]:
    return {problem.rule for problem in check_filing(facts)}


def test_a_proper_record_has_no_problem(facts: FilingFacts) -> None:
    assert check_filing(facts) == ()


def _visit(facts: FilingFacts, **changes: str) -> FilingFacts:
    return replace(facts, visit={**facts.visit, **changes})


def _item(facts: FilingFacts, **changes: object) -> FilingFacts:
    return replace(facts, items=(replace(facts.items[0], **changes),))  # type: ignore[arg-type]


def _text(facts: FilingFacts, text: str, **more: object) -> FilingFacts:
    added = FilingText("text:narrative/001", text, **more)  # type: ignore[arg-type]
    return replace(facts, texts=(*facts.texts, added))


def _order(facts: FilingFacts, **changes: object) -> FilingFacts:
    return replace(facts, findings=(replace(ORDER, **changes),))  # type: ignore[arg-type]


def _assigned(facts: FilingFacts, **changes: object) -> FilingFacts:
    return replace(facts, assignment=replace(facts.assignment, **changes))  # type: ignore[arg-type]


def _step(facts: FilingFacts, kind: ProcedureKind, detail: dict[str, str]) -> FilingFacts:
    events = tuple(
        replace(event, detail=detail) if event.kind is kind else event for event in facts.events
    )
    return replace(facts, events=events)


def _recheck(facts: FilingFacts, *, verdict: str = "ok", state: str = "已改") -> FilingFacts:
    order = FilingItem(ItemCode("FC-01"), "原责令改正", verdict, "文书。", True)
    rows = (("WB-22", "未见标志。", "", state, "", ""),)
    return replace(
        _assigned(facts, kind=AssignmentKind.RECHECK),
        items=(*facts.items, order),
        tables=(FilingTable("FC-T1", "逐项复查表", rows, ("WB-22",)),),
    )


def _listed(facts: FilingFacts, quantity: str, terminals: int) -> FilingFacts:
    rows = (("台式计算机", "", "", quantity), ("交换机", "", "", "2"))
    return replace(
        _order(facts, consequence=("E",), proposed=("E",)),
        tables=(FilingTable("WB-T3", "设备物品清单", rows, ("台式计算机", "交换机")),),
        terminals=terminals,
    )


BROKEN: dict[str, tuple[str, Callable[[FilingFacts], FilingFacts]]] = {
    "an open item": ("L-01", lambda f: _item(f, complete=False)),
    "an empty place": ("L-01", lambda f: _visit(f, place="")),
    "nobody records": ("L-01", lambda f: replace(f, recorder_named=False)),
    "an undecided finding": ("L-01", lambda f: _order(f, decision=Decision.OPEN)),
    "end before start": ("L-02", lambda f: _visit(f, end=START.isoformat())),
    "end in the future": ("L-02", lambda f: replace(f, now=START + timedelta(hours=1))),
    "approved too late": ("L-03", lambda f: _assigned(f, approved_at=START)),
    "no notice": ("L-04", lambda f: replace(f, events=f.events[2:])),
    "notice dated later": (
        "L-04",
        lambda f: _step(f, ProcedureKind.NOTICE_PRESENTED, {"number": "041", "date": "2026-11-19"}),
    ),
    "one officer": ("L-05", lambda f: replace(f, officers=f.officers[:1])),
    "the same officer twice": ("L-05", lambda f: replace(f, officers=f.officers[:1] * 2)),
    "nobody present": ("L-09", lambda f: _step(f, ProcedureKind.PERSON_PRESENT, {"name": "孙丙"})),
    "a missing first line": ("L-10", lambda f: replace(f, missing_steps=("credential-shown",))),
    "no answer on recusal": ("L-11", lambda f: _step(f, ProcedureKind.RIGHTS_TOLD, {})),
    "no word on recording": ("L-12", lambda f: replace(f, missing_steps=("recording-told",))),
    "a fail without a fact": ("L-13", lambda f: _item(f, sentence=" ")),
    "a conclusion": ("L-14", lambda f: _text(f, "该行为违反条例。")),
    "a forbidden photo": ("L-15", lambda f: _item(f, photo_rule="X")),
    "a missing photo": (
        "L-15",
        lambda f: _item(f, photo_problem=Text("还差 1 张照片。", "1 more photo needed.")),
    ),
    "an unmentioned photo": ("L-16", lambda f: replace(f, texts=())),
    "a photo that is not there": ("L-16", lambda f: _text(f, "见照片11。")),
    "a drawn row left out": (
        "L-17",
        lambda f: replace(f, tables=(replace(f.tables[0], drawn=("025", "068")),)),
    ),
    "a row with a gap": (
        "L-17",
        lambda f: replace(f, tables=(replace(f.tables[0], rows=(("025", ""),)),)),
    ),
    "rows without a draw": (
        "L-17",
        lambda f: replace(f, tables=(replace(f.tables[0], drawn=()),)),
    ),
    "not competent": ("L-20", lambda f: _order(f, authority=("公安",))),
    "no demand": ("L-21", lambda f: _order(f, demand="")),
    "no date": ("L-21", lambda f: _order(f, due="")),
    "days and date differ": ("L-22", lambda f: _order(f, due="2026-11-26")),
    "a refusal without reason": (
        "L-26",
        lambda f: replace(f, party=Party(PartyMode.REFUSED, witness="何见证")),
    ),
    "a refusal without witness": (
        "L-26",
        lambda f: replace(f, party=Party(PartyMode.REFUSED, reason="要等律师")),
    ),
    "a phone number": ("L-30", lambda f: _text(f, "店长电话13800000000。", neutral=False)),
    "photos in a classified place": ("L-33", lambda f: replace(f, classified=True)),
    "a number of last year": (
        "L-34",
        lambda f: _assigned(f, record_number="示文综检笔字〔2025〕第018号"),
    ),
    "too many assistants": (
        "L-07",
        lambda f: _assigned(
            _visit(f, assistants="吴助理，技术支持；郑助理，记录"), assistants_approved=1
        ),
    ),
    "a minor by name": ("L-32", lambda f: _text(f, "未成年人姓名：王小明。")),
    "a minor by age": (
        "L-32",
        lambda f: _text(f, "王小明，15岁，在座。", asked="现场有无未成年人"),
    ),
    "a re-check without an order": ("L-36", lambda f: _recheck(f, verdict="")),
    "an old finding without a state": ("L-36", lambda f: _recheck(f, state="")),
    "no old finding": ("L-36", lambda f: replace(_recheck(f), tables=())),
    "remedies without the suit": (
        "L-37",
        lambda f: replace(f, profile=replace(f.profile, remedies="六十日内依法申请行政复议。")),
    ),
    "a character without a font": ("L-38", lambda f: replace(f, uncovered=frozenset("𰻝"))),
    "a remark on a person": ("L-41", lambda f: _text(f, "店长态度恶劣。")),
    "a blank": ("L-42", lambda f: _text(f, "现场清点上网计算机{p1}台。")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_a_reviewer_would_send_back_blocks_the_freeze(facts: FilingFacts, name: str) -> None:
    rule, break_it = BROKEN[name]
    found = [
        problem for problem in errors_of(check_filing(break_it(facts))) if problem.rule == rule
    ]
    assert found, name
    for problem in found:
        assert problem.place
        assert problem.message.zh
        assert problem.message.en
        assert problem.fix.zh
        assert problem.fix.en


WARNED: dict[str, tuple[str, Callable[[FilingFacts], FilingFacts]]] = {
    "over midnight": (
        "L-02",
        lambda f: replace(
            _visit(f, end=(START + timedelta(hours=12)).isoformat()), now=START + timedelta(days=1)
        ),
    ),
    "two places at once": ("L-06", lambda f: replace(f, overlaps=(("赵甲", "第017号"),))),
    "no credit code": ("L-08", lambda f: replace(f, unit=replace(f.unit, credit_code=""))),
    "no basis in force": ("L-19", lambda f: _order(f, basis_text=())),
    "preservation proposed": ("L-23", lambda f: _order(f, consequence=("E", "O7"))),
    "most machines preserved": ("L-31", lambda f: _listed(f, "11", 20)),
    "photos where minors are": ("L-32", lambda f: _item(f, code=ItemCode("WB-25"))),
    "no yearly cap": ("L-40", lambda f: _assigned(f, visits_cap=0)),
    "no number": ("L-34", lambda f: _assigned(f, record_number="")),
    "after the planned end": (
        "L-35",
        lambda f: _assigned(f, planned_to=START - timedelta(minutes=1)),
    ),
}


@pytest.mark.parametrize("name", WARNED)
def test_what_may_be_right_is_a_warning_only(facts: FilingFacts, name: str) -> None:
    rule, bend = WARNED[name]
    found = [problem for problem in check_filing(bend(facts)) if problem.rule == rule]
    assert found
    assert {problem.level for problem in found} == {Level.WARNING}


def test_a_few_machines_may_be_preserved_and_an_unknown_number_says_nothing(
    facts: FilingFacts,
) -> None:
    assert "L-31" not in rules(_listed(facts, "10", 20))
    assert "L-31" not in rules(_listed(facts, "11", 0))
    assert "L-31" not in rules(replace(_listed(facts, "11", 20), findings=(ORDER,)))


def test_numbers_of_minors_are_no_persons(facts: FilingFacts) -> None:
    assert "L-32" not in rules(_text(facts, "查验证件，未满18周岁的2人，均已离开。"))


def test_a_recheck_with_its_order_and_every_state_is_in_order(facts: FilingFacts) -> None:
    assert "L-36" not in rules(_recheck(facts))
    assert "L-40" not in rules(_assigned(_recheck(facts), visits_cap=0)), "it does not count"


def test_as_many_assistants_as_approved_are_in_order(facts: FilingFacts) -> None:
    helped = _visit(facts, assistants="吴助理，技术支持")
    assert "L-07" not in rules(_assigned(helped, assistants_approved=1))
    assert "L-07" not in rules(helped), "the approval does not say how many"


def test_a_word_the_question_names_may_be_answered(facts: FilingFacts) -> None:
    sentence = "有发现违法行为的制止、举报记录。"
    assert "L-14" in rules(_text(facts, sentence))
    assert "L-14" not in rules(_text(facts, sentence, asked="发现违法行为制止、举报流程及记录"))


def test_the_partys_own_words_are_not_judged(facts: FilingFacts) -> None:
    assert "L-14" not in rules(_text(facts, "我不是故意的。", neutral=False))


def test_photo_one_is_not_photo_eleven(facts: FilingFacts) -> None:
    texts = (FilingText("item:WB-22", "未见标志（照片11）。"),)
    found = [p.place for p in check_filing(replace(facts, texts=texts)) if p.rule == "L-16"]
    assert found == ["evidence:1", "item:WB-22"]


def test_only_numbers_of_persons_count() -> None:
    with_check_digit = "99010119900101" + "000" + "0"
    number = next(
        candidate
        for tail in "0123456789X"
        if personal_number(candidate := with_check_digit[:17] + tail) is not None
    )
    found = personal_number(f"证件号{number}。")
    assert found is not None
    assert found.zh == "身份证号"
    for harmless in ("92990102MA0000123X", "0000-1234567", "192.168.10.5", "96台"):
        assert personal_number(harmless) is None
    assert personal_number("卡号4000000000000002") == Text("银行卡号", "a bank card number")
