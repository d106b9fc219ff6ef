"""The authors' templates: same bytes as committed, clean in both languages, usable in Excel."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from build_scripts import templates
from build_scripts.checklists.template_rows import SHEETS, SURVEY, VALUES
from inspector_app.clock import CHINA, SteppingClock
from inspector_app.domain.identifiers import ItemCode
from inspector_app.installation import installation_folder, resource
from inspector_app.services.checklist.outline import outline_of
from inspector_app.xforms import Form, Session, load_form
from inspector_app.xforms.lint import check_form

LANGUAGES = ("zh", "en")


def _path(language: str) -> Path:
    return resource("templates", f"template-{language}.xlsx")


def _book(language: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(_path(language).read_bytes()))


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    """Both templates, loaded."""
    return {language: load_form(_path(language)) for language in LANGUAGES}


def _session(form: Form) -> Session:
    clock = SteppingClock(datetime(2026, 11, 21, 9, 30, tzinfo=CHINA))
    return Session(form, clock=clock, entropy=bytes, zone=CHINA)


def test_the_committed_templates_are_what_the_script_builds_twice() -> None:
    first, second = templates.built(), templates.built()
    assert first == second
    for path, content in first.items():
        assert (installation_folder() / path).read_bytes() == content


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_is_clean_without_even_a_note(language: str) -> None:
    report = check_form(_path(language))
    assert report.status == "clean"
    assert report.problems == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_app_sees_one_section_three_items_a_fact_and_a_sample_table(
    language: str, forms: dict[str, Form]
) -> None:
    outline = outline_of(forms[language])
    assert [section.key for section in outline.sections] == ["facts", "s01"]
    assert list(outline.items) == ["MB-F1", "MB-01", "MB-02", "MB-03"]
    (table,) = outline.tables.values()
    assert table.code == "MB-T1"
    assert len(table.columns) == 4
    assert table.draws[0].column == 0
    assert all(outline.items[ItemCode(code)].verdict for code in ("MB-01", "MB-02", "MB-03"))
    assert outline.items[ItemCode("MB-02")].group.insp["photo"] == "F:1-3"


@pytest.mark.parametrize(("language", "yes", "no"), [("zh", "是", "否"), ("en", "yes", "no")])
def test_the_example_works_condition_proposal_and_count(
    language: str, yes: str, no: str, forms: dict[str, Form]
) -> None:
    session = _session(forms[language])
    assert not session.state("/data/s01/mb_03").relevant
    session.set("/data/facts/mb_f1", yes)
    assert session.state("/data/s01/mb_03").relevant
    session.set("/data/facts/mb_f1", no)
    assert not session.state("/data/s01/mb_03").relevant
    session.set("/data/s01/mb_01/mb_01_p1", "2026-01-31")
    assert session.value("/data/s01/mb_01/mb_01_v") == "ng"
    session.set("/data/s01/mb_01/mb_01_p1", "2027-01-31")
    assert session.value("/data/s01/mb_01/mb_01_v") == "ok"
    session.set("/data/s01/mb_01/mb_01_v", "ng")
    assert session.state("/data/s01/mb_01/mb_01_r").required
    session.set("/data/tables/mb_t1[1]/mb_t1_c2", yes)
    card = session.state("/data/tables/mb_t1[1]/mb_t1_c3").choices[1].value
    session.set("/data/tables/mb_t1[1]/mb_t1_c3", card)
    assert session.value("/data/tables/mb_t1_card") == "1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_with_fixed_values_has_a_drop_down_that_names_them(language: str) -> None:
    at = LANGUAGES.index(language)
    book = _book(language)
    survey = book[SHEETS["survey"][at]]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in survey.data_validations.dataValidation}
    wanted = [column for column in SURVEY if column.values]
    assert {column.key for column in wanted} >= {
        "type", "required", "severity", "authority", "consequence", "photo", "role",
    }  # fmt: skip
    heads = {cell.value: get_column_letter(place) for place, cell in enumerate(survey[1], 1)}
    for column in wanted:
        rule = rules[f"{heads[(column.zh, column.en)[at]]}2"]
        assert rule.type == "list"
        sheet, _, cells = rule.formula1.partition("!")
        named = book[sheet.strip("'")][cells.replace("$", "")]
        listed = [row[0].value for row in named]
        assert listed == [pair[at] for pair in VALUES[column.values]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_drop_downs_offer_is_what_the_rows_use(language: str) -> None:
    at = LANGUAGES.index(language)
    survey = _book(language)[SHEETS["survey"][at]]
    heads = [cell.value for cell in survey[1]]
    for column in SURVEY:
        if column.key not in ("type", "role", "severity", "photo"):
            continue
        place = heads.index((column.zh, column.en)[at])
        used = {row[place].value for row in survey.iter_rows(min_row=2)} - {None}
        assert used <= {pair[at] for pair in VALUES[column.values]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_heads_stay_in_sight_and_explain_themselves(language: str) -> None:
    at = LANGUAGES.index(language)
    book = _book(language)
    assert book.sheetnames == [pair[at] for pair in SHEETS.values()]
    survey = book[SHEETS["survey"][at]]
    assert survey.freeze_panes == "D2"
    for name in ("survey", "choices", "settings"):
        for cell in book[SHEETS[name][at]][1]:
            assert cell.comment is not None, cell.value
            assert len(cell.comment.text) > 4


def test_the_chinese_template_has_no_english_heading_type_or_list() -> None:
    book = _book("zh")
    for name in ("检查表", "选项", "设置"):
        for cell in book[name][1]:
            head = str(cell.value).partition("::")[0]
            assert not head.isascii(), head
    types = {row[0].value for row in book["检查表"].iter_rows(min_row=2)}
    assert not any(str(kind).isascii() for kind in types)


def test_both_templates_ask_the_same_and_differ_in_stored_values_only(
    forms: dict[str, Form],
) -> None:
    paths = [[schema.path for schema in forms[language].definition.nodes] for language in LANGUAGES]
    assert paths[0] == paths[1]
