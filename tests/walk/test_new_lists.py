"""Non-commercial units, filing check and re-check, each on three paths to its sealed record.

All pass, typical failures, and the path that leaves the list: disguised business, refusal, a term
that has not ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.domain.inspection import Party, PartyMode
from inspector_app.records.package import open_package
from tests.builders.paths import (
    FIRST,
    RECHECK_AT,
    START,
    Given,
    PathVisit,
    check,
    copy_of,
    printed,
)

Play = Callable[..., PathVisit]
SCHOOL = {"FY-01": Given(("学校", "机房 Wi-Fi", "64")), "FY-05": Given(("账号",))}
TERMINALS = {"FY-T1": ("C01-C64",)}
GUARDED = {"FY-T1": {"保护软件或措施": "有", "实名认证": "是"}}
NAMES = {"BA-T1": ("、".join(f"s{n:03}.example" for n in range(1, 413)),)}
PROVIDER = {"BA-01": Given(("412",)), "BA-17": Given(("98.5",)), "BA-18": Given(("4",))}
TRUE = {
    "BA-T1": {
        "备案编号": "示备000",
        "证照状态": "有效",
        "负责人回访": "属实",
        "联系方式": "接通",
        "核验材料": "齐全",
        "编号及链接": "有",
        "前置审批": "不需要",
        "经营许可": "不需要",
        "解析IP": "在段内",
        "注销或黑名单": "否",
        "结论": "真实",
    }
}


def test_a_school_where_everything_holds(play: Play) -> None:
    visit = play(order=4, answers=SCHOOL, populations=TERMINALS, cells=GUARDED)
    visit.open()
    told = check(visit, visit.whole())
    assert visit.content.findings == ()
    assert "单位类型为学校，设有上网终端64台，上网服务方式为机房、Wi-Fi。" in told
    assert "从64台公共上网终端中随机抽取5台，结果见表1。" in told
    assert "抽查供未成年人使用的终端5台，均有保护软件或者其他保护措施。" in told
    assert "有线客房" not in told


def test_a_school_with_the_usual_failures(play: Play) -> None:
    failures = {
        "FY-03": Given(("未备案",), "ng"),
        "FY-05": Given(("无",)),
        "FY-06": Given(("2026-09-01",)),
        "FY-10": Given(("路由器使用出厂口令",), "ng"),
        "FY-18": Given(("插座过载",), "ng"),
    }
    visit = play(
        order=4,
        answers=SCHOOL | failures,
        populations=TERMINALS,
        cells={"FY-T1": {"保护软件或措施": "无", "实名认证": "否"}},
    )
    visit.open()
    told = check(visit, visit.whole())
    decided = {one["item"]: one["consequence"] for one in visit.content.findings}
    assert decided == {
        "FY-03": ["T:公安"],
        "FY-05": ["T:公安"],
        "FY-06": ["T:公安"],
        "FY-10": ["T:公安"],
        "FY-12": ["O15"],
        "FY-18": ["T:消防"],
    }, "culture acts on its own item and transfers the others"
    assert "核对公安机关联网备案，结果为：未备案。" in told
    assert "最早一条的日期为2026年9月1日，距检查日80日" in told
    assert "见有插座过载（照片1）。" in told


def test_a_hotel_that_sells_access_goes_the_way_of_an_unlicensed_cafe(play: Play) -> None:
    answers = {
        "FY-01": Given(("宾馆", "有线客房 Wi-Fi", "0")),
        "FY-02": Given(("上网价目表",), "ng"),
        "FY-05": Given(("房号",)),
        "FY-15": Given((), "na", "没有电竞房"),
        "WB-70": Given(("7", "20")),
        "WB-71": Given(("李演示自称经营者，按小时扫码收费",)),
        "WB-72": Given(("前台有记账本1本",), "ng"),
        "WB-74": Given(("无其他机关参与",)),
        "WB-76": Given(("停止经营告知书",), "ng"),
    }
    visit = play(order=4, answers=answers)
    checklist = visit.open()
    assert not {"WB-70", "FY-12"} & {item.code for item in checklist.items()}
    visit.answer()
    row = checklist.add_row("WB-T3", FIRST).ref
    checklist.set(f"{row}/wb_t3_c1", "台式计算机", FIRST)
    checklist.set(f"{row}/wb_t3_c4", "20", FIRST)
    visit.answer()
    told = check(visit, visit.whole())
    assert "未设固定上网终端，上网服务方式为有线客房、Wi-Fi" in told
    assert "有对外收费提供上网服务的情况，见有上网价目表（照片" in told
    assert "【无证场所】" in told
    assert "现场设备物品共1种20件" in told
    assert visit.content.findings[0]["consequence"] == ["B"]


def test_a_provider_whose_filings_are_true(play: Play) -> None:
    visit = play(order=5, answers=PROVIDER, populations=NAMES, cells=TRUE)
    visit.open()
    told = check(visit, visit.whole())
    assert visit.content.findings == ()
    assert "接入单位备案总数412条，本次核查21条" in told
    assert "从412条备案中随机抽取21条，结果见表1。" in told
    assert "本次抽查已有结论的21条中真实的21条，占100%" in told


def test_a_provider_with_false_and_cancelled_filings(play: Play) -> None:
    visit = play(
        order=5,
        answers=PROVIDER | {"BA-16": Given(("双人审核记录",), "ng"), "BA-18": Given(("0",), "ng")},
        populations=NAMES,
        cells=TRUE,
    )
    checklist = visit.open()
    visit.answer()
    rows = next(table for table in checklist.tables() if table.code == "BA-T1").rows
    for row, column, value in (
        (0, 3, "查无"), (0, 4, "空号"), (1, 4, "未接通"), (2, 9, "错误"), (2, 15, "是"),
        (0, 16, "虚假"),
    ):  # fmt: skip
        checklist.set(rows[row].cells[column].ref, value, FIRST)
    told = check(visit, visit.whole())
    failed = [one["item"] for one in visit.content.findings]
    assert failed == ["BA-03", "BA-04", "BA-09", "BA-15", "BA-16", "BA-18"]
    first = rows[0].cells[0].value
    assert f"主办单位证照已注销或者查无的1条（{first}）" in told
    assert f"答复属实的19条，不知情、空号或者由他人接听的1条（{first}），未接通的1条" in told
    assert "接入单位未能出示双人审核记录。" in told
    assert "本年度没有虚假备案处置记录；" in told
    assert "占95.2%" in told


def test_a_provider_who_refuses_is_asked_nothing_more(play: Play) -> None:
    visit = play(order=5, answers={"PR-09": Given(("口头拒绝",))})
    visit.open()
    party = Party(
        PartyMode.REFUSED, name="高模拟", post="主管", reason="要求改日", clip="演示-07-004"
    )
    told = check(visit, visit.whole(party))
    assert "口头拒绝检查，检查未继续进行" in told
    assert open_package(visit.workspace.records.insp(visit.id)).seal.outcome == 3
    assert not [ref for ref in visit.content.answers if "/ba_" in ref]


@pytest.fixture(scope="module")
def inspected(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A laptop on which the café was ordered to correct two things."""
    folder = copy_of(template, tmp_path_factory.mktemp("inspected") / "laptop")
    answers = {
        "WB-09": Given(("430",)),
        "WB-11": Given(("318",)),
        "WB-12": Given(("120", "120")),
        "WB-16": Given((), "ng"),
        "WB-22": Given((), "ng"),
        "WB-35": Given(("192.0.2.10",)),
        "WB-38": Given(("1", "1")),
        "WB-49": Given(("12", "0")),
        "WB-51": Given(("30",)),
    }
    seats = {"WB-T1": ("1-120",)}
    visit = PathVisit(folder, answers=answers, facts={"WB-F1": "否"}, populations=seats)
    visit.open()
    visit.whole()
    visit.close()
    return folder


