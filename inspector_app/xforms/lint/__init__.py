"""The linter behind `inspector check`: every finding in one run, placed, in both languages.

The command calls `check_form`. Workbook problems are found before pyxform runs, so that its first
error does not hide the rest; then the form is compiled with all expression errors collected.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inspector_app.errors import KnownError
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.form import Form
from inspector_app.xforms.intake import Intake, open_source
from inspector_app.xforms.intake.convert import convert_workbook
from inspector_app.xforms.lint.cells import check_cells
from inspector_app.xforms.lint.findings import Findings
from inspector_app.xforms.lint.flow import check_flow
from inspector_app.xforms.lint.offsets import offset_in_cell
from inspector_app.xforms.lint.sheets import check_sheets
from inspector_app.xforms.lint.texts import check_domain, check_itext, check_texts
from inspector_app.xforms.lint.types import check_types
from inspector_app.xforms.model import Place, Problem
from inspector_app.xforms.program import compile_program
from inspector_app.xforms.refusal import FormRefusedError
from inspector_app.xforms.secondary import SecondaryInstances
from inspector_app.xforms.xform import read_definition
from inspector_app.xforms.xmlread import XmlError, read_xml

__all__ = ["Report", "check_form"]

Status = Literal["clean", "problems", "unreadable"]


@dataclass(frozen=True, slots=True)
class Report:
    """What the linter found.

    Attributes:
        status: `clean` (notes allowed), `problems` (an error or warning), `unreadable`.
    """

    form: str
    status: Status
    problems: tuple[Problem, ...]

    @property
    def exit_status(self) -> int:
        """0 clean, 1 problems, 2 unreadable."""
        return {"clean": 0, "problems": 1, "unreadable": 2}[self.status]


def check_form(source: Path) -> Report:
    """Return all findings of a form file."""
    findings = Findings()
    try:
        intake = open_source(source)
        if intake.kind == "xml":
            intake.xml = intake.data
        else:
            _check_workbook(intake, findings)
    except KnownError as error:
        findings.add(
            "error", error.code, Place(), (error.sentence("zh"), error.sentence("en")),
            (error.remedy("zh"), error.remedy("en")),
        )  # fmt: skip
        return Report(source.name, "unreadable", findings.sorted())
    if intake.xml:
        readable = _check_xform(intake, source, findings)
        if not readable:
            return Report(source.name, "unreadable", findings.sorted())
    problems = findings.sorted()
    clean = all(problem.level == "info" for problem in problems)
    return Report(source.name, "clean" if clean else "problems", problems)


def _check_workbook(intake: Intake, findings: Findings) -> None:
    workbook = intake.workbook()
    if workbook is None:
        return
    check_sheets(workbook, findings)
    check_cells(workbook, findings)
    check_texts(workbook, findings)
    if findings.has_errors:
        return  # pyxform would repeat one of them, in English and without a cell
    try:
        xml, _ = convert_workbook(workbook, Path(intake.shown_name).stem)
    except FormRefusedError as error:
        findings.refused(error, error.place, error.at)
        return
    intake.xml = xml.encode("utf-8")


def _check_xform(intake: Intake, source: Path, findings: Findings) -> bool:
    """Compile with all errors collected; return False when the XML is none."""
    try:
        root = read_xml(intake.xml)
    except XmlError as error:
        findings.add("error", "xml", Place(row=error.line), (error.zh, error.en))
        return False
    errors: list[FormRefusedError] = []
    try:
        definition = read_definition(root)
        program = compile_program(definition, errors)
        errors += (*definition.notes, *program.notes)
    except FormRefusedError as error:
        errors.append(error)
        _report(errors, intake, findings)
        return True
    _report(errors, intake, findings)
    media = [source.parent / f"{source.stem}-media", source.parent]
    form = Form(definition, program, SecondaryInstances(definition.secondary, media), intake)
    for address in form.missing:
        findings.add(
            "info", "external-missing", Place(),
            (f"外部数据 {address} 不在检查表旁",
            f"the external data {address} is not beside the form"),
        )  # fmt: skip

    def locate(
        schema: SchemaNode, attribute: str, expression: str, at: int
    ) -> tuple[Place, int | None]:
        return _locate(intake, schema, attribute, expression, at)

    check_types(form, locate, findings)
    if not errors:
        check_flow(form, locate, findings)
    if intake.kind == "xml":
        check_itext(form, findings)
    check_domain(form, locate, findings)
    return True


def _report(errors: list[FormRefusedError], intake: Intake, findings: Findings) -> None:
    for error in errors:
        place = intake.locate(error)
        at = error.at
        if at is not None and error.path and intake.kind != "xml":
            raw = intake.cell_text(error.path, error.attribute)
            at = offset_in_cell(raw, error.expression, at) if raw and error.expression else None
        findings.refused(error, place, at)


def _locate(
    intake: Intake, schema: SchemaNode, attribute: str, expression: str, at: int
) -> tuple[Place, int | None]:
    place = intake.place_of(schema.path, attribute)
    if place is None:
        return schema.place, at if expression else None
    if not expression:
        return place, None
    raw = intake.cell_text(schema.path, attribute)
    return place, offset_in_cell(raw, expression, at) if raw else None
