"""Promises of `inspector bureau …`: made once, codes once, everything said in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inspector_app.__main__ import main


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "bureau"
    assert main(["bureau", "init", str(folder), "--name", "示例局"]) == 0
    return folder


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["bureau", *words])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_a_second_init_leaves_the_first_alone(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, error = _run(capsys, "init", str(made))
    assert status == 2
    assert "bureau.exists" in error


def test_a_folder_without_a_bureau_is_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, error = _run(capsys, "accounts", "list", "--data", str(tmp_path))
    assert status == 2
    assert "bureau.absent" in error


def test_a_sheet_shows_code_address_and_fingerprint(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("enrol", "device", "演示笔记本", "--data", str(made), "--url", "https://bureau:1")
    status, out, _ = _run(capsys, *words)
    assert status == 0
    assert "https://bureau:1" in out
    assert re.search(r"(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}", out)
    assert re.search(r"(?:[0-9A-F]{4} ){15}[0-9A-F]{4}", out)
    assert _run(capsys, "enrol", "list", "--data", str(made))[1] == ""


def test_unknown_persons_and_enrolments_are_refused(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, error = _run(capsys, "enrol", "officer", "p-9", "--data", str(made))
    assert (status, "enrol.unknown-person" in error) == (2, True)
    for verb in ("approve", "refuse"):
        status, _, error = _run(capsys, "enrol", verb, "ABCDEF", "--data", str(made))
        assert (status, "enrol.decided" in error) == (2, True)
    assert _run(capsys, "enrol", "device", "--data", str(made))[0] == 2


def test_accounts_come_reset_and_go(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ("--data", str(made))
    status, out, _ = _run(
        capsys, "accounts", "add", "wu", "--name", "吴样板", "--role", "reviewer", *data
    )
    assert status == 0
    assert re.search(r"(?:[2-9a-z]{4}-){3}[2-9a-z]{4}", out)
    assert _run(capsys, "accounts", "add", "wu", *data)[0] == 2
    again = _run(capsys, "accounts", "reset", "wu", *data)[1]
    assert again != out
    assert _run(capsys, "accounts", "disable", "wu", *data)[0] == 0
    listed = _run(capsys, "accounts", "list", *data)[1]
    assert "wu  reviewer  吴样板 (停用 disabled)" in listed
    assert "admin" in listed
    assert _run(capsys, "accounts", "reset", "nobody", *data)[0] == 2
    assert _run(capsys, "accounts", "add", *data)[0] == 2


def test_plain_http_to_the_world_is_refused_before_anything_opens(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("serve", "--plain-http", "--host", "0.0.0.0", "--port", "0", "--data", str(made))  # noqa: S104
    status, _, error = _run(capsys, *words)
    assert status == 2
    assert "plain-http" in error
