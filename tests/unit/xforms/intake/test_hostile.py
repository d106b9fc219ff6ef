"""Hostile and damaged files: each gives one clear sentence, soon, and nothing is unpacked whole."""

from __future__ import annotations

import importlib
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import load_form
from inspector_app.xforms.intake import texttables

HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
ROW = b'<row r="%d"><c r="%s%d" t="inlineStr"><is><t>%s</t></is></c></row>'


def _good() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    for row in (["type", "name", "label"], ["text", "a", "A"]):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _with(member: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(_good())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return _zip(members | {member: data})


def _sheet(rows: bytes) -> bytes:
    return _with("xl/worksheets/sheet1.xml", HEAD + rows + b"</sheetData></worksheet>")


def _code(data: bytes) -> tuple[str, str]:
    with pytest.raises(KnownError) as caught:
        load_form(data, name="x")
    return caught.value.code, caught.value.sentence("zh")


def _wrong_crc() -> bytes:
    data = bytearray(_good())
    at = data.find(b"xl/worksheets/sheet1.xml") + 40
    data[at] ^= 0xFF
    return bytes(data)


def _with_password() -> bytes:
    data = bytearray(_good())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        central = archive.start_dir
    data[central + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("make", "code", "word"),
    [
        (lambda: _good()[:-30], "form.unreadable", "不完整"),
        (lambda: _good()[: len(_good()) // 2], "form.unreadable", "不完整"),
        (_wrong_crc, "form.unreadable", "损坏"),
        (_with_password, "form.encrypted", "打开密码"),
        (lambda: _zip({"xl/workbook.bin": b""}), "form.unreadable", ".xlsb"),
        (lambda: _zip({"content.xml": b""}), "form.unreadable", ".ods"),
        (lambda: _zip({"word/document.xml": b""}), "form.unreadable", "Word"),
        (lambda: _zip({"a/form.xlsx": b""}), "form.unreadable", "先解压"),
        (lambda: b"%PDF-1.7\n", "form.unreadable", "PDF"),
        (lambda: b"<html><body>", "form.unreadable", "网页"),
        (lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
         "form.unreadable", "Excel 2003"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
         "form.unreadable", "Word"),
        (lambda: _sheet(b"<a>" * 5_000), "form.unreadable", "损坏"),
        (lambda: _with("xl/sharedStrings.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><sst/>'),
         "form.unreadable", "DOCTYPE"),
        (lambda: _with("xl/workbook.xml", b"<workbook/>"), "form.unreadable", "survey"),
        (lambda: _sheet(b""), "form.unreadable", "是空的"),
        (lambda: _sheet(b" " * 40_000_000), "form.too-large", "解压后"),
        (lambda: b"survey\n" + b"," * 30_000, "form.too-large", "列数"),
        (lambda: b"| survey |\n" + b"|" * 30_000, "form.too-large", "列数"),
        (lambda: b"name,label\na,A\n", "form.unreadable", "第一列应写工作表名"),
        (lambda: b'survey\n,"' + b"x" * 200_000, "form.unreadable", "第 2 行"),
    ],
)  # fmt: skip
def test_each_file_that_is_no_form_says_what_it_is(
    make: Callable[[], bytes], code: str, word: str
) -> None:
    found, sentence = _code(make())
    assert found == code
    assert word in sentence
    assert "/" not in sentence.replace("检查表”或 survey", ""), "one language in a sentence"


def test_two_rows_a_billion_apart_cost_nothing() -> None:
    rows = ROW % (1, b"A", 1, b"type") + ROW % (900_000_000, b"A", 900_000_000, b"text")
    code, sentence = _code(_sheet(rows))
    assert code == "form.refused" or "survey" in sentence


def test_columns_beyond_the_limit_are_left_out_and_the_form_loads() -> None:
    cells = b"".join(
        b'<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % (letter, row, text)
        for row, texts in ((1, (b"type", b"name", b"label")), (2, (b"text", b"a", b"A")))
        for letter, text in zip((b"A", b"B", b"C"), texts, strict=True)
        if row == 1
    )
    second = b"".join(
        b'<c r="%s2" t="inlineStr"><is><t>%s</t></is></c>' % (letter, text)
        for letter, text in ((b"A", b"text"), (b"B", b"a"), (b"C", b"A"), (b"XFD", b"far"))
    )
    data = _sheet(b'<row r="1">' + cells + b'</row><row r="2">' + second + b"</row>")
    assert load_form(data).node("/data/a").kind == "input"


@pytest.mark.parametrize(
    ("module", "name", "limit"),
    [("detect", "MAX_ROW_TAGS", 1), ("readers", "MAX_CELLS", 3), ("readers", "MAX_ROWS", 1),
     ("detect", "MAX_TABLE_BYTES", 100), ("detect", "MAX_FILE_BYTES", 100)],
)  # fmt: skip
def test_every_limit_of_a_workbook_is_kept(
    monkeypatch: pytest.MonkeyPatch, module: str, name: str, limit: int
) -> None:
    data = _good()
    assert load_form(data).id == "form"
    where = importlib.import_module(f"inspector_app.xforms.intake.{module}")
    monkeypatch.setattr(where, name, limit)
    code, sentence = _code(data)
    assert code == "form.too-large"
    assert f"上限 {limit:,}" in sentence


@pytest.mark.parametrize("text", ["survey\n,type\n,text\n", "| survey |\n| | type |\n| | a |\n"])
def test_every_limit_of_a_text_table_is_kept(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(texttables, "MAX_ROWS", 1)
    assert _code(text.encode())[0] == "form.too-large"


def test_a_macro_workbook_is_read_and_its_macros_are_not() -> None:
    form = load_form(_with("xl/vbaProject.bin", b"\x00macro"))
    assert form.node("/data/a").kind == "input"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_text_in_every_usual_encoding_is_read(encoding: str) -> None:
    text = "survey\n,type,name,label\n,text,a,A\n"
    if encoding != "utf-16-le":
        text = text.replace("A\n", "甲乙\n")
    assert load_form(text.encode(encoding)).node("/data/a").kind == "input"


def test_a_plain_table_with_type_and_name_is_a_survey() -> None:
    assert load_form(b"type,name,label\ntext,a,A\n").node("/data/a").kind == "input"


def test_old_line_ends_are_read() -> None:
    assert load_form(b"survey\r,type,name,label\r,text,a,A\r").node("/data/a").kind == "input"


def test_rows_below_a_gap_of_over_sixty_blank_rows_are_no_part_of_the_form() -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c>'
        b'<c r="B%d" t="inlineStr"><is><t>%s</t></is></c>'
        b'<c r="C%d" t="inlineStr"><is><t>L</t></is></c></row>' % (n, n, kind, n, name, n)
        for n, kind, name in (
            (1, b"type", b"name"),
            (2, b"text", b"a"),
            (63, b"text", b"b"),
            (125, b"text", b"c"),
        )
    ).replace(b"<t>L</t>", b"<t>label</t>", 1)
    form = load_form(_sheet(rows))
    assert [child.name for child in form.root.children] == ["a", "b", "meta"]


@pytest.mark.parametrize("header", ["label,label", "relevant,relevance", "标题,label"])
def test_two_columns_of_one_meaning_are_refused_at_the_header(header: str) -> None:
    code, sentence = _code(f"survey\n,type,name,{header}\n,text,a,A,B\n".encode())
    assert code == "form.refused"
    assert "是同一列" in sentence
    assert "survey!D2" in sentence
