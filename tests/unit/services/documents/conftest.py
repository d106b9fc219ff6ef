"""A realistic café record and its pieces: invented persons, drawn photos, synthetic ink."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from inspector_app.records.content import (
    JsonValue,
    OpeningLine,
    Paragraph,
    RecordContent,
    SampleTable,
)
from inspector_app.services.documents import FontSet, SealStamp

Thumbs = dict[str, bytes]
PHOTOS = (
    ("主入口", "示例路一侧门头和入口全貌", (640, 480), "14:24:06", "p-2"),
    ("电梯厅入口", "电梯厅至营业大厅入口全貌", (480, 640), "14:26:41", "p-2"),
    ("056号终端", "登录界面，卡类型“公用卡”", (640, 360), "14:52:30", "p-1"),
    ("登记系统查询", "按日查询结果，屏幕", (640, 480), "15:36:18", "p-2"),
    ("公用卡", "卡号G-01、G-02，附比例尺", (640, 640), "15:49:55", "p-2"),
    ("停用登记主机", "登记保存前加贴封条后", (640, 427), "16:09:22", "p-1"),
)


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    return FontSet.bundled()


@pytest.fixture(scope="session")
def thumbs() -> Thumbs:
    """Return the drawn thumbnails by digest."""
    pictures = [draw_photo(at, size) for at, (_, _, size, _, _) in enumerate(PHOTOS)]
    return {hashlib.sha256(data).hexdigest(): data for data in pictures}


@pytest.fixture
def thumbnails(thumbs: Thumbs) -> Callable[[str], bytes | None]:
    return thumbs.get


@pytest.fixture
def content(thumbs: Thumbs) -> RecordContent:
    """Return the whole record, signed."""
    return cafe_record(tuple(thumbs))


@pytest.fixture
def stamp() -> SealStamp:
    return SealStamp(
        record_id=bytes(range(16)),
        root=hashlib.sha256(b"root").digest(),
        seal_entry=bytes(at * 7 % 256 for at in range(254)),
        sealed_at=1795077360,
    )


def draw_photo(number: int, size: tuple[int, int]) -> bytes:
    """Return a JPEG that shows its number's worth of furniture, upright."""
    width, height = size
    image = Image.new("RGB", size, (208, 203, 192))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, height * 2 // 3, width, height), fill=(120, 110, 100))
    for at in range(number + 2):
        left = width * (at + 1) // (number + 4)
        pen.rectangle(
            (left, height // 3, left + width // 12, height * 2 // 3), fill=(40, 60, 90 + at * 20)
        )
    pen.rectangle((width // 4, height // 8, width * 3 // 4, height // 4), fill=(30, 60, 120))
    pen.ellipse((width - 80, height - 120, width - 20, height - 40), fill=(60, 110, 60))
    target = BytesIO()
    image.save(target, "JPEG", quality=80)
    return target.getvalue()


def ink(seed: int, signs: int, size: tuple[int, int], wall: str) -> dict[str, JsonValue]:
    """Return synthetic handwriting: as many signs side by side, of bent strokes with pressure."""
    width, height = size
    cell = min(width / signs, height)
    drawn: list[JsonValue] = []
    time = 0
    for sign in range(signs):
        for stroke in range(5):
            turn = (seed * 37 + sign * 53 + stroke * 71) % 100 / 100
            flat = stroke % 2 == 0
            x0 = sign * cell + cell * (0.12 if flat else 0.2 + 0.5 * turn)
            y0 = cell * (0.15 + 0.16 * stroke if flat else 0.1)
            points: list[JsonValue] = []
            for at in range(30):
                way = at / 29
                bend = cell * 0.06 * math.sin(way * math.pi * (1 + turn))
                x = x0 + (cell * 0.7 * way if flat else bend - cell * 0.25 * way * turn)
                y = y0 + (bend - cell * 0.08 * way if flat else cell * (0.5 + 0.3 * turn) * way)
                pen = int(200 + 550 * math.sin(math.pi * (0.15 + 0.8 * way)))
                points.append([round(x), round(y), pen, time])
                time += 9
            drawn.append(points)
    return {
        "width": width,
        "height": height,
        "strokes": drawn,
        "text_sha256": "0" * 64,
        "wall": wall,
    }


def cafe_record(digests: tuple[str, ...]) -> RecordContent:
    """Return the record of an invented café."""
    day = "2026-11-18T"
    return RecordContent(
        form={"id": "insp-wb", "version": "2026.1", "title": "演示", "sha256": "ab" * 32},
        app={"version": "0.1", "build": "test"},
        unit={
            "name": "示例市东街示例网吧",
            "credit_code": "92990102MA0000123X",
            "address": "示例市示例区示例路88号二层",
            "representative": "李丁",
            "phone": "0000-1234567",
            "category": "internet_cafe",
        },
        assignment={
            "number": "JC-2026-4-0318",
            "record_number": "示文综检笔字〔2026〕第018号",
            "kind": "routine",
            "reason": "日常检查",
            "agency": "示例市文化市场综合行政执法支队",
            "agency_short": "文旅",
            "approved_at": "2026-11-12T10:00:00+08:00",
        },
        visit={
            "start": day + "14:10:00+08:00",
            "end": day + "16:25:00+08:00",
            "place": "示例市示例区示例路88号二层（营业大厅、收银台、设备间）",
            "environment": "室内",
            "title": "现场检查笔录",
        },
        persons={
            "officer": (
                {"name": "赵甲", "person_id": "p-1", "credential_no": "示例-0001"},
                {
                    "name": "钱乙",
                    "person_id": "p-2",
                    "credential_no": "示例-0002",
                    "recorder": "1",
                },
            ),
            "present": ({"name": "孙丙", "post": "店长", "id_kind": "居民身份证，号码不登记"},),
            "assistant": ({"name": "吴己", "duty": "技术支持"},),
        },
        opening=(
            OpeningLine(
                "执法人员出示执法证件并告知：我们是示例市文化市场综合行政执法支队执法人员赵甲、钱乙，"
                "执法证号示例-0001、示例-0002，这是我们的证件，请你过目。",
                "看清楚了。",
            ),
            OpeningLine(
                "现依据《互联网上网服务营业场所管理条例》第四条、《中华人民共和国行政处罚法》第五十五条，"
                "就日常检查事项对你单位进行检查，请予配合。你有权对与本案有利害关系的执法人员申请回避，"
                "有权进行陈述、申辩，对不出示证件的有权拒绝检查。是否申请回避？",
                "不申请。",
            ),
            OpeningLine("本次检查全程音像记录，设备号示例记录仪-07，14时12分开始。", "知道了。"),
        ),
        narrative=NARRATIVE,
        samples=(sample_table(),),
        findings=(),
        evidence=evidence(digests),
        procedure=(),
        party={
            "mode": "ink",
            "name": "孙丙",
            "post": "店长",
            "statement": "公用卡是夜班同事给忘带证件的老顾客开的，我以前不清楚。"
            "登记系统九月底换过主机，旧主机里的数据还在，可以导出来。入口的标志装修的时候取下来了，今天就挂回去。",
            "objection": "",
        },
        ink={
            "party": ink(3, 2, (900, 300), day + "16:31:00+08:00"),
            "party-statement": ink(5, 9, (1700, 240), day + "16:30:00+08:00"),
            "officer-1": ink(7, 2, (700, 300), day + "16:33:00+08:00"),
            "officer-2": ink(11, 2, (700, 300), day + "16:34:00+08:00"),
        },
    )


NARRATIVE = (
    Paragraph(
        "证照",
        "收银台后方悬挂《网络文化经营许可证》（示网文〔2024〕0088号）和营业执照正本，"
        "登载的名称、地址、经营者与现场一致，许可证有效期至2027年6月30日。",
    ),
    Paragraph(
        "场所与设备",
        "现场清点上网计算机96台，与许可证核定台数相同；14时20分在用41台。入口右侧墙面公示营业时间为8时至24时。",
    ),
    Paragraph(
        "入口标志",
        "示例路一侧主入口、二层电梯厅入口共2处，入口处显著位置未见未成年人禁入标志（照片1、照片2）。",
    ),
    Paragraph(
        "终端抽查",
        "从96台终端中随机抽取10台，结果见表1。在用的8台中，登录信息与在座人员证件一致的6台，不一致的2台："
        "056号终端以“公用卡”登录，卡号为G-02（照片3）；043号终端的登录人不是在座人员。店长孙丙当场为2名"
        "在座人员重新核对、登记。收银台内有标明“公用”的上网卡2张，卡号G-01、G-02（照片5）。",
        table="WB-T1",
    ),
    Paragraph(
        "登记保存",
        "15时30分，店长孙丙操作登记系统按日查询：11月18日、11月11日、10月19日有登记记录，9月20日、9月19日无登记"
        "记录；系统显示最早一条登记记录的时间为2026年9月30日8时02分，距检查日49日（照片4、文件1）。登记系统服务器"
        "内网地址为192.168.10.5，接入服务商为示例宽带服务商，合同有效期至2027年3月31日。",
    ),
    Paragraph(
        "巡查与年龄查验",
        "《场内巡查登记簿》本月每日记载4次。15时05分至15时20分巡视营业大厅，店员对难以判明年龄的2人查验证件，均年满18周岁。",
    ),
    Paragraph(
        "技术措施",
        "收银台主机安装的经营管理软件显示版本V6.2.1、最近更新2026年11月02日；抽查的10台终端均在运行——其中"
        "086号终端的图标被隐藏，由店员在任务管理器中显示……未见人为停止的记录。",
    ),
    Paragraph(
        "消防与出口",
        "营业大厅2处安全出口未上锁，通道净宽1.4m；灭火器12具，压力指针均在绿区。安全疏散示意图张贴于收银台左侧。",
    ),
    Paragraph(
        "询问",
        "问：公用卡由谁保管？答：平时放在收银台抽屉里，当班的人都能拿到。问：什么时候开始用的？答：大概九月底。",
    ),
    Paragraph(
        "先行登记保存",
        "经本机关负责人批准（15时58分），16时05分对公用卡2张、停用登记主机1台、交接班登记簿1本先行登记保存"
        "（照片5、照片6），见示文综登存字〔2026〕第003号通知书。",
    ),
)


def sample_table(rows: int = 10) -> SampleTable:
    """Return the terminal table with two deviating rows."""
    seats = ("025", "068", "079", "001", "056", "053", "043", "035", "087", "081")
    lines = []
    for at in range(rows):
        line = [seats[at % 10], "是", "实名", "一致", "无", "是", "是", "局域网", ""]
        if at % 10 in (1, 8):
            line[1:5] = ["否", "未登录", "无人", ""]
        if at % 10 == 4:
            line[2:4], line[8] = ["公用卡", "不一致"], "卡号G-02"
        if at % 10 == 6:
            line[3] = "不一致"
        lines.append(tuple(line))
    return SampleTable(
        code="WB-T1",
        title="终端抽查表",
        columns=(
            "座位号",
            "在用",
            "登录状态",
            "登录与在座一致",
            "疑似未成年人已由店员验证",
            "管理软件运行",
            "安全系统运行",
            "接入方式",
            "备注",
        ),
        rows=tuple(lines),
        deviating=((4, 2), (4, 3), (6, 3)),
        totals="抽查10台：在用8台，未用2台；一致6台，不一致2台。",
        draw={
            "method": "draw-1",
            "seed": "928870112aec5dcd9ea5a19966ba875a",
            "population": "96台（座位号001—096）",
            "population_sha256": "cd1386e3" + "0" * 56,
            "n": "10",
            "attempt": "1",
            "origin": "assignment",
            "at": "2026-11-18T14:31:00+08:00",
            "by": "p-2",
        },
    )


def evidence(digests: tuple[str, ...]) -> tuple[dict[str, JsonValue], ...]:
    """Return six photos, a file and a clip."""
    entries: list[dict[str, JsonValue]] = []
    for at, ((title, proves, _, clock, by), digest) in enumerate(zip(PHOTOS, digests, strict=True)):
        entries.append(
            {
                "n": at + 1,
                "kind": "photo",
                "title": title,
                "proves": proves,
                "sha256": hashlib.sha256(title.encode()).hexdigest(),
                "source": "file",
                "exif_time": f"2026-11-18T{clock}",
                "device_time": f"2026-11-18T{clock}+08:00",
                "taken_by": by,
                "thumb_sha256": digest,
            }
        )
    for kind, title, clock, by in (
        ("file", "登记系统按日查询结果导出，PDF，共2页", "15:41:00", "p-1"),
        ("video", "示例记录仪-07，片段0318-01至0318-03，14时12分至16时25分", "16:25:00", "p-2"),
    ):
        entries.append(
            {
                "n": 1,
                "kind": kind,
                "title": title,
                "proves": "",
                "sha256": hashlib.sha256(title.encode()).hexdigest(),
                "source": "file",
                "exif_time": "",
                "device_time": f"2026-11-18T{clock}+08:00",
                "taken_by": by,
                "thumb_sha256": "",
            }
        )
    return tuple(entries)
