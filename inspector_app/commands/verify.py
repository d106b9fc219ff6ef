"""`inspector verify FILE…`: judge sealed records and the PDFs that carry them, from files alone.

Called by `__main__`; `verify_file` also by `demo`. Needs neither a workspace nor a network. Exit
status: 0 when every file may be relied on, 1 when one may not, 2 when one is no record at all. Must
never write anything.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import platformdirs

from inspector_app.clock import CHINA, Clock, SystemClock
from inspector_app.crypto.certificates import fingerprint_text
from inspector_app.crypto.trust import TrustAnchors
from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.errors import KnownError
from inspector_app.records.container import MAX_BYTES
from inspector_app.records.package import (
    PROOF_FILE,
    RECEIPT_FILE,
    Package,
    ReceiptFiles,
    open_package,
)
from inspector_app.records.receipt import read_receipt
from inspector_app.records.verdict import Use, Verdict, unreadable_verdict
from inspector_app.records.verify import verify_package
from inspector_app.records.wording import lamp_word, lines_of

TRUST_VARIABLE = "INSPECTOR_TRUST"
BESIDE = "bureau-root.pem"
VALID, NOT_VALID, UNREADABLE = 0, 1, 2
# A PDF with a damaged table may hide its attachment; then these still tell what it was.
_PDF_MARKS = (b"record.insp", b"/EmbeddedFile", b"/AFRelationship")


@dataclass(frozen=True, slots=True)
class Trust:
    """The anchors used and where they came from.

    Attributes:
        source: option, environment, settings, beside, or none.
    """

    anchors: TrustAnchors | None
    source: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What was found about one file.

    Attributes:
        kind: insp, pdf, or none.
        problem: Why the file is no record at all, or None.
    """

    path: Path
    kind: str
    trust: Trust
    verdict: Verdict | None
    problem: KnownError | None = None

    @property
    def status(self) -> int:
        """0 valid, 1 not valid, 2 unreadable."""
        if self.verdict is None:
            return UNREADABLE
        return VALID if self.verdict.fit_for(Use.RELY) else NOT_VALID


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command's options."""
    parser = sub.add_parser("verify", help="verify a sealed record or its PDF · 验证封存记录")
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help=".insp or PDF")
    parser.add_argument(
        "--trust",
        action="append",
        type=Path,
        metavar="PEM",
        help="the bureau's root certificate; may be repeated · 单位根证书",
    )
    parser.add_argument("--json", action="store_true", help="for programs · 供程序读取")
    parser.add_argument("--lang", choices=("zh", "en"), help="language of the answer · 语言")


def run(args: argparse.Namespace) -> int:
    """Verify every file and print what was found."""
    found = [verify_file(path, trust=args.trust, clock=SystemClock()) for path in args.files]
    if args.json:
        document = {"files": [_as_json(entry) for entry in found]}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        language = args.lang or _language()
        for entry in found:
            sys.stdout.write("\n".join(_as_text(entry, language)) + "\n\n")
    return max(entry.status for entry in found)


def verify_file(path: Path, *, trust: Sequence[Path] | None, clock: Clock) -> FileVerdict:
    """Judge one file.

    Args:
        trust: PEM files named by the caller; None looks in the usual places.
        clock: Now is an upper bound of when the record was signed.
    Raises:
        KnownError: `crypto.certificate-malformed`, `crypto.anchor-not-root`, `record.file-missing`
            for the trust files; problems of the file itself are part of the answer.
    """
    chosen = find_trust(path, trust)
    try:
        data = _read(path)
    except KnownError as problem:
        return FileVerdict(path, "none", chosen, None, problem)
    kind = _kind_of(path, data)
    if kind == "none":
        return FileVerdict(path, kind, chosen, None, KnownError("record.unreadable", path=path))
    try:
        package, renderer, renderer_id = _open(kind, data)
    except KnownError as problem:
        if kind == "pdf" and problem.code.startswith("documents.") and not _marked(data):
            return FileVerdict(path, "none", chosen, None, problem)
        reason = Reason.of(problem.code, **problem.slots)
        return FileVerdict(path, kind, chosen, unreadable_verdict(reason))
    verdict = verify_package(
        package,
        anchors=chosen.anchors,
        at=clock.now(),
        evidence=_evidence_beside(path),
        receipt=_receipt_beside(path, package),
        renderer=renderer,
        renderer_id=renderer_id,
    )
    return FileVerdict(path, kind, chosen, verdict)


def find_trust(path: Path, named: Sequence[Path] | None) -> Trust:
    """Return the anchors for a file: option, else environment, else settings, else beside it.

    Raises:
        KnownError: `crypto.certificate-malformed`, `crypto.anchor-not-root`, `record.file-missing`.
    """
    if named:
        return _load_trust(named, "option")
    variable = os.environ.get(TRUST_VARIABLE, "")
    if variable:
        return _load_trust([Path(part) for part in variable.split(os.pathsep)], "environment")
    folder = platformdirs.user_config_path("inspector", appauthor=False) / "trust"
    if installed := sorted(folder.glob("*.pem")):
        return _load_trust(installed, "settings")
    beside = path.parent / BESIDE
    if beside.is_file():
        return _load_trust([beside], "beside")
    return Trust(None, "none")


def _load_trust(paths: Sequence[Path], source: str) -> Trust:
    pem = b"".join(_read(path).rstrip(b"\n") + b"\n" for path in paths)
    return Trust(TrustAnchors.from_pem(pem), source, ", ".join(str(path) for path in paths))


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise KnownError("format.limit", place=path.name, limit=MAX_BYTES)
        return path.read_bytes()
    except OSError as problem:
        detail = problem.strerror or type(problem).__name__
        raise KnownError("record.file-missing", path=path, detail=detail) from problem


