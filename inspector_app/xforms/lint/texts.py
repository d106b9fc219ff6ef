"""Linter, text and domain columns: translations, messages, slots of sentences, `insp:` values.

`check_form` calls `check_texts` and `check_domain`. What a code means is asked of `domain`; the
engine itself only carries strings.
"""

from __future__ import annotations

import re

from inspector_app.domain.competence import AUTHORITIES, EVERY
from inspector_app.domain.consequences import parse_codes
from inspector_app.domain.law import parse_reference
from inspector_app.errors import KnownError
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.form import Form
from inspector_app.xforms.intake.workbook import Sheet, Workbook
from inspector_app.xforms.lint.findings import Findings, Level
from inspector_app.xforms.lint.types import Locate
from inspector_app.xforms.model import Place
from inspector_app.xforms.near import nearest

_SLOT = re.compile(r"\{([^{}:]+)(?::raw)?\}")
_PHOTO = re.compile(r"-|o|X|[FR](?::\d{1,2}(?:-\d{1,2})?)?")
_TRANSLATION = re.compile(r"<(?:\w+:)?translation\b[^>]*?\blang=([\"'])(.*?)\1")
MAX_GAPS = 30
_TRANSLATED = ("label", "hint", "constraint_message", "required_message", "guidance_hint")


def check_texts(workbook: Workbook, findings: Findings) -> None:
    """Add texts that one language has and another lacks, and constraints without a message."""
    for name in ("survey", "choices"):
        sheet = workbook.sheet(name)
        if sheet is not None:
            _translations(sheet, findings)
    survey = workbook.sheet("survey")
    if survey is None:
        return
    for row in survey.rows:
        has_message = any(column.startswith("constraint_message") for column in row.values)
        if row.get("constraint") and not has_message:
            findings.add(
                "info", "constraint-message", survey.place(row.number, "constraint"),
                ("校验没有提示语", "the constraint has no message"), name=row.get("name"),
            )  # fmt: skip


def _translations(sheet: Sheet, findings: Findings) -> None:
    """Add missing translations: by cell in a language that is kept up, else once.

    pyxform shows “-” for a missing text, so a gap in a kept-up language is near-certainly one.
    """
    for base in _TRANSLATED:
        columns = [column.name for column in sheet.columns if column.name.startswith(f"{base}::")]
        if len(columns) < 2:
            continue
        rows = [row for row in sheet.rows if any(row.get(column) for column in columns)]
        for column in columns:
            missing = [row for row in rows if not row.get(column)]
            language = column.partition("::")[2]
            if not missing:
                continue
            if len(missing) > MAX_GAPS or len(missing) * 4 > len(rows) > 3:
                findings.add(
                    "info", "translation-missing", sheet.place(missing[0].number, column),
                    (f"“{sheet.heading(column)}”缺 {len(missing)} 处（共 {len(rows)}），从这里起",
                     f"{len(missing)} of {len(rows)} texts lack “{language}”, from here on"),
                )  # fmt: skip
                continue
            for row in missing:
                findings.add(
                    "warning" if base == "label" else "info", "translation-missing",
                    sheet.place(row.number, column),
                    (f"缺少“{language}”的文字（{sheet.heading(column)}）",
                     f"the text in “{language}” is missing ({sheet.heading(column)})"),
                    name=row.get("name"),
                )  # fmt: skip


def check_itext(form: Form, xml: str, findings: Findings) -> None:
    """Add itext ids that a language of an XForm lacks, or that do not exist at all."""
    itext = form.definition.itext
    lines = {
        found[2]: xml.count("\n", 0, found.start()) + 1 for found in _TRANSLATION.finditer(xml)
    }
    known = {text_id for entries in itext.values() for text_id in entries}
    for language, entries in itext.items():
        for text_id in sorted(known - set(entries)):
            findings.add(
                "warning", "translation-missing", Place(row=lines.get(language, 0)),
                (f"“{language}”缺少文字 {text_id}", f"“{language}” lacks the text {text_id}"),
            )  # fmt: skip
    for schema in form.definition.nodes:
        control = schema.control
        for text in (control.label, control.hint) if control else ():
            if text is not None and text.itext_id and text.itext_id not in known:
                findings.add(
                    "warning", "itext-missing", schema.place,
                    (f"没有 itext {text.itext_id}", f"there is no itext {text.itext_id}"),
                    name=schema.name,
                )  # fmt: skip


