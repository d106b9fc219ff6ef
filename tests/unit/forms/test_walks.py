"""Walks through the workbooks in the form engine: what is asked, proposed, printed and refused."""

from __future__ import annotations

import re

import pytest

from inspector_app.xforms.lint import check_form
from tests.builders.walks import LONG_AGO, ROOT, WORKBOOKS, Visit, form_of


def visit(name: str) -> Visit:
    return Visit(form_of(name))


def cafe(licence: str = "有效") -> Visit:
    walk = visit("internet_cafe")
    walk.put(wb_01_p1_1=licence)
    return walk


def terminals(*matches: str) -> list[dict[int, str]]:
    return [
        {1: f"{n:03}", 2: "是", 3: "实名", 4: match, 5: "无", 6: "是", 7: "是", 8: "局域网"}
        for n, match in enumerate(matches, 1)
    ]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_engine_finds_nothing_to_complain_about(name: str) -> None:
    assert [p for p in form_of(name).problems if p.level in {"error", "warning"}] == []


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_linter_finds_the_workbook_clean(name: str) -> None:
    report = check_form(ROOT / "forms" / name / f"{name}.xlsx")
    assert report.status == "clean", report.problems


@pytest.mark.parametrize("name", WORKBOOKS)
@pytest.mark.parametrize("verdict", ["ok", "ng"])
def test_every_sentence_of_a_fully_answered_form_is_complete(name: str, verdict: str) -> None:
    walk = visit(name)
    for repeat in [node for node in walk.paths.values() if node.kind == "repeat"]:
        if walk.asked(repeat.name):
            cells = {
                n: walk.paths[f"{repeat.name}_c{n}"] for n in range(1, len(repeat.children) + 1)
            }
            row = f"{repeat.path}[1]"
            if walk.session.count(repeat.path) == 0:
                walk.session.add(repeat.path)
            for n, cell in cells.items():
                state = walk.session.state(f"{row}/{repeat.name}_c{n}")
                fitting = {"date": LONG_AGO, "int": "3", "decimal": "3.5"}
                fitting["dateTime"] = "2026-11-18T09:30:00.000+08:00"
                value = (
                    state.choices[0].value if state.choices else fitting.get(cell.value_type, "甲")
                )
                walk.session.set(state.ref, value)
    walk.answer_everything(verdict)
    key = "pass" if verdict == "ok" else "fail"
    for node in walk.paths.values():
        if "code" in node.insp and node.kind == "group" and walk.asked(node.name):
            for slot in re.findall(r"\{(\w+)", node.insp[key]):
                shown = walk.value(slot)
                assert shown, (node.insp["code"], slot)
                assert "NaN" not in shown


def test_a_licensed_cafe_is_asked_everything_but_the_unlicensed_part() -> None:
    codes = cafe().items()
    assert [code for code in codes if code.startswith("WB-7")] == []
    assert "WB-36" not in codes, "no Wi-Fi for customers was stated"
    assert len([code for code in codes if code.startswith("WB-")]) == 62 - 7 - 1


def test_customer_wifi_brings_its_item() -> None:
    walk = cafe()
    walk.put(wb_f1="是")
    assert "WB-36" in walk.items()


def test_an_unlicensed_cafe_is_asked_only_what_the_ban_needs() -> None:
    walk = cafe("无证")
    codes = [code for code in walk.items() if code.startswith("WB-")]
    assert codes == (
        [
            "WB-01",
            "WB-02",
            "WB-45",
            "WB-46",
            "WB-47",
            "WB-48",
            "WB-70",
            "WB-71",
            "WB-72",
            "WB-73",
            "WB-74",
            "WB-75",
            "WB-76",
        ]
    )
    assert (walk.value("wb_01_q"), walk.value("wb_01_v"), walk.value("wb_01_c")) == (
        "ng",
        "ng",
        "B",
    )
    assert not walk.asked("wb_t1")
    assert walk.asked("wb_t3")
    assert walk.wanted("wb_01_lose"), "a critical fail asks whether evidence may be lost"


