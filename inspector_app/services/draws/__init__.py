"""Double-random draws as use cases on files: freeze lists, draw, verify, publish.

Called by `inspector draw`; needs no workspace and no network, so that anybody can repeat a draw.
Must never overwrite a frozen file or a drawn one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from inspector_app.crypto.digest import sha256
from inspector_app.domain.double_random import (
    NONCE_BYTES,
    DrawFile,
    Lists,
    Opening,
    Plan,
    Verdict,
    conduct,
    declaration_digest,
    declare,
    file_bytes,
    judge,
    read_file,
    seed_of,
)
from inspector_app.domain.double_random.canonical import check_text
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError
from inspector_app.services.draws.lists import read_lists, read_plan_file
from inspector_app.whole_file import write_whole_file

__all__ = ["Kept", "draw_declared", "freeze", "judge_file", "read_lists", "read_plan_file"]

LARGEST_FILE_BYTES = 512 << 20
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A draw file as written.

    Attributes:
        digest: Of its declaration, 64 hex digits: what is announced.
    """

    file: DrawFile
    digest: str


def freeze(plan: Plan, lists: Lists, *, target: Path, nonce_file: Path, entropy: Entropy) -> Kept:
    """Freeze lists and plan, and make the nonce.

    Args:
        target: New file with the frozen lists; public.
        nonce_file: New file with the nonce; secret until the draw.
    Raises:
        KnownError: `draw.exists`, and as `declare`.
    """
    nonce = entropy(NONCE_BYTES)
    declaration = declare(plan, lists, sha256(nonce).hex(), sha256)
    file = DrawFile(declaration, lists)
    for path in (target, nonce_file):
        _refuse_existing(path)
    # the nonce first: frozen lists without their nonce could never be drawn
    write_whole_file(nonce_file, nonce.hex().encode() + b"\n", private=True)
    write_whole_file(target, file_bytes(file))
    return Kept(file, declaration_digest(declaration, sha256).hex())


def draw_declared(source: Path, *, nonce_file: Path, value: str, target: Path) -> Kept:
    """Draw from frozen lists.

    Args:
        value: The public value, exactly as published.
    Raises:
        KnownError: `draw.nonce-missing`, `draw.nonce-differs`, `draw.drawn-already`,
            `draw.exists`, and what `judge` finds wrong with the frozen file.
    """
    check_text(value, "--seed")
    data = _read_bytes(source)
    file = read_file(data)
    if file.opening is not None:
        raise KnownError("draw.drawn-already")
    _refuse_existing(target)
    declaration = file.declaration
    again = declare(declaration.plan, file.lists, declaration.nonce_sha256, sha256)
    for name in ("units", "officers", "exclusions"):
        if getattr(again, name) != getattr(declaration, name):
            raise KnownError(f"draw.{name}-list-differs")
    nonce = _read_nonce(nonce_file)
    if sha256(nonce).hex() != declaration.nonce_sha256:
        raise KnownError("draw.nonce-differs")
    digest = declaration_digest(declaration, sha256)
    result = conduct(declaration.plan, file.lists, seed_of(digest, nonce, value, sha256), sha256)
    drawn = DrawFile(declaration, file.lists, Opening(nonce, value), result)
    write_whole_file(target, file_bytes(drawn))
    return Kept(drawn, digest.hex())


def judge_file(path: Path, *, announced: str, value: str | None) -> Verdict:
    """Repeat the draw of a file.

    Args:
        announced: 64 hex digits, blanks between them allowed; '' when not known.
    Raises:
        KnownError: `draw.file-unreadable`, `draw.file-newer`.
    """
    digest: bytes | None = None
    if announced:
        plain = re.sub(r"[\s:]", "", announced).lower()
        # what is no digest at all differs from every digest
        digest = bytes.fromhex(plain) if _HEX.fullmatch(plain) else b""
    return judge(_read_bytes(path), announced=digest, value=value, sha256=sha256)


def _read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        KnownError: `draw.file-unreadable`, `record.file-missing`.
    """
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise KnownError("draw.file-unreadable")
        return path.read_bytes()
    except IsADirectoryError as error:
        raise KnownError("draw.file-unreadable") from error


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise KnownError("draw.exists", path=path)


def _read_nonce(path: Path) -> bytes:
    try:
        text = path.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        raise KnownError("draw.nonce-missing", path=path) from error
    if not _HEX.fullmatch(text):
        raise KnownError("draw.nonce-missing", path=path)
    return bytes.fromhex(text)
