"""What a record says, between the leaves it is sealed as and the documents written from it.

`services/sealing` turns it into leaves, `services/documents` and the bureau's pages read it back.
A leaf is one JSON value under one JSON pointer; what may be redacted alone has a leaf of its own.
Reading tolerates withheld leaves: a missing field is ''. Must never hold a value that is not in a
leaf. `/narrative`, `/opening`, `/visit` and `/assignment` are there so that the documents are a
pure function of the leaves, without the workbook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

JsonValue: TypeAlias = (
    "str | int | bool | list[JsonValue] | tuple[JsonValue, ...] | dict[str, JsonValue] | None"
)
Leaves: TypeAlias = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """One of the fixed first lines: what was told, what was answered. `/opening/<n>`."""

    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of 二、检查情况. `/narrative/<nnn>`.

    Attributes:
        heading: Run-in heading, `入口标志`; number is given when printed.
        items: Codes of the check items it reports.
        table: Code of the sample table printed after it, '' for none.
    """

    heading: str
    text: str
    items: tuple[str, ...] = ()
    table: str = ""


@dataclass(frozen=True, slots=True)
class SampleTable:
    """A sample table with its draw. `/samples/<code>`, one leaf.

    Attributes:
        columns: Headings in order, without the running number.
        rows: Cells as shown, '' for empty.
        deviating: (row, column) of cells printed bold, 0-based.
        totals: Text of the total row, without 合计.
        draw: method, seed, population, population_sha256, n, attempt, origin
            (assignment|local), at, by; `what` is drawn, where a table has several draws.
        further: The other draws of the same table; the leaf has it only where there are any.
    """

    code: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    deviating: tuple[tuple[int, int], ...]
    totals: str
    draw: Mapping[str, str]
    further: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RecordContent:
    """Everything a record says, grouped as the leaves are.

    Attributes:
        form: id, version, title, sha256. `/form`.
        app: version, build. `/app`.
        unit: name, credit_code, address, representative, phone, category, licence_no.
            `/unit/<field>`.
        assignment: number, record_number, kind, reason, basis_text, agency, agency_short, profile,
            approved_at, complaint_phone. `/assignment/<field>`.
        visit: start, end (ISO with offset), place, environment, recorder_device, recorder_start.
            `/visit/<field>`.
        persons: role -> list of persons; roles officer (name, person_id, credential_no, agency,
            recorder = "1" for the one who writes), present (name, post, id_kind), witness (name,
            contact), assistant (name, duty). `/persons/<role>/<n>/<field>`, n from 1.
        answers: instance path -> {value, officer, seq}. `/answers/<path without first slash>`.
        notes: {item, kind, text, officer, seq}. `/notes/<n>`.
        findings: field -> value as in `domain.findings.Finding`. `/findings/<n>/<field>`.
        evidence: fields as in `domain.evidence.EvidenceEntry`. `/evidence/<n>`, n counts all kinds.
        procedure: fields as in `ProcedureEvent`. `/procedure/<seq>`.
        party: fields as in `domain.inspection.Party`. `/party/<field>`.
        ink: who -> fields as in `domain.inspection.Ink`; who = party, party-statement, officer-1,
            officer-2, witness. `/ink/<who>`.
        place: lat, lon as decimal text; empty in classified mode. `/place`.
        document: layout, version, renderer, pages, text_sha256, page_sha256 (list), fonts.
            `/document`.
        chain, time, supersedes: as the seal needs them. `/chain`, `/time`, `/supersedes`.
    """

    form: Mapping[str, JsonValue]
    app: Mapping[str, JsonValue]
    unit: Mapping[str, str]
    assignment: Mapping[str, str]
    visit: Mapping[str, str]
    persons: Mapping[str, tuple[Mapping[str, str], ...]]
    opening: tuple[OpeningLine, ...]
    narrative: tuple[Paragraph, ...]
    samples: tuple[SampleTable, ...]
    findings: tuple[Mapping[str, JsonValue], ...]
    evidence: tuple[Mapping[str, JsonValue], ...]
    procedure: tuple[Mapping[str, JsonValue], ...]
    party: Mapping[str, str]
    answers: Mapping[str, Mapping[str, JsonValue]] = field(default_factory=dict)
    notes: tuple[Mapping[str, JsonValue], ...] = ()
    ink: Mapping[str, Mapping[str, JsonValue]] = field(default_factory=dict)
    place: Mapping[str, str] = field(default_factory=dict)
    document: Mapping[str, JsonValue] = field(default_factory=dict)
    chain: Mapping[str, JsonValue] = field(default_factory=dict)
    time: Mapping[str, JsonValue] = field(default_factory=dict)
    supersedes: Mapping[str, JsonValue] = field(default_factory=dict)


