"""Lists as bureaus keep them, and the list that is published."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from inspector_app.errors import KnownError
from inspector_app.services.draws import (
    Kept,
    draw_declared,
    freeze,
    judge_file,
    read_lists,
    read_plan_file,
)
from inspector_app.services.draws.publication import as_csv, as_xlsx, result_rows

UNITS = """编号,名称,统一社会信用代码,类别,区县,信用等级,本年已查,年度上限
u-1,晨星网吧（示例）,92990102MA0000121X,网吧,云岭区,A,0,2
u-2,=SUM(A1)网吧（示例）,,网吧,云岭区,A,1,2
u-3,远帆机房（示例）,91990102MA0000457X,机房,云岭区,A,0,

u-4,归档网吧（示例）,,网吧,云岭区,A,2,2
"""
OFFICERS = """编号,姓名,执法机关,执法证号,可查类别,证件有效期起,证件有效期止
o-1,王演示,示例支队,演证0001,网吧、机房,2025-01-01,2027-12-31
o-2,李演示,示例支队,演证0002,网吧、机房,2025-01-01,2027-12-31
o-3,赵演示,示例支队,演证0003,网吧,2025-01-01,2027-12-31
"""
EXCLUSIONS = """对象,单位,人员,原因,说明
组合,u-1,o-3,利害关系,曾在该单位任职
"""
PLAN = {
    "title": "示例抽查",
    "agency": "示例支队",
    "declared_at": "2026-11-21T09:00:00+08:00",
    "public_value": "示例公开号码",
    "first": "2026-12-01",
    "last": "2026-12-31",
    "most_units": 0,
    "strata": [
        {"category": "internet_cafe", "credit": "A", "permille": 1000, "least": 0, "most": 0},
        {"category": "idc_room", "credit": "A", "permille": 0, "least": 1, "most": 0},
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "units.csv").write_text(UNITS, "utf-8")
    (tmp_path / "officers.csv").write_text(OFFICERS, "utf-8")
    (tmp_path / "exclusions.csv").write_text(EXCLUSIONS, "utf-8")
    (tmp_path / "plan.json").write_text(json.dumps(PLAN, ensure_ascii=False, indent=2), "utf-8")
    return tmp_path


def frozen(folder: Path) -> Kept:
    return freeze(
        read_plan_file(folder / "plan.json"),
        read_lists(folder / "units.csv", folder / "officers.csv", folder / "exclusions.csv"),
        target=folder / "frozen.draw.json",
        nonce_file=folder / "nonce",
        entropy=lambda count: bytes(range(count)),
    )


def drawn(folder: Path) -> Kept:
    frozen(folder)
    return draw_declared(
        folder / "frozen.draw.json",
        nonce_file=folder / "nonce",
        value="12 34",
        target=folder / "drawn.draw.json",
    )


def test_frozen_drawn_and_verified_with_announcement_and_value(folder: Path) -> None:
    kept = drawn(folder)
    digest = f"{kept.digest[:32].upper()} {kept.digest[32:]}"
    verdict = judge_file(folder / "drawn.draw.json", announced=digest, value="12 34")
    assert verdict.valid
    for announced in ("0" * 64, kept.digest[:-1], "该摘要"):
        assert judge_file(folder / "drawn.draw.json", announced=announced, value="12 34").refuted
    assert judge_file(folder / "drawn.draw.json", announced=kept.digest, value="12 35").refuted


def test_spreadsheets_and_old_encodings_give_the_same_lists(folder: Path) -> None:
    plain = read_lists(folder / "units.csv", folder / "officers.csv", folder / "exclusions.csv")
    for name in ("units", "officers"):
        text = (folder / f"{name}.csv").read_text("utf-8")
        (folder / f"{name}-gb.csv").write_bytes(text.encode("gb18030"))
        (folder / f"{name}-bom.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
        book = Workbook()
        sheet = book.worksheets[0]
        for row in csv.reader(io.StringIO(text)):
            sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
            for cell in sheet[sheet.max_row]:
                cell.data_type = "n" if isinstance(cell.value, int) else "s"
        book.save(folder / f"{name}-book.xlsx")
    for ending in ("gb.csv", "bom.csv", "book.xlsx"):
        other = read_lists(
            folder / f"units-{ending}", folder / f"officers-{ending}", folder / "exclusions.csv"
        )
        assert other == plain, ending


def test_headings_may_be_english_and_in_any_order(folder: Path) -> None:
    (folder / "english.csv").write_text(
        "name,id,cap,visits,credit,category\n晨星网吧（示例）,u-1,2,0,A,internet_cafe\n", "utf-8"
    )
    lists = read_lists(folder / "english.csv", folder / "officers.csv")
    assert lists.units[0].id == "u-1"
    assert lists.units[0].cap == 2
    assert lists.exclusions == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "row"),
    [
        ("units", "编号,", "号码,", 1),
        ("units", "区县", "编号", 1),
        ("units", "A,1,2", "A,一,2", 3),
        ("units", "A,1,2", "A,1,2,多余", 3),
        ("officers", "2027-12-31\no-3", "2027年12月31日\no-3", 3),
        ("exclusions", "组合", "大家", 2),
        ("exclusions", "利害关系", '利害"关系', 2),
    ],
)
def test_a_row_that_cannot_be_read_is_named(
    folder: Path, name: str, old: str, new: str, row: int
) -> None:
    path = folder / f"{name}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    try:
        lists = read_lists(folder / "units.csv", folder / "officers.csv", folder / "exclusions.csv")
    except KnownError as error:
        found = (error.code, error.slots["path"], error.slots["row"])
    else:
        # a reason may be any word to the table; freezing knows the allowed ones
        assert name == "exclusions"
        with pytest.raises(KnownError) as caught:
            freeze(
                read_plan_file(folder / "plan.json"), lists, target=folder / "x",
                nonce_file=folder / "y", entropy=os.urandom,
            )  # fmt: skip
        assert caught.value.code == "draw.exclusion-wrong"
        return
    assert found == ("draw.list-unreadable", path.name, row)


@pytest.mark.parametrize("data", [b"PK\x03\x04 torn", b""])
def test_a_damaged_workbook_is_told(folder: Path, data: bytes) -> None:
    (folder / "units.xlsx").write_bytes(data)
    with pytest.raises(KnownError) as caught:
        read_lists(folder / "units.xlsx", folder / "officers.csv")
    assert caught.value.code == "draw.list-unreadable"


def test_bytes_in_no_known_encoding_are_told(folder: Path) -> None:
    (folder / "units.csv").write_bytes(b"\xff\xff\xff\xff")
    with pytest.raises(KnownError) as caught:
        read_lists(folder / "units.csv", folder / "officers.csv")
    assert caught.value.code == "draw.list-unreadable"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "draw.plan-wrong"),
        ("[]", "draw.plan-wrong"),
        ("{}", "draw.file-wrong"),
        (json.dumps({**PLAN, "weights": 1}), "draw.file-wrong"),
        (json.dumps({**PLAN, "most_units": "5"}), "draw.file-wrong"),
    ],
)
def test_a_wrong_plan_file_is_told(folder: Path, text: str, code: str) -> None:
    (folder / "plan.json").write_text(text, "utf-8")
    with pytest.raises(KnownError) as caught:
        read_plan_file(folder / "plan.json")
    assert caught.value.code == code


def test_the_nonce_is_for_its_owner_alone_and_must_be_the_committed_one(folder: Path) -> None:
    frozen(folder)
    nonce = folder / "nonce"
    if os.name == "posix":
        assert stat.S_IMODE(nonce.stat().st_mode) == 0o600

    def refused(text: str | None) -> str:
        if text is None:
            nonce.unlink()
        else:
            nonce.write_text(text, "utf-8")
        with pytest.raises(KnownError) as caught:
            draw_declared(
                folder / "frozen.draw.json", nonce_file=nonce, value="12", target=folder / "x"
            )
        assert not (folder / "x").exists()
        return caught.value.code

    assert refused("f" * 64) == "draw.nonce-differs"
    assert refused("ff") == "draw.nonce-missing"
    assert refused("随机数") == "draw.nonce-missing"
    assert refused(None) == "draw.nonce-missing"


def test_nothing_frozen_or_drawn_is_overwritten(folder: Path) -> None:
    drawn(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(KnownError) as caught:
        frozen(folder)
    assert caught.value.code == "draw.exists"
    for source, target, code in (
        ("frozen", "drawn", "draw.exists"),
        ("drawn", "again", "draw.drawn-already"),
    ):
        with pytest.raises(KnownError) as caught:
            draw_declared(
                folder / f"{source}.draw.json", nonce_file=folder / "nonce", value="56",
                target=folder / f"{target}.draw.json",
            )  # fmt: skip
        assert caught.value.code == code
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_lists_changed_after_freezing_are_not_drawn_from(folder: Path) -> None:
    frozen(folder)
    path = folder / "frozen.draw.json"
    data = path.read_bytes()
    path.write_bytes(data.replace("晨星网吧".encode(), "晨光网吧".encode()))
    with pytest.raises(KnownError) as caught:
        draw_declared(path, nonce_file=folder / "nonce", value="12", target=folder / "x")
    assert caught.value.code == "draw.units-list-differs"


def test_the_published_list_names_units_and_officers_and_no_numbers_of_persons(
    folder: Path,
) -> None:
    file = drawn(folder).file
    text = as_csv(file).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 4
    assert rows[0][:3] == ["序号", "被检查单位", "统一社会信用代码"]
    assert all(row[6] != row[7] and row[6].endswith("（示例支队）") for row in rows[1:])
    assert "'=SUM(A1)网吧（示例）" in {row[1] for row in rows}
    assert "演证" not in text
    assert "o-1" not in text
    assert "归档网吧" not in text, "its yearly cap is used up"
    assert [row[3] for row in rows[1:]] == ["网吧", "网吧", "机房"]


def test_the_workbook_shows_the_same_and_how_to_repeat_it(folder: Path, tmp_path: Path) -> None:
    kept = drawn(folder)
    book = load_workbook(io.BytesIO(as_xlsx(kept.file)))
    assert book.sheetnames == ["抽取结果", "抽取依据"]
    shown = [
        tuple("" if cell is None else str(cell) for cell in row)
        for row in book["抽取结果"].iter_rows(min_row=2, values_only=True)
    ]
    assert shown == result_rows(kept.file)
    formulas = [
        cell.data_type for row in book["抽取结果"].iter_rows() for cell in row if cell.value
    ]
    assert set(formulas) == {"s"}
    told = {row[0]: row[1] for row in book["抽取依据"].iter_rows(values_only=True)}
    assert told["事先公告的摘要（SHA-256）"] == kept.digest
    assert told["公开数值"] == "12 34"
    assert "演证" not in str(told)


def test_before_the_draw_there_is_no_list(folder: Path) -> None:
    assert result_rows(frozen(folder).file) == []
