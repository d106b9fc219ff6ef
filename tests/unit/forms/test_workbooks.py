"""The committed workbooks say what the sources say, convert cleanly and keep their conventions."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from pyxform.xls2xform import convert

from build_scripts.checklists.compiler import Material, compile_workbook
from build_scripts.checklists.language import node_name
from build_scripts.checklists.sheets import xlsx_bytes
from build_scripts.forms import WORKBOOKS, built

INSP = "{urn:inspector:form:1}"
XFORMS = "{http://www.w3.org/2002/xforms}"
ROOT = Path(__file__).parents[3]
LISTS = [code for code in WORKBOOKS if code != "PR"]


def _file(code: str) -> Path:
    name = WORKBOOKS[code]
    return ROOT / "forms" / name / f"{name}.xlsx"


def _cells(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    sheets: dict[str, list[tuple[object, ...]]] = {
        sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }
    book.close()
    return sheets


@cache
def _xform(code: str) -> ET.Element:
    return ET.fromstring(_convert(code).xform)  # noqa: S314  our own file


@cache
def _convert(code: str):  # type: ignore[no-untyped-def]  # pyxform publishes no types
    return convert(str(_file(code)))


def _binds(code: str) -> dict[str, dict[str, str]]:
    return {
        bind.attrib["nodeset"].rsplit("/", 1)[-1]: dict(bind.attrib)
        for bind in _xform(code).iter(f"{XFORMS}bind")
    }


@pytest.mark.parametrize("code", WORKBOOKS)
def test_the_committed_workbook_says_what_the_sources_say(code: str, material: Material) -> None:
    made = xlsx_bytes(compile_workbook(material, code))
    assert _cells(_file(code).read_bytes()) == _cells(made), "run build_scripts/forms.py"


def test_every_committed_readme_is_current(material: Material) -> None:
    for path, content in built(material).items():
        if path.suffix == ".md":
            assert (ROOT / path).read_text("utf-8") == content.decode(), path


def test_the_same_sources_give_the_same_bytes(material: Material) -> None:
    once = xlsx_bytes(compile_workbook(material, "WB"))
    assert once == xlsx_bytes(compile_workbook(material, "WB"))


@pytest.mark.parametrize("code", WORKBOOKS)
def test_the_workbook_converts_without_a_warning(code: str) -> None:
    assert _convert(code).warnings == []


@pytest.mark.parametrize("code", WORKBOOKS)
def test_the_form_names_itself_and_its_list(code: str) -> None:
    root = _xform(code).find(f".//{XFORMS}instance")
    assert root is not None
    data = root[0]
    assert data.attrib["id"] == f"insp-{code.lower()}"
    assert data.attrib["version"] == "2026.1"
    assert data.attrib[f"{INSP}list"] == code


@pytest.mark.parametrize("code", LISTS)
def test_the_procedure_comes_first_then_tables_then_the_sections(code: str) -> None:
    groups = [
        bind
        for bind in _xform(code).iter(f"{XFORMS}bind")
        if f"{INSP}section" in bind.attrib and bind.attrib["nodeset"].count("/") == 2
    ]
    names = [bind.attrib["nodeset"].rsplit("/", 1)[-1] for bind in groups]
    before = ["procedure", "facts", "tables"]
    if code == "BA":
        before.remove("facts")  # nothing has to be known first
    sections = names[len(before) :]
    assert names[: len(before)] == before
    assert sections == [f"s{number:02}" for number in range(1, len(sections) + 1)]
    for bind in groups[len(before) :]:
        assert len(bind.attrib[f"{INSP}section"]) <= 9


@pytest.mark.parametrize("code", WORKBOOKS)
def test_every_item_stands_in_the_workbook_as_in_the_source(code: str, material: Material) -> None:
    binds = _binds(code)
    for part in {"PR", code}:
        for item in material.library.get(part).items:
            name = node_name(item.code)
            bind = {key.removeprefix(INSP): value for key, value in binds[name].items()}
            assert bind["code"] == item.code
            assert bind["severity"] == item.severity
            assert bind["authority"] == "/".join(item.authority)
            assert bind["photo"] == item.photo
            assert bind.get("adverse", "") == ("1" if item.adverse else "")
            assert bind.get("tables", "") == " ".join(item.tables)
            assert bind["how-en"] == item.how
            assert 1 <= len(bind["name"]) <= 8
            assert binds[f"{name}_v"][f"{INSP}role"] == "verdict"
            assert binds[f"{name}_r"][f"{INSP}role"] == "reason"
            assert (f"{name}_q" in binds) == (item.fail_if is not None)
            assert (f"{name}_lose" in binds) == (item.severity == "C")
            conditional = any(rule.case for rule in item.consequence)
            assert (f"{name}_c" in binds) == conditional
            codes = "+".join(c for rule in item.consequence for c in rule.codes)
            assert bind.get("consequence", "") == ("" if conditional else codes)


@pytest.mark.parametrize("code", WORKBOOKS)
def test_every_slot_of_a_sentence_names_a_node(code: str) -> None:
    binds = _binds(code)
    for name, bind in binds.items():
        for key in ("pass", "fail", "totals"):
            for slot in re.findall(r"\{([^{}:]+)(?::raw)?\}", bind.get(INSP + key, "")):
                assert slot in binds, (name, slot)


@pytest.mark.parametrize("code", WORKBOOKS)
def test_every_visible_text_is_there_in_both_languages(code: str) -> None:
    languages: dict[str, set[str]] = {}
    for translation in _xform(code).iter(f"{XFORMS}translation"):
        texts = {
            text.attrib["id"]
            for text in translation.iter(f"{XFORMS}text")
            if all((value.text or "").strip("- ") for value in text.iter(f"{XFORMS}value"))
        }
        languages[translation.attrib["lang"]] = texts
    assert set(languages) == {"中文 (zh)", "English (en)"}
    chinese, english = languages.values()
    assert chinese == english


@pytest.mark.parametrize("code", LISTS)
def test_no_sentence_uses_a_word_of_judgement(code: str) -> None:
    for name, bind in _binds(code).items():
        told = "".join(bind.get(INSP + key, "") for key in ("pass", "fail", "demand"))
        assert not re.search("违反|违法|违规|故意|涉嫌|擅自", told), name


@pytest.mark.parametrize("code", WORKBOOKS)
def test_the_sheets_can_be_read_in_a_spreadsheet(code: str) -> None:
    book = openpyxl.load_workbook(_file(code))
    assert book.sheetnames == ["survey", "choices", "settings"]
    assert book["survey"].freeze_panes == "D2"
    assert book["survey"]["A1"].font.bold
    assert book["survey"].column_dimensions["C"].width > 30


# what ODK Collect's engine knows of the functions a checklist may need
_COLLECT = set(
    re.findall(
        r"\S+",
        "abs boolean boolean-from-string checklist coalesce concat contains count count-non-empty "
        "count-selected current date date-time decimal-date-time decimal-time ends-with false "
        "format-date format-date-time if indexed-repeat instance int jr:choice-name jr:itext join "
        "max min normalize-space not now number once position pow random regex round selected "
        "selected-at starts-with string string-length substr substring-after substring-before sum "
        "today translate true uuid weighted-checklist",
    )
)


@pytest.mark.parametrize("code", WORKBOOKS)
def test_no_expression_calls_what_odk_collect_does_not_know(code: str) -> None:
    called: set[str] = set()
    for element in _xform(code).iter():
        for name, text in element.attrib.items():
            if not name.startswith("{"):
                called.update(re.findall(r"([a-z][\w:-]*)\(", re.sub(r"'[^']*'", "''", text)))
    assert "if" in called
    assert called <= _COLLECT
