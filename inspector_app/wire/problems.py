"""Errors as they cross the wire: RFC 9457 `application/problem+json`, codes from the catalogue.

The bureau turns a `KnownError` into a `Problem`; the laptop turns it back, so that one sentence in
the reader's language is shown on both sides. Must never carry a stack trace or a path.
"""

from __future__ import annotations

from typing import Any

import msgspec

from inspector_app.errors import InspectorError, KnownError, catalogue
from inspector_app.wire.codec import encode

MEDIA_TYPE = "application/problem+json"
_PREFIX = "urn:inspector:problem:"
_UPLOAD_TYPES = {
    "upload.offset": "https://iana.org/assignments/http-problem-types#mismatching-upload-offset",
    "upload.complete": "https://iana.org/assignments/http-problem-types#completed-upload",
    "upload.length": "https://iana.org/assignments/http-problem-types#inconsistent-upload-length",
}


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One problem. Unknown fields are tolerated: a newer bureau may say more.

    Attributes:
        type: `urn:inspector:problem:<code>`, or the IANA address for uploads.
        title: English sentence.
        detail: Chinese sentence.
        extras: Values of the sentence's slots and further facts (`want`, `head`, `quarantine_id`).
    """

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    retryable: bool = False
    instance: str = ""
    extras: dict[str, Any] = {}


def problem_of(error: InspectorError, *, instance: str = "", **extras: Any) -> Problem:
    """Return the problem a catalogue error is sent as.

    Args:
        error: What went wrong; its slots go along where they are plain JSON.
        instance: Identifier of this one occurrence, for the log.
        extras: Further facts for the laptop.
    """
    slots = {key: value for key, value in error.slots.items() if _is_plain(value)}
    return Problem(
        type=_UPLOAD_TYPES.get(error.code, _PREFIX + error.code),
        title=error.sentence("en"),
        status=error.entry.http_status,
        code=error.code,
        detail=error.sentence("zh"),
        retryable=error.entry.retryable,
        instance=instance,
        extras={**slots, **extras},
    )


def encode_problem(problem: Problem) -> bytes:
    """Return the body of the answer."""
    return encode(problem)


def read_problem(status: int, body: bytes) -> Problem:
    """Return the problem in an answer; a foreign body (a proxy's page): `sync.answer-odd`."""
    try:
        return msgspec.json.decode(body, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        odd = KnownError("sync.answer-odd", status=status)
        return msgspec.structs.replace(problem_of(odd), status=status, retryable=status >= 500)


def error_of(problem: Problem) -> KnownError:
    """Return the problem as the error that is shown; an unknown code keeps its text."""
    if problem.code in catalogue():
        slots = {key: value for key, value in problem.extras.items() if key not in ("code", "self")}
        return KnownError(problem.code, **slots)
    return KnownError("sync.answer-unknown", remote=problem.code, text=problem.detail)


def _is_plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_plain(inner) for inner in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(inner) for key, inner in value.items())
    return value is None or isinstance(value, str | int | bool)
