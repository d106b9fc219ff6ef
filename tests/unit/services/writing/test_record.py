"""The record writes itself: the same visit gives the same words, and none that nobody noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from inspector_app.domain.identifiers import PersonId
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.records.content import JsonValue, from_leaves, to_leaves
from inspector_app.services.writing.narrative import join_sentences, refer
from inspector_app.services.writing.opening import missing_steps
from inspector_app.services.writing.record import write_record
from inspector_app.services.writing.snapshot import TableFact, VisitSnapshot


def test_the_first_lines_are_the_profiles_words_with_the_visits_facts(
    snapshot: VisitSnapshot,
) -> None:
    lines = write_record(snapshot).opening
    assert [line.answer for line in lines] == ["看清楚了。", "不申请。", "知道了。"]
    assert lines[0].text == (
        "执法人员出示执法证件并告知：我们是示例市文化市场综合行政执法支队执法人员赵甲、钱乙，"
        "执法证号示例-0001、示例-0002，这是我们的证件，请你过目。"
    )
    assert "《互联网上网服务营业场所管理条例》第四条、" in lines[1].text
    assert lines[2].text.endswith("设备号示例记录仪-07，14时12分开始。")


def test_a_step_nobody_noted_is_not_claimed(snapshot: VisitSnapshot) -> None:
    told = tuple(event for event in snapshot.events if event.kind is not ProcedureKind.RIGHTS_TOLD)
    silent = replace(snapshot, events=told)
    assert len(write_record(silent).opening) == 2
    assert missing_steps(silent) == ("rights-told",)


def test_a_step_left_out_for_a_reason_says_the_reason(snapshot: VisitSnapshot) -> None:
    events = tuple(
        replace(event, detail={"reason": "记录仪没电"})
        if event.kind is ProcedureKind.RECORDING_TOLD
        else event
        for event in snapshot.events
    )
    line = write_record(replace(snapshot, events=events)).opening[2]
    assert line.text == "本次检查没有音像记录，原因：记录仪没电。"
    assert line.answer == ""


def test_what_holds_is_told_together_and_what_fails_by_itself(snapshot: VisitSnapshot) -> None:
    paragraphs = write_record(snapshot).narrative
    assert [(p.heading, p.items) for p in paragraphs] == [
        ("证照", ("WB-01", "WB-06")),
        ("场所与设备", ("WB-12", "WB-28")),
        ("终端抽查", ("WB-17", "WB-16")),
        ("入口标志", ("WB-22",)),
        ("其他取证", ()),
    ]
    assert paragraphs[1].text == "现场清点上网计算机96台；入口右侧墙面公示营业时间。"
    assert paragraphs[3].text == "营业场所入口处显著位置未见未成年人禁入标志（照片1、照片2）。"
    assert paragraphs[4].text == "检查中另取得照片4（营业大厅）。"


def test_a_sample_table_stands_after_the_items_it_feeds(snapshot: VisitSnapshot) -> None:
    content = write_record(snapshot)
    paragraph = next(p for p in content.narrative if p.table)
    assert paragraph.table == "WB-T1"
    assert paragraph.text.startswith("从96台终端中随机抽取3台，结果见表1。登录信息")
    table = content.samples[0]
    assert table.deviating == ((2, 2),)
    assert table.totals == "3项。在用：是2、否1；登录与在座一致：一致1、不一致1、无人1。"
    assert table.draw["seed"] == "928870112aec5dcd9ea5a19966ba875a"


def test_a_repeated_draw_is_told_with_its_reason(snapshot: VisitSnapshot) -> None:
    table: TableFact = replace(snapshot.tables[0], reasons=("座位号范围输错",))
    text = write_record(replace(snapshot, tables=(table,))).narrative[2].text
    assert "第2次抽取的原因：座位号范围输错。" in text


def test_a_table_no_item_calls_for_is_still_printed(snapshot: VisitSnapshot) -> None:
    items = tuple(replace(item, tables=()) for item in snapshot.items)
    paragraphs = write_record(replace(snapshot, items=items)).narrative
    assert [p.table for p in paragraphs if p.table] == ["WB-T1"]


def test_remarks_are_printed_with_their_item_or_at_the_end(snapshot: VisitSnapshot) -> None:
    items = tuple(
        replace(item, remarks=("店员说明正在补办。",)) if item.code == "WB-07" else item
        for item in snapshot.items
    )
    notes: tuple[Mapping[str, JsonValue], ...] = (
        {"item": "", "kind": "record", "text": "检查期间停电5分钟", "officer": "P0001", "seq": 9},
        {"item": "", "kind": "internal", "text": "下次带测距仪", "officer": "P0001", "seq": 10},
    )
    words = {
        p.heading: p.text
        for p in write_record(replace(snapshot, items=items, notes=notes)).narrative
    }
    assert words["证照"].endswith("店员说明正在补办。")
    assert words["其他情况"] == "检查期间停电5分钟。"
    assert "测距仪" not in "".join(words.values())


def test_asked_for_recusal_is_told_first(snapshot: VisitSnapshot) -> None:
    asked = ProcedureEvent(
        20, ProcedureKind.RIGHTS_TOLD, PersonId("P0001"), "", 0, {"recusal": "申请"}
    )
    paragraphs = write_record(replace(snapshot, events=(*snapshot.events, asked))).narrative
    assert paragraphs[0].heading == "回避"


def test_every_photo_is_referred_to_exactly_where_it_belongs(snapshot: VisitSnapshot) -> None:
    words = "".join(p.text for p in write_record(snapshot).narrative)
    for entry in snapshot.evidence:
        assert words.count(f"照片{entry.n}") == 1


def test_a_sentence_that_names_its_photo_is_not_given_it_twice() -> None:
    assert refer("见照片1。", ["照片1", "照片11"]) == "见照片1（照片11）。"
    assert refer("见照片11。", ["照片1"]) == "见照片11（照片1）。"


def test_only_short_neighbours_share_a_full_stop() -> None:
    long = "收银台后方悬挂许可证和营业执照正本，登载的名称、地址、经营者与现场一致。"
    assert join_sentences(["甲。", "乙。", "丙。", "丁。"]) == "甲；乙；丙。丁。"
    assert join_sentences(["甲。", long, "乙。"]) == f"甲。{long}乙。"


def test_writing_and_reading_the_leaves_gives_the_same_content(snapshot: VisitSnapshot) -> None:
    content = write_record(snapshot)
    leaves = to_leaves(content)
    assert to_leaves(from_leaves(leaves)) == leaves
    assert leaves["/persons/officer/2/recorder"] == "1"
    assert leaves["/findings/01/consequence"] == ["I"]
    assert leaves["/party/statement"] == "今天就挂回去。"
    assert "/party/objection" not in leaves


def test_a_classified_visit_has_no_place_leaf(snapshot: VisitSnapshot) -> None:
    placed = replace(snapshot, place={"lat": "31.2", "lon": "121.4"})
    assert write_record(placed).place
    assert not write_record(replace(placed, classified=True)).place
