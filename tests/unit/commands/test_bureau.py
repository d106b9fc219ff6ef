"""Promises of `inspector bureau …`: made once, codes once, everything said in both languages."""

from __future__ import annotations

import re
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.__main__ import main
from inspector_app.storage.lock import FolderLock


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


def test_what_a_cut_off_init_leaves_is_neither_a_bureau_nor_cleared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "keys" / "root-key-CARRY-AWAY.pem"
    key.parent.mkdir()
    key.write_bytes(b"perhaps the only one")
    status, _, error = _run(capsys, "init", str(tmp_path))
    assert (status, "bureau.not-empty" in error) == (2, True)
    assert key.exists()


@pytest.mark.parametrize("url", ["no url", "mysql://x", "postgresql://127.0.0.1:1/none"])
def test_an_init_without_its_database_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    folder = tmp_path / "bureau"
    status, _, error = _run(capsys, "init", str(folder), "--database", url)
    assert (status, "bureau.database" in error) == (2, True)
    assert not folder.exists() or not list(folder.iterdir())


def test_a_folder_that_was_open_to_everybody_is_closed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o755)
    assert _run(capsys, "init", str(tmp_path))[0] == 0
    assert tmp_path.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bureau.json", b"garbage"),
        ("bureau.db", b"garbage, longer than the header of a database would be" * 9),
        ("bureau.db", None),
        ("keys/tls.pem", None),
        ("keys/signer-key.pem", None),
    ],
)
def test_a_damaged_bureau_is_told_and_nothing_new_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None
) -> None:
    assert _run(capsys, "init", str(tmp_path))[0] == 0
    for path in tmp_path.glob(f"{name}*"):
        path.unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    status, _, error = _run(capsys, "accounts", "list", "--data", str(tmp_path))
    assert (status, "bureau.damaged" in error) == (2, True)
    assert content is not None or not (tmp_path / name).exists()


def test_a_file_where_the_folder_should_be_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "file"
    path.touch()
    for words in (["bureau", "init", str(path)], ["bureau", "init", str(path / "x")]):
        assert main(words) == 2
        assert "store.file" in capsys.readouterr().err
    assert main(["demo", str(path)]) == 2
    assert "store.file" in capsys.readouterr().err
    assert main(["bureau", "serve", "--data", str(path)]) == 2
    assert "bureau.absent" in capsys.readouterr().err


def test_a_port_that_cannot_be_is_refused(made: Path) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["bureau", "serve", "--data", str(made), "--port", "70000"])
    assert stop.value.code == 2


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_served_bureau_ends_cleanly_when_told(made: Path, told: signal.Signals) -> None:
    command = [sys.executable, "-m", "inspector_app", "bureau", "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--data", str(made)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        assert "TLS" in process.stdout.readline()
        with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
            context = ssl.create_default_context(cafile=str(made / "keys" / "tls-root.pem"))
            context.wrap_socket(line, server_hostname="localhost").close()  # it serves
        process.send_signal(told)
        rest, _ = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, "")


def test_a_second_demo_in_the_same_folder_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = FolderLock(tmp_path / ".lock")
    assert main(["demo", str(tmp_path)]) == 2
    assert "store.in-use" in capsys.readouterr().err
    lock.release()
