"""`inspector ledger` from the outside: preview, import, report, search, export."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.__main__ import main
from inspector_app.clock import SystemClock
from inspector_app.commands.training import data
from inspector_app.crypto.kdf import KdfParameters
from inspector_app.services.workspace import Workspace
from tests.builders.ledgers import DIRTY_TITLES, dirty_rows

CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
Command = Callable[..., int]


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    folder = tmp_path / "workspace"
    with Workspace.create(folder, clock=SystemClock(), entropy=os.urandom, kdf=CHEAP) as made:
        made.enrolment.add_officer(data.FIRST, "甲示例", data.PASSPHRASES[data.FIRST])

    def run(*words: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(data.PASSPHRASES[data.FIRST] + "\n"))
        return main(["ledger", *words, "--workspace", str(folder), "--lang", "zh"])

    return run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    target = io.StringIO(newline="")
    csv.writer(target).writerows([DIRTY_TITLES, *dirty_rows(120)])
    (tmp_path / "单位.csv").write_bytes(target.getvalue().encode("gb18030"))
    return tmp_path / "单位.csv"


def test_a_look_writes_nothing_and_the_import_is_found_again(
    ledger: Command, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ledger("import", str(table), "--report", str(tmp_path / "report.xlsx")) == 1
    said = capsys.readouterr().out
    assert "预览，没有写入" in said
    assert "企业名称 → 单位名称" in said
    assert "序号 → （不导入）" in said
    assert (tmp_path / "report.xlsx").stat().st_size > 0
    assert ledger("search", "slswb") == 1
    assert ledger("import", str(table), "--apply") == 1
    assert "已导入" in capsys.readouterr().out
    assert ledger("search", "网吧", "--limit", "3") == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert ledger("export", str(tmp_path / "out.csv")) == 0
    assert ledger("import", str(tmp_path / "out.csv")) == 0
    assert "没有变化: 1" in capsys.readouterr().out


def test_columns_by_hand_are_told_wrong(
    ledger: Command, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ledger("import", str(table), "--map", "名称") == 2
    assert "ledger.mapping-wrong" in capsys.readouterr().err


def test_the_fields_need_no_workspace(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "fields", "--lang", "en"]) == 0
    assert "credit_code\tCredit code" in capsys.readouterr().out
