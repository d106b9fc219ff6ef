"""Intake: the same form from every kind of file, hostile files refused, texts kept as written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import load_form
from inspector_app.xforms.intake.detect import detect

SURVEY = [
    ["类型", "名称", "标题：：中文 (zh)", "标题::English (en)", "显示条件", "必填"],
    ["单选 yn", "open", "是否“营业”", "Open?", "", "是"],
    ["整数", "n", "第一行\n第二行  两格", "Number", "${open} = '是'", ""],
]
CHOICES = [
    ["选项表", "值", "标题::中文 (zh)", "标题::English (en)"],
    ["yn", "是", "是", "Yes"],
    ["yn", "否", "否", "No"],
]
SETTINGS = [["form_id", "version", "default_language"], ["demo", "1", "中文 (zh)"]]


def _xlsx(sheets: dict[str, Sequence[Sequence[str]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _csv(encoding: str) -> bytes:
    lines = []
    for title, rows in (("survey", SURVEY), ("choices", CHOICES), ("settings", SETTINGS)):
        lines.append(title)
        for row in rows:
            cells = [cell.replace('"', '""') for cell in row]
            lines.append(",".join(["", *(f'"{cell}"' for cell in cells)]))
    return "\n".join(lines).encode(encoding)


def _sources() -> dict[str, bytes]:
    return {
        "xlsx": _xlsx({"检查表": SURVEY, "选项": CHOICES, "设置": SETTINGS}),
        "csv": _csv("utf-8"),
        "csv with BOM": _csv("utf-8-sig"),
        "csv in GB18030": _csv("gb18030"),
    }


@pytest.mark.parametrize("kind", list(_sources()))
def test_every_kind_of_file_gives_the_same_form(kind: str) -> None:
    form = load_form(_sources()[kind], name="misnamed.bin")
    assert form.id == "demo"
    assert form.languages == ("中文 (zh)", "English (en)")
    assert [child.name for child in form.root.children] == ["open", "n", "meta"]
    assert form.node("/data/open").kind == "select1"
    assert form.node("/data/n").value_type == "int"


def test_quotes_blanks_and_line_breaks_of_texts_survive(tmp_path: Path) -> None:
    form = load_form(_sources()["xlsx"])
    itext = form.definition.itext["中文 (zh)"]
    assert itext["/data/open:label"][""] == ("是否“营业”",)
    assert itext["/data/n:label"][""] == ("第一行\n第二行  两格",)


def test_insp_columns_reach_the_definition_and_bind_their_prefix() -> None:
    survey = [
        ["type", "name", "label", "编号", "法律依据", "bind::insp:How-EN"],
        ["begin group", "wb_22", "登记", "WB-22", "cafe:21 cafe:31(5)", "Look “here”"],
        ["text", "a", "甲", "", "", ""],
        ["end group", "", "", "", "", ""],
    ]
    form = load_form(_xlsx({"survey": survey}))
    assert dict(form.node("/data/wb_22").insp) == {
        "code": "WB-22", "basis": "cafe:21 cafe:31(5)", "how-en": "Look “here”",
    }  # fmt: skip


def test_the_cache_gives_the_same_form_and_is_safe_to_lose(tmp_path: Path) -> None:
    data = _sources()["xlsx"]
    first = load_form(data, cache=tmp_path)
    files = list(tmp_path.iterdir())
    assert len(files) == 1
    assert load_form(data, cache=tmp_path).root == first.root
    files[0].write_bytes(b"<?xml")
    assert load_form(data, cache=tmp_path).root == first.root


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00\x01\x02\x03", b"PK\x03\x04broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        b"\xff\xff\xff", b"just text", b"| nothing |\n",
    ],
)  # fmt: skip
def test_what_is_no_form_is_unreadable(data: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        load_form(data)
    assert caught.value.code == "form.unreadable"


def test_a_zip_without_workbook_and_a_bomb_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(KnownError) as no_book:
        detect(buffer.getvalue(), "x.xlsx")
    assert no_book.value.code == "form.unreadable"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\x00" * (40 * 1024 * 1024))
    with pytest.raises(KnownError) as bomb:
        detect(buffer.getvalue(), "x.xlsx")
    assert bomb.value.code == "form.too-large"


def test_a_workbook_with_a_password_says_so() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(KnownError) as caught:
        load_form(data)
    assert caught.value.code == "form.encrypted"


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]>',
        '<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd">',
        "<!DOCTYPE a>",
    ],
)
def test_xml_with_a_dtd_is_refused(prolog: str) -> None:
    with pytest.raises(KnownError) as caught:
        load_form(f'<?xml version="1.0"?>{prolog}<a>&x;</a>'.encode())
    assert caught.value.code == "form.refused"


def test_a_wrong_expression_is_refused_with_its_cell() -> None:
    survey = [*SURVEY[:2], ["整数", "n", "数", "N", "${open} = '是' and (", ""]]
    with pytest.raises(KnownError) as caught:
        load_form(_xlsx({"检查表": survey, "选项": CHOICES}))
    assert caught.value.code == "form.refused"
    assert caught.value.slots["where"] == "检查表!E3"
    assert "没有写完" in caught.value.sentence("zh")


def test_a_circle_is_refused_with_its_path() -> None:
    survey = [
        ["type", "name", "label", "calculation"],
        ["calculate", "a", "", "${b} + 1"],
        ["calculate", "b", "", "${c} + 1"],
        ["calculate", "c", "", "${a} + 1"],
    ]
    with pytest.raises(KnownError) as caught:
        load_form(_xlsx({"survey": survey}))
    assert "a（计算） → b（计算） → c（计算） → a（计算）" in caught.value.sentence("zh")


def test_a_group_that_hides_by_its_own_answer_is_a_circle() -> None:
    survey = [
        ["type", "name", "label", "relevant"],
        ["begin group", "g", "组", "${q} = 'x'"],
        ["text", "q", "题", ""],
        ["end group", "", "", ""],
    ]
    with pytest.raises(KnownError) as caught:
        load_form(_xlsx({"survey": survey}))
    assert caught.value.slots["rule"] == "cycle"


def test_external_lists_are_read_from_the_media_folder_and_missing_ones_named(
    tmp_path: Path,
) -> None:
    survey = [
        ["type", "name", "label", "choice_filter"],
        ["text", "up", "上级", ""],
        ["select_one_from_file units.csv", "unit", "单位", "up = ${up}"],
        ["select_one_from_file nowhere.csv", "other", "其他", ""],
    ]
    (tmp_path / "units.csv").write_text("name,label,up\nu1,示例一,a\nu2,示例二,b\n", "utf-8")
    form = load_form(_xlsx({"survey": survey}), media=[tmp_path])
    assert form.missing == ("jr://file-csv/nowhere.csv",)
    assert list(form.secondary.index("units", ("root", "item"), "up")) == ["a", "b"]
