"""The trace: one sentence an inspector understands, with only the operands that decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from inspector_app.xforms import Session, What

Opener = Callable[..., Session]

FORM = """
| survey |
| | type | name | label::zh | label::en | 显示条件 | 必填 | 校验 | 计算 | 选项筛选 | 只读 |
| | select_one yn | open | 是否营业 | Open | | | | | | |
| | select_multiple kinds | kinds | 经营项目 | Kinds | | | | | | |
| | integer | n | 机器台数 | Machines | | | . > 0 and . <= 500 | | | |
| | date | d | 许可日期 | Licence date | | | . <= today() | | | |
| | decimal | area | 营业面积 | Area | | | | | | |
| | begin_group | g | 营业情况 | Business | ${open} = 'yes' | | | | | |
| | text | boss | 负责人 | Manager | | ${n} > 10 | | | | |
| | end_group | | | | | | | | | |
| | text | why | 停业原因 | Reason | ${open} = 'no' | yes | | | | |
| | text | both | 两者 | Both | ${open} = 'yes' and ${n} > 100 | | | | | |
| | text | either | 其一 | Either | ${n} > 1000 or not(selected(${kinds}, 'food')) | | | | | |
| | text | few | 多项 | Several | ${d} != '' and count-selected(${kinds}) >= 2 | | | | | |
| | text | late | 逾期 | Late | ${d} < date('2026-01-01') | | | | | |
| | text | ratio | 人均 | Ratio | ${area} div ${n} < 2 | | | | | |
| | calculate | per | | | | | | if(${n} > 0, ${area} div ${n}, 0) | | |
| | select_one city | city | 城市 | City | | | | | | |
| | select_one dist | dist | 区 | District | | | | | city = ${city} | |
| | begin_repeat | r | 机器 | Machine | | | | | | |
| | text | sn | 编号 | Serial | | | string-length(.) = 6 | | | |
| | text | old | 旧机说明 | Old | ${sn} != '' and position(..) > 1 | | | | | ${sn} = '' |
| | end_repeat | | | | | | | | | |
| | text | many | 多台 | Many | count(${r}) > 2 | | | | | |
| | date | seen | 查看日期 | Seen | | | . >= ${d} | | | |
| | text | re | 电话 | Phone | | | regex(., '^1[0-9]{10}$') | | | |
| | text | never | 不用 | Never | false() | | | | | |
| choices |
| | list_name | name | label::zh | label::en | city |
| | yn | yes | 是 | Yes | |
| | yn | no | 否 | No | |
| | kinds | night | 夜场 | Night | |
| | kinds | food | 餐饮 | Food | |
| | city | bj | 北京 | Beijing | |
| | city | sh | 上海 | Shanghai | |
| | dist | hd | 海淀 | Haidian | bj |
| | dist | pd | 浦东 | Pudong | sh |
| settings |
| | default_language |
| | zh |
"""
ANSWERS = {
    "/data/open": "no", "/data/n": "600", "/data/d": "2026-12-01", "/data/kinds": "night",
    "/data/city": "sh", "/data/area": "120", "/data/r[2]/sn": "AB1", "/data/re": "123",
    "/data/seen": "2026-11-20",
}  # fmt: skip


@pytest.mark.parametrize(
    ("ref", "what", "zh", "en"),
    [
        ("/data/g/boss", "relevant",
         "本题隐藏，因为所在分组“营业情况”隐藏：第 4 行‘是否营业’=否（要求=是）",
         "Hidden because its group “Business” is hidden: row 4 ‘Open’ = No (asks for = Yes)"),
        ("/data/why", "relevant", "本题显示：第 4 行‘是否营业’=否（要求=否）",
         "Shown: row 4 ‘Open’ = No (asks for = No)"),
        ("/data/why", "required", "本题必填：始终如此", "Required: always"),
        ("/data/both", "relevant", "本题隐藏：第 4 行‘是否营业’=否（要求=是）",
         "Hidden: row 4 ‘Open’ = No (asks for = Yes)"),
        ("/data/either", "relevant", "本题显示：第 5 行‘经营项目’=夜场（要求未选餐饮）",
         "Shown: row 5 ‘Kinds’ = Night (asks for Food not selected)"),
        ("/data/few", "relevant", "本题隐藏：‘经营项目’选中的个数=1（要求≥2）",
         "Hidden: choices selected in ‘Kinds’ = 1 (asks for ≥ 2)"),
        ("/data/late", "relevant", "本题隐藏：第 7 行‘许可日期’=2026-12-01（要求<2026-01-01）",
         "Hidden: row 7 ‘Licence date’ = 2026-12-01 (asks for < 2026-01-01)"),
        ("/data/ratio", "relevant",
         "本题显示：第 8 行‘营业面积’=120；第 6 行‘机器台数’=600；算得=0.2（要求<2）",
         "Shown: row 8 ‘Area’ = 120; row 6 ‘Machines’ = 600; the result = 0.2 (asks for < 2)"),
        ("/data/per", "calculate",
         "本题的值是“0.2”：第 6 行‘机器台数’=600（看是否>0）；第 8 行‘营业面积’=120",
         "Its value is “0.2”: row 6 ‘Machines’ = 600 (tested for > 0); row 8 ‘Area’ = 120"),
        ("/data/dist", "choices", "本题有 1 个选项（没有列出：海淀）：第 19 行‘城市’=上海",
         "1 choice is offered (not offered: Haidian): row 19 ‘City’ = Shanghai"),
        ("/data/n", "constraint", "答案不符合校验：‘机器台数’=600（要求≤500）",
         "The answer fails its check: ‘Machines’ = 600 (asks for ≤ 500)"),
        ("/data/d", "constraint", "答案不符合校验：‘许可日期’=2026-12-01（要求≤2026-11-21）",
         "The answer fails its check: ‘Licence date’ = 2026-12-01 (asks for ≤ 2026-11-21)"),
        ("/data/seen", "constraint",
         "答案不符合校验：‘查看日期’=2026-11-20（要求≥第 7 行‘许可日期’ 2026-12-01）",
         ("The answer fails its check: ‘Seen’ = 2026-11-20 "
         "(asks for ≥ row 7 ‘Licence date’ 2026-12-01)")),
        ("/data/r[2]/old", "relevant",
         "本题显示：第 22 行‘编号’（表中第 2 条）=AB1（要求填写）；‘机器’的序号=2（要求>1）",
         ("Shown: row 22 ‘Serial’ (entry 2) = AB1 (asks for an answer); "
         "number of ‘Machine’ = 2 (asks for > 1)")),
        ("/data/r[1]/old", "readonly",
         "本题只读：第 22 行‘编号’（表中第 1 条）=尚未填写（要求不填）",
         "Read-only: row 22 ‘Serial’ (entry 1) = not answered (asks for no answer)"),
        ("/data/r[1]/sn", "constraint",
         "本题尚未填写，填写后才校验：‘编号’的字数=0（要求=6）",
         ("Not answered yet; an answer is checked once it is given: "
         "length of ‘Serial’ = 0 (asks for = 6)")),
        ("/data/many", "relevant", "本题隐藏：‘机器’的行数=2（要求>2）",
         "Hidden: rows of ‘Machine’ = 2 (asks for > 2)"),
        ("/data/re", "constraint", "答案不符合校验：‘电话’=123（要求符合格式 ^1[0-9]{10}$）",
         "The answer fails its check: ‘Phone’ = 123 (asks for the format ^1[0-9]{10}$)"),
        ("/data/never", "relevant", "本题隐藏：始终如此", "Hidden: always"),
        ("/data/n", "relevant", "本题显示：没有条件", "Shown: no condition"),
    ],
)  # fmt: skip
def test_sentences_name_what_decided(
    open_md: Opener, ref: str, what: str, zh: str, en: str
) -> None:
    session = open_md(FORM)
    session.add("/data/r")
    for target, value in ANSWERS.items():
        session.set(target, value)
    before = session.save()
    explained = session.explain(ref, cast("What", what))
    assert explained.sentence.zh == zh
    assert explained.sentence.en == en
    assert session.save() == before
    assert session.language == "zh"
