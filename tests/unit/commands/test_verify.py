"""`inspector verify`: from files alone, one line a fact, exit 0, 1 or 2."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.__main__ import main
from inspector_app.clock import SteppingClock
from inspector_app.commands.verify import (
    NOT_VALID,
    TRUST_VARIABLE,
    UNREADABLE,
    VALID,
    find_trust,
    verify_file,
)
from inspector_app.crypto.certificates import fingerprint_text
from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.errors import KnownError
from inspector_app.records.package import CorePackage, write_package
from inspector_app.records.verdict import Fact, State
from inspector_app.services.documents import raster_page
from tests.builders.sealing import (
    NOW,
    World,
    document_leaf,
    make_leaves,
    make_world,
    receipt_for,
    seal_core,
    sealed_pdf,
)

PHOTO = b"\xff\xd8 an untouched original"
DIGEST = hashlib.sha256(PHOTO).hexdigest()
CLOCK = SteppingClock(NOW + timedelta(hours=2))


@pytest.fixture(scope="module")
def world() -> World:
    return make_world()


@pytest.fixture(scope="module")
def core(world: World) -> CorePackage:
    leaves = make_leaves()
    return seal_core(world, leaves | {"/document": document_leaf(leaves)})


@pytest.fixture(scope="module")
def pdf(core: CorePackage) -> bytes:
    return sealed_pdf(core)


@pytest.fixture(autouse=True)
def lonely_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No anchors from this machine's settings or environment."""
    monkeypatch.delenv(TRUST_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no settings"))


@pytest.fixture
def folder(tmp_path: Path, world: World, core: CorePackage) -> Path:
    """A record, its receipt and the bureau's root in one folder."""
    place = tmp_path / "out"
    place.mkdir()
    (place / "record.insp").write_bytes(write_package(core))
    receipt = receipt_for(world, core)
    (place / "receipt.dsse.json").write_bytes(receipt.receipt)
    (place / "receipt.tlog-proof").write_bytes(receipt.proof)
    (place / "bureau-root.pem").write_bytes(world.authority.root.pem)
    return place


def status(path: Path) -> int:
    return verify_file(path, trust=None, clock=CLOCK).status


def flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


def test_a_record_with_its_receipt_is_valid(folder: Path) -> None:
    found = verify_file(folder / "record.insp", trust=None, clock=CLOCK)
    assert found.status == VALID
    assert found.kind == "insp"
    assert found.trust.source == "beside"
    assert found.verdict is not None
    assert found.verdict.state(Fact.RECEIVED) is State.YES


def test_the_chinese_answer_names_every_fact_and_the_fingerprint(
    folder: Path, capsys: pytest.CaptureFixture[str], world: World
) -> None:
    assert main(["verify", "--lang", "zh", str(folder / "record.insp")]) == VALID
    shown = capsys.readouterr().out
    assert "有效" in shown.splitlines()[0]
    assert "[通过] 两名执法人员" in shown
    assert "演示甲" in shown
    fingerprint = fingerprint_text(world.authority.root)
    assert Reason.of("cert.beside", fingerprint=fingerprint).sentence("zh") in shown
    assert "bureau-root.pem" in shown


def test_the_language_follows_the_locale_and_the_option(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    for locale, word in (("en_GB.UTF-8", ": VALID"), ("zh_CN.UTF-8", "：有效"), ("C", "：有效")):
        monkeypatch.setenv("LANG", locale)
        main(["verify", str(folder / "record.insp")])
        assert word in capsys.readouterr().out
    main(["verify", "--lang", "en", str(folder / "record.insp")])
    assert "[ok] Two officers" in capsys.readouterr().out


def test_the_json_answer_is_one_document(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("no record", "utf-8")
    assert main(["verify", "--json", str(folder / "record.insp"), str(other)]) == UNREADABLE
    first, second = json.loads(capsys.readouterr().out)["files"]
    assert (first["status"], second["status"]) == ("valid", "unreadable")
    assert first["verdict"]["facts"]["two_officers"] == {"state": "yes", "reasons": []}
    assert second["verdict"] is None
    assert second["problem"]["code"] == "record.unreadable"


def test_without_an_anchor_the_answer_says_how_to_fix_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bureau-root.pem").unlink()
    assert main(["verify", "--lang", "zh", str(folder / "record.insp")]) == NOT_VALID
    shown = capsys.readouterr().out
    assert "--trust" in shown
    assert "bureau-root.pem" in shown
    assert main(["verify", "--lang", "en", str(folder / "record.insp")]) == NOT_VALID
    assert "--trust FILE" in capsys.readouterr().out


def test_anchors_are_looked_for_in_order(
    folder: Path, tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = folder / "record.insp"
    assert find_trust(record, None).source == "beside"
    settings = tmp_path / "settings" / "inspector" / "trust"
    settings.mkdir(parents=True)
    (settings / "a.pem").write_bytes(world.authority.root.pem)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    if sys.platform == "linux":
        assert find_trust(record, None).source == "settings"
    monkeypatch.setenv(TRUST_VARIABLE, str(settings / "a.pem"))
    assert find_trust(record, None).source == "environment"
    assert find_trust(record, [settings / "a.pem"]).source == "option"
    monkeypatch.delenv(TRUST_VARIABLE)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    (folder / "bureau-root.pem").unlink()
    assert find_trust(record, None).anchors is None


def test_a_named_anchor_of_another_bureau_refuses(folder: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.pem"
    foreign.write_bytes(make_world("foreign").authority.root.pem)
    assert verify_file(folder / "record.insp", trust=[foreign], clock=CLOCK).status == NOT_VALID


def test_a_trust_file_that_is_no_root_ends_the_command(
    folder: Path, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = folder / "officer.pem"
    wrong.write_bytes(world.officers[0].certificate.pem)
    record = str(folder / "record.insp")
    assert main(["verify", "--trust", str(wrong), record]) == UNREADABLE
    assert main(["verify", "--trust", str(folder / "none.pem"), record]) == UNREADABLE
    assert "record.file-missing" in capsys.readouterr().err


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    assert status(tmp_path / "none.insp") == UNREADABLE


def test_a_receipt_of_another_record_beside_it_is_passed_over(folder: Path, world: World) -> None:
    other = receipt_for(world, seal_core(world, record_id=bytes(16)))
    (folder / "receipt.dsse.json").write_bytes(other.receipt)
    (folder / "receipt.tlog-proof").write_bytes(other.proof)
    found = verify_file(folder / "record.insp", trust=None, clock=CLOCK)
    assert found.verdict is not None
    assert found.verdict.state(Fact.RECEIVED) is State.UNKNOWN


def test_a_receipt_named_after_the_record_or_in_a_folder_counts(folder: Path) -> None:
    (folder / "receipt").mkdir()
    for name in ("receipt.dsse.json", "receipt.tlog-proof"):
        (folder / name).rename(folder / "receipt" / name)
    found = verify_file(folder / "record.insp", trust=None, clock=CLOCK)
    assert found.verdict is not None
    assert found.verdict.state(Fact.RECEIVED) is State.YES
    for name in ("receipt.dsse.json", "receipt.tlog-proof"):
        (folder / "receipt" / name).rename(folder / f"record.{name}")
    found = verify_file(folder / "record.insp", trust=None, clock=CLOCK)
    assert found.verdict is not None
    assert found.verdict.state(Fact.RECEIVED) is State.YES


def test_a_damaged_receipt_beside_it_is_not_passed_over(folder: Path) -> None:
    path = folder / "receipt.dsse.json"
    path.write_bytes(flip(path.read_bytes(), 40))
    assert status(folder / "record.insp") == NOT_VALID


def test_originals_in_a_folder_beside_it_are_checked(folder: Path, world: World) -> None:
    core = seal_core(world, make_leaves({DIGEST: len(PHOTO)}))
    (folder / "photo.insp").write_bytes(write_package(core))
    (folder / "evidence").mkdir()
    (folder / "evidence" / DIGEST).write_bytes(PHOTO)
    found = verify_file(folder / "photo.insp", trust=None, clock=CLOCK)
    assert found.verdict is not None
    assert found.verdict.state(Fact.EVIDENCE) is State.YES
    (folder / "evidence" / DIGEST).write_bytes(b"other")
    assert status(folder / "photo.insp") == NOT_VALID


@pytest.mark.parametrize(
    "change",
    [
        lambda d: b"",
        lambda d: d[:100],
        lambda d: d[:-1],
        lambda d: d + b"\n",
        lambda d: flip(d, 0),
        lambda d: flip(d, 29),
        lambda d: flip(d, len(d) // 2),
        lambda d: flip(d, len(d) - 1),
    ],
)
def test_whatever_is_called_a_record_is_not_valid_when_damaged(
    folder: Path, change: Callable[[bytes], bytes]
) -> None:
    path = folder / "record.insp"
    path.write_bytes(change(path.read_bytes()))
    found = verify_file(path, trust=None, clock=CLOCK)
    assert found.status == NOT_VALID
    assert found.verdict is not None
    assert found.verdict[Fact.WELL_FORMED].reasons


def test_the_pdf_proves_itself(folder: Path, pdf: bytes) -> None:
    (folder / "record.pdf").write_bytes(pdf)
    found = verify_file(folder / "record.pdf", trust=None, clock=CLOCK)
    assert found.status == VALID
    assert found.kind == "pdf"
    assert found.verdict is not None
    assert found.verdict.state(Fact.DOCUMENT) is State.YES
    assert found.verdict.state(Fact.RECEIVED) is State.YES


def test_any_byte_of_the_pdf_counts(folder: Path, pdf: bytes) -> None:
    path = folder / "record.pdf"
    step = len(pdf) // 12
    places = [0, 4, *range(step // 2, len(pdf), step), len(pdf) - 2]
    for place in places:
        path.write_bytes(flip(pdf, place))
        found = verify_file(path, trust=None, clock=CLOCK)
        assert found.status == NOT_VALID, place


def test_pages_that_show_something_else_are_told(
    folder: Path, world: World, core: CorePackage, pdf: bytes
) -> None:
    leaves = make_leaves() | {"/unit/name": "别的网吧（演示）"}
    other = seal_core(world, leaves | {"/document": document_leaf(leaves)})
    for forged in (sealed_pdf(other, attached=core), pdf + b"\n% added afterwards\n"):
        (folder / "record.pdf").write_bytes(forged)
        found = verify_file(folder / "record.pdf", trust=None, clock=CLOCK)
        assert found.status == NOT_VALID
        assert found.verdict is not None
        assert found.verdict[Fact.DOCUMENT].state is State.NO
        assert found.verdict.codes == {"document.differs"}


def test_a_page_that_can_no_longer_be_drawn_is_no_end_of_the_answer(
    folder: Path, pdf: bytes
) -> None:
    table = pdf.rindex(b"\nxref")
    entries = [found.start() for found in re.finditer(rb"\n\d{10} 00000 n", pdf[table:])]
    undrawn = 0
    for entry in entries[:12]:  # fonts and pages are among the first
        place = table + entry + 6
        (folder / "record.pdf").write_bytes(pdf[:place] + b"9" + pdf[place + 1 :])
        try:
            raster_page((folder / "record.pdf").read_bytes(), 1, 20)
        except KnownError:
            undrawn += 1
        found = verify_file(folder / "record.pdf", trust=None, clock=CLOCK)
        assert found.status == NOT_VALID, entry
    assert undrawn


@pytest.mark.parametrize("name", ["zip", "jpg"])
def test_an_archive_of_other_things_is_unreadable(folder: Path, name: str) -> None:
    with zipfile.ZipFile(folder / f"other.{name}", "w") as archive:
        archive.writestr("letter.txt", "x")
    assert status(folder / f"other.{name}") == UNREADABLE
    sealed = folder / f"renamed.{name}"
    sealed.write_bytes((folder / "record.insp").read_bytes())
    assert status(sealed) == VALID
    sealed.write_bytes(flip(sealed.read_bytes(), 33))
    assert status(sealed) == NOT_VALID


@pytest.mark.skipif(os.name == "nt", reason="no pipes in folders there")
def test_pipes_and_devices_are_refused_at_once(folder: Path) -> None:
    os.mkfifo(folder / "pipe.insp")
    assert status(folder / "pipe.insp") == UNREADABLE
    assert status(Path("/dev/zero")) == UNREADABLE
    assert status(folder) == UNREADABLE


def test_a_pdf_beyond_the_limit_is_not_read(folder: Path) -> None:
    with (folder / "long.pdf").open("wb") as stream:
        stream.write(b"%PDF-1.7")
        stream.truncate((256 << 20) + 1)
    found = verify_file(folder / "long.pdf", trust=None, clock=CLOCK)
    assert found.status == UNREADABLE
    assert found.problem is not None
    assert found.problem.code == "format.limit"


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_a_name_cannot_write_lines_of_its_own(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "a\n  [ok] \x1b[2Jb.insp"
    path.write_bytes(b"")
    main(["verify", "--lang", "en", str(path)])
    answer = capsys.readouterr().out
    assert "\x1b" not in answer
    assert "\n  [ok] " not in answer


def test_a_foreign_pdf_is_unreadable(folder: Path) -> None:
    import io

    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (20, 20)).save(target, "PDF")
    for data in (target.getvalue(), target.getvalue()[:60], b"%PDF-1.7"):
        (folder / "letter.pdf").write_bytes(data)
        assert status(folder / "letter.pdf") == UNREADABLE


def test_a_plain_record_is_judged_without_the_window_or_pdf_libraries(folder: Path) -> None:
    script = (
        "import sys\n"
        "from inspector_app.__main__ import main\n"
        f"status = main(['verify', '--json', {str(folder / 'record.insp')!r}])\n"
        "heavy = {'PySide6', 'reportlab', 'sqlcipher3', 'pypdfium2'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "sys.exit(status)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == VALID, done.stderr.decode()