def check_domain(form: Form, locate: Locate, findings: Findings) -> None:
    """Add `insp:` values that are missing, doubled or not understood."""
    names = {schema.name for schema in form.definition.nodes}
    codes: dict[str, str] = {}
    for schema in form.definition.nodes:
        insp = schema.insp
        if not insp:
            continue
        if schema.kind == "group" and ("severity" in insp or "basis" in insp or "code" in insp):
            _item(schema, codes, locate, findings)
        for key in ("pass", "fail"):
            for slot in _SLOT.findall(insp.get(key, "")):
                if slot not in names:
                    _say(
                        schema, f"bind::insp:{key}", "slot-unknown", locate, findings,
                        (f"用语中的 {{{slot}}} 不是题目名称",
                        f"{{{slot}}} in the sentence names no question"),
                    )  # fmt: skip


def _item(schema: SchemaNode, codes: dict[str, str], locate: Locate, findings: Findings) -> None:
    insp = schema.insp
    code = insp.get("code", "")
    if not code:
        _say(schema, "bind::insp:code", "code-missing", locate, findings,
             ("检查项没有编号", "the check item has no code"))  # fmt: skip
    elif code in codes:
        _say(schema, "bind::insp:code", "code-twice", locate, findings,
             (f"编号 {code} 已用于“{codes[code]}”",
             f"the code {code} is already that of “{codes[code]}”"))  # fmt: skip
    codes.setdefault(code, schema.name)
    if not insp.get("basis"):
        _say(schema, "bind::insp:basis", "basis-missing", locate, findings,
             ("检查项没有法律依据", "the check item has no legal basis"), level="info")  # fmt: skip
    bad = [key for key in insp.get("basis", "").split() if not _readable(key)]
    if bad:
        _say(schema, "bind::insp:basis", "basis-unknown", locate, findings,
             (f"看不懂的依据“{bad[0]}”", f"the basis “{bad[0]}” is not understood"))  # fmt: skip
    if insp.get("severity") not in ("G", "S", "C"):
        _say(schema, "bind::insp:severity", "severity-unknown", locate, findings,
             ("严重程度只能是 G、S、C", "severity must be G, S or C"))  # fmt: skip
    if not insp.get("authority"):
        _say(schema, "bind::insp:authority", "authority-missing", locate, findings,
             ("检查项没有主管机关", "the check item has no authority"))  # fmt: skip
    tokens = [token for token in insp.get("authority", "").split("/") if token.strip()]
    strange = [token for token in tokens if token.strip() not in (*AUTHORITIES, EVERY)]
    if strange:
        near = nearest(strange[0].strip(), AUTHORITIES)
        _say(schema, "bind::insp:authority", "authority-unknown", locate, findings,
             (f"不认识的主管机关“{strange[0].strip()}”" + (f"，是否应为“{near}”？" if near else
              f"；可用：{'、'.join(AUTHORITIES)}、{EVERY}"),
             f"the authority “{strange[0].strip()}” is not known"
             + (f"; did you mean “{near}”?" if near else "")))  # fmt: skip
    consequence = insp.get("consequence", "")
    if consequence:
        try:
            parse_codes(consequence)
        except KnownError:
            _say(schema, "bind::insp:consequence", "consequence-unknown", locate, findings,
                 (f"看不懂的处理“{consequence}”",
                 f"the consequence “{consequence}” is not understood"))  # fmt: skip
    _photo(schema, locate, findings)
    for key, word in (("pass", "合格用语"), ("fail", "问题用语")):
        if not insp.get(key):
            _say(schema, f"bind::insp:{key}", "sentence-missing", locate, findings,
                 (f"检查项没有{word}", f"the check item has no sentence for {key}"),
                 level="info")  # fmt: skip


def _readable(key: str) -> bool:
    try:
        parse_reference(key)
    except KnownError:
        return False
    return True


def _photo(schema: SchemaNode, locate: Locate, findings: Findings) -> None:
    words = schema.insp.get("photo", "-").split()
    bad = [word for word in words if not _PHOTO.fullmatch(word)]
    if bad:
        _say(schema, "bind::insp:photo", "photo-unknown", locate, findings,
             (f"看不懂的取证“{bad[0]}”",
             f"the photo rule “{bad[0]}” is not understood"))  # fmt: skip
    if "X" in words and len(words) > 1:
        _say(schema, "bind::insp:photo", "photo-conflict", locate, findings,
             ("禁止拍照（X）不能与 F、R 同用",
             "X forbids photographs and cannot stand with F or R"))  # fmt: skip


def _say(
    schema: SchemaNode, column: str, code: str, locate: Locate, findings: Findings,
    message: tuple[str, str], level: Level = "warning",
) -> None:  # fmt: skip
    place, _ = locate(schema, column, "", 0)
    findings.add(level, code, place, message, name=schema.name)
