"""Tables into the ledger and back: dirty files, duplicates, all or nothing, reports by row."""

from __future__ import annotations

import csv
import io
import os
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.domain.identifiers import PersonId, UnitId
from inspector_app.domain.ledger.problems import Problem
from inspector_app.domain.units import InspectedUnit, UnitCategory
from inspector_app.errors import KnownError
from inspector_app.services.ledger_import import Fate, LedgerImport, Options, Outcome
from inspector_app.services.ledger_import.reporting import write_report
from inspector_app.storage.db import Store
from tests.builders.ledgers import DIRTY_TITLES, dirty_rows, right_code, units

PERSON = PersonId("p-0001")
HEAD = ("类别", "单位名称", "统一社会信用代码", "地址", "区县", "核定计算机数")
Rows = Sequence[Sequence[object]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.create(tmp_path / "store.db", bytes(range(32)))
    yield opened
    opened.close()


@pytest.fixture
def service(store: Store) -> LedgerImport:
    clock = SteppingClock(datetime(2026, 11, 21, 9, 30, tzinfo=CHINA))
    return LedgerImport(store, clock, os.urandom)


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    def make(rows: Rows, name: str = "单位.xlsx", title: str = "Sheet1") -> Path:
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = title
        for row in rows:
            sheet.append(list(row))
        book.save(tmp_path / name)
        return tmp_path / name

    return make


def _look(service: LedgerImport, path: Path, **options: object) -> Outcome:
    table = service.open(path)
    return service.preview(table, Options(service.mapping(table, {}), **options))  # type: ignore[arg-type]


def _apply(service: LedgerImport, path: Path, **options: object) -> Outcome:
    table = service.open(path)
    chosen = Options(service.mapping(table, {}), **options)  # type: ignore[arg-type]
    return service.apply(table, chosen, PERSON)[0]


def _counts(outcome: Outcome) -> dict[str, int]:
    return {fate.value: count for fate, count in outcome.counts.items() if count}


def _code(seed: int) -> str:
    return right_code(random.Random(seed))


def _cafe(
    name: str = "青禾网吧", code: str = "", address: str = "观澜路8号", n: str = ""
) -> list[str]:
    return ["网吧", name, code, address, "云岭区", n]


def test_preview_and_import_decide_alike_on_a_dirty_table(
    service: LedgerImport, store: Store, xlsx: Callable[..., Path]
) -> None:
    path = xlsx([("示例市上网场所台账",), (), DIRTY_TITLES, *dirty_rows(400)])
    looked = _look(service, path)
    assert store.read(lambda tables: tables.units.count()) == 0
    done = _apply(service, path)
    assert _counts(looked) == _counts(done)
    assert [(p.number, p.faults) for p in looked.problems] == [
        (p.number, p.faults) for p in done.problems
    ]
    assert done.rows == 400
    assert done.counts[Fate.NEW] == store.read(lambda tables: tables.units.count()) > 300
    for problem in (
        Problem.CODE_CHECK, Problem.CODE_FORM, Problem.DATE, Problem.NUMBER, Problem.NAME_MISSING,
        Problem.TWICE, Problem.SIMILAR, Problem.CODE_MISSING, Problem.CATEGORY_UNKNOWN,
    ):  # fmt: skip
        assert done.by_problem.get(problem), problem


def test_the_same_table_again_changes_nothing(
    service: LedgerImport, store: Store, xlsx: Callable[..., Path]
) -> None:
    path = xlsx([DIRTY_TITLES, *dirty_rows(200)])
    first = _apply(service, path)
    again = _apply(service, path)
    assert again.counts[Fate.NEW] == again.counts[Fate.CHANGED] == 0
    assert again.counts[Fate.SAME] == first.counts[Fate.NEW]
    assert store.read(lambda tables: tables.units.count()) == first.counts[Fate.NEW]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_export_imports_again_without_a_change(
    service: LedgerImport, store: Store, tmp_path: Path, ending: str, language: str
) -> None:
    strange = InspectedUnit(
        UnitId("u-strange"), UnitCategory.LENDING, "=1+1", "", "@示例路\"2\"号", "", "-示例",
        facts={"remark": "+1", "status": "open", "other_names": "示例,甲;乙"},
    )  # fmt: skip
    made = [*_with_right_codes(60), strange]
    store.write(lambda tables: tables.units.add_all(made))
    path = tmp_path / f"out.{ending}"
    assert service.export(path, language=language) == 61
    outcome = _look(service, path)
    assert _counts(outcome) == {"same": 61}


def test_an_export_fills_another_laptop_with_the_same_units(
    service: LedgerImport, store: Store, tmp_path: Path
) -> None:
    made = list(_with_right_codes(30))
    store.write(lambda tables: tables.units.add_all(made))
    service.export(tmp_path / "out.xlsx")
    other = Store.create(tmp_path / "other.db", bytes(range(32)))
    clock = SteppingClock(datetime(2026, 11, 21, 9, 30, tzinfo=CHINA))
    _apply(LedgerImport(other, clock, os.urandom), tmp_path / "out.xlsx")
    for unit in made:
        found = other.read(lambda tables, unit=unit: tables.units.get(unit.id))  # type: ignore[misc]
        assert found is not None
        assert (found.name, found.facts) == (unit.name, unit.facts)
    other.close()


def _with_right_codes(count: int) -> Iterator[InspectedUnit]:
    from dataclasses import replace

    chance = random.Random(8)
    for unit in units(count, seed=3):
        yield replace(unit, credit_code=right_code(chance))


def test_a_bureaus_unit_keeps_its_version_and_what_the_table_does_not_say(
    service: LedgerImport, store: Store, xlsx: Callable[..., Path]
) -> None:
    unit = InspectedUnit(
        UnitId("u-1"), UnitCategory.INTERNET_CAFE, "青禾网吧", _code(1), "观澜路8号", "云岭区",
        "李演示",
        facts={"area_m2": "318", "approved_computers": "100"}, version=4,
    )  # fmt: skip
    store.write(lambda tables: tables.units.put(unit))
    outcome = _apply(service, xlsx([HEAD, _cafe(code=_code(1), n="120")]))
    assert _counts(outcome) == {"changed": 1}
    assert outcome.first[0].changes == (("approved_computers", "100", "120"),)
    found = store.read(lambda tables: tables.units.get(UnitId("u-1")))
    assert found is not None
    assert (found.version, found.representative) == (4, "李演示")
    assert found.facts == {"area_m2": "318", "approved_computers": "120"}
    (change,) = store.read(lambda tables: tables.units.changes(UnitId("u-1")))
    assert (change.person, change.source, change.fields) == (
        PERSON,
        "单位.xlsx",
        outcome.first[0].changes,
    )


def test_an_empty_cell_deletes_only_when_told_to(
    service: LedgerImport, store: Store, xlsx: Callable[..., Path]
) -> None:
    _apply(service, xlsx([HEAD, _cafe(code=_code(1), n="120")]))
    path = xlsx([HEAD, _cafe(code=_code(1), n="")])
    assert _counts(_look(service, path)) == {"same": 1}
    assert _counts(_look(service, path, empty_clears=True)) == {"changed": 1}


@pytest.mark.parametrize(
    ("first", "second", "fate", "problem"),
    [
        (_cafe(code="A"), _cafe(code="A"), Fate.DUPLICATE, Problem.TWICE),
        (_cafe(code="A"), _cafe("星海网吧", "A", "样本街2号"), Fate.REFUSED, Problem.CONFLICT),
        (_cafe(), _cafe("青禾网咖（有限公司）", "", "观澜路八号"), Fate.DUPLICATE, Problem.TWICE),
        (_cafe("青禾园网吧"), _cafe("青和园网吧"), Fate.DUPLICATE, Problem.SIMILAR),
        (_cafe("青禾园网吧"), _cafe("青禾网吧", "A"), Fate.DUPLICATE, Problem.SIMILAR),
        (_cafe(code="A"), _cafe(code="B"), Fate.NEW, None),
        (_cafe(), _cafe(address="样本街27号地下一层"), Fate.NEW, None),
        (_cafe("青禾网吧（二店）"), _cafe("青禾网吧（三店）", address=""), Fate.NEW, None),
        (_cafe(), ["宾馆", "青禾", "", "观澜路8号", "云岭区", ""], Fate.NEW, None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("apart", [False, True], ids=["one table", "two tables"])
def test_second_rows_of_one_unit_are_held_back_with_the_first_named(
    service: LedgerImport,
    store: Store,
    xlsx: Callable[..., Path],
    first: list[str],
    second: list[str],
    fate: Fate,
    problem: Problem | None,
    apart: bool,
) -> None:
    codes = {"A": _code(1), "B": _code(2), "": ""}
    rows = [[row[0], row[1], codes[row[2]], *row[3:]] for row in (first, second)]
    if not apart:
        outcome = _look(service, xlsx([HEAD, *rows]))
        assert outcome.first[1].fate is fate
        told = [fault for fault in outcome.first[1].faults if fault.problem is problem]
        assert bool(told) == (problem is not None)
        assert all("2" in fault.sentence("zh") for fault in told)
        return
    _apply(service, xlsx([HEAD, rows[0]]))
    outcome = _look(service, xlsx([HEAD, rows[1]]))
    # against the ledger an equal unit is the unit itself; similar ones are held back alike
    expected = {Problem.TWICE: {Fate.SAME, Fate.CHANGED}, Problem.CONFLICT: {Fate.CHANGED}}
    assert outcome.first[0].fate in (expected.get(problem, {fate}) if problem else {fate})


def test_similar_units_are_taken_when_somebody_says_so(
    service: LedgerImport, store: Store, xlsx: Callable[..., Path]
) -> None:
    path = xlsx([HEAD, _cafe("青禾园网吧"), _cafe("青和园网吧")])
    assert _counts(_apply(service, path, take_similar=True)) == {"new": 2}


def test_a_cancelled_import_leaves_the_ledger_as_it_was(
    service: LedgerImport, store: Store, xlsx: Callable[..., Path]
) -> None:
    table = service.open(xlsx([DIRTY_TITLES, *dirty_rows(1200)]))
    asked: list[int] = []
    with pytest.raises(KnownError) as caught:
        service.apply(
            table,
            Options(service.mapping(table, {})),
            PERSON,
            asked.append,
            lambda: len(asked) == 2,
        )
    assert caught.value.code == "ledger.cancelled"
    assert asked == [500, 1000]
    assert store.read(lambda tables: tables.units.count()) == 0
    assert store.read(lambda tables: tables.units.search("网吧")) == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_is_read_in_every_usual_encoding_and_mark(
    service: LedgerImport, tmp_path: Path, encoding: str, mark: str
) -> None:
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=mark)
    writer.writerows([HEAD, _cafe(), [*_cafe("星海网吧"), "多出来的"], ["网吧", "银杏\n网咖"]])
    path = tmp_path / "单位.csv"
    path.write_bytes(target.getvalue().encode(encoding))
    outcome = _look(service, path)
    assert _counts(outcome) == {"new": 3}
    assert [decision.number for decision in outcome.first] == [2, 3, 4]


def test_the_sheet_whose_headings_tell_most_is_read(service: LedgerImport, tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["说明", "名称"])
    units_sheet = book.create_sheet("明细")
    units_sheet.append(["2026年台账"])
    units_sheet.append(HEAD)
    units_sheet.append(_cafe())
    book.save(tmp_path / "a.xlsx")
    table = service.open(tmp_path / "a.xlsx")
    assert (table.sheet, table.heading_row) == ("明细", 2)
    assert table.sheets == ("Sheet", "明细")
    with pytest.raises(KnownError) as caught:
        service.open(tmp_path / "a.xlsx", "没有")
    assert caught.value.code == "ledger.sheet-unknown"


def test_columns_can_be_chosen_by_hand(service: LedgerImport, xlsx: Callable[..., Path]) -> None:
    table = service.open(xlsx([("门店", "类别", "单位名称"), ("青禾网吧", "网吧", "总公司")]))
    assert service.mapping(table, {"门店": "name"}) == {1: "category", 0: "name"}
    assert service.mapping(table, {"门店": "其他名称"})[0] == "other_names"
    assert service.mapping(table, {"类别": ""}) == {2: "name"}
    for chosen in ({"没有": "name"}, {"门店": "nothing"}):
        with pytest.raises(KnownError) as caught:
            service.mapping(table, chosen)
        assert caught.value.code == "ledger.mapping-wrong"
    with pytest.raises(KnownError) as caught:
        service.mapping(table, {"单位名称": ""})
    assert caught.value.code == "ledger.no-heading"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "ledger.unreadable"),
        (b"PK\x03\x04broken", "ledger.unreadable"),
        (b"%PDF-1.7", "ledger.unreadable"),
        (b"<html></html>", "ledger.unreadable"),
        (b"| survey |", "ledger.unreadable"),
        ('类别,单位名称\n网吧,"'.encode() + b"x" * 200_000, "ledger.unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_a_remedy(
    service: LedgerImport, tmp_path: Path, data: bytes, code: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(KnownError) as caught:
        _look(service, path)
    assert caught.value.code == code


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_error_report_names_row_column_and_remedy_and_imports_in_its_place(
    service: LedgerImport, tmp_path: Path, xlsx: Callable[..., Path], ending: str
) -> None:
    bad = _cafe("星海网吧", "12345", "样本街2号", "约100")
    outcome = _look(service, xlsx([HEAD, _cafe(), bad]))
    report = tmp_path / f"report.{ending}"
    assert write_report(outcome, report, "zh") == 1
    table = service.open(report)
    (number, cells) = table.sample[0]
    assert (number, cells[0], cells[1]) == (2, "3", "有错，未导入")
    assert cells[2] == "统一社会信用代码；核定计算机数"
    assert "12345" in cells[3]
    assert cells[5:] == bad
    again = service.preview(table, Options(service.mapping(table, {})))
    assert [f.problem for f in again.problems[0].faults] == [Problem.CODE_FORM, Problem.NUMBER]
    assert write_report(outcome, tmp_path / f"en.{ending}", "en", hints=True) == 2


def test_the_report_hides_personal_numbers(
    service: LedgerImport, tmp_path: Path, xlsx: Callable[..., Path]
) -> None:
    body = "11010119000101001"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    number = body + "10X98765432"[
        sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11
    ]  # fmt: skip
    path = xlsx([("类别", "单位名称", "负责人"), ("网吧", "青禾网吧", f"李演示 {number}")])
    write_report(_look(service, path), tmp_path / "r.xlsx", "zh")
    sheet = load_workbook(tmp_path / "r.xlsx").worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "（已隐去）" in texts
    assert not any(number in text for text in texts)


def test_no_name_of_another_kind_is_written(service: LedgerImport, tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        service.export(tmp_path / "out.pdf")
    assert caught.value.code == "ledger.kind-unknown"
    with pytest.raises(KnownError) as caught:
        service.export(tmp_path / "no-folder" / "out.csv")
    assert caught.value.code == "store.file"