def to_leaves(content: RecordContent) -> dict[str, JsonValue]:
    """Return the record's leaves by JSON pointer; empty strings and empty groups make no leaf."""
    leaves: dict[str, JsonValue] = {}
    for name in ("form", "app", "place", "document", "chain", "time", "supersedes"):
        group: Mapping[str, JsonValue] = getattr(content, name)
        if group:
            leaves[f"/{name}"] = dict(group)
    for name in ("unit", "assignment", "visit", "party"):
        for key, text in getattr(content, name).items():
            if text != "":
                leaves[f"/{name}/{_escape(key)}"] = text
    for role, people in content.persons.items():
        for n, person in enumerate(people, 1):
            for key, text in person.items():
                if text != "":
                    leaves[f"/persons/{_escape(role)}/{n}/{_escape(key)}"] = text
    for n, line in enumerate(content.opening, 1):
        leaves[f"/opening/{n:02}"] = {"text": line.text, "answer": line.answer}
    for n, paragraph in enumerate(content.narrative, 1):
        leaves[f"/narrative/{n:03}"] = {
            "heading": paragraph.heading,
            "text": paragraph.text,
            "items": list(paragraph.items),
            "table": paragraph.table,
        }
    for table in content.samples:
        sample: dict[str, JsonValue] = {
            "title": table.title,
            "columns": list(table.columns),
            "rows": [list(row) for row in table.rows],
            "deviating": [list(cell) for cell in table.deviating],
            "totals": table.totals,
            "draw": dict(table.draw),
        }
        if table.further:
            sample["further"] = [dict(draw) for draw in table.further]
        leaves[f"/samples/{_escape(table.code)}"] = sample
    for n, finding in enumerate(content.findings, 1):
        for key, value in finding.items():
            if value not in ("", (), []):
                leaves[f"/findings/{n:02}/{_escape(key)}"] = _plain(value)
    for name, width in (("evidence", 3), ("notes", 3)):
        for n, entry in enumerate(getattr(content, name), 1):
            leaves[f"/{name}/{n:0{width}}"] = _plain(dict(entry))
    for event in content.procedure:
        leaves[f"/procedure/{_sequence(event):04}"] = _plain(dict(event))
    for path, answer in content.answers.items():
        leaves[f"/answers/{path.removeprefix('/')}"] = _plain(dict(answer))
    for who, ink in content.ink.items():
        leaves[f"/ink/{_escape(who)}"] = _plain(dict(ink))
    return leaves


