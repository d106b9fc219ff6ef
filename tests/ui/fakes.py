"""An in-memory workspace with the invented day: what the window's tests work on.

Real values of the domain, real gates, answers that stay; only the store, the keys and the form engine
are missing. Must never be imported by the product.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from PIL import Image

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.commands.training import data
from inspector_app.domain.assignments import Assignment
from inspector_app.domain.evidence import EvidenceEntry, EvidenceKind, EvidenceSource
from inspector_app.domain.identifiers import ItemCode, PersonId, Sha256Hex
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.officers import Officer
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.domain.procedure.gates import (
    Gate,
    GateFacts,
    GateStage,
    OfficerFacts,
    ReadinessFacts,
    evaluate_gates,
    require,
)
from inspector_app.domain.procedure.profiles import Profile
from inspector_app.domain.units import InspectedUnit
from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError

NOW = datetime(2026, 11, 20, 10, 42, 7, tzinfo=CHINA)
PROFILE = Profile(
    key="culture",
    agency_short="文旅",
    title=Text("文化市场", "Culture market"),
    officers_minimum=2,
    documents={},
    credential="执法证",
    notice_required=True,
    spot_reasons=("随机抽查",),
    opening=(),
    preservation=None,
    allowed=frozenset(),
    remedies="",
)


@dataclass(frozen=True)
class SignIn:
    person_id: str
    name: str


@dataclass(frozen=True)
class AssignmentRow:
    assignment: Assignment
    unit: InspectedUnit
    officers: tuple[Officer, ...]
    inspection_id: str = ""


@dataclass(frozen=True)
class InspectionRow:
    id: str
    unit_name: str
    number: str
    state: InspectionState
    answered: int
    total: int
    photos: int
    saved_at: datetime | None
    last_item: str


@dataclass(frozen=True)
class InspectionView:
    id: str
    state: InspectionState
    assignment: Assignment
    unit: InspectedUnit
    officers: tuple[Officer, ...]
    classified: bool
    events: tuple[ProcedureEvent, ...]
    last_item: str


@dataclass(frozen=True)
class Basis:
    key: str
    text: str
    verified: bool = True


@dataclass(frozen=True)
class Part:
    ref: str
    label: str
    unit: str
    kind: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    violation: str = ""


@dataclass(frozen=True)
class Item:
    code: str
    title: str
    how: str = ""
    severity: str = "G"
    authority: str = "文旅"
    basis: tuple[Basis, ...] = ()
    photo_rule: str = "o"
    adverse: bool = False
    parts: tuple[Part, ...] = ()
    verdict: str = ""
    proposal: str = ""
    reason: str = ""
    reason_required: bool = False
    lose_ref: str = ""
    lose: str = ""
    crime_ref: str = ""
    crime: str = ""
    relevant: bool = True
    sentence: str = ""
    photos: tuple[int, ...] = ()
    photo_problem: Text | None = None
    fails: str = ""
    passes: str = ""

    @property
    def verdict_ref(self) -> str:
        return f"/data/{self.code}/v"

    @property
    def reason_ref(self) -> str:
        return f"/data/{self.code}/r"

    @property
    def answered(self) -> bool:
        return bool(self.verdict)

    @property
    def complete(self) -> bool:
        return self.answered and not (self.reason_required and not self.reason)


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    short: str
    answered: int
    total: int
    failed: int
    items: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    ref: str
    row_id: str
    cells: tuple[Part, ...]

    @property
    def complete(self) -> bool:
        return all(cell.value for cell in self.cells if cell.kind != "text")


@dataclass(frozen=True)
class Table:
    code: str
    title: str
    draw: Mapping[str, str]
    drawn: Mapping[str, str]
    population: tuple[str, ...]
    rows: tuple[Row, ...]
    relevant: bool = True


@dataclass(frozen=True)
class Saved:
    changes: object
    saved_at: datetime


@dataclass(frozen=True)
class Passage:
    heading: str
    text: str
    items: tuple[str, ...]


SECTIONS = (
    ("一、证照", ("WB-01", "WB-06")),
    ("二、场所", ("WB-12",)),
    ("三、实名登记", ("WB-15", "WB-17")),
    ("四、未成年人", ("WB-22", "WB-23", "WB-24", "WB-25", "WB-26")),
    ("五、营业时间", ("WB-27",)),
)
_YES_NO = (("是", "是"), ("否", "否"))


def make_items() -> dict[str, Item]:
    """Return a few check items of every shape."""
    basis = (
        Basis("cafe:21", "《互联网上网服务营业场所管理条例》第二十一条"),
        Basis("cafe:31(5)", "第三十一条第（五）项"),
    )
    items = [
        Item(
            "WB-01",
            "是否持有《网络文化经营许可证》",
            "查验原件，核对编号",
            "C",
            parts=(
                Part(
                    "/data/WB-01/p",
                    "许可证",
                    "",
                    "select",
                    "有效",
                    tuple((word, word) for word in ("有效", "无证", "过期", "待核")),
                ),
            ),
            verdict="ok",
            proposal="ok",
            photo_rule="R",
            photos=(1,),
            sentence="《网络文化经营许可证》有效，编号与许可信息一致。",
        ),
        Item(
            "WB-06",
            "许可证、营业执照是否悬挂于显著位置",
            "看入口和收银台",
            verdict="ok",
            sentence="许可证、营业执照悬挂于收银台后方墙面。",
        ),
        Item(
            "WB-12",
            "现场计算机台数、核定台数",
            "清点；不足 2 平方米的会标出",
            parts=(
                Part("/data/WB-12/p1", "现场", "台", "int", "120"),
                Part("/data/WB-12/p2", "核定", "台", "int", "120"),
            ),
            verdict="ok",
            proposal="ok",
            sentence="现场计算机 120 台，核定 120 台，单机面积 2.65 平方米。",
        ),
        Item(
            "WB-15",
            "实名登记系统、刷卡设备运行是否正常",
            "请店员演示一次",
            "S",
            verdict="ok",
            sentence="实名登记系统及刷卡设备运行正常。",
        ),
        Item(
            "WB-17",
            "抽查终端登录信息与在座人员证件是否一致",
            "用抽样表",
            "S",
            verdict="ng",
            sentence="随机抽取终端 12 台，有人在座 9 台，一致 8 台，不一致 1 台（B17）。",
        ),
        Item(
            "WB-22",
            "入口处显著位置是否悬挂未成年人禁入标志",
            "逐个入口查看，站在门外应能看见。本店有 2 个入口：正门、北侧门。",
            "S",
            basis=basis,
            photo_rule="R",
            fails="营业场所北侧门入口处显著位置未见未成年人禁入标志。",
            passes="营业场所入口处显著位置悬挂有未成年人禁入标志。",
        ),
        Item(
            "WB-23",
            "现场有无接纳未成年人",
            "观察；由店员查验证件",
            "C",
            adverse=True,
            photo_rule="X",
        ),
        Item("WB-24", "是否查验可疑年龄人员证件", "", "S"),
        Item("WB-25", "有无向未成年人出售烟酒", "", "G", adverse=True),
        Item("WB-26", "未成年人提示是否上屏", "", "G"),
        Item("WB-27", "是否在8时至24时以外营业", "", "S", adverse=True),
    ]
    return {item.code: item for item in items}


class Checklist:
    """Answers in memory."""

    title, version = "网吧检查表", "2026.1"

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.items = make_items()
        self._undo: list[dict[str, Item]] = []
        self._redo: list[dict[str, Item]] = []
        self.seats: tuple[str, ...] = ()
        self.cells: dict[tuple[str, int], str] = {}
        self.calls: list[tuple[str, str | None]] = []

    def sections(self) -> tuple[Section, ...]:
        made = []
        for n, (title, codes) in enumerate(SECTIONS):
            items = [self.items[code] for code in codes]
            answered = sum(item.answered for item in items)
            failed = sum(item.verdict == "ng" for item in items)
            made.append(
                Section(f"s{n:02}", title, title, answered, len(items), failed, tuple(codes))
            )
        return tuple(made)

    def item(self, code: str) -> Item:
        return self.items[code]

    def next_open(self, after: str) -> str | None:
        codes = [code for _, section in SECTIONS for code in section]
        at = codes.index(after) + 1 if after in codes else 0
        for code in codes[at:] + codes[:at]:
            if not self.items[code].complete:
                return code
        return None

    def set(self, ref: str, value: str | None, person: str) -> Saved:
        self.calls.append((ref, value))
        self._undo.append(dict(self.items))
        self._redo.clear()
        value = value or ""
        if ref.startswith("/data/T1"):
            n, column = ref.removeprefix("/data/T1[").split("]/c")
            self.cells[(self.seats[int(n) - 1], int(column))] = value
            return self._saved()
        code, field_name = ref.split("/")[2], ref.split("/")[3]
        item = self.items[code]
        if field_name == "v":
            sentence = {"ok": item.passes, "ng": item.fails}.get(value, "") or item.sentence
            item = replace(item, verdict=value, sentence=sentence if value else "")
        elif field_name == "r":
            item = replace(item, reason=value)
        else:
            parts = tuple(replace(p, value=value) if p.ref == ref else p for p in item.parts)
            item = replace(item, parts=parts)
        self.items[code] = item
        return self._saved()

    def add_row(self, table: str, person: str) -> Saved:
        self.seats = (*self.seats, "")
        return self._saved()

    def remove_row(self, ref: str, person: str) -> Saved:
        self.seats = self.seats[:-1]
        return self._saved()

    def draw(self, table: str, population: str, person: str) -> Saved:
        self.seats = tuple(
            f"{zone}{n:02}"
            for zone, n in zip("AAABBBCCC", (3, 17, 29, 5, 17, 22, 8, 19, 27), strict=True)
        )
        return self._saved()

    def undo(self) -> Saved | None:
        if not self._undo:
            return None
        self._redo.append(dict(self.items))
        self.items = self._undo.pop()
        return self._saved()

    def redo(self) -> Saved | None:
        if not self._redo:
            return None
        self._undo.append(dict(self.items))
        self.items = self._redo.pop()
        return self._saved()

    def tables(self) -> tuple[Table, ...]:
        columns = (
            ("在用", ("是", "否")),
            ("登录状态", ("实名", "公用卡", "未登录", "工作人员")),
            ("登录与在座一致", ("一致", "不一致", "无人", "拒绝")),
            ("管理软件运行", ("是", "否")),
        )
        rows = tuple(
            Row(
                f"/data/T1[{n}]",
                seat,
                tuple(
                    Part(
                        f"/data/T1[{n}]/c{c}",
                        label,
                        "",
                        "select",
                        self.cells.get((seat, c), ""),
                        tuple((word, word) for word in words),
                    )
                    for c, (label, words) in enumerate(columns)
                ),
            )
            for n, seat in enumerate(self.seats, 1)
        )
        drawn = (
            {"method": "draw-1", "seed": "3f9ac21e", "n": str(len(rows)), "at": "10:02"}
            if rows
            else {}
        )
        population = tuple(
            f"{zone}{n:02}"
            for zone, count in (("A", 48), ("B", 42), ("C", 30))
            for n in range(1, count + 1)
        )
        return (Table("WB-T1", "终端抽查表", {"by": "seat"}, drawn, population, rows),)

    def set_sentence(self, code: str, text: str, person: str) -> Saved:
        self.items[code] = replace(self.items[code], sentence=text)
        return self._saved()

    def note(self, code: str, kind: str, text: str, person: str) -> Saved:
        return self._saved()

    def why(self, code: str) -> str:
        return "这是每次网吧检查都问的一项。"

    def _saved(self) -> Saved:
        return Saved(None, self._workspace.clock.now())


@dataclass
class Visit:
    assignment: Assignment
    state: InspectionState = InspectionState.OPENING
    officers: list[PersonId] = field(default_factory=list)
    events: list[ProcedureEvent] = field(default_factory=list)
    last_item: str = ""


class Assignments:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def list(self) -> tuple[AssignmentRow, ...]:
        inside = self._workspace
        begun = {visit.assignment.id: key for key, visit in inside.visits.items()}
        return tuple(
            AssignmentRow(
                order,
                inside.units[order.unit_id],
                tuple(inside.roster[person] for person in order.officer_ids),
                begun.get(order.id, ""),
            )
            for order in inside.orders
        )


class Inspections:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def begin(self, assignment_id: str) -> str:
        inside = self._workspace
        for key, visit in inside.visits.items():
            if visit.assignment.id == assignment_id:
                return key
        order = next(one for one in inside.orders if one.id == assignment_id)
        key = f"{len(inside.visits) + 1:032x}"
        inside.visits[key] = Visit(order, officers=list(order.officer_ids))
        return key

    def rows(self) -> tuple[InspectionRow, ...]:
        inside = self._workspace
        items = inside.checklist_.items.values()
        return tuple(
            InspectionRow(
                key,
                inside.units[visit.assignment.unit_id].name,
                visit.assignment.record_number,
                visit.state,
                sum(item.answered for item in items),
                len(items),
                len(inside.photos),
                NOW,
                visit.last_item,
            )
            for key, visit in inside.visits.items()
        )

    def get(self, inspection: str) -> InspectionView:
        inside = self._workspace
        visit = inside.visits[inspection]
        return InspectionView(
            inspection,
            visit.state,
            visit.assignment,
            inside.units[visit.assignment.unit_id],
            tuple(inside.roster[person] for person in visit.officers),
            classified=any(
                one.kind is ProcedureKind.CLASSIFIED_ANSWERED and one.detail.get("answer") == "是"
                for one in visit.events
            ),
            events=tuple(visit.events),
            last_item=visit.last_item,
        )

    def gates(self, inspection: str) -> tuple[Gate, ...]:
        inside = self._workspace
        visit = inside.visits[inspection]
        unlocked = {officer.person_id for officer in inside.unlocked}
        return evaluate_gates(
            GateFacts(
                visit.assignment,
                PROFILE,
                inside.clock.now(),
                tuple(
                    OfficerFacts(inside.roster[person], person in unlocked)
                    for person in visit.officers
                ),
                ReadinessFacts(True, "网吧检查表", "2026.1", date(2026, 11, 16), True, 14),
                tuple(
                    officer
                    for officer in inside.roster.values()
                    if officer.person_id not in visit.officers
                    and officer.person_id in data.PASSPHRASES
                ),
                tuple(visit.events),
            )
        )

    def record_event(
        self, inspection: str, kind: str, person: str, detail: Mapping[str, str]
    ) -> object:
        visit = self._workspace.visits[inspection]
        now = self._workspace.clock.now()
        visit.events.append(
            ProcedureEvent(
                len(visit.events) + 1,
                ProcedureKind(kind),
                PersonId(person),
                now.isoformat(),
                0,
                dict(detail),
            )
        )
        return None

    def set_officers(self, inspection: str, persons: Sequence[str]) -> object:
        self._workspace.visits[inspection].officers = [PersonId(person) for person in persons]
        return None

    def enter(self, inspection: str) -> object:
        require(self.gates(inspection), GateStage.BEFORE, GateStage.ON_SITE)
        self._workspace.visits[inspection].state = InspectionState.CHECKING
        return None

    def checklist(self, inspection: str) -> Checklist:
        return self._workspace.checklist_


class Evidence:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def list(self, inspection: str) -> tuple[EvidenceEntry, ...]:
        return tuple(self._workspace.photos)

    def add_file(
        self, inspection: str, path: Path, item: str, source: str, person: str
    ) -> EvidenceEntry:
        return self.add_bytes(inspection, path.read_bytes(), path.name, item, source, person)

    def add_bytes(
        self, inspection: str, data: bytes, name: str, item: str, source: str, person: str
    ) -> EvidenceEntry:
        inside = self._workspace
        sha = hashlib.sha256(data).hexdigest()
        picture = Image.open(io.BytesIO(data))
        thumb = io.BytesIO()
        picture.convert("RGB").save(thumb, "JPEG")
        inside.thumbs[sha] = thumb.getvalue()
        entry = EvidenceEntry(
            len(inside.photos) + 1,
            EvidenceKind.PHOTO,
            ItemCode(item),
            name,
            "",
            Sha256Hex(sha),
            len(data),
            "image/jpeg",
            *picture.size,
            EvidenceSource(source),
            "",
            inside.clock.now().isoformat(),
            PersonId(person),
            sha,
        )
        inside.photos.append(entry)
        held = inside.checklist_.items[item]
        inside.checklist_.items[item] = replace(held, photos=(*held.photos, entry.n))
        return entry

    def thumbnail(self, sha: str) -> bytes | None:
        return self._workspace.thumbs.get(sha)

    def withdraw(self, inspection: str, n: int, reason: str) -> object:
        inside = self._workspace
        inside.photos = [photo for photo in inside.photos if photo.n != n]
        return None


class Writing:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def narrative(self, inspection: str) -> tuple[Passage, ...]:
        made = []
        for title, codes in SECTIONS:
            items = [self._workspace.checklist_.items[code] for code in codes]
            text = "".join(item.sentence for item in items)
            if text:
                made.append(Passage(title, text, tuple(codes)))
        return tuple(made)

    def problems(self, inspection: str) -> tuple[object, ...]:
        return ()


@dataclass(frozen=True)
class OutboxCount:
    waiting: int = 2
    held: int = 1


class Sync:
    def status(self) -> OutboxCount:
        return OutboxCount()


class Workspace:
    """One invented laptop."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SteppingClock(NOW)
        today = NOW.date()
        self.roster = {officer.person_id: officer for officer in data.officers(today)}
        self.units = {unit.id: unit for unit in data.units(today)}
        form = ("insp-wb", "2026.1", "0" * 64)
        forms = dict.fromkeys(("internet_cafe", "idc_room", "gov_unit"), form)
        self.orders = list(data.assignments(today, forms))
        self.visits: dict[str, Visit] = {}
        self.checklist_ = Checklist(self)
        self.photos: list[EvidenceEntry] = []
        self.thumbs: dict[str, bytes] = {}
        self._unlocked: dict[str, Officer] = {}
        self.closed = False
        self.assignments = Assignments(self)
        self.inspections = Inspections(self)
        self.evidence = Evidence(self)
        self.writing = Writing(self)
        self.sync = Sync()

    @property
    def unlocked(self) -> tuple[Officer, ...]:
        return tuple(self._unlocked.values())

    def people(self) -> tuple[SignIn, ...]:
        return tuple(SignIn(person, self.roster[person].name) for person in data.PASSPHRASES)

    def unlock(self, person_id: str, passphrase: str) -> Officer:
        if data.PASSPHRASES.get(PersonId(person_id)) != passphrase:
            raise KnownError("crypto.passphrase-wrong")
        officer = self.roster[PersonId(person_id)]
        self._unlocked[person_id] = officer
        return officer

    def lock(self, person_id: str) -> None:
        self._unlocked.pop(person_id, None)

    def lock_all(self) -> None:
        self._unlocked.clear()

    def close(self) -> None:
        self.closed = True


def picture(color: str = "#7a8b99", size: tuple[int, int] = (640, 480)) -> bytes:
    """Return a plain JPEG."""
    made = io.BytesIO()
    Image.new("RGB", size, color).save(made, "JPEG")
    return made.getvalue()


TOMORROW = timedelta(days=1)
