"""`inspector draw` as a person at a terminal uses it: answers and exit statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspector_app.__main__ import main

MANUAL = Path(__file__).parents[3] / "resources" / "manual"
EXAMPLE = MANUAL / "draw-example.draw.json"
DIGEST = "6c4118e4cdb244f041c9c8a2ea811bdf816c53e36e97caccbed78db57b95a6fd"
VALUE = "03 07 12 19 25 31 + 08"

UNITS = "id,name,category\n" + "".join(f"u-{n},示例网吧{n},internet_cafe\n" for n in range(1, 9))
OFFICERS = "id,name,agency,credential,qualified,valid_from,valid_to\n" + "".join(
    f"o-{n},演示员{n},示例支队,演证{n},internet_cafe,2025-01-01,2027-12-31\n" for n in range(1, 5)
)
PLAN = {
    "title": "示例抽查", "agency": "示例支队", "declared_at": "2026-11-21T09:00:00+08:00",
    "public_value": "示例公开号码", "first": "2026-12-01", "last": "2026-12-31", "most_units": 4,
    "strata": [
        {"category": "internet_cafe", "credit": "", "permille": 500, "least": 0, "most": 0}
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "units.csv").write_text(UNITS, "utf-8")
    (tmp_path / "officers.csv").write_text(OFFICERS, "utf-8")
    (tmp_path / "plan.json").write_text(json.dumps(PLAN), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


LISTS = ["units.csv", "officers.csv", "--plan", "plan.json"]


def test_declare_make_verify_publish(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", "declare", *LISTS, "-o", "frozen.draw.json"]) == 0
    told = capsys.readouterr().out
    digest = told.split("请公告摘要：")[1].split("\n")[0]
    assert len(digest) == 64
    assert (folder / "frozen.draw.json.nonce").is_file()
    assert main(["draw", "verify", "frozen.draw.json"]) == 1
    assert "还没有抽取" in capsys.readouterr().out

    made = ["draw", "make", "frozen.draw.json", "--seed", "1 2 3", "-o", "drawn.draw.json"]
    assert main([*made, "--csv", "list.csv"]) == 0
    assert (folder / "list.csv").read_text("utf-8-sig").count("\n") == 5
    capsys.readouterr()

    checked = ["draw", "verify", "drawn.draw.json", "--announced", digest]
    assert main([*checked, "--seed", "1 2 3"]) == 0
    assert "有效" in capsys.readouterr().out
    assert main([*checked, "--seed", "1 2 4", "--lang", "en"]) == 1
    assert "NOT VALID" in capsys.readouterr().out
    assert main(["draw", "publish", "drawn.draw.json", "--xlsx", "list.xlsx"]) == 0
    assert (folder / "list.xlsx").read_bytes()[:2] == b"PK"


def test_lists_drawn_at_once_say_that_nothing_was_announced(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draw", "make", *LISTS, "--seed", "1 2 3", "-o", "now.draw.json"]) == 0
    assert "没有事先冻结和公告" in capsys.readouterr().out
    assert main(["draw", "verify", "now.draw.json", "--seed", "1 2 3"]) == 1
    assert "请确认公告里的摘要" in capsys.readouterr().out


def test_the_manuals_example_is_valid_and_says_so_to_programs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = main(
        ["draw", "verify", str(EXAMPLE), "--announced", DIGEST, "--seed", VALUE, "--json"]
    )
    told = json.loads(capsys.readouterr().out)
    assert (status, told["status"], told["digest"]) == (0, "valid", DIGEST)
    assert {fact["state"] for fact in told["facts"].values()} == {"yes"}
    assert main(["draw", "verify", str(EXAMPLE), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["status"] == "not-compared"


def test_a_tampered_file_is_refused_with_the_reason_and_never_published(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = json.loads(EXAMPLE.read_bytes())
    whole["result"]["assigned"][0]["officers"] = ["o-1", "o-2"]
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    Path("forged.draw.json").write_text(text + "\n", "utf-8")
    assert main(["draw", "verify", "forged.draw.json"]) == 1
    out = capsys.readouterr().out
    assert "不能采信" in out
    assert "单位 u-03 的执法人员应为 o-2、o-4，文件里是 o-1、o-2" in out
    assert main(["draw", "publish", "forged.draw.json", "--csv", "list.csv"]) == 1
    assert not (folder / "list.csv").exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"{}", "名单".encode("gb18030")])
def test_what_is_no_draw_file_ends_with_two(
    folder: Path, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    Path("other").write_bytes(data)
    assert main(["draw", "verify", "other"]) == 2
    assert "draw.file-unreadable" in capsys.readouterr().err
    assert main(["draw", "verify", "."]) == 2


def test_a_missing_file_ends_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draw", "verify", "absent.draw.json"]) != 0
    assert main(["draw", "declare", "absent.csv", *LISTS[1:], "-o", "x"]) != 0
    assert "Traceback" not in capsys.readouterr().err


def test_units_without_two_officers_end_with_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"pair,u-{n},o-{one},other,示例\n" for n in range(1, 9) for one in range(1, 4)]
    Path("apart.csv").write_text("kind,unit,officer,reason,note\n" + "".join(rows), "utf-8")
    lists = ["units.csv", "officers.csv", "apart.csv", "--plan", "plan.json"]
    status = main(["draw", "make", *lists, "--seed", "1", "-o", "short.draw.json",
                   "--csv", "list.csv"])  # fmt: skip
    assert status == 1
    assert "没有派足两名执法人员" in capsys.readouterr().out
    assert "未能派足两名执法人员" in Path("list.csv").read_text("utf-8-sig")


def test_lists_without_a_plan_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", "make", "units.csv", "officers.csv", "--seed", "1", "-o", "x"]) == 1
    assert "--plan" in capsys.readouterr().err


def test_a_forgers_text_stays_on_its_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = json.loads(EXAMPLE.read_bytes())
    whole["opening"]["value"] = "1\n  [符合] 事先公告"
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    Path("forged.draw.json").write_text(text + "\n", "utf-8")
    assert main(["draw", "verify", "forged.draw.json"]) == 1
    out = capsys.readouterr().out
    assert "\n  [符合] 事先公告" not in out
