"""A checklist spoken to by the names of its nodes, in the bare form engine.

Imported by `tests/unit/forms`. Must never know what a workbook says: the tests do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.xforms import Form, NodeDef, Session, load_form

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 18, 14, 10, tzinfo=CHINA)
WORKBOOKS = [
    "procedure",
    "internet_cafe",
    "idc_room",
    "gov_unit",
    "noncommercial",
    "filing_check",
    "recheck",
]
LONG_AGO = "2010-05-06"


@cache
def form_of(name: str) -> Form:
    return load_form(ROOT / "forms" / name / f"{name}.xlsx", name=name)


def nodes_of(node: NodeDef) -> Iterator[NodeDef]:
    for child in node.children:
        yield child
        yield from nodes_of(child)


@dataclass
class Visit:
    """A session that is spoken to by node names."""

    form: Form
    session: Session = field(init=False)
    paths: dict[str, NodeDef] = field(init=False)

    def __post_init__(self) -> None:
        clock = SteppingClock(NOW)
        self.session = Session(self.form, clock=clock, entropy=bytes, zone=CHINA)
        self.paths = {node.name: node for node in nodes_of(self.form.root)}

    def put(self, **answers: str) -> None:
        for name, value in answers.items():
            self.session.set(self.paths[name].path, value)

    def value(self, name: str) -> str:
        return self.session.value(self.paths[name].path)

    def asked(self, name: str) -> bool:
        return self.session.state(self.paths[name].path).relevant

    def wanted(self, name: str) -> bool:
        state = self.session.state(self.paths[name].path)
        return state.relevant and state.required

    def rows(self, table: str, *rows: dict[int, str]) -> None:
        """Fill a table: column number -> value."""
        path = self.paths[table].path
        for number, row in enumerate(rows, 1):
            if self.session.count(path) < number:
                self.session.add(path)
            for column, value in row.items():
                self.session.set(f"{path}[{number}]/{table}_c{column}", value)

    def items(self) -> list[str]:
        """Codes of the items that are asked, in order."""
        groups = [n for n in self.paths.values() if n.kind == "group" and "code" in n.insp]
        return [n.insp["code"] for n in groups if self.session.state(n.path).relevant]

    def answer_everything(self, verdict: str) -> None:
        """Give every item that is asked something for each input, and the same verdict."""
        for node in list(self.paths.values()):
            if node.insp.get("role") != "part" or not self.asked(node.name):
                continue
            if self.value(node.name) == "":
                self.session.set(node.path, self.something(node))
        for node in self.paths.values():
            if node.insp.get("role") == "verdict" and self.asked(node.name):
                self.session.set(node.path, verdict)
        for node in list(self.paths.values()):  # what a fail asks for
            asked = node.insp.get("role") == "part" and self.wanted(node.name)
            if asked and self.value(node.name) == "":
                self.session.set(node.path, self.something(node))

    def something(self, node: NodeDef) -> str:
        state = self.session.state(node.path)
        if state.choices:
            return state.choices[0].value
        by_type = {"int": "7", "decimal": "7.5", "date": LONG_AGO}
        by_type["dateTime"] = "2026-11-18T09:30:00.000+08:00"
        return by_type.get(node.value_type, "示例文字")
