"""Intake: a file in, XForm XML out, with every cell's place kept.

`form.load_form` and the linter call `read_source`. Must never execute an expression, open a URL or
trust a file's name.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from inspector_app.errors import KnownError
from inspector_app.xforms.intake.aliases import column_name, sheet_name
from inspector_app.xforms.intake.convert import convert_workbook
from inspector_app.xforms.intake.converted import (
    Converted,
    key_of,
    read_converted,
    write_converted,
)
from inspector_app.xforms.intake.detect import SourceKind, detect, unreadable
from inspector_app.xforms.intake.guess import guess_titles
from inspector_app.xforms.intake.opening import find_form, read_file
from inspector_app.xforms.intake.places import Places
from inspector_app.xforms.intake.readers import read_rows
from inspector_app.xforms.intake.workbook import (
    Column,
    RawRows,
    Row,
    Sheet,
    Workbook,
    letter_of,
)
from inspector_app.xforms.model import Bilingual, Place, Problem
from inspector_app.xforms.refusal import FormRefusedError

__all__ = ["Intake", "Workbook", "read_source", "read_workbook"]

MAX_BLANK_ROWS = 60


@dataclass(slots=True)
class Intake:
    """What was read.

    Attributes:
        xml: XForm XML, UTF-8.
        sha256: Hex digest of the source's bytes.
        kind: What the source is, by its bytes.
        warnings: The converter's.
        checked: Every expression compiled without a remark when this XML was kept.
        kept_at: Folder and key to keep the XML under, None for nowhere.
    """

    data: bytes
    kind: SourceKind
    shown_name: str
    sha256: str
    xml: bytes = b""
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    checked: bool = False
    kept_at: tuple[Path, str] | None = None
    _workbook: Workbook | None = None
    _places: Places | None = field(default=None)

    def note_warnings(self, warnings: tuple[str, ...]) -> None:
        """Take the converter's warnings as problems of the form."""
        self.warnings = warnings
        self.problems = tuple(_warning(text) for text in warnings)

    def workbook(self) -> Workbook | None:
        """Return the sheets, None for XForm XML; read again when the XML came from the cache."""
        if self.kind == "xml":
            return None
        if self._workbook is None:
            self._workbook = read_workbook(self.data, self.kind, self.shown_name)
        return self._workbook

    def lenient_workbook(self) -> Workbook | None:
        """Return the sheets as the linter reads them: titles nearly right count as right."""
        if self.kind != "xml":
            self._workbook = read_workbook(self.data, self.kind, self.shown_name, lenient=True)
        return self._workbook

    def look_at(self, workbook: Workbook) -> None:
        """Take another copy of the workbook as the one that places are found in."""
        self._workbook = workbook
        self._places = None

    def place_of(self, path: str, attribute: str) -> Place | None:
        """Return the cell of a node's property, None for XForm XML."""
        places = self._known_places()
        return None if places is None else places.of(path, attribute)

    def cell_text(self, path: str, attribute: str) -> str:
        """Return a cell as its author wrote it, '' when there is none."""
        places = self._known_places()
        return "" if places is None else places.text(path, attribute)

    def _known_places(self) -> Places | None:
        if self._places is None:
            workbook = self.workbook()
            if workbook is not None:
                self._places = Places(workbook)
        return self._places

    def keep(self, *, checked: bool) -> None:
        """Keep the XML for the next time, if a folder was given; XForm XML needs no keeping."""
        if self.kept_at is not None and not self.checked:
            write_converted(*self.kept_at, Converted(self.xml, self.warnings, checked))

    def locate(self, refused: FormRefusedError) -> Place:
        """Return the best place known for a refusal."""
        if refused.path:
            found = self.place_of(refused.path, refused.attribute)
            if found is not None:
                return found
        return refused.place if self.kind == "xml" or refused.place.sheet else Place()


def read_source(source: Path | bytes, *, name: str = "", cache: Path | None = None) -> Intake:
    """Read a form file and convert it to XForm XML.

    Raises:
        KnownError: `form.unreadable`, `form.encrypted`, `form.too-large`, `form.refused`.
    """
    intake = open_source(source, name=name)
    if intake.kind == "xml":
        intake.xml = intake.data
        return intake
    stem = Path(intake.shown_name).stem
    if cache is not None:
        key = key_of(intake.sha256, stem)
        found = read_converted(cache, key)
        if found is not None:
            intake.xml, intake.checked = found.xml, found.checked
            intake.note_warnings(found.warnings)
            return intake
        intake.kept_at = (cache, key)
    workbook = intake.workbook()
    if workbook is None:
        raise unreadable(intake.shown_name, "没有工作表", "there is no sheet")
    try:
        xml, warnings = convert_workbook(workbook, stem)
    except FormRefusedError as refused:
        raise KnownError(
            "form.refused", name=intake.shown_name, where=str(refused.place),
            detail_zh=refused.message.zh, detail_en=refused.message.en, rule=refused.code,
            place=refused.place, at=refused.at,
        ) from refused  # fmt: skip
    intake.xml = xml.encode("utf-8")
    intake.note_warnings(tuple(warnings))
    return intake


