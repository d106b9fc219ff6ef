"""`inspector forms`: new files, blank forms, pictures, differences and their exit status."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from inspector_app.__main__ import main
from inspector_app.installation import resource
from inspector_app.services.documents import page_count

FORM = """
| survey |
| | type | name | label |
| | integer | seats | 台数 |
"""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "demo.md"
    path.write_text(FORM, "utf-8")
    return path


@pytest.mark.parametrize("language", ["zh", "en"])
def test_new_copies_the_template_and_it_is_clean(tmp_path: Path, language: str) -> None:
    out = tmp_path / "我的检查表.xlsx"
    assert main(["forms", "new", "--lang", language, str(out)]) == 0
    assert out.read_bytes() == resource("templates", f"template-{language}.xlsx").read_bytes()
    assert main(["check", str(out)]) == 0


def test_new_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "mine.xlsx"
    out.write_bytes(b"mine")
    assert main(["forms", "new", str(out)]) == 2
    assert out.read_bytes() == b"mine"
    assert "form.exists" in capsys.readouterr().err


def test_new_gives_the_name_its_ending(tmp_path: Path) -> None:
    assert main(["forms", "new", str(tmp_path / "mine")]) == 0
    assert (tmp_path / "mine.xlsx").exists()


def test_new_in_a_folder_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["forms", "new", str(tmp_path / "none" / "mine.xlsx")]) == 2
    assert "form.not-written" in capsys.readouterr().err


def test_preview_writes_a_blank_form(
    tmp_path: Path, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "blank.pdf"
    assert main(["forms", "preview", str(form), "--pdf", str(out), "--lang", "en"]) == 0
    assert f"({page_count(out.read_bytes())} pages)" in capsys.readouterr().out


def test_preview_without_a_screen_writes_a_blank_form(
    tmp_path: Path, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.chdir(tmp_path)
    assert main(["forms", "preview", str(form)]) == 0
    assert (tmp_path / "demo-blank.pdf").read_bytes().startswith(b"%PDF")


def test_preview_of_what_is_no_form_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK nothing")
    assert main(["forms", "preview", str(bad), "--pdf", str(tmp_path / "x.pdf")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_diff_of_equal_forms_is_0(
    tmp_path: Path, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.md"
    shutil.copy(form, other)
    assert main(["forms", "diff", str(form), str(other)]) == 0
    assert capsys.readouterr().out == "demo.md → other.md：没有差别\n"


def test_diff_of_different_forms_is_1_and_says_where(
    tmp_path: Path, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.md"
    other.write_text(FORM.replace("台数", "终端数"), "utf-8")
    assert main(["forms", "diff", str(form), str(other)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "survey!D4: seats“终端数”：标题：「台数」→「终端数」"
    assert lines[-1] == "demo.md → other.md：1 处差别"
    assert main(["forms", "diff", str(form), str(other), "--lang", "en"]) == 1
    assert 'label: "台数" → "终端数"' in capsys.readouterr().out


def test_diff_as_json_has_the_documented_shape(
    tmp_path: Path, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.md"
    other.write_text(FORM.replace("integer", "decimal"), "utf-8")
    assert main(["forms", "diff", str(form), str(other), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"old", "new", "differences", "notes"}
    assert set(told["old"]) == {"form", "id", "version", "sha256"}
    (one,) = told["differences"]
    assert set(one) == {
        "kind", "aspect", "code", "name", "language", "old", "new", "old_place", "new_place",
        "sentence",
    }  # fmt: skip
    assert (one["aspect"], one["old"], one["new"]) == ("type", "整数", "小数")


@pytest.mark.parametrize("order", [("demo.md", "none.xlsx"), ("none.xlsx", "demo.md")])
def test_diff_with_an_unreadable_form_is_2(
    tmp_path: Path, form: Path, order: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["forms", "diff", *(str(tmp_path / name) for name in order)]) == 2
    assert "form.unreadable" in capsys.readouterr().err
