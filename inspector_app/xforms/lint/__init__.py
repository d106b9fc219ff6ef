"""The linter behind `inspector check`: every finding in one run, placed, in both languages.

The command calls `check_form`. Workbook problems are found before pyxform runs, so that its first
error does not hide the rest; then a copy without them is converted and compiled with all expression
errors collected.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inspector_app.errors import KnownError
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.form import Form
from inspector_app.xforms.intake import Intake, Workbook, open_source
from inspector_app.xforms.intake.convert import convert_workbook
from inspector_app.xforms.intake.opening import find_form
from inspector_app.xforms.lint.cells import check_cells
from inspector_app.xforms.lint.choices import Lists, check_choices, read_lists
from inspector_app.xforms.lint.files import check_files
from inspector_app.xforms.lint.findings import Findings, Level
from inspector_app.xforms.lint.flow import check_flow
from inspector_app.xforms.lint.offsets import offset_in_cell
from inspector_app.xforms.lint.reach import check_reach
from inspector_app.xforms.lint.repair import neutralise, repaired
from inspector_app.xforms.lint.rows import check_rows
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
MAX_ROUND_ROWS = 5_000
"""Rows converted over all those rounds, about two seconds."""
MAX_ROUNDS = 25
"""Errors of pyxform's own that one run lists; each costs a conversion."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the linter found.

    Attributes:
        status: `clean` (notes allowed), `problems` (an error or warning), `unreadable`.
        workbook: The sheets as written, None for XForm XML and what cannot be read.
    """

    form: str
    status: Status
    problems: tuple[Problem, ...]
    workbook: Workbook | None = None

    @property
    def exit_status(self) -> int:
        """0 clean, 1 problems, 2 unreadable."""
        return {"clean": 0, "problems": 1, "unreadable": 2}[self.status]


def check_form(source: Path) -> Report:
    """Return all findings of a form file, or of the one form in a folder."""
    findings = Findings()
    name = source.name or str(source)
    workbook: Workbook | None = None
    try:
        source = find_form(source)
        name = source.name
        intake = open_source(source)
        if intake.kind == "xml":
            intake.xml = intake.data
            findings.nowhere = Place(row=1)
        else:
            workbook = intake.lenient_workbook()
    except KnownError as error:
        findings.add(
            "error", error.code, Place(), (error.sentence("zh"), error.sentence("en")),
            (error.remedy("zh"), error.remedy("en")),
        )  # fmt: skip
        return Report(name, "unreadable", findings.sorted())
    lists = _check_workbook(intake, workbook, findings) if workbook is not None else None
    if intake.xml and not _check_xform(intake, source, workbook, lists, findings):
        return Report(name, "unreadable", findings.sorted(), workbook)
    problems = findings.sorted()
    clean = all(problem.level == "info" for problem in problems)
    return Report(name, "clean" if clean else "problems", problems, workbook)


def _check_workbook(intake: Intake, workbook: Workbook, findings: Findings) -> Lists:
    survey = workbook.sheet("survey")
    findings.sheets = tuple(sheet.title for sheet in workbook.sheets)
    if survey is not None:
        findings.nowhere = survey.place(survey.header_row, "")
    lists = read_lists(workbook)
    check_sheets(workbook, findings)
    check_choices(workbook, lists, findings)
    check_rows(workbook, lists, findings)
    check_cells(workbook, findings)
    check_texts(workbook, findings)
    if survey is not None and survey.column("type") is not None:
        _convert(intake, workbook, findings)
    return lists


def _convert(intake: Intake, workbook: Workbook, findings: Findings) -> None:
    """Convert a copy without the faults found; list and put aside what is still refused."""
    copy, changed = repaired(workbook, findings.problems)
    survey = copy.sheet("survey")
    rows = len(survey.rows) if survey is not None else 0
    for _ in range(max(3, min(MAX_ROUNDS, MAX_ROUND_ROWS // max(1, rows)))):
        try:
            xml, _ = convert_workbook(copy, Path(intake.shown_name).stem)
        except FormRefusedError as error:
            if error.place.row not in changed or not findings.has_errors:
                findings.refused(error, error.place, error.at)
            changed.add(error.place.row)
            in_survey = survey is not None and survey.title == error.place.sheet
            if not in_survey or not neutralise(copy, error.place.row, error.place.column):
                return
        else:
            intake.xml = xml.encode("utf-8")
            intake.look_at(copy)
            return


def _check_xform(
    intake: Intake, source: Path, workbook: Workbook | None, lists: Lists | None,
    findings: Findings,
) -> bool:  # fmt: skip
    """Compile with all errors collected; return False when the XML is none."""
    try:
        root = read_xml(intake.xml)
    except XmlError as error:
        place = Place(row=max(1, error.line)) if workbook is None else Place()
        findings.add("error", "xml", place, (error.zh, error.en))
        return workbook is not None
    errors: list[FormRefusedError] = []
    try:
        definition = read_definition(root)
        program = compile_program(definition, errors)
    except FormRefusedError as error:
        errors.append(error)
        _report(errors, intake, findings)
        return True
    _report(errors, intake, findings)
    notes = [*definition.notes, *program.notes]
    left_out = [note for note in notes if note.code == "unsupported"]
    _report(left_out, intake, findings, level="warning")
    _report([note for note in notes if note.code != "unsupported"], intake, findings)
    media = [source.parent / f"{source.stem}-media", source.parent]
    form = Form(definition, program, SecondaryInstances(definition.secondary, media), intake)
    xml = intake.xml.decode("utf-8", "replace")
    check_files(form, workbook, media, xml, findings)

    def locate(
        schema: SchemaNode, attribute: str, expression: str, at: int
    ) -> tuple[Place, int | None]:
        return _locate(intake, schema, attribute, expression, at)

    check_types(form, locate, findings)
    if not any(error.code == "cycle" for error in errors):
        check_flow(form, locate, findings)
        sheet = workbook.sheet("choices") if workbook is not None else None
        check_reach(form, lists, sheet, locate, findings)
    if intake.kind == "xml":
        check_itext(form, xml, findings)
    check_domain(form, locate, findings)
    return True


def _report(
    errors: list[FormRefusedError], intake: Intake, findings: Findings, level: Level = "error"
) -> None:
    for error in errors:
        place = intake.locate(error)
        at = error.at
        if at is not None and error.path and intake.kind != "xml":
            raw = intake.cell_text(error.path, error.attribute)
            at = offset_in_cell(raw, error.expression, at) if raw and error.expression else None
        if error.code == "unsupported" and not place.cell:
            place = _setting(intake) or place
        findings.refused(error, place, at, level)


def _setting(intake: Intake) -> Place | None:
    """Return the cell of the setting an unsupported part of the whole form comes from."""
    workbook = intake.workbook()
    sheet = workbook.sheet("settings") if workbook is not None else None
    for row in sheet.rows[:1] if sheet is not None else ():
        for column in ("public_key", "prefix", "delimiter"):
            if sheet is not None and row.get(column):
                return sheet.place(row.number, column)
    return None


def _locate(
    intake: Intake, schema: SchemaNode, attribute: str, expression: str, at: int
) -> tuple[Place, int | None]:
    place = intake.place_of(schema.path, attribute)
    if place is None:
        # generated by the converter, such as a table list's heading: no cell of its own
        if intake.kind != "xml":
            return Place(), None
        return schema.place, at if expression else None
    if not expression:
        return place, None
    raw = intake.cell_text(schema.path, attribute)
    return place, offset_in_cell(raw, expression, at) if raw else None
