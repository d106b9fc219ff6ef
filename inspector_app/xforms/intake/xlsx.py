"""Reads the cells of .xlsx workbooks straight from their XML, bounded in depth, rows and cells.

`read_rows` calls it. openpyxl fills gaps between rows and keeps every style, so that three cells
far apart or a damaged style sheet cost minutes or the file; here only cells are read. Number
formats are judged by openpyxl's own rules. Must never resolve an entity or follow a link.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

MAX_DEPTH = 64
MAX_COLUMNS = 512
_PIECE = 1 << 18


class DamagedError(Exception):
    """The XML inside the workbook is none, or not a workbook's."""


class SheetCells(NamedTuple):
    """A row's number and its cells by 0-based column."""

    number: int
    cells: list[tuple[int, object]]


class XlsxBook:
    """An opened workbook.

    Attributes:
        titles: Titles of the worksheets, in order.
    """

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = set(self._archive.namelist())
        self._epoch: datetime = CALENDAR_WINDOWS_1900
        self._members: dict[str, str] = {}
        self._read_book()
        self.titles = list(self._members)
        self._strings: list[str] | None = None
        self._dates: list[int] | None = None

    def _read_book(self) -> None:
        targets: dict[str, str] = {}
        sheets: list[tuple[str, str]] = []

        def relation(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship":
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        def book(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet":
                sheets.append((attributes.get("name", ""), attributes.get("id", "")))
            elif name == "workbookPr" and attributes.get("date1904") in ("1", "true", "on"):
                self._epoch = CALENDAR_MAC_1904

        self._parse("xl/workbook.xml", start=book)
        if "xl/_rels/workbook.xml.rels" in self._names:
            self._parse("xl/_rels/workbook.xml.rels", start=relation)
        for title, identity in sheets:
            target = targets.get(identity, "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(
                posixpath.join("xl", target)
            )  # fmt: skip
            if path in self._names and "chartsheet" not in path:
                self._members[title] = path

    def rows(self, title: str) -> Iterator[SheetCells]:
        """Yield the rows of a sheet that hold cells, in file order.

        Raises:
            DamagedError: The XML is not well-formed, too deep, or no sheet's.
        """
        reader = _SheetReader(self._shared(), self._date_styles(), self._epoch)
        parser = _parser(reader.start, reader.end, reader.text)
        with self._archive.open(self._members[title]) as member:
            while True:
                piece = member.read(_PIECE)
                _feed(parser, piece, last=not piece)
                yield from reader.done
                reader.done.clear()
                if not piece:
                    return

    def _shared(self) -> list[str]:
        if self._strings is None:
            self._strings = []
            if "xl/sharedStrings.xml" in self._names:
                reader = _StringReader(self._strings)
                self._parse(
                    "xl/sharedStrings.xml", start=reader.start, end=reader.end, text=reader.text
                )
        return self._strings

    def _date_styles(self) -> list[int]:
        """Return by style number 1 for dates, 2 for durations, 0 for everything else."""
        if self._dates is not None:
            return self._dates
        self._dates = []
        if "xl/styles.xml" not in self._names:
            return self._dates
        formats: dict[int, str] = dict(BUILTIN_FORMATS)
        styles: list[int] = []
        inside: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            inside.append(name)
            if name == "numFmt":
                formats[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            elif name == "xf" and "cellXfs" in inside:
                styles.append(_number(attributes.get("numFmtId")))

        def end(_: str) -> None:
            inside.pop()

        try:
            self._parse("xl/styles.xml", start=start, end=end)
        except DamagedError:  # looks are no reason to refuse a form; its numbers stay numbers
            return self._dates
        for number in styles:
            code = formats.get(number, "General")
            date = is_date_format(code)
            self._dates.append(2 if date and is_timedelta_format(code) else int(date))
        return self._dates

    def _parse(
        self,
        member: str,
        *,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        parser = _parser(start, end, text)
        with self._archive.open(member) as source:
            while piece := source.read(_PIECE):
                _feed(parser, piece, last=False)
        _feed(parser, b"", last=True)


def _number(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0


def _parser(
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None,
    text: Callable[[str], None] | None,
) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise DamagedError
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "sheet":  # the one element whose attribute is read by its prefixed name
            attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        start(name, attributes)

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name.rpartition(":")[2] if ":" in name else name)

    def refuse(*_: object) -> None:
        raise DamagedError

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _feed(parser: expat.XMLParserType, piece: bytes, *, last: bool) -> None:
    try:
        parser.Parse(piece, last)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise DamagedError from error


class _StringReader:
    """Shared strings: runs joined, phonetic hints left out."""

    def __init__(self, found: list[str]) -> None:
        self._found = found
        self._parts: list[str] = []
        self._collect = False
        self._hint = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._hint += 1
        elif name == "t":
            self._collect = not self._hint

    def end(self, name: str) -> None:
        if name == "si":
            self._found.append("".join(self._parts))
        elif name == "rPh":
            self._hint -= 1
        elif name == "t":
            self._collect = False

    def text(self, data: str) -> None:
        if self._collect:
            self._parts.append(data)


class _SheetReader:
    """One worksheet: finished rows with cells go to `done`."""

    def __init__(self, strings: list[str], dates: list[int], epoch: datetime) -> None:
        self.done: list[SheetCells] = []
        self._strings, self._dates, self._epoch = strings, dates, epoch
        self._row = 0
        self._column = -1
        self._cells: list[tuple[int, object]] = []
        self._kind = ""
        self._style = 0
        self._parts: list[str] = []
        self._collect = False
        self._hint = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._column = _column_of(attributes.get("r", ""), self._column + 1)
            self._kind = attributes.get("t", "n")
            self._style = _number(attributes.get("s"))
            self._parts = []
        elif name in ("v", "t"):
            self._collect = not self._hint
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() and len(number) < 10 else self._row + 1
            self._column = -1
            self._cells = []
        elif name == "rPh":
            self._hint += 1

    def end(self, name: str) -> None:
        if name == "c":
            if self._parts and 0 <= self._column < MAX_COLUMNS:
                self._cells.append((self._column, self._value("".join(self._parts))))
        elif name in ("v", "t"):
            self._collect = False
        elif name == "row":
            if self._cells:
                self.done.append(SheetCells(self._row, self._cells))
        elif name == "rPh":
            self._hint -= 1

    def text(self, data: str) -> None:
        if self._collect:
            self._parts.append(data)

    def _value(self, text: str) -> object:
        if self._kind == "s":
            index = _number(text)
            return self._strings[index] if 0 <= index < len(self._strings) else None
        if self._kind == "b":
            return text.strip() not in ("0", "false", "")
        if self._kind != "n":
            return text
        try:
            number: float = int(text)
        except ValueError:
            try:
                number = float(text)
            except ValueError:
                return text
        style = self._dates[self._style] if 0 <= self._style < len(self._dates) else 0
        if not style:
            return number
        try:
            return from_excel(number, self._epoch, timedelta=style == 2)
        except (ValueError, OverflowError, TypeError):
            return number


def _column_of(address: str, following: int) -> int:
    """Return the 0-based column of `AB12`, the following one when there is no address."""
    column = 0
    for char in address:
        if not ("A" <= char <= "Z" or "a" <= char <= "z") or column > MAX_COLUMNS:
            break
        column = column * 26 + ord(char.upper()) - 64
    return column - 1 if column else following
