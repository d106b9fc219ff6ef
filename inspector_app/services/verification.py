"""Judging a file: is it a sealed record, who signed it, does its paper show what was sealed.

Called by `inspector verify` and by the verify page of the window. Needs neither a workspace nor a
network; a laptop that is enrolled puts its own bureau's root first. Must never write anything.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from inspector_app.clock import Clock
from inspector_app.crypto.certificates import Certificate
from inspector_app.crypto.trust import TrustAnchors
from inspector_app.domain.identifiers import InspectionId
from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.errors import KnownError
from inspector_app.records.container import MAX_BYTES
from inspector_app.records.package import (
    PROOF_FILE,
    RECEIPT_FILE,
    SEAL_FILE,
    Package,
    ReceiptFiles,
    open_package,
)
from inspector_app.records.receipt import read_receipt
from inspector_app.records.verdict import Fact, State, Use, Verdict, unreadable_verdict
from inspector_app.records.verify import verify_package

if TYPE_CHECKING:
    from inspector_app.services.workspace import Workspace

TRUST_VARIABLE = "INSPECTOR_TRUST"
BESIDE = "bureau-root.pem"
VALID, NOT_VALID, UNREADABLE = 0, 1, 2
# A PDF with a damaged table may hide its attachment; then these still tell what it was.
_PDF_MARKS = (b"record.insp", b"/EmbeddedFile", b"/AFRelationship")
_COMPARED_DPI = 60
_PDF = b"%PDF"
_MAX_PDF_BYTES = 256 << 20  # as `documents.reading`, which is not loaded before it is needed


@dataclass(frozen=True, slots=True)
class Trust:
    """The anchors used and where they came from.

    Attributes:
        source: enrolment, option, environment, settings, beside, or none.
        place: Files they were read from, or the bureau's name; '' for none.
    """

    anchors: TrustAnchors | None
    source: str
    place: str = ""

    @property
    def roots(self) -> tuple[Certificate, ...]:
        """The root certificates, none without anchors."""
        return tuple(self.anchors.roots) if self.anchors is not None else ()


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What was found about one file.

    Attributes:
        kind: insp, pdf, or none.
        problem: Why the file is no record at all, or None.
        package: The record in it, None when it could not be opened.
        data: The file's bytes, empty when they could not be read.
    """

    path: Path
    kind: str
    trust: Trust
    verdict: Verdict | None
    problem: KnownError | None = None
    package: Package | None = field(default=None, repr=False)
    data: bytes = field(default=b"", repr=False)

    @property
    def status(self) -> int:
        """0 valid, 1 not valid, 2 unreadable."""
        if self.verdict is None:
            return UNREADABLE
        return VALID if self.verdict.fit_for(Use.RELY) else NOT_VALID


@dataclass(frozen=True, slots=True)
class TruePages:
    """The document a sealed record stands for, drawn from the record itself.

    Attributes:
        pdf: The true document.
        differing: Pages of the judged file that look otherwise, from 1; empty for an `.insp`.
        shown_pages: Pages of the judged file, 0 for an `.insp`.
    """

    pdf: bytes = field(repr=False)
    differing: tuple[int, ...] = ()
    shown_pages: int = 0


def verify_file(
    path: Path, *, trust: Sequence[Path] | None, clock: Clock, own: Trust | None = None
) -> FileVerdict:
    """Judge one file.

    Args:
        trust: PEM files named by the caller; None looks in the usual places.
        own: The laptop's own bureau; comes before the usual places.
        clock: Now is an upper bound of when the record was signed.
    Raises:
        KnownError: `crypto.certificate-malformed`, `crypto.anchor-not-root`, `record.file-missing`
            for the trust files; problems of the file itself are part of the answer.
    """
    chosen = own if own is not None and not trust else find_trust(path, trust)
    try:
        data = _read(path)
    except KnownError as problem:
        return FileVerdict(path, "none", chosen, None, problem)
    kind = _kind_of(path, data)
    if kind == "none":
        unknown = KnownError("record.unreadable", path=path)
        return FileVerdict(path, kind, chosen, None, unknown, data=data)
    try:
        package, renderer, renderer_id = _open(kind, data)
    except KnownError as problem:
        if kind == "pdf" and problem.code.startswith("documents.") and not _marked(data):
            return FileVerdict(path, "none", chosen, None, problem, data=data)
        reason = Reason.of(problem.code, **problem.slots)
        return FileVerdict(path, kind, chosen, unreadable_verdict(reason), data=data)
    verdict = verify_package(
        package,
        anchors=chosen.anchors,
        at=clock.now(),
        evidence=_evidence_beside(path),
        receipt=_receipt_beside(path, package),
        renderer=renderer,
        renderer_id=renderer_id,
    )
    return FileVerdict(path, kind, chosen, verdict, package=package, data=data)


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


