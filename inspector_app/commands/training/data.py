"""The invented ledger, roster and assignments of the training world.

Values only, made for a given day so that a training credential is valid whenever training happens.
Names are plainly invented, credit codes fail their check digit, phones start with 0000.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from inspector_app.clock import CHINA
from inspector_app.domain.assignments import Assignment, AssignmentKind
from inspector_app.domain.identifiers import AssignmentId, PersonId, UnitId
from inspector_app.domain.officers import Credential, Officer, Role
from inspector_app.domain.units import InspectedUnit, UnitCategory

AGENCY = "示例市文化市场综合行政执法支队"
AGENCY_SHORT = "文旅"
PHONE = "0000-12345"
FIRST, SECOND, EXPIRED, ASSISTANT = (
    PersonId(name) for name in ("p-3301", "p-3303", "p-3302", "p-3309")
)
PASSPHRASES = {
    FIRST: "training-office-1",
    SECOND: "training-office-2",
    EXPIRED: "training-office-3",
}
CAFE, ROOM, GOV = UnitId("u-0001"), UnitId("u-0002"), UnitId("u-0003")
PROVIDER, SCHOOL = UnitId("u-0007"), UnitId("u-0008")


def officers(today: date) -> tuple[Officer, ...]:
    """Return the roster: two qualified officers, one expired, one assistant."""

    def credential(number: str, valid_to: date) -> Credential:
        return Credential(number, AGENCY, today - timedelta(days=400), valid_to)

    next_year = today + timedelta(days=222)
    return (
        Officer(FIRST, "陈示范", Role.OFFICER, "三级主办", credential("演示-3301", next_year)),
        Officer(SECOND, "周范本", Role.OFFICER, "四级主办", credential("演示-3303", next_year)),
        Officer(
            EXPIRED,
            "林样例",
            Role.OFFICER,
            "一级行政执法员",
            credential("演示-3302", today - timedelta(days=5)),
        ),
        Officer(ASSISTANT, "吴助理", Role.ASSISTANT, "技术支持", None),
    )


def units(today: date) -> tuple[InspectedUnit, ...]:
    """Return the ledger: one unit of each category and a few neighbours to search among."""
    valid_to = date(today.year + 2, 4, 2)
    named = (
        (CAFE, UnitCategory.INTERNET_CAFE, "青禾网咖（示例）", "92990102MA0000123X"),
        (ROOM, UnitCategory.IDC_ROOM, "云麓数据中心（示例）", "91990102MA0000456X"),
        (GOV, UnitCategory.GOV_UNIT, "示例市政务服务中心（示例）", "11990102MA0000789X"),
        (
            UnitId("u-0004"),
            UnitCategory.INTERNET_CAFE,
            "星海网络会所（示例）",
            "92990102MA0000124X",
        ),
        (UnitId("u-0005"), UnitCategory.INTERNET_CAFE, "银杏网吧（示例）", "92990102MA0000125X"),
        (
            UnitId("u-0006"),
            UnitCategory.INTERNET_CAFE,
            "橙光电竞酒店（示例）",
            "92990102MA0000126X",
        ),
        (PROVIDER, UnitCategory.IDC_ROOM, "远帆机房（示例）", "91990102MA0000457X"),
        (SCHOOL, UnitCategory.SCHOOL, "示例市第二中学（示例）", "12990102MA0000790X"),
    )
    streets = ("观澜路8号地下一层", "测试大道1号", "样本街2号", "云岭路15号", "样本街27号")
    facts = {
        UnitCategory.INTERNET_CAFE: {
            "approved_computers": "120",
            "area_m2": "318",
            "seats": "1-120",
        },
        UnitCategory.IDC_ROOM: {"racks": "240", "sites": "412", "filing_no": "演备0000号"},
        UnitCategory.GOV_UNIT: {"computers": "86", "rooms": "31"},
        UnitCategory.SCHOOL: {"terminals": "64"},
    }
    return tuple(
        InspectedUnit(
            id=unit_id,
            category=category,
            name=name,
            credit_code=code,
            address=f"示例市云岭区{streets[number % len(streets)]}",
            district="云岭区",
            representative="李演示",
            phone="0000-1234567",
            licence_no=f"示网文〔{today.year - 2}〕{88 + number:04}号",
            licence_valid_to=valid_to,
            facts=facts[category],
        )
        for number, (unit_id, category, name, code) in enumerate(named)
    )


def assignments(
    today: date, forms: Mapping[str, tuple[str, str, str]], first_at: time = time(9, 30)
) -> tuple[Assignment, ...]:
    """Return the day's orders.

    Args:
        today: Day of the visits.
        forms: Folder name of the checklist -> (form id, version, SHA-256 of the workbook); an
            order whose checklist is not among them is left out.
        first_at: When the first visit may begin; the others follow, and all have till midnight.
    """
    plan = (
        (1, CAFE, AssignmentKind.RANDOM, "internet_cafe", "双随机抽查"),
        (2, ROOM, AssignmentKind.CAMPAIGN, "idc_room", "专项检查"),
        (3, GOV, AssignmentKind.ROUTINE, "gov_unit", "日常检查"),
        (4, SCHOOL, AssignmentKind.ROUTINE, "noncommercial", "日常检查"),
        (5, PROVIDER, AssignmentKind.CAMPAIGN, "filing_check", "备案真实性核查"),
        (6, CAFE, AssignmentKind.RECHECK, "recheck", "整改复查"),
    )
    basis = {
        "internet_cafe": ("cafe:4", "apl:55"),
        "idc_room": ("csl:51", "apl:55"),
        "gov_unit": ("csl:51", "apl:55"),
        "noncommercial": ("csl:51", "apl:55"),
        "filing_check": ("iis:18", "apl:55"),
        "recheck": ("apl:28", "apl:55"),
    }
    return tuple(
        Assignment(
            id=AssignmentId(f"a-{today:%Y%m%d}-{number}"),
            number=f"示文综检审〔{today.year}〕{111 + number}号",
            record_number=f"示文综检笔字〔{today.year}〕第{17 + number:03}号",
            kind=kind,
            unit_id=unit,
            profile="culture",
            agency=AGENCY,
            agency_short=AGENCY_SHORT,
            reason=reason,
            basis=basis[folder],
            form_id=forms[folder][0],
            form_version=forms[folder][1],
            form_sha256=forms[folder][2],
            planned_from=datetime.combine(
                today, first_at.replace(hour=min(23, first_at.hour + 2 * (number - 1))), CHINA
            ),
            planned_to=datetime.combine(today, time(23, 59, 59), CHINA),
            officer_ids=(FIRST, SECOND),
            approved_by="赵范例（支队长）",
            approved_at=datetime.combine(today - timedelta(days=2), time(15, 20), CHINA),
            draw_seed=f"9288701{number}2aec5dcd9ea5a19966ba875a",
            visits_this_year=1,
            visits_cap=2,
            complaint_phone=PHONE,
        )
        for number, unit, kind, folder, reason in plan
        if folder in forms
    )
