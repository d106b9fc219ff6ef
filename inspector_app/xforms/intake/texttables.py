"""Raw rows of CSV and Markdown files, in pyxform's layout, and the cleaning of a cell's text.

`read_rows` calls `read_text_rows`. Must never interpret a cell.
"""

from __future__ import annotations

import csv
import io
import re

from inspector_app.xforms.intake.aliases import column_name
from inspector_app.xforms.intake.detect import decode_text, too_large, unreadable
from inspector_app.xforms.intake.workbook import RawRows

MAX_ROWS = 120_000
MAX_LINE_CELLS = 20_000
MAX_CELL = 32_768
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CELLS = re.compile(r"(?<!\\)\|")
_LINES = re.compile(r"\r\n|\r|\n")


def clean(text: str) -> str:
    """Return a cell's text without control characters and outer blanks, line ends as LF."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:MAX_CELL].strip()


def read_text_rows(data: bytes, kind: str, name: str) -> list[tuple[str, RawRows]]:
    """Return every sheet's title and rows of a CSV or Markdown file.

    Raises:
        KnownError: `form.unreadable`, `form.too-large`.
    """
    text = decode_text(data, name)
    mark = "|" if kind == "md" else ","
    if text.count(mark) > MAX_LINE_CELLS:
        widest = max((line.count(mark) for line in text.splitlines()), default=0)
        if widest > MAX_LINE_CELLS:
            raise too_large(name, "columns", widest, MAX_LINE_CELLS)
    return _markdown(text, name) if kind == "md" else _csv(text, name)


def _csv(text: str, name: str) -> list[tuple[str, RawRows]]:
    """CSV in pyxform's layout: the sheet's name alone in column 1, its rows from column 2 on.

    A plain table whose first row is a header with type and name is a survey on its own.
    """
    sheets: dict[str, RawRows] = {}
    current: RawRows | None = None
    plain: RawRows | None = None
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for number, row in enumerate(reader, 1):
            if number > MAX_ROWS:
                raise too_large(name, "rows", number, MAX_ROWS)
            texts = [clean(value) for value in row]
            if plain is None and not sheets and _is_header(texts):
                plain = []
            if plain is not None:
                if any(texts):
                    plain.append((reader.line_num, texts))
                continue
            if texts and texts[0]:
                current = sheets.setdefault(texts[0], [])
            if current is not None and any(texts[1:]):
                current.append((reader.line_num, ["", *texts[1:]]))
    except csv.Error as error:
        raise unreadable(
            name,
            f"CSV 第 {reader.line_num} 行格式错误",
            f"line {reader.line_num} of the CSV is malformed",
        ) from error
    if plain is not None:
        return [("survey", plain)]
    if not sheets:
        raise unreadable(name, "没有找到工作表", "no sheet was found")
    return list(sheets.items())


def _is_header(texts: list[str]) -> bool:
    return {"type", "name"} <= {column_name("survey", text) for text in texts if text}


def _markdown(text: str, name: str) -> list[tuple[str, RawRows]]:
    """Markdown tables in pyxform's layout: `| survey |` alone, then rows from the second cell."""
    sheets: dict[str, RawRows] = {}
    current: RawRows | None = None
    count = 0
    for number, line in enumerate(_LINES.split(text), 1):
        stripped = line.strip()
        if not stripped.startswith("|"):
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in _CELLS.split(stripped)[1:]]
        if cells and cells[-1] == "":
            cells.pop()
        if not cells or all(set(cell) <= set("-: ") for cell in cells):
            continue
        if cells[0]:
            current = sheets.setdefault(cells[0], [])
        if current is not None and any(cells[1:]):
            count += 1
            if count > MAX_ROWS:
                raise too_large(name, "rows", count, MAX_ROWS)
            current.append(
                (number, ["", *(clean(cell.replace("\\n", "\n")) for cell in cells[1:])])
            )
    return list(sheets.items())