def test_an_unchecked_licence_goes_on_as_valid_and_is_recorded() -> None:
    walk = cafe("待核")
    assert (walk.value("wb_01_v"), walk.value("wb_01_c")) == ("ok", "R")
    assert "WB-03" in walk.items()


@pytest.mark.parametrize(("answer", "verdict"), [("199.9", "ng"), ("200", "ok"), ("350", "ok")])
def test_a_measure_proposes_the_verdict(answer: str, verdict: str) -> None:
    walk = cafe()
    walk.put(wb_09_p1_1=answer)
    assert (walk.value("wb_09_q"), walk.value("wb_09_v")) == (verdict, verdict)


def test_computers_are_compared_with_the_approval_and_the_area() -> None:
    walk = cafe()
    walk.put(wb_11_p1_1="318", wb_12_p1_1="120")
    assert walk.value("wb_12_q") == "", "half an answer proposes nothing"
    walk.put(wb_12_p1_2="120")
    assert walk.value("wb_12_v") == "ok"
    assert walk.value("wb_12_t") == (
        "现场清点上网计算机120台，许可证核定120台，单机平均营业面积2.65平方米"
    )
    walk.put(wb_12_p1_1="121")
    assert walk.value("wb_12_v") == "ng"
    walk.put(wb_12_p1_1="120", wb_11_p1_1="230")
    assert walk.value("wb_12_v") == "ng", "less than two square metres each"


@pytest.mark.parametrize(
    ("matches", "codes"),
    [
        (["一致"] * 5, ""),
        (["一致"] * 4 + ["不一致"], "O7"),
        (["一致"] * 6 + ["不一致"] * 2, "E+O7"),
        (["一致"] * 18 + ["不一致"] * 2, "O7"),
        (["一致"] * 17 + ["不一致"] * 3, "E+O7"),
        (["一致", "不一致", "不一致"] + ["无人"] * 12, "E+O7"),
    ],
)
def test_mismatches_at_the_terminals_decide_what_is_proposed(
    matches: list[str], codes: str
) -> None:
    walk = cafe()
    walk.rows("wb_t1", *terminals(*matches))
    assert walk.value("wb_17_v") == ("ng" if codes else "ok")
    assert walk.value("wb_17_c") == codes


def test_the_terminal_sentence_counts_and_names_the_seats() -> None:
    walk = cafe()
    walk.rows("wb_t1", *terminals("一致", "不一致", "一致", "不一致"))
    assert walk.value("wb_17_t") == (
        "抽查终端中在用的4台，登录信息与在座人员证件一致的2台、不一致的2台（座位号002、004）"
    )


def test_a_table_that_is_not_filled_proposes_nothing() -> None:
    walk = cafe()
    walk.rows("wb_t1", *terminals("一致", "一致"), {1: "003"})
    assert walk.value("wb_17_q") == ""
    walk.rows("wb_t1", {}, {}, {4: "一致"})
    assert walk.value("wb_17_v") == "ok"


def test_who_differs_from_the_proposal_says_why_and_takes_its_consequence_back() -> None:
    walk = cafe()
    walk.rows("wb_t1", *terminals(*["不一致"] * 3))
    assert walk.value("wb_17_c") == "E+O7"
    assert not walk.wanted("wb_17_r")
    walk.put(wb_17_v="ok")
    assert walk.wanted("wb_17_r")
    assert walk.value("wb_17_c") == ""
    walk.put(wb_17_r="三名在座人员当场重新登记，原登录人在场。")
    assert walk.session.state(walk.paths["wb_17_r"].path).valid


@pytest.mark.parametrize(
    ("oldest", "verdict"),
    [("2026-09-30", "ng"), ("2026-09-20", "ng"), ("2026-09-19", "ok"), ("2026-01-02", "ok")],
)
def test_sixty_days_are_counted_to_the_day(oldest: str, verdict: str) -> None:
    walk = cafe()
    walk.put(wb_19_p1_1=oldest)
    assert walk.value("wb_19_v") == verdict


