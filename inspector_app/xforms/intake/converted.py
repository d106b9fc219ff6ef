"""Converted workbooks on disk: XForm XML under the workbook's hash, safe to lose and to damage.

`read_source` looks one up; `load_form` keeps one when its expressions have compiled. The file is a
line of JSON and the XML, so reading it can execute nothing. What does not fit the workbook, the
program or its own digest is ignored and made again; it must never be believed.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from inspector_app import __version__

VERSION = "3"  # raise when conversion or the language of expressions changes
_FORMAT = "inspector-form"
_MAX_HEADER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Converted:
    """What conversion gave.

    Attributes:
        xml: XForm XML, UTF-8.
        warnings: The converter's, in its own words.
        checked: Every expression has compiled without a remark, so those that wait for an event
            need not be compiled before it.
    """

    xml: bytes
    warnings: tuple[str, ...]
    checked: bool


def key_of(sha256: str, form_name: str) -> str:
    """Return what the XML depends on: workbook, program, and the form id of last resort."""
    text = "\n".join((_FORMAT, VERSION, __version__, sha256, form_name))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_converted(folder: Path, key: str) -> Converted | None:
    """Return a kept conversion, None when there is none to be trusted."""
    try:
        with _file(folder, key).open("rb") as file:
            header = json.loads(file.readline(_MAX_HEADER))
            xml = file.read()
        warnings = tuple(str(text) for text in header["warnings"])
        known = (header["key"], header["xml"]) == (key, hashlib.sha256(xml).hexdigest())
        checked = header["checked"] is True
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return Converted(xml, warnings, checked) if known else None


def write_converted(folder: Path, key: str, converted: Converted) -> None:
    """Keep a conversion; losing it costs a second, so a failure to write it is no failure."""
    header = {
        "key": key, "xml": hashlib.sha256(converted.xml).hexdigest(),
        "checked": converted.checked, "warnings": list(converted.warnings),
    }  # fmt: skip
    path = _file(folder, key)
    temporary = path.with_suffix(f".{os.getpid()}")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.write_bytes(json.dumps(header).encode() + b"\n" + converted.xml)
        temporary.replace(path)
    except OSError:
        return


def _file(folder: Path, key: str) -> Path:
    return folder / f"{key[:40]}.xform"