def from_leaves(leaves: Leaves) -> RecordContent:
    """Read a record back from the leaves that are disclosed; `/padding` is ignored."""
    tree: dict[str, dict[str, JsonValue]] = {}
    for pointer, value in leaves.items():
        head, _, rest = pointer.removeprefix("/").partition("/")
        tree.setdefault(head, {})[rest] = value

    def texts(name: str) -> dict[str, str]:
        return {_unescape(key): str(value) for key, value in sorted(tree.get(name, {}).items())}

    def whole(name: str) -> Mapping[str, JsonValue]:
        return _mapping(tree.get(name, {}).get("", {}))

    def listed(name: str) -> tuple[Mapping[str, JsonValue], ...]:
        return tuple(_mapping(value) for _, value in sorted(tree.get(name, {}).items()))

    return RecordContent(
        form=whole("form"),
        app=whole("app"),
        unit=texts("unit"),
        assignment=texts("assignment"),
        visit=texts("visit"),
        persons=_persons(tree.get("persons", {})),
        opening=tuple(
            OpeningLine(str(line.get("text", "")), str(line.get("answer", "")))
            for line in listed("opening")
        ),
        narrative=tuple(
            Paragraph(
                heading=str(line.get("heading", "")),
                text=str(line.get("text", "")),
                items=tuple(str(code) for code in _sequence_of(line.get("items"))),
                table=str(line.get("table", "")),
            )
            for line in listed("narrative")
        ),
        samples=tuple(_samples(tree.get("samples", {}))),
        findings=_numbered(tree.get("findings", {})),
        evidence=listed("evidence"),
        procedure=listed("procedure"),
        party=texts("party"),
        answers={
            "/" + path: _mapping(value) for path, value in sorted(tree.get("answers", {}).items())
        },
        notes=listed("notes"),
        ink={_unescape(who): _mapping(value) for who, value in sorted(tree.get("ink", {}).items())},
        place={key: str(value) for key, value in whole("place").items()},
        document=whole("document"),
        chain=whole("chain"),
        time=whole("time"),
        supersedes=whole("supersedes"),
    )


def _persons(leaves: Mapping[str, JsonValue]) -> dict[str, tuple[Mapping[str, str], ...]]:
    found: dict[str, dict[int, dict[str, str]]] = {}
    for rest, value in leaves.items():
        role, n, key = _parts(rest, 3)
        if n.isdecimal():  # anything else was not written by `to_leaves`, and says nothing
            people = found.setdefault(_unescape(role), {})
            people.setdefault(int(n), {})[_unescape(key)] = str(value)
    return {
        role: tuple(person for _, person in sorted(people.items()))
        for role, people in sorted(found.items())
    }


def _numbered(leaves: Mapping[str, JsonValue]) -> tuple[Mapping[str, JsonValue], ...]:
    found: dict[int, dict[str, JsonValue]] = {}
    for rest, value in sorted(leaves.items()):
        n, key = _parts(rest, 2)
        if n.isdecimal():
            found.setdefault(int(n), {})[_unescape(key)] = value
    return tuple(entry for _, entry in sorted(found.items()))


def _samples(leaves: Mapping[str, JsonValue]) -> Iterator[SampleTable]:
    for code, value in sorted(leaves.items()):
        table = _mapping(value)
        yield SampleTable(
            code=_unescape(code),
            title=str(table.get("title", "")),
            columns=tuple(str(name) for name in _sequence_of(table.get("columns"))),
            rows=tuple(
                tuple(str(cell) for cell in _sequence_of(row))
                for row in _sequence_of(table.get("rows"))
            ),
            deviating=tuple(
                (_integer(pair[0]), _integer(pair[1]))
                for pair in map(_sequence_of, _sequence_of(table.get("deviating")))
                if len(pair) == 2
            ),
            totals=str(table.get("totals", "")),
            draw=_texts(table.get("draw")),
            further=tuple(_texts(draw) for draw in _sequence_of(table.get("further"))),
        )


def _parts(rest: str, count: int) -> list[str]:
    parts = rest.split("/", count - 1)
    return parts + [""] * (count - len(parts))


def _texts(value: JsonValue) -> dict[str, str]:
    return {key: str(text) for key, text in _mapping(value).items()}


def _mapping(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _sequence_of(value: JsonValue) -> list[JsonValue]:
    return list(value) if isinstance(value, list | tuple) else []


def _integer(value: JsonValue) -> int:
    return value if isinstance(value, int) else 0


def _sequence(event: Mapping[str, JsonValue]) -> int:
    seq = event["seq"]
    if not isinstance(seq, int):
        raise TypeError("a procedure event is numbered by an integer")
    return seq


def _plain(value: JsonValue) -> JsonValue:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _unescape(key: str) -> str:
    return key.replace("~1", "/").replace("~0", "~")