def _kind_of(path: Path, data: bytes) -> str:
    if data.startswith(b"%PDF"):
        return "pdf"
    if data.startswith(b"PK\x03\x04") or path.suffix.lower() == ".insp":
        return "insp"
    return "pdf" if path.suffix.lower() == ".pdf" and _marked(data) else "none"


def _marked(data: bytes) -> bool:
    return any(mark in data for mark in _PDF_MARKS)


def _open(kind: str, data: bytes) -> tuple[Package, Callable[[Package], str] | None, str]:
    if kind == "insp":
        return open_package(data), None, ""
    # Drawing needs the PDF libraries; a plain .insp must not wait for them.
    from inspector_app.services import documents

    package = open_package(documents.extract_package(data))
    return package, lambda sealed: documents.compare_document(data, sealed), documents.RENDERER


def _receipt_beside(path: Path, package: Package) -> ReceiptFiles | None:
    """Return the receipt lying beside the file; one of another record is no receipt of this one."""
    folders = (path.parent, path.parent / "receipt")
    candidates = [(path.parent, f"{path.stem}."), *((folder, "") for folder in folders)]
    for folder, prefix in candidates:
        receipt, proof = folder / (prefix + RECEIPT_FILE), folder / (prefix + PROOF_FILE)
        if not (receipt.is_file() and proof.is_file()):
            continue
        files = ReceiptFiles(_read(receipt), _read(proof))
        if prefix or _names(files, package):
            return files
    return None


def _names(files: ReceiptFiles, package: Package) -> bool:
    try:
        return read_receipt(files.receipt).record_id == package.seal.record_id
    except KnownError:
        return True  # damaged: to be judged, not to be passed over


def _evidence_beside(path: Path) -> Callable[[str], Path | None]:
    def find(digest: str) -> Path | None:
        if len(digest) != 64 or not digest.isalnum():
            return None
        place = path.parent / "evidence" / digest
        return place if place.is_file() else None

    return find


def _language() -> str:
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, names), "").lower().startswith("en") else "zh"


def _as_json(entry: FileVerdict) -> dict[str, Any]:
    document: dict[str, Any] = {
        "file": str(entry.path),
        "kind": entry.kind,
        "status": ("valid", "not-valid", "unreadable")[entry.status],
        "trust": {
            "source": entry.trust.source,
            "place": entry.trust.place,
            "roots": [root.sha256 for root in _roots(entry.trust)],
        },
        "verdict": entry.verdict.to_json() if entry.verdict is not None else None,
    }
    if entry.problem is not None:
        document["problem"] = {
            "code": entry.problem.code,
            "zh": entry.problem.sentence("zh"),
            "en": entry.problem.sentence("en"),
        }
    return document


def _as_text(entry: FileVerdict, language: str) -> Iterable[str]:
    chinese = language == "zh"
    heading = (
        ("有效", "不能采信", "无法读取") if chinese else ("VALID", "NOT VALID", "UNREADABLE")
    )[entry.status]
    yield f"{entry.path}：{heading}" if chinese else f"{entry.path}: {heading}"
    if entry.verdict is None:
        if entry.problem is not None:
            yield f"  {entry.problem.sentence(language)} {entry.problem.remedy(language)}"
        return
    verdict = entry.verdict
    if verdict.record_id:
        yield from _facts_of_record(verdict, chinese=chinese)
    for lamp, name, sentence, reasons in lines_of(verdict, language):
        yield f"  [{lamp_word(lamp, language)}] {name}{'：' if chinese else ': '}{sentence}"
        yield from (f"      - {reason}" for reason in reasons)
    yield from _trust_lines(entry.trust, language)
    for fact in verdict.hindrances(Use.RELY):
        for reason in verdict[fact].reasons[:1]:
            yield f"  → {reason.remedy(language)}"


def _facts_of_record(verdict: Verdict, *, chinese: bool) -> Iterable[str]:
    sealed = datetime.fromtimestamp(verdict.sealed_at, CHINA).isoformat(sep=" ")
    yield (
        f"  记录 {verdict.record_id}，自述封存时间 {sealed}"
        if chinese
        else f"  Record {verdict.record_id}, sealed {sealed} by its own statement"
    )
    for signer in verdict.signers:
        number = f"，执法证 {signer.credential_no}" if signer.credential_no else ""
        if not chinese:
            number = f", credential {signer.credential_no}" if signer.credential_no else ""
        role = {"officer": ("执法人员", "officer"), "device": ("设备", "device")}.get(
            signer.role, (signer.role, signer.role)
        )[0 if chinese else 1]
        yield f"  {role} {signer.name}{number}{'，' if chinese else ', '}{signer.agency}"


def _trust_lines(trust: Trust, language: str) -> Iterable[str]:
    for root in _roots(trust):
        if trust.source == "beside":
            compare = Reason.of("cert.beside", fingerprint=fingerprint_text(root))
            yield f"  ! {compare.sentence(language)}"
            yield f"    {compare.remedy(language)}"
        else:
            label = "根证书" if language == "zh" else "Root"
            yield f"  {label} {root.name}（{trust.place}）{fingerprint_text(root)}"


def _roots(trust: Trust) -> Sequence[Any]:
    return trust.anchors.roots if trust.anchors is not None else ()