def open_source(source: Path | bytes, *, name: str = "") -> Intake:
    """Return a source detected but not converted.

    Raises:
        KnownError: `form.unreadable`, `form.encrypted`, `form.too-large`.
    """
    if isinstance(source, Path):
        source = find_form(source)
        shown = name or source.name
        data = read_file(source, shown)
    else:
        shown, data = name or "form", source
    return Intake(data, detect(data, shown), shown, hashlib.sha256(data).hexdigest())


def read_workbook(data: bytes, kind: SourceKind, name: str, *, lenient: bool = False) -> Workbook:
    """Return the sheets of a workbook with canonical column names.

    Args:
        lenient: Also take a sheet whose title is only near one of ours, as the linter does to find
            the other mistakes; a form is never loaded so.
    Raises:
        KnownError: `form.unreadable` when no sheet can be the survey.
    """
    raw = read_rows(data, kind, name)
    alone = sum(1 for _, rows in raw if rows) == 1
    guessed = {} if alone else guess_titles(raw)
    workbook = Workbook([])
    for title, rows in raw:
        if not rows:
            continue
        canonical = sheet_name(title) or ("survey" if alone else "")
        if lenient and not canonical:
            canonical = guessed.get(title, "")
        sheet = Sheet(canonical, title, rows[0][0])
        _fill(sheet, rows)
        if kind in ("xlsx", "xls"):
            _cut(sheet)
        workbook.sheets.append(sheet)
        if lenient and title in guessed:
            workbook.guessed[canonical] = sheet
    if workbook.sheet("survey") is None:
        raise _without_survey(name, kind, [title for title, _ in raw], guessed)
    return workbook


def _cut(sheet: Sheet) -> None:
    """Leave out what stands below more than 60 blank rows, as every XLSForm tool does."""
    before = sheet.header_row
    for index, row in enumerate(sheet.rows):
        if row.number - before > MAX_BLANK_ROWS + 1:
            sheet.ignored = sheet.rows[index:]
            del sheet.rows[index:]
            return
        before = row.number


def _without_survey(
    name: str, kind: SourceKind, titles: list[str], guessed: dict[str, str]
) -> KnownError:
    if kind == "csv":
        return unreadable(
            name, "不是检查表：CSV 的第一列应写工作表名，如 survey",
            "it is no form: column 1 of the CSV names the sheet, such as survey",
        )  # fmt: skip
    empty = next((title for title in titles if sheet_name(title) == "survey"), "")
    if empty:
        return unreadable(name, f"工作表“{empty}”是空的", f"the sheet “{empty}” is empty")
    near = next((title for title in titles if guessed.get(title) == "survey"), "")
    if near:
        return unreadable(
            name, f"没有名为“检查表”或 survey 的工作表；“{near}”是否应改名？",
            f"there is no sheet named survey or 检查表; should “{near}” be renamed?",
        )  # fmt: skip
    shown = titles[:8] or ["—"]
    return unreadable(
        name, f"没有名为“检查表”或 survey 的工作表（现有：{'、'.join(shown)}）",
        f"there is no sheet named survey or 检查表 (it has: {', '.join(shown)})",
    )  # fmt: skip


def _fill(sheet: Sheet, rows: RawRows) -> None:
    """Name a sheet's columns by its canonical name and put its rows under them."""
    name = sheet.name
    header = rows[0][1]
    positions: list[tuple[int, str]] = []
    for index, written in enumerate(header):
        if written:
            canonical = column_name(name, written)
            sheet.columns.append(Column(canonical, written, letter_of(index)))
            positions.append((index, canonical))
    for row_number, texts in rows[1:]:
        values = {
            column: texts[index]
            for index, column in positions
            if index < len(texts) and texts[index]
        }
        if values:
            sheet.rows.append(Row(row_number, values))


def _warning(text: str) -> Problem:
    return Problem(
        "info",
        "pyxform",
        Place(),
        "",
        None,
        Bilingual(f"转换提示：{text}", text),
        Bilingual("", ""),
    )