Recheck = Callable[..., PathVisit]


@pytest.fixture
def recheck(inspected: Path, tmp_path: Path) -> Iterator[Recheck]:
    made: list[PathVisit] = []

    def start(states: tuple[str, ...], **how: object) -> PathVisit:
        visit = PathVisit(
            copy_of(inspected, tmp_path / "laptop"),
            order=6,
            **({"at": RECHECK_AT} | how),  # type: ignore[arg-type]
        )
        made.append(visit)
        checklist = visit.open()
        rows = next(table for table in checklist.tables() if table.code == "FC-T1").rows
        for row, state in zip(rows, states, strict=True):
            checklist.set(row.cells[3].ref, state, FIRST)
        return visit

    yield start
    for visit in made:
        visit.close()


def test_a_recheck_brings_the_old_findings_and_finds_them_corrected(recheck: Recheck) -> None:
    answers = {"FC-12": Given(("首违不罚",)), "FC-13": Given(("无",))}
    visit = recheck(("已改", "已改"), answers=answers)
    rows = next(table for table in visit.checklist.tables() if table.code == "FC-T1").rows
    assert [row.cells[0].value for row in rows] == ["WB-16", "WB-22"]
    assert rows[1].cells[1].value == "营业场所入口处显著位置未见未成年人禁入标志。"
    assert rows[1].cells[2].value.startswith("原照片")
    assert visit.checklist.item("FC-11").parts[0].value == "已改正"
    assert "FC-08" not in {item.code for item in visit.checklist.items()}
    told = check(visit, visit.whole())
    assert visit.content.findings == ()
    assert "原检查提出的问题2项，均已改正。" in told
    assert "1项的改正期限至2026年11月27日" in told
    assert "改正期限已于2026年11月27日届满" in told
    assert "本机关记录中为初次、危害后果轻微、已及时改正" in told


def test_a_recheck_that_finds_half_of_it_names_the_rest(recheck: Recheck) -> None:
    answers = {
        "FC-03": Given(("证明材料",), "ng"),
        "FC-08": Given(("招牌正在制作",)),
        "FC-13": Given(("请求延期十日",)),
    }
    visit = recheck(("已改", "未改"), answers=answers)
    told = check(visit, visit.whole())
    decided = {one["item"]: one["consequence"] for one in visit.content.findings}
    assert decided == {"FC-03": ["R"], "FC-05": ["FILE"], "FC-11": ["R"]}
    assert "已改正的1项、未改正的1项（WB-22）" in told
    assert "说明未改正的原因：招牌正在制作。" in told
    assert "复查结论：部分改正。" in told
    assert "WB-22" in re.sub(r"\s", "", printed(visit))


def test_a_recheck_before_the_term_ends_cannot_go_on_unless_the_unit_asked(
    recheck: Recheck,
) -> None:
    early = START + timedelta(days=3)
    visit = recheck(("已改", "已改"), at=early, answers={"FC-13": Given(("无",))})
    checklist = visit.checklist
    term, asked = checklist.item("FC-02").parts
    assert term.value == "2026-11-27"
    checklist.set(asked.ref, "未申请提前复查", FIRST)
    assert checklist.item("FC-02").verdict == "ng"
    assert checklist.item("FC-02").consequence == "BLOCK"
    assert "未申请提前复查" in checklist.item("FC-02").sentence
    checklist.set(asked.ref, "已申请提前复查", FIRST)
    assert checklist.item("FC-02").verdict == "ok"
    assert checklist.item("FC-02").complete, "a day to come is no mistake here"
    assert "至2026年11月27日，被检查单位已申请提前复查" in checklist.item("FC-02").sentence
