"""The head of the record: agency, title, number, and the facts table.

Called by `record.py`. Must never shorten a value: a long one is set smaller, then in lines.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.records.content import RecordContent
from inspector_app.services.documents import saying
from inspector_app.services.documents.flow import CENTRE, INNER, LEFT, MEASURE, RIGHT, Row, Table
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.page import MM, Face, Item, Rule, Run
from inspector_app.services.documents.pieces import (
    NOTHING,
    Style,
    baseline_in,
    cell,
    cell_height,
    text_at,
    tracked,
)

AGENCY, TITLE = Style(Face.SONG, 15), Style(Face.SONG_BOLD, 22)
NUMBER = Style(Face.SONG, 12)
LABEL, VALUE = Style(Face.HEI, 10.5), Style(Face.SONG, 11.5)
_COLUMNS = (26 * MM, 54 * MM, 24 * MM, 52 * MM)
_ROW = 8.7 * MM
_LABEL_SIZES, _VALUE_SIZES = (10.5, 10.0, 9.0), (11.5, 11.0, 10.5, 10.0)
_LATE_SIZES = (*_VALUE_SIZES, 9.0, 8.0)  # two lines of 8 pt still fit the row
_PAD = 2.6 * MM


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; the label of a narrow pair may be given in two lines by `|`.

    Attributes:
        late: Whether it may come after the text was frozen: then it is not part of the signed text
            and never makes its row taller.
    """

    label: str
    value: str
    late: bool = False

    @property
    def signed(self) -> str:
        """What the signed text says."""
        label = self.label.replace("|", "")
        return label if self.late else f"{label}\t{self.value or NOTHING}"


def head_rows(title: str, content: RecordContent, fonts: FontSet) -> list[Row]:
    """Return agency, title and number line."""
    agency = content.assignment.get("agency", "")
    number = content.assignment.get("record_number", "")
    rows = []
    if agency:
        items = tracked(agency, _fitting(agency, AGENCY, fonts), CENTRE, 14.0, 0.02, fonts)
        rows.append(Row(16.0, items, agency))
    wide = 0.18 if len(title) <= 6 else 0.06
    rows.append(Row(24.0, tracked(title, TITLE, CENTRE, 20.0, wide, fonts), title, before=4.2 * MM))
    shown = text_at(number or NOTHING, NUMBER, RIGHT, 11.0, fonts, align="right")
    rows.append(Row(13.0, shown, number or NOTHING, before=5.4 * MM, keep=True))
    return rows


def facts_rows(content: RecordContent, fonts: FontSet) -> list[Row]:
    """Return the facts table, one row a fact or a pair of facts."""
    table = Table()
    rows = []
    for at, facts in enumerate(_facts(content, fonts)):
        before = 2.6 * MM if at == 0 else 0.0
        rows.append(_row(facts, table, before, fonts))
    return rows


def _facts(content: RecordContent, fonts: FontSet) -> list[tuple[Fact, ...]]:
    unit, visit = content.unit, content.visit
    present = saying.first_person(content, "present")
    witness = saying.first_person(content, "witness")
    helpers = "；".join(
        saying.person_line(one, "name", "duty") for one in content.persons.get("assistant", ())
    )
    name = present.get("name", "") or content.party.get("name", "")
    post = present.get("post", "") or content.party.get("post", "")
    return [
        (Fact("检查事由", saying.reason_of(content)),),
        (
            Fact("被检查单位", unit.get("name", "")),
            Fact("统一社会|信用代码", unit.get("credit_code", "")),
        ),
        (
            Fact(
                "经营者" if unit.get("category") == "internet_cafe" else "负责人",
                unit.get("representative", ""),
            ),
            Fact("联系电话", unit.get("phone", "")),
        ),
        (Fact("检查地点", visit.get("place", "") or unit.get("address", "")),),
        (Fact("检查时间", saying.span_of(visit.get("start", ""), visit.get("end", ""))),),
        (Fact("执法人员", _enforcing(content, fonts)),),
        (
            Fact("现场负责人", "，".join(part for part in (name, post) if part)),
            Fact("身份证件", present.get("id_kind", "")),
        ),
        (
            Fact("见证人", saying.person_line(witness, "name", "contact"), late=True),
            Fact("协助人员", helpers),
        ),
        (
            Fact("现场环境", visit.get("environment", "")),
            Fact("记录人", saying.recorder(content)),
        ),
    ]


def _enforcing(content: RecordContent, fonts: FontSet) -> str:
    """Return the officers with their credentials, one a line when they need more than one."""
    named = [
        f"{one.get('name', '')}（执法证号{one.get('credential_no', '') or NOTHING}）"
        for one in saying.officers(content)
    ]
    together = "\u3000\u3000".join(named)
    room = sum(_COLUMNS[1:]) - 2 * _PAD
    fits = fonts.width(VALUE.face, together, _VALUE_SIZES[-1]) <= room
    return together if fits else "\n".join(named)


def _row(facts: tuple[Fact, ...], table: Table, before: float, fonts: FontSet) -> Row:
    widths = _COLUMNS if len(facts) == 2 else (_COLUMNS[0], sum(_COLUMNS[1:]))
    height = max(
        _ROW,
        *(
            cell_height(fact.value, VALUE, width, fonts, sizes=_VALUE_SIZES, pad=_PAD)
            for fact, width in zip(facts, widths[1::2], strict=True)
            if not fact.late
        ),
    )
    items: list[Item] = [Rule(LEFT, height, RIGHT, height, INNER)]
    x = LEFT
    for fact, label_width, value_width in zip(facts, widths[::2], widths[1::2], strict=True):
        items += _label(fact.label, x, label_width, height, fonts)
        items.append(Rule(x + label_width, 0, x + label_width, height, INNER))
        box = (x + label_width, value_width, height)
        sizes = _LATE_SIZES if fact.late else _VALUE_SIZES
        items += cell(fact.value, VALUE, box, fonts, align="left", sizes=sizes, pad=_PAD)
        x += label_width + value_width
        if x < LEFT + MEASURE - 1:
            items.append(Rule(x, 0, x, height, INNER))
    text = "\t".join(fact.signed for fact in facts)
    return Row(height, tuple(items), text, before=before, table=table)


def _label(label: str, x: float, width: float, height: float, fonts: FontSet) -> tuple[Item, ...]:
    parts = label.split("|")
    if len(parts) == 1:
        return cell(label, LABEL, (x, width, height), fonts, sizes=_LABEL_SIZES, pad=2.0)
    small = Style(LABEL.face, 9.0)
    step = 10.8
    top = (height - step * len(parts)) / 2
    items: list[Run] = []
    for at, part in enumerate(parts):
        base = top + step * at + baseline_in(step, small.size)
        items += text_at(part, small, x + width / 2, base, fonts, align="centre")
    return tuple(items)


def _fitting(text: str, style: Style, fonts: FontSet) -> Style:
    """Return the style, smaller if the text is wider than the measure."""
    width = fonts.width(style.face, text, style.size) * 1.03
    return style if width <= MEASURE else Style(style.face, style.size * MEASURE / width)