def test_the_oldest_registration_is_told_with_its_distance() -> None:
    walk = cafe()
    walk.put(wb_19_p1_1="2026-09-30")
    assert walk.value("wb_19_t") == (
        "店员操作登记系统查询；系统显示最早一条登记记录的日期为2026年9月30日，距检查日49日"
    )


@pytest.mark.parametrize(
    ("oldest", "verdict"), [("2026-05-18", "ok"), ("2026-05-19", "ng"), ("2026-05-17", "ok")]
)
def test_six_months_are_calendar_months(oldest: str, verdict: str) -> None:
    walk = visit("gov_unit")
    walk.put(zw_12_p1_1=oldest)
    assert walk.value("zw_12_v") == verdict


def test_retention_does_not_apply_to_a_unit_younger_than_the_period() -> None:
    walk = cafe()
    walk.put(opened_on="2026-10-10", wb_19_p1_1="2026-10-10")
    assert walk.value("wb_19_v") == "na"


@pytest.mark.parametrize(
    ("report", "verdict"), [("2025-11-18", "ok"), ("2025-11-17", "ng"), ("2026-03-01", "ok")]
)
def test_a_yearly_report_may_be_a_year_old_and_no_day_more(report: str, verdict: str) -> None:
    walk = visit("idc_room")
    walk.put(jf_01_p1_1="有效", jf_35_p1_1=report)
    assert walk.value("jf_35_v") == verdict


def test_the_inspection_date_is_the_day_the_visit_began() -> None:
    walk = cafe()
    assert walk.value("inspection_date") == "2026-11-18"
    walk.put(pr_10_p1_1="2026-11-17T23:50:00.000+08:00")
    assert walk.value("inspection_date") == "2026-11-17"


def test_a_refused_inspection_ends_with_time_place_and_reading() -> None:
    walk = cafe()
    walk.put(pr_09_p1_1="口头拒绝")
    codes = walk.items()
    assert codes[-2:] == ["PR-10", "PR-12"]
    assert "PR-11" not in codes
    assert not [code for code in codes if not code.startswith("PR-")]
    assert not walk.asked("tables")
    assert walk.value("pr_09_v") == "ng"


def test_a_witness_is_asked_for_when_nobody_responsible_is_there() -> None:
    walk = cafe()
    assert "PR-08" not in walk.items()
    walk.put(pr_07_p1_1="其他员工")
    assert "PR-08" in walk.items()


def test_recusal_goes_to_the_head_and_classified_places_change_the_mode() -> None:
    walk = visit("procedure")
    walk.put(pr_05_p2_1="申请", pr_05_v="ok", pr_11_p1_1="是")
    assert (walk.value("pr_05_c"), walk.value("pr_11_c")) == ("RP", "CLS")
    walk.put(pr_05_v="ng")
    assert walk.value("pr_05_c") == "BLOCK+RP"


def test_an_item_that_only_takes_a_fact_down_passes_when_it_is_answered() -> None:
    walk = visit("procedure")
    walk.put(pr_11_p1_1="否")
    assert walk.value("pr_11_v") == "ok"
    walk.put(pr_11_v="na")
    walk.put(pr_11_p1_1="是")
    assert walk.value("pr_11_v") == "na", "a verdict given is kept"


def test_a_critical_item_left_out_needs_a_reason() -> None:
    walk = cafe()
    walk.put(wb_04_v="na", wb_05_v="na")
    assert walk.wanted("wb_04_r")
    assert not walk.wanted("wb_05_r")


def test_an_unlicensed_access_provider_is_asked_only_seven_items() -> None:
    walk = visit("idc_room")
    walk.put(jf_01_p1_1="无证")
    codes = [code for code in walk.items() if code.startswith("JF-")]
    assert codes == ["JF-01", "JF-05", "JF-06", "JF-15", "JF-18", "JF-35", "JF-36", "JF-52"]
    assert walk.value("jf_01_c") == "E+T:通管"


