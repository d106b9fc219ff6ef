"""Linter, text: external lists and media that the form names and nobody put beside it.

`check_form` calls `check_files`. Must never open a file: only whether it is there is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from inspector_app.xforms.form import Form
from inspector_app.xforms.intake.types import parse_type
from inspector_app.xforms.intake.workbook import Workbook
from inspector_app.xforms.lint.findings import Findings
from inspector_app.xforms.model import Place

_MEDIA = ("image", "audio", "video", "big-image")
MAX_SAID = 20


def check_files(
    form: Form, workbook: Workbook | None, folders: Sequence[Path], xml: str, findings: Findings
) -> None:
    """Add files that are missing beside the form: notes, because they may be sent separately."""
    for address in form.missing:
        name = address.rpartition("/")[2]
        place = _place_of(name, workbook) if workbook is not None else _line_of(address, xml)
        findings.add(
            "info", "external-missing", place,
            (f"外部数据 {name} 不在检查表旁，选项会是空的",
             f"the external data {name} is not beside the form and reads as empty"),
            ("放在检查表所在文件夹或“文件名-media”文件夹",
             "Put it beside the form or into its “-media” folder"),
        )  # fmt: skip
    if workbook is not None:
        _media(workbook, folders, findings)


def _line_of(address: str, xml: str) -> Place:
    at = xml.find(address)
    return Place(row=xml.count("\n", 0, at) + 1) if at >= 0 else Place()


def _place_of(name: str, workbook: Workbook) -> Place:
    survey = workbook.sheet("survey")
    if survey is None:
        return Place()
    stem = name.rpartition(".")[0]
    pulled = re.compile(rf"pulldata\s*\(\s*['\"]{re.escape(stem)}['\"]")
    for row in survey.rows:
        kind = parse_type(row.get("type"))
        if kind.list_name == name:
            return survey.place(row.number, "type")
        if kind.word in ("csv-external", "xml-external") and row.get("name") == stem:
            return survey.place(row.number, "name")
        for column, text in row.values.items():
            if pulled.search(text) or (f"instance('{stem}')" in text and "instance(" in text):
                return survey.place(row.number, column)
    return Place()


def _media(workbook: Workbook, folders: Sequence[Path], findings: Findings) -> None:
    said = 0
    for name in ("survey", "choices"):
        sheet = workbook.sheet(name)
        columns = [one.name for one in sheet.columns if one.base in _MEDIA] if sheet else []
        for row in sheet.rows if sheet is not None and columns else ():
            for column in columns:
                file = row.get(column)
                if not file or "${" in file or "://" in file or _there(file, folders):
                    continue
                said += 1
                if sheet is not None and said <= MAX_SAID:
                    findings.add(
                        "info", "media-missing", sheet.place(row.number, column),
                        (f"图片或音视频“{file}”不在检查表旁",
                         f"the media file “{file}” is not beside the form"),
                        name=row.get("name"),
                    )  # fmt: skip


def _there(name: str, folders: Sequence[Path]) -> bool:
    try:
        return any((folder / name).is_file() for folder in folders)
    except (OSError, ValueError):
        return False