def own_trust(workspace: Workspace) -> Trust | None:
    """Return the root of the bureau the laptop is enrolled with, None while it is not or locked."""
    try:
        identity = workspace.enrolment.device()
    except KnownError:
        return None
    if not identity.anchors_pem:
        return None
    return Trust(TrustAnchors.from_pem(identity.anchors_pem), "enrolment", identity.bureau_name)


def verify_kept(workspace: Workspace, record_id: InspectionId, clock: Clock) -> Verdict | None:
    """Judge a record of this laptop with its originals and receipt, None while it has no receipt.

    Raises:
        KnownError: `record.unknown`.
    """
    own = own_trust(workspace)
    if own is None or not workspace.records.get(record_id).row.received:
        return None
    package = open_package(workspace.records.insp(record_id))
    return verify_package(package, anchors=own.anchors, at=clock.now())


def true_pages(found: FileVerdict) -> TruePages | None:
    """Return the document the record stands for, None when it cannot be drawn from the file.

    It can when nothing was altered, no field is withheld and every thumbnail is inside.
    """
    package, verdict = found.package, found.verdict
    if package is None or verdict is None or verdict.withheld:
        return None
    if (
        verdict.state(Fact.WELL_FORMED) is not State.YES
        or verdict.state(Fact.INTACT) is not State.YES
    ):
        return None
    named = {str(entry.get("thumb_sha256", "")) for entry in package.content().evidence} - {""}
    if not named <= set(package.derivatives):
        return None
    pictures = {name: bytes(package.derivatives[name]) for name in named}
    from inspector_app.services.press import Press

    try:
        pdf = Press().sealed(package.core, pictures)
        if found.kind != "pdf":
            return TruePages(pdf)
        return _compared(pdf, found.data)
    except KnownError:
        return None


def _compared(pdf: bytes, shown: bytes) -> TruePages:
    from inspector_app.services.documents import page_count, page_size, raster_page

    def same(page: int) -> bool:
        # the size first: a page of many metres is never drawn
        return page_size(pdf, page) == page_size(shown, page) and (
            raster_page(pdf, page, _COMPARED_DPI).data
            == raster_page(shown, page, _COMPARED_DPI).data
        )

    ours, theirs = page_count(pdf), page_count(shown)
    differing = [
        page
        for page in range(1, max(ours, theirs) + 1)
        if page > min(ours, theirs) or not same(page)
    ]
    return TruePages(pdf, tuple(differing), theirs)


def _load_trust(paths: Sequence[Path], source: str) -> Trust:
    pem = b"".join(_read(path).rstrip(b"\n") + b"\n" for path in paths)
    return Trust(TrustAnchors.from_pem(pem), source, ", ".join(str(path) for path in paths))


def _read(path: Path) -> bytes:
    try:
        found = path.stat()
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            # a pipe would wait for ever, a device never end
            raise KnownError("record.file-missing", path=path, detail="not a regular file")
        with path.open("rb") as stream:
            limit = _MAX_PDF_BYTES if stream.read(len(_PDF)) == _PDF else MAX_BYTES
            if found.st_size > limit:
                raise KnownError("format.limit", place=path.name, limit=limit)
            stream.seek(0)
            return stream.read()
    except OSError as problem:
        detail = problem.strerror or type(problem).__name__
        raise KnownError("record.file-missing", path=path, detail=detail) from problem


def _kind_of(path: Path, data: bytes) -> str:
    if data.startswith(_PDF):
        return "pdf"
    if path.suffix.lower() == ".insp":
        return "insp"
    if data.startswith(b"PK\x03\x04") and SEAL_FILE.encode() in data:
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