@pytest.mark.parametrize(
    ("states", "verdict", "codes"),
    [
        (["正常"] * 3, "ok", ""),
        (["正常", "空壳"], "ok", "CANCEL"),
        (["虚假", "正常"], "ng", "T:通管"),
        (["未备案", "虚假", "空壳"], "ng", "O3+T:通管+CANCEL"),
    ],
)
def test_hosted_sites_decide_between_order_transfer_and_cancelling(
    states: list[str], verdict: str, codes: str
) -> None:
    walk = visit("idc_room")
    walk.put(jf_01_p1_1="有效")
    rows = [{1: f"a{n}.example", 11: "有", 12: state} for n, state in enumerate(states)]
    walk.rows("jf_t1", *rows)
    assert walk.value("jf_15_v") == verdict
    assert set(walk.value("jf_15_c").split("+")) == set(codes.split("+"))


def test_levels_of_protection_bring_their_assessment() -> None:
    walk = visit("idc_room")
    walk.put(jf_01_p1_1="有效", jf_29_p1_1="三级", jf_29_p2_1="未备案")
    assert walk.value("jf_29_v") == "ng"
    assert {"JF-30", "JF-31"} <= set(walk.items())
    walk.put(jf_29_p1_1="一级", jf_29_p2_1="已备案")
    assert walk.value("jf_29_v") == "ok"
    assert not {"JF-30", "JF-31"} & set(walk.items())


def test_the_special_body_is_asked_only_of_critical_infrastructure() -> None:
    walk = visit("idc_room")
    walk.put(jf_01_p1_1="有效", jf_32_p1_1="否")
    assert not walk.asked("jf_32_p2_1")
    assert walk.value("jf_32_v") == "ok"
    walk.put(jf_32_p1_1="是", jf_32_p2_1="不合格")
    assert walk.value("jf_32_v") == "ng"


def test_classified_computers_are_judged_by_their_own_rows() -> None:
    walk = visit("gov_unit")
    assert not {"ZW-23", "ZW-24", "ZW-27"} & set(walk.items())
    row = {6: "是", 8: "否", 9: "无", 10: "有", 12: "未见", 13: "正常", 14: "是", 15: "是"}
    walk.rows("zw_t1", {1: "P1", 4: "非涉密", **row})
    assert "ZW-23" not in walk.items(), "a trace on an ordinary computer is no matter here"
    assert walk.value("zw_24_v") == "ok"
    walk.rows("zw_t1", {}, {1: "P2", 4: "秘密", **row})
    assert walk.value("zw_23_v") == "ng"
    assert walk.value("zw_27_v") == "ok"


def test_five_rules_are_wanted_and_four_are_not_enough() -> None:
    walk = visit("gov_unit")
    walk.put(zw_05_p1_1="上网审批 移动介质 外联 维修报废")
    assert walk.value("zw_05_v") == "ng"
    walk.put(zw_05_p1_1="上网审批 移动介质 外联 维修报废 信息公开审查")
    assert walk.value("zw_05_v") == "ok"


def test_equal_and_unequal_numbers_are_compared_as_numbers() -> None:
    walk = visit("gov_unit")
    walk.put(zw_f4="是", zw_37_p1_1="12", zw_37_p1_2="12", zw_04_p1_1="0", zw_04_p1_2="80")
    assert (walk.value("zw_37_v"), walk.value("zw_04_v")) == ("ok", "ng")


def test_a_date_after_the_visit_is_not_accepted_as_valid() -> None:
    walk = cafe()
    walk.put(wb_40_p1_1="2026-11-19")
    assert not walk.session.state(walk.paths["wb_40_p1_1"].path).valid


def test_the_form_speaks_both_languages() -> None:
    walk = cafe()
    label = walk.session.state(walk.paths["wb_22"].path).label
    assert label == "入口处显著位置是否悬挂未成年人禁入标志"
    walk.session.set_language("English (en)")
    assert walk.session.state(walk.paths["wb_22"].path).label == "“No minors” sign at the entrance?"
