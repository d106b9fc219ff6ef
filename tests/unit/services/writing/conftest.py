"""A visit to an invented café, as one snapshot."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from inspector_app.domain.assignments import Assignment, AssignmentKind
from inspector_app.domain.evidence import EvidenceEntry, EvidenceKind, EvidenceSource
from inspector_app.domain.findings import Decision, Finding, Severity
from inspector_app.domain.identifiers import (
    AssignmentId,
    InspectionId,
    ItemCode,
    PersonId,
    Sha256Hex,
    UnitId,
)
from inspector_app.domain.inspection import InspectionState, Party, PartyMode
from inspector_app.domain.officers import Credential, Officer, Role
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.domain.procedure.profiles import Profile, profile_from_data
from inspector_app.domain.units import InspectedUnit, UnitCategory
from inspector_app.services.writing.snapshot import (
    ColumnFact,
    ItemFact,
    SectionFact,
    TableFact,
    VisitSnapshot,
)

START = datetime(2026, 11, 18, 14, 10, tzinfo=timezone(timedelta(hours=8)))
AGENCY = "示例市文化市场综合行政执法支队"


def _officer(number: str, name: str) -> Officer:
    return Officer(
        PersonId(f"P{number}"),
        name,
        Role.OFFICER,
        "执法员",
        Credential(f"示例-{number}", AGENCY, date(2024, 1, 1), date(2027, 6, 30)),
    )


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
            "opening": [
                {
                    "step": "credential-shown",
                    "text": "执法人员出示执法证件并告知：我们是{agency}执法人员{officers}，"
                    "执法证号{credentials}，这是我们的证件，请你过目。",
                    "answer": "看清楚了",
                },
                {
                    "step": "rights-told",
                    "text": "现依据{basis}，就{reason}对你单位进行检查，请予配合。是否申请回避？",
                    "answer": "{answer}",
                },
                {
                    "step": "recording-told",
                    "text": "本次检查全程音像记录，设备号{device}，{start}开始。",
                    "answer": "知道了",
                    "otherwise": "本次检查没有音像记录，原因：{why}。",
                },
            ],
            "allowed": ["R", "I", "O", "E", "T", "RP", "FILE"],
        }
    )


@pytest.fixture
def events() -> tuple[ProcedureEvent, ...]:
    steps: tuple[tuple[ProcedureKind, str, dict[str, str]], ...] = (
        (ProcedureKind.ARRIVED, "P0001", {}),
        (ProcedureKind.CREDENTIAL_SHOWN, "P0001", {"number": "示例-0001"}),
        (ProcedureKind.CREDENTIAL_SHOWN, "P0002", {"number": "示例-0002"}),
        (ProcedureKind.NOTICE_PRESENTED, "P0001", {"number": "示文综检通字〔2026〕第041号"}),
        (ProcedureKind.RIGHTS_TOLD, "P0001", {"recusal": "不申请"}),
        (ProcedureKind.RECORDING_TOLD, "P0002", {"device": "示例记录仪-07", "start": "14:12"}),
        (
            ProcedureKind.PERSON_PRESENT,
            "P0001",
            {"name": "孙丙", "post": "店长", "id_kind": "居民身份证，号码不登记"},
        ),
        (ProcedureKind.CLASSIFIED_ANSWERED, "P0001", {"answer": "否"}),
        (ProcedureKind.ENTERED, "P0001", {}),
    )
    return tuple(
        ProcedureEvent(
            seq, kind, PersonId(who), (START + timedelta(seconds=seq)).isoformat(), seq, detail
        )
        for seq, (kind, who, detail) in enumerate(steps, 1)
    )


@pytest.fixture
def items() -> tuple[ItemFact, ...]:
    def item(
        code: str, section: str, name: str, verdict: str, sentence: str, **more: object
    ) -> ItemFact:
        known: dict[str, object] = {"title": name, "severity": Severity.SERIOUS}
        return ItemFact(
            code=ItemCode(code),
            section=section,
            name=name,
            verdict=verdict,
            sentence=sentence,
            **(known | more),  # type: ignore[arg-type]
        )

    return (
        item("PR-01", "procedure", "审批", "ok", "检查任务已经审批。"),
        item(
            "WB-01",
            "s01",
            "许可证",
            "ok",
            "收银台后方悬挂《网络文化经营许可证》和营业执照正本，登载的名称、地址、经营者与现场一致。",
        ),
        item("WB-06", "s01", "证照悬挂", "ok", "许可证、营业执照悬挂于收银台后方。"),
        item("WB-07", "s01", "公安备案", "na", ""),
        item("WB-12", "s02", "计算机台数", "ok", "现场清点上网计算机96台。"),
        item("WB-28", "s02", "营业时间", "ok", "入口右侧墙面公示营业时间。"),
        item(
            "WB-17",
            "s03",
            "人证一致",
            "ng",
            "登录信息与在座人员证件一致的6台，不一致的2台。",
            tables=("WB-T1",),
        ),
        item(
            "WB-16",
            "s03",
            "公用卡",
            "ng",
            "收银台内有标明“公用”的上网卡2张。",
            tables=("WB-T1",),
            photos=(3,),
        ),
        item(
            "WB-22",
            "s04",
            "入口标志",
            "ng",
            "营业场所入口处显著位置未见未成年人禁入标志。",
            photos=(1, 2),
            photo_rule="R",
            authority=("文旅",),
        ),
    )


@pytest.fixture
def evidence() -> tuple[EvidenceEntry, ...]:
    def photo(n: int, item: str, title: str) -> EvidenceEntry:
        return EvidenceEntry(
            n=n,
            kind=EvidenceKind.PHOTO,
            item=ItemCode(item),
            title=title,
            proves="",
            sha256=Sha256Hex(f"{n:064x}"),
            size_bytes=1000,
            mime="image/jpeg",
            width=640,
            height=480,
            source=EvidenceSource.FILE,
            exif_time="",
            device_time=START.isoformat(),
            taken_by=PersonId("P0002"),
        )

    return (
        photo(1, "WB-22", "主入口"),
        photo(2, "WB-22", "电梯厅入口"),
        photo(3, "WB-16", "公用卡"),
        photo(4, "", "营业大厅"),
    )


@pytest.fixture
def table() -> TableFact:
    return TableFact(
        code="WB-T1",
        title="终端抽查表",
        columns=(
            ColumnFact("座位号"),
            ColumnFact("在用", ("是", "否")),
            ColumnFact("登录与在座一致", ("一致", "不一致", "无人"), frozenset({"不一致"})),
            ColumnFact("备注"),
        ),
        rows=(
            ("025", "是", "一致", ""),
            ("068", "否", "无人", ""),
            ("056", "是", "不一致", "卡号G-02"),
        ),
        draw={
            "method": "draw-1",
            "seed": "928870112aec5dcd9ea5a19966ba875a",
            "population": "96",
            "population_sha256": "cd" * 32,
            "n": "3",
            "attempt": "1",
            "origin": "assignment",
            "at": START.isoformat(),
            "by": "P0002",
        },
        by_draw=True,
        by="seat",
        drawn=("025", "068", "056"),
    )


@pytest.fixture
def snapshot(
    profile: Profile,
    events: tuple[ProcedureEvent, ...],
    items: tuple[ItemFact, ...],
    evidence: tuple[EvidenceEntry, ...],
    table: TableFact,
) -> VisitSnapshot:
    return VisitSnapshot(
        id=InspectionId("0199c0de37a17b52" + "0" * 16),
        state=InspectionState.CHECKING,
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
            basis=("cafe:4", "apl:55"),
            form_id="insp-wb",
            form_version="2026.1",
            form_sha256="00" * 32,
            planned_from=START - timedelta(hours=1),
            planned_to=START + timedelta(hours=8),
            officer_ids=(PersonId("P0001"), PersonId("P0002")),
            approved_by="王样章",
            approved_at=START - timedelta(days=6),
            visits_cap=2,
        ),
        unit=InspectedUnit(
            id=UnitId("U1"),
            category=UnitCategory.INTERNET_CAFE,
            name="示例市东街示例网吧",
            credit_code="92990102MA0000123X",
            address="示例市示例区示例路88号二层",
            district="示例区",
            representative="李丁",
            phone="0000-1234567",
        ),
        profile=profile,
        officers=(_officer("0001", "赵甲"), _officer("0002", "钱乙")),
        recorder=PersonId("P0002"),
        visit={
            "start": START.isoformat(),
            "end": (START + timedelta(hours=2, minutes=15)).isoformat(),
            "place": "示例市示例区示例路88号二层（营业大厅、收银台）",
            "environment": "室内",
        },
        basis_text=(
            "《互联网上网服务营业场所管理条例》第四条",
            "《中华人民共和国行政处罚法》第五十五条",
        ),
        form={"id": "insp-wb", "version": "2026.1", "title": "网吧检查表", "sha256": "00" * 32},
        app={"version": "0.1.0", "build": "test"},
        sections=(
            SectionFact("procedure", "程序"),
            SectionFact("s01", "证照"),
            SectionFact("s02", "场所与设备"),
            SectionFact("s03", "实名登记"),
            SectionFact("s04", "未成年人"),
        ),
        items=items,
        tables=(table,),
        evidence=evidence,
        events=events,
        findings=(
            Finding(
                item=ItemCode("WB-22"),
                title="入口标志",
                fact="营业场所入口处显著位置未见未成年人禁入标志。",
                severity=Severity.SERIOUS,
                basis=("cafe:21",),
                basis_text=("《互联网上网服务营业场所管理条例》第二十一条",),
                authority=("文旅",),
                proposed=("I",),
                consequence=("I",),
                decision=Decision.AGREED,
                photos=(1, 2),
            ),
        ),
        party=Party(PartyMode.INK, name="孙丙", post="店长", statement="今天就挂回去。"),
        answers={"/data/s04/wb_22/wb_22_v": {"value": "ng", "officer": "P0001", "seq": 12}},
    )
