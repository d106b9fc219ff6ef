"""Uploading evidence: which blobs the bureau wants, and each of them from where it was cut off.

Called by delivery. The bureau proves the bytes by their hash, so nothing here is signed. Must never
hold a whole file in memory, and never send one that no longer has its digest.
Source: sync-and-bureau design, section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import BinaryIO

from inspector_app.errors import KnownError
from inspector_app.services.sync.line import Reply
from inspector_app.services.sync.session import LineDownError, Session
from inspector_app.services.sync.views import Cancel, Offline, OfflineReason
from inspector_app.wire import limits
from inspector_app.wire.blobs import (
    PARTIAL_UPLOAD,
    REPR_DIGEST,
    UPLOAD_COMPLETE,
    UPLOAD_LENGTH,
    UPLOAD_OFFSET,
    BlobRef,
    BlobsAnswer,
    BlobsCheck,
    Wanted,
    format_digest,
    format_flag,
    read_integer,
)
from inspector_app.wire.codec import decode, encode
from inspector_app.wire.problems import error_of

OpenBlob = Callable[[str], AbstractContextManager[BinaryIO]]
"""Opens a local evidence file by its digest; raises `store.evidence-*` when it is not whole."""
_RESUMES = 4  # tries for one blob within one run; then the record waits


def ask_wanted(session: Session, blobs: Iterable[BlobRef]) -> dict[str, Wanted]:
    """Ask which blobs are wanted; the others are at the bureau.

    Raises:
        KnownError: whatever the bureau answers.
    """
    wanted: dict[str, Wanted] = {}
    listed = list(blobs)
    for start in range(0, len(listed), limits.CHECK_DIGESTS):
        part = tuple(listed[start : start + limits.CHECK_DIGESTS])
        reply = session.ask("POST", "/v1/blobs/check", body=encode(BlobsCheck(blobs=part)))
        if not reply.ok:
            raise error_of(reply.problem)
        answer = decode(reply.body, BlobsAnswer)
        wanted |= {entry.sha256: entry for entry in answer.want}
    return wanted


class Uploader:
    """Sends blobs piece by piece.

    Args:
        observe: Told the bytes each piece added.
    """

    def __init__(
        self, session: Session, open_blob: OpenBlob, observe: Callable[[int], None], cancel: Cancel
    ) -> None:
        self._session = session
        self._open_blob = open_blob
        self._observe = observe
        self._cancel = cancel

    def send(self, ref: BlobRef, wanted: Wanted) -> None:
        """Upload one blob to its end.

        Args:
            wanted: Where the bureau stands with it.
        Raises:
            KnownError: `store.evidence-*`, `sync.evidence-damaged`, or the bureau's last answer.
        """
        upload = wanted.upload
        mismatched = False
        for _ in range(_RESUMES):
            if upload is None:
                reply = self._create(ref)
                if ref.size <= limits.ONE_SHOT_BYTES and reply.ok:
                    return
                upload = reply.headers.get("location", "").rpartition("/")[2] if reply.ok else None
                offset = 0
            else:
                reply = self._session.ask("HEAD", f"/v1/uploads/{upload}")
                offset = _offset(reply)
                if reply.ok and reply.headers.get(UPLOAD_COMPLETE) == "?1":
                    return
            if reply.ok and upload is not None:
                reply = self._append_all(ref, upload, offset)
                if reply.ok:
                    return
            code = reply.problem.code if reply.body else "upload.gone"
            if code == "blob.digest":
                if mismatched:  # twice the same: the local file is what is wrong
                    raise KnownError("sync.evidence-damaged", sha256=ref.sha256[:8])
                mismatched = True
            if code in ("upload.gone", "blob.digest", "upload.length", "upload.complete"):
                upload = None
            elif code != "upload.offset":
                raise error_of(reply.problem)
        raise KnownError("server.busy")

    def _create(self, ref: BlobRef) -> Reply:
        headers = {
            UPLOAD_LENGTH: str(ref.size),
            REPR_DIGEST: format_digest(ref.sha256),
            UPLOAD_COMPLETE: format_flag(ref.size <= limits.ONE_SHOT_BYTES),
        }
        body = b""
        if ref.size <= limits.ONE_SHOT_BYTES:
            with self._open_blob(ref.sha256) as file:
                body = file.read()
            if len(body) != ref.size:
                raise KnownError("sync.evidence-damaged", sha256=ref.sha256[:8])
        reply = self._session.ask("POST", "/v1/uploads", body=body, headers=headers)
        if reply.ok:
            self._observe(len(body))
        return reply

    def _append_all(self, ref: BlobRef, upload: str, offset: int) -> Reply:
        with self._open_blob(ref.sha256) as file:
            file.seek(offset)
            while True:
                if self._cancel():
                    raise LineDownError(Offline(OfflineReason.CANCELLED))
                piece = file.read(limits.PIECE_BYTES)
                last = offset + len(piece) >= ref.size
                reply = self._session.ask(
                    "PATCH",
                    f"/v1/uploads/{upload}",
                    body=piece,
                    headers={
                        "Content-Type": PARTIAL_UPLOAD,
                        UPLOAD_OFFSET: str(offset),
                        UPLOAD_COMPLETE: format_flag(last),
                    },
                )
                if not reply.ok:
                    return reply
                offset += len(piece)
                self._observe(len(piece))
                if last:
                    return reply


def _offset(reply: Reply) -> int:
    return read_integer(UPLOAD_OFFSET, reply.headers.get(UPLOAD_OFFSET)) if reply.ok else 0
