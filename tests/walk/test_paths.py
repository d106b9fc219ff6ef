"""The paths a visit can take, each played through the real services to its sealed record.

One visit a test, on a copy of one enrolled laptop; what a case reviewer would look for is asserted.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from inspector_app.domain.inspection import Party, PartyMode
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.errors import KnownError
from inspector_app.records.package import open_package
from inspector_app.services.checklist import RowView
from inspector_app.storage.outbox import OutboxState
from tests.builders.paths import (
    FIRST,
    SECOND,
    Given,
    PathVisit,
    check,
    printed,
    text_of,
)

CAFE = {
    "WB-09": Given(("430",)),
    "WB-11": Given(("318",)),
    "WB-12": Given(("120", "120")),
    "WB-35": Given(("192.0.2.10",)),
    "WB-38": Given(("1", "1")),
    "WB-49": Given(("12", "0")),
    "WB-51": Given(("30",)),
}
SEATS = {"WB-T1": ("1-120",)}
ADDRESSES = "、".join(f"192.0.2.{n}" for n in range(1, 21))
ROOM = {
    "JF-06": Given((), "na", "上游合同存于总部，待调取"),
    "JF-25": Given(("97.5",)),
    "JF-32": Given(("否",)),
    "JF-34": Given(("90",)),
    "JF-37": Given(("23.5", "46")),
    "JF-52": Given((), "na", "无合作推广、代收费单位"),
}
RACKS = {"JF-T1": ("S001-S040",), "JF-T2": ("A01-A60", ADDRESSES), "JF-T3": ("C001-C040",)}
ROWS = {
    "JF-T1": {"主页编号及链接": "有"},
    "JF-T2": {"标签": "有"},
    "JF-T3": {"合同安全条款": "有"},
}
OFFICE = {
    "ZW-02": Given(("86", "86")),
    "ZW-04": Given(("2", "98")),
    "ZW-06": Given(("政务外网、互联网",)),
    "ZW-09": Given(("1", "1")),
    "ZW-13": Given(("4", "2", "2")),
    "ZW-17": Given(("5", "0")),
}
COMPUTERS = {
    "标识": "非涉密",
    "所接网络": "政务外网",
    "可上互联网": "否",
    "双网卡或一机两用": "否",
    "USB使用": "禁用",
}
ROOMS = {"ZW-T1": ("R101-R131", "P001-P086"), "ZW-T2": ("U01-U09",)}

Play = Callable[..., PathVisit]


def test_a_cafe_where_everything_holds(play: Play) -> None:
    visit = play(answers=CAFE, facts={"WB-F1": "否"}, populations=SEATS)
    visit.open()
    told = check(visit, visit.whole())
    assert visit.content.findings == ()
    assert "登录信息与在座人员证件一致的12台，未见不一致" in told
    assert "最近一次数据上传时间为2026年11月20日8时40分" in told


def test_a_cafe_with_the_usual_failures_whose_party_refuses_to_sign(play: Play) -> None:
    failures = {
        "WB-12": Given(("124", "120")),
        "WB-16": Given((), "ng"),
        "WB-22": Given((), "ng"),
        "WB-23": Given(("2",)),
        "WB-27": Given(("3",)),
    }
    cells = {"WB-T1": {"登录状态": "公用卡", "登录与在座一致": "不一致"}}
    visit = play(answers=CAFE | failures, facts={"WB-F1": "否"}, populations=SEATS, cells=cells)
    visit.open()
    with pytest.raises(KnownError, match=r"signing\.refusal-witness"):
        visit.workspace.signing.set_party(
            visit.id, Party(PartyMode.REFUSED, name="高模拟", reason="有不同意见")
        )
    refused = Party(
        PartyMode.REFUSED,
        name="高模拟",
        post="店长",
        reason="对公用卡一项有不同意见",
        witness="钱见证",
    )
    told = check(visit, visit.whole(refused))
    findings = [finding["item"] for finding in visit.content.findings]
    assert findings == ["WB-12", "WB-16", "WB-17", "WB-22", "WB-23", "WB-27"]
    assert "【夜间登录】" in told
    assert "未满18周岁的2人" in told
    paper = re.sub(r"\s", "", printed(visit))
    assert "拒绝签名，理由：对公用卡一项有不同意见。见证人：钱见证。" in paper


def test_a_cafe_without_a_licence(play: Play) -> None:
    answers = {
        "WB-01": Given(("无证",)),
        "WB-70": Given(("7", "20")),
        "WB-71": Given(("李演示自称经营者，十月初开始营业，按小时扫码收费",)),
        "WB-72": Given(("收银台内有记账本1本，收款码1张",), "ng"),
        "WB-73": Given((), "ng"),
        "WB-74": Given(("无其他机关参与",)),
        "WB-76": Given(("停止经营告知书",), "ng"),
    }
    visit = play(answers=answers, facts={"WB-F1": "否"})
    visit.open()
    visit.answer()
    visit.decide()
    rules = {(one.rule, one.place) for one in visit.workspace.writing.problems(visit.id)}
    assert ("L-17", "item:WB-73") in rules, "an empty list of equipment is sent back"
    checklist = visit.checklist
    for name, count in (("台式计算机", "20"), ("交换机", "2")):
        row = checklist.add_row("WB-T3", FIRST).ref
        checklist.set(f"{row}/wb_t3_c1", name, FIRST)
        checklist.set(f"{row}/wb_t3_c4", count, FIRST)
    visit.decide()
    visit.freeze()
    visit.sign_ink()
    told = check(visit, visit.seal())
    assert "【设备物品清单】逐种核查物品2种，结果见表1。现场设备物品共2种22件" in told
    assert "【无证场所】现场正在上网的7人，上网终端20台" in told
    assert [paragraph.table for paragraph in visit.content.narrative if paragraph.table]


def test_nobody_is_there_and_a_witness_is(play: Play) -> None:
    locked = Given((), "na", "营业场所锁闭，无人在场")
    visit = play()
    checklist = visit.open({"witness": "钱见证", "witness_contact": "示例社区"}, recusal="")
    seen = {"WB-22": Given((), "ng"), "WB-46": Given((), "ok"), "WB-01": Given(("待核",))}
    shut = {one: locked for one in checklist.outline.items if one.startswith("WB-")}
    steps = {"PR-05": Given(("不申请",), "na", "无人在场"), "PR-12": Given((), "na", "无人在场")}
    visit.answers = shut | seen | steps
    visit.facts = {"WB-F1": "否"}
    visit.answer()
    visit.decide()
    visit.freeze(Party(PartyMode.ABSENT, witness="钱见证"))
    visit.sign_ink(read=False)
    told = check(visit, visit.seal())
    assert "被检查单位无人在场，执法人员向见证人钱见证出示执法证" in told
    assert "未能当场告知" in told
    for never in ("看清楚了", "不申请", "知道了"):
        assert never not in told, "nobody was there to say it"
    assert "已通知被检查单位负责人，见证人在场。" in told
    assert visit.content.persons["witness"][0]["name"] == "钱见证"


def test_a_refused_inspection_ends_in_a_record_of_the_refusal(play: Play) -> None:
    visit = play(answers={"PR-09": Given(("口头拒绝",))}, photos=False)
    visit.open()
    checklist = visit.checklist
    checklist.set(checklist.item("PR-09").parts[0].ref, "口头拒绝", FIRST)
    checklist.note("PR-09", "record", "高模拟说：“不让查。”并关上收银台的门。", FIRST)
    party = Party(
        PartyMode.REFUSED, name="高模拟", post="店长", reason="不同意检查", clip="演示-07-003"
    )
    told = check(visit, visit.whole(party))
    assert "口头拒绝检查，检查未继续进行。高模拟说" in told
    assert visit.content.visit["title"] == "拒绝检查情况记录"
    assert "拒绝检查情况记录" in re.sub(r"\s", "", printed(visit))
    assert open_package(visit.workspace.records.insp(visit.id)).seal.outcome == 3
    assert not [code for code in visit.content.answers if "/wb_" in code]


def test_a_room_with_two_draws_in_one_table(play: Play) -> None:
    visit = play(order=2, answers=ROOM, populations=RACKS, cells=ROWS)
    visit.open()
    told = check(visit, visit.whole())
    (table,) = [sample for sample in visit.content.samples if sample.code == "JF-T2"]
    assert [row[0] for row in table.rows] == ["机柜"] * 5 + ["IP"] * 10
    assert [draw["what"] for draw in (table.draw, *table.further)] == ["机柜", "IP地址"]
    assert table.draw["seed"] != table.further[0]["seed"]
    assert "从60个机柜中随机抽取5个，从20个IP地址中随机抽取10个，结果见表" in told
    paper = re.sub(r"\s", "", printed(visit))
    assert "随机抽取机柜：" in paper
    assert "随机抽取IP地址：" in paper


def test_one_of_two_draws_is_drawn_again_and_the_other_stays(play: Play) -> None:
    visit = play(order=2, answers=ROOM, populations=RACKS)
    checklist = visit.open()
    checklist.set(checklist.item("JF-01").parts[0].ref, "有效", FIRST)
    checklist.draw("JF-T2", "A01-A60", SECOND)
    checklist.draw("JF-T2", ADDRESSES, SECOND, rule=1)
    addresses = [row.cells[1].value for row in _resources(visit)][5:]
    with pytest.raises(KnownError, match=r"checklist\.redraw-reason"):
        checklist.draw("JF-T2", "A01-A80", SECOND)
    checklist.draw("JF-T2", "A01-A80", SECOND, reason="新增一排机柜")
    rows = [(row.cells[0].value, row.cells[1].value) for row in _resources(visit)]
    assert [kind for kind, _ in rows] == ["机柜"] * 5 + ["IP"] * 10
    assert [name for _, name in rows][5:] == addresses
    table = next(one for one in checklist.tables() if one.code == "JF-T2")
    assert [(draw.rule, draw.attempt) for draw in table.draws] == [(0, 1), (0, 2), (1, 1)]
    told = text_of(visit.workspace.writing.content(visit.id))
    assert "机柜第2次抽取的原因：新增一排机柜。" in told


def _resources(visit: PathVisit) -> tuple[RowView, ...]:
    return next(table for table in visit.checklist.tables() if table.code == "JF-T2").rows


def test_an_office_without_secrets(play: Play) -> None:
    none = {f"ZW-F{n}": "否" for n in range(1, 6)}
    visit = play(
        order=3, answers=OFFICE, facts=none, populations=ROOMS,
        cells={"ZW-T1": COMPUTERS, "ZW-T2": {"标识": "非涉密"}},
    )  # fmt: skip
    visit.open()
    told = check(visit, visit.whole())
    assert "从31间房间中随机抽取3间，从86台计算机中随机抽取9台" in told
    assert "抽查计算机9台，均与台账相符" in told
    assert visit.content.findings == ()


def test_a_classified_place_leaves_no_picture_and_no_trace_on_the_network(play: Play) -> None:
    facts = {f"ZW-F{n}": "是" for n in range(1, 6)}
    visit = play(
        order=3, answers=OFFICE, facts=facts, populations=ROOMS, photos=False,
        cells={"ZW-T1": COMPUTERS, "ZW-T2": {"标识": "非涉密"}},
    )  # fmt: skip
    visit.open(classified="是")
    with pytest.raises(KnownError, match=r"inspection\.classified-no-evidence"):
        visit.photograph("ZW-16")
    with pytest.raises(KnownError, match=r"inspection\.classified-final"):
        visit.note(ProcedureKind.CLASSIFIED_ANSWERED, {"answer": "否"})
    sealed = visit.whole()
    check_text = text_of(visit.content)
    assert "检查场所或者系统涉及国家秘密，按涉密方式记录。" in check_text
    seal = open_package(sealed.insp).seal
    assert seal.outcome == 0
    assert isinstance(seal.unit, bytes), "only a salted digest, no credit code"
    assert visit.content.evidence == ()
    assert visit.content.place == {}
    sync = visit.workspace.sync
    (item,) = sync.status().items
    assert (item.state, item.problem) == (OutboxState.PARKED, "sync.classified")
    assert KnownError(item.problem).remedy("zh")
    assert sync.unpark().outbox == frozenset()
    assert sync.status().waiting == 0


def test_a_name_typed_in_parts_prints_and_seals_alike(play: Play) -> None:
    visit = play(answers={"PR-09": Given(("阻挠",))})
    visit.open({"name": "Rene\u0301 样例", "post": "cafe\u0301 店长"})
    checklist = visit.checklist
    checklist.set(checklist.item("PR-09").parts[0].ref, "阻挠", FIRST)
    checklist.note("PR-09", "record", "Rene\u0301 样例站在门口。", FIRST)
    party = Party(
        PartyMode.INK, name="Rene\u0301 样例", post="cafe\u0301 店长", statement="Cafe\u0301。"
    )
    check(visit, visit.whole(party))
    assert visit.content.party["name"] == "Ren\u00e9 样例"
    assert "Ren\u00e9 样例站在门口（照片1）。" in text_of(visit.content)


def test_rooms_are_not_drawn_before_somebody_says_how_many(play: Play) -> None:
    visit = play(order=3)
    checklist = visit.open()
    with pytest.raises(KnownError, match=r"checklist\.size-missing"):
        checklist.draw("ZW-T1", "R101-R131", SECOND, rule=0)
    checklist.draw("ZW-T1", "R101-R131", SECOND, rule=0, size=4)
    table = next(one for one in checklist.tables() if one.code == "ZW-T1")
    assert [(draw.n, draw.population) for draw in table.draws] == [(4, 31)]
