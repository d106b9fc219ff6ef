"""Invented units in any number, the same for the same seed; credit codes fail their check digit."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from inspector_app.domain.identifiers import UnitId
from inspector_app.domain.units import InspectedUnit, UnitCategory, credit_code_holds

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FIRST = (
    "青蓝星云海银橙远金龙凤天新鑫宏盛华兴泰瑞祥福德嘉悦恒信安康达"
    "通顺利飞腾创智博文雅静明朗春夏秋冬松竹梅兰菊莲荷枫柏桂"
)
_SECOND = (
    "禾海光帆杏河山谷林泉湖港湾桥岸城园庭阁轩苑居坊街巷里弄堂馆社"
    "台站点线角边间时空域界洲岛江溪涧峰岭原野川波浪潮汐"
)
_KINDS = {
    UnitCategory.INTERNET_CAFE: ("网吧", "网咖", "网络会所", "网吧有限公司", "电子竞技馆"),
    UnitCategory.IDC_ROOM: ("数据中心", "科技有限公司", "网络科技有限责任公司", "云计算机房"),
    UnitCategory.GOV_UNIT: ("管理局", "服务中心", "办事处", "委员会"),
    UnitCategory.SCHOOL: ("中学", "小学", "职业学院"),
    UnitCategory.HOTEL: ("宾馆", "大酒店", "快捷酒店"),
}
_CATEGORIES = tuple(_KINDS)
_WEIGHTS = (55, 5, 10, 12, 18)
_CITIES = ("示例市", "演示市", "样本市", "虚构市", "测试市")
_DISTRICTS = ("云岭区", "朝阳区", "长乐区", "重山县", "东湖区", "西门区", "南浦县", "北塔区")
_ROADS = (
    "观澜",
    "测试",
    "样本",
    "人民",
    "解放",
    "中山",
    "建设",
    "和平",
    "新华",
    "文化",
    "工业",
    "长江",
)


def units(count: int, seed: int = 1) -> Iterator[InspectedUnit]:
    """Yield invented units.

    Args:
        count: How many.
        seed: Of the random source.
    """
    chance = random.Random(seed)
    start = date(2026, 1, 1)
    for number in range(count):
        category = chance.choices(_CATEGORIES, _WEIGHTS)[0]
        city, district = chance.choice(_CITIES), chance.choice(_DISTRICTS)
        name = "".join(
            (
                city,
                district if chance.random() < 0.4 else "",
                chance.choice(_FIRST),
                chance.choice(_SECOND),
                chance.choice(_SECOND) if chance.random() < 0.5 else "",
                chance.choice(_KINDS[category]),
                f"（{chance.choice('二三四五六七八九')}店）" if chance.random() < 0.1 else "",
            )
        )
        code = wrong_code(chance)
        facts = {
            "police_filing_no": f"{chance.randrange(10**13):013}",
            "approved_computers": str(chance.randrange(20, 300)),
            "status": chance.choice(("open", "open", "open", "suspended", "cancelled")),
        }
        if category is UnitCategory.IDC_ROOM:
            facts["icp_filing_no"] = f"演ICP备{chance.randrange(10**8):08}号"
            facts["racks"] = str(chance.randrange(10, 500))
        yield InspectedUnit(
            UnitId(f"u-{number:07}"),
            category,
            name,
            code,
            f"{city}{district}{chance.choice(_ROADS)}{chance.choice('东西南北中')}路"
            f"{chance.randrange(1, 900)}号{chance.randrange(1, 30)}层{chance.randrange(1, 99)}室",
            district,
            "李演示",
            "0000-1234567",
            f"示网文〔{chance.randrange(2018, 2026)}〕{chance.randrange(10000):04}号",
            start + timedelta(days=chance.randrange(1500)),
            facts,
            1,
        )


def wrong_code(chance: random.Random) -> str:
    """Return 18 signs like a credit code whose check digit does not fit."""
    body = "91" + f"{chance.randrange(110000, 659999)}"
    body += "MA" + "".join(chance.choice(SIGNS) for _ in range(7))
    return body + next(sign for sign in SIGNS if not credit_code_holds(body + sign))


def right_code(chance: random.Random) -> str:
    """Return a code whose check digit fits; made at run time, never to be kept in a file."""
    body = wrong_code(chance)[:17]
    return body + next(sign for sign in SIGNS if credit_code_holds(body + sign))


DIRTY_TITLES = (
    "序号", "类 别", "企业名称", "统一社会信用代码（18位）", "经营地址", "所属区县", "法定代表人",
    "联系电话", "网络文化经营许可证号", "有效期至", "核定台数", "公安备案号", "营业状态", "备注",
)  # fmt: skip


def dirty_rows(count: int, seed: int = 1) -> Iterator[list[str]]:
    """Yield rows as offices keep them: most are fit, about one in eight is not.

    Codes that hold are made at run time; nothing of this is kept in a file.
    """
    chance = random.Random(seed)
    names = {"internet_cafe": "网吧", "idc_room": "机房", "gov_unit": "政务单位", "school": "学校",
             "hotel": "宾馆"}  # fmt: skip
    before: list[str] = []
    for number, unit in enumerate(units(count, seed), 1):
        day = unit.licence_valid_to or date(2027, 1, 1)
        row = [
            str(number),
            names[unit.category.value],
            unit.name,
            right_code(chance),
            unit.address,
            unit.district,
            unit.representative,
            unit.phone,
            unit.licence_no,
            chance.choice(
                (
                    day.isoformat(),
                    f"{day.year}/{day.month}/{day.day}",
                    f"{day.year}年{day.month}月{day.day}日",
                    f"{day:%Y%m%d}",
                )
            ),
            unit.facts["approved_computers"] + chance.choice(("", "台", " 台", ".0")),
            unit.facts["police_filing_no"],
            chance.choice(("营业", "正常营业", "停业", "已注销", "")),
            chance.choice(("", "无", "/", "示例备注")),
        ]
        _spoil(row, before, chance)
        before = row
        yield row


def _spoil(row: list[str], before: list[str], chance: random.Random) -> None:
    kind = chance.randrange(60)
    if kind == 0:
        row[3] = wrong_code(chance)
    elif kind == 1:
        row[3] = row[3][:-1]
    elif kind == 2:
        row[9] = "长期"
    elif kind == 3:
        row[10] = "约一百"
    elif kind == 4:
        row[2] = "  "
    elif kind == 5 and before:
        row[1:6] = before[1:6]
    elif kind == 6 and before:
        row[1:6] = [before[1], f"{before[2]}连锁", "", before[4], before[5]]
    elif kind == 7:
        row[3] = ""
    elif kind == 8:
        row[2] = f" {row[2]}\u3000"
        row[3] = " ".join((row[3][:6], row[3][6:].lower()))
        row[4] = "".join(chr(ord(c) + 0xFEE0) if c.isdecimal() else c for c in row[4])
    elif kind == 9:
        row[1] = "奇怪的类别"
