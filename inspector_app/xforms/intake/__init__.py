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
from inspector_app.xforms.intake.detect import SourceKind, detect, unreadable
from inspector_app.xforms.intake.places import Places
from inspector_app.xforms.intake.readers import read_rows
from inspector_app.xforms.intake.workbook import Column, RawRows, Row, Sheet, Workbook, letter_of
from inspector_app.xforms.model import Bilingual, Place, Problem
from inspector_app.xforms.refusal import FormRefusedError

__all__ = ["Intake", "Workbook", "read_source", "read_workbook"]

CACHE_VERSION = "1"  # raise when conversion changes: pyxform's pin, guards, aliases


@dataclass(slots=True)
class Intake:
    """What was read.

    Attributes:
        xml: XForm XML, UTF-8.
        sha256: Hex digest of the source's bytes.
        kind: What the source is, by its bytes.
    """

    data: bytes
    kind: SourceKind
    shown_name: str
    sha256: str
    xml: bytes = b""
    problems: tuple[Problem, ...] = ()
    _workbook: Workbook | None = None
    _places: Places | None = field(default=None)

    def workbook(self) -> Workbook | None:
        """Return the sheets, None for XForm XML; read again when the XML came from the cache."""
        if self.kind == "xml":
            return None
        if self._workbook is None:
            self._workbook = read_workbook(self.data, self.kind, self.shown_name)
        return self._workbook

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
    cached = _cache_file(cache, intake.sha256)
    if cached is not None and cached.is_file():
        intake.xml = cached.read_bytes()
        if intake.xml.startswith(b"<?xml") and intake.xml.rstrip().endswith(b">"):
            return intake
    workbook = intake.workbook()
    if workbook is None:
        raise unreadable(intake.shown_name, "没有工作表", "there is no sheet")
    try:
        xml, warnings = convert_workbook(workbook, Path(intake.shown_name).stem)
    except FormRefusedError as refused:
        raise KnownError(
            "form.refused", name=intake.shown_name, where=str(refused.place),
            detail_zh=refused.message.zh, detail_en=refused.message.en, rule=refused.code,
            place=refused.place, at=refused.at,
        ) from refused  # fmt: skip
    intake.xml = xml.encode("utf-8")
    intake.problems = tuple(_warning(text) for text in warnings)
    if cached is not None:
        _write_cache(cached, intake.xml)
    return intake


def open_source(source: Path | bytes, *, name: str = "") -> Intake:
    """Return a source detected but not converted.

    Raises:
        KnownError: `form.unreadable`, `form.encrypted`, `form.too-large`.
    """
    shown = name or (source.name if isinstance(source, Path) else "form")
    if isinstance(source, Path):
        try:
            data = source.read_bytes()
        except OSError as error:
            raise unreadable(shown, "文件打不开", "the file cannot be opened") from error
    else:
        data = source
    return Intake(data, detect(data, shown), shown, hashlib.sha256(data).hexdigest())


def read_workbook(data: bytes, kind: SourceKind, name: str) -> Workbook:
    """Return the sheets of a workbook with canonical column names.

    Raises:
        KnownError: `form.unreadable` when no sheet can be the survey.
    """
    raw = read_rows(data, kind, name)
    sheets = [_sheet(title, rows, alone=len(raw) == 1) for title, rows in raw if rows]
    if not any(sheet.name == "survey" for sheet in sheets):
        raise unreadable(
            name, "没有“检查表/survey”工作表", "there is no sheet named survey or 检查表"
        )
    return Workbook(sheets)


def _sheet(title: str, rows: RawRows, *, alone: bool) -> Sheet:
    name = sheet_name(title) or ("survey" if alone else "")
    number, header = rows[0]
    sheet = Sheet(name, title, number)
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
    return sheet


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


def _cache_file(cache: Path | None, digest: str) -> Path | None:
    return None if cache is None else cache / f"{digest}-{CACHE_VERSION}.xform.xml"


def _write_cache(path: Path, xml: bytes) -> None:
    """Losing the cache costs half a second, so a failure to write it is no failure."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        temporary.write_bytes(xml)
        temporary.replace(path)
    except OSError:
        return
