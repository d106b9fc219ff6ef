"""Linter, intake: types, names and groups of the survey sheet, row by row.

`check_form` calls `check_rows`. Must never stop at the first mistake: pyxform does that already.
"""

from __future__ import annotations

import re

from inspector_app.xforms.intake.types import (
    LISTS,
    SETTING_WORDS,
    TYPES,
    QuestionType,
    asked_words,
    known_words,
    parse_type,
)
from inspector_app.xforms.intake.workbook import Row, Sheet, Workbook
from inspector_app.xforms.lint.choices import Lists
from inspector_app.xforms.lint.findings import Findings
from inspector_app.xforms.near import nearest

NAME = re.compile(r"[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?")
_NAMELESS = ("note", "audit")
_ZH = {"group": "分组", "repeat": "重复组", "loop": "循环"}
_TEXTS = ("label", "hint", "media", "image", "audio", "video", "big-image")
_OBSOLETE = {
    "cascading_select": ("改用 select_one，逐级写 choice_filter",
                         "Use select_one with a choice_filter on each level"),
    "cascading": ("改用 select_one，逐级写 choice_filter",
                  "Use select_one with a choice_filter on each level"),
    "include": ("把那一部分的行抄进来", "Copy the rows of that section here"),
}  # fmt: skip
_DYNAMIC = re.compile(r"\$\{|\w\(")


def check_rows(workbook: Workbook, lists: Lists, findings: Findings) -> None:
    """Add unknown types, missing lists, bad and double names, groups that never end."""
    survey = workbook.sheet("survey")
    if survey is None or survey.column("type") is None:
        return
    opened: list[tuple[QuestionType, Row]] = []
    names: list[dict[str, str]] = [{}]
    for row in survey.rows:
        kind = parse_type(row.get("type"))
        if _is_disabled(row):
            continue
        if not kind.word:
            _no_type(row, survey, findings)
        elif kind.closes:
            _close(kind, row, survey, opened, names, findings)
        elif kind.word.replace(" ", "_") not in SETTING_WORDS:
            _type(kind, row, survey, lists, findings)
            _shown(kind, row, survey, findings)
            _name(kind, row, survey, names[-1], findings)
            if kind.opens:
                opened.append((kind, row))
                names.append({})
    for kind, row in opened:
        _never_closed(kind, row, survey, findings)


def _is_disabled(row: Row) -> bool:
    return row.get("disabled").lower() in ("yes", "true", "true()")


def _no_type(row: Row, survey: Sheet, findings: Findings) -> None:
    has_label = any(key.partition("::")[0] == "label" for key in row.values)
    if row.get("name") or has_label:
        findings.add(
            "error", "type-missing", survey.place(row.number, "type"),
            ("缺少类型", "the type is missing"), name=row.get("name"),
        )  # fmt: skip


def _never_closed(kind: QuestionType, row: Row, survey: Sheet, findings: Findings) -> None:
    findings.add(
        "error", "group-open", survey.place(row.number, "type"),
        (f"第 {row.number} 行开始的{_ZH[kind.opens]}“{row.get('name')}”没有结束",
         f"the {kind.opens} “{row.get('name')}” begun in row {row.number} is never ended"),
        (f"补上 end_{kind.opens}", f"Add end_{kind.opens}"), name=row.get("name"),
    )  # fmt: skip


def _close(
    kind: QuestionType, row: Row, survey: Sheet, opened: list[tuple[QuestionType, Row]],
    names: list[dict[str, str]], findings: Findings,
) -> None:  # fmt: skip
    place = survey.place(row.number, "type")
    if not opened:
        findings.add(
            "error", "group-end", place,
            (f"多余的 end_{kind.closes}：前面没有未结束的{_ZH[kind.closes]}",
             f"there is no open {kind.closes} for this end_{kind.closes}"),
            ("删除此行", "Remove this row"),
        )  # fmt: skip
        return
    outer = [index for index, (one, _) in enumerate(opened) if one.opens == kind.closes]
    if outer:  # what was opened after it is what was forgotten
        while len(opened) > outer[-1] + 1:
            inner, begun = opened.pop()
            names.pop()
            _never_closed(inner, begun, survey, findings)
        opened.pop()
        names.pop()
        return
    inner, begun = opened.pop()
    names.pop()
    label = begun.get("name")
    findings.add(
        "error", "group-end", place,
        (f"这里结束{_ZH[kind.closes]}，但第 {begun.number} 行开始的是{_ZH[inner.opens]}“{label}”",
         f"this ends a {kind.closes}, but row {begun.number} began the {inner.opens} “{label}”"),
        (f"改成 end_{inner.opens}", f"Write end_{inner.opens}"),
    )  # fmt: skip


def _type(kind: QuestionType, row: Row, survey: Sheet, lists: Lists, findings: Findings) -> None:
    place = survey.place(row.number, "type")
    name = row.get("name")
    if kind.list_name:
        _list(kind, row, survey, lists, findings)
        return
    word = kind.word
    if word.startswith("osm"):
        word = "osm"
    if kind.opens or word in known_words():
        return
    if word.lower() in LISTS:
        findings.add(
            "error", "list-missing", place,
            (f"“{row.get('type')}”后面没有写选项表", f"“{row.get('type')}” names no list"),
            ("写成“类型 选项表”，如 select_one yn", "Write type and list, as select_one yn"),
            name=name,
        )  # fmt: skip
        return
    head = word.lower().partition(" ")[0]
    known = {*known_words(), *TYPES, *LISTS, "begin_group", "end_group", "begin_repeat",
             "end_repeat", "begin group", "end group", "begin repeat", "end repeat"}  # fmt: skip
    obsolete = _OBSOLETE.get(head)
    if obsolete is not None:
        findings.add(
            "error", "type-unknown", place,
            (f"类型“{row.get('type')}”已经过时，不再支持",
             f"the type “{row.get('type')}” is obsolete and no longer supported"),
            obsolete, name=name,
        )  # fmt: skip
        return
    near = nearest(word.lower(), known)
    if not near and " " in word:
        near = nearest(head, LISTS)
    findings.add(
        "error", "type-unknown", place,
        (f"不认识的类型“{row.get('type')}”", f"unknown type “{row.get('type')}”"),
        (f"是否应为 {near}？", f"Did you mean {near}?") if near else ("", ""), name=name,
    )  # fmt: skip


def lacks_label(kind: QuestionType, row: Row) -> bool:
    """Tell whether a question is asked without a word of what is asked."""
    if not (kind.selects or kind.word in asked_words()):
        return False
    if row.get("calculation") or row.get("trigger"):
        return False
    return not any(key.partition("::")[0] in _TEXTS for key in row.values)


def _shown(kind: QuestionType, row: Row, survey: Sheet, findings: Findings) -> None:
    """Add questions nobody can read and calculations without a formula."""
    if kind.word in ("calculate", "q calculate", "add calculate prompt"):
        if not (row.get("calculation") or _DYNAMIC.search(row.get("default"))):
            findings.add(
                "error", "calculation-missing", survey.place(row.number, "calculation"),
                ("计算行没有计算式", "the calculate row has no calculation"),
                name=row.get("name"),
            )  # fmt: skip
        return
    if lacks_label(kind, row):
        findings.add(
            "error", "label-missing", survey.place(row.number, "label"),
            (f"“{row.get('name')}”没有标题，也没有提示",
             f"“{row.get('name')}” has neither label nor hint"),
            ("写标题；只需计算时类型用 calculate", "Write a label, or make it a calculate"),
            name=row.get("name"),
        )  # fmt: skip


def _list(kind: QuestionType, row: Row, survey: Sheet, lists: Lists, findings: Findings) -> None:
    place = survey.place(row.number, "type")
    listed, name = kind.list_name, row.get("name")
    at = row.get("type").find(listed)
    if kind.word == "select_one_external":
        known: dict[str, list[str]] | frozenset[str] = lists.external
    elif kind.internal or kind.opens == "loop":
        known = lists.values
    else:
        return
    if listed not in known:
        near = nearest(listed, known) or next(
            (one for one in known if one.lower() == listed.lower()), ""
        )
        findings.add(
            "error", "list-missing", place,
            (f"没有选项表“{listed}”", f"there is no list “{listed}”"),
            (f"是否应为 {near}？", f"Did you mean {near}?") if near else ("", ""),
            name=name, at=max(at, 0),
        )  # fmt: skip
    elif kind.word in ("select_multiple", "rank"):
        for value in sorted(lists.values.get(listed, ())):
            if re.search(r"\s", value):
                number = lists.rows[listed, value].number
                better = re.sub(r"\s+", "_", value)
                findings.add(
                    "error", "choice-blank", place,
                    (f"多选和排序的选项值不能含空格：选项表“{listed}”第 {number} 行的“{value}”",
                     f"no blanks in values of select_multiple and rank: “{value}”, row {number}"),
                    (f"改成 {better}", f"Write {better}"), name=name,
                )  # fmt: skip


def _name(
    kind: QuestionType, row: Row, survey: Sheet, names: dict[str, str], findings: Findings
) -> None:
    name = row.get("name")
    place = survey.place(row.number, "name")
    if not name:
        if kind.word not in _NAMELESS:
            findings.add("error", "name-missing", place, ("缺少名称", "the name is missing"))
        return
    if not NAME.fullmatch(name):
        bad = next((char for char in name if not (char.isalnum() or char in "_.-")), "")
        why_zh = f"：不能含“{bad}”" if bad else "：不能以数字或标点开头"
        why_en = f": it must not hold “{bad}”" if bad else ": it begins with a digit or punctuation"
        findings.add(
            "error", "name-invalid", place,
            (f"名称“{name}”不合规则{why_zh}", f"the name “{name}” is not allowed{why_en}"),
            ("以字母、汉字或下划线开头，不含空格和标点",
             "Begin with a letter or underscore; no blanks or punctuation"), name=name,
        )  # fmt: skip
    folded = name.lower()
    if folded in names:
        same = names[folded] == name
        findings.add(
            "error" if same else "warning", "name-twice" if same else "name-case", place,
            (f"名称“{name}”重复" if same else f"名称“{name}”与“{names[folded]}”只差大小写",
             f"the name “{name}” is used twice" if same
             else f"the names “{name}” and “{names[folded]}” differ only in case"),
            ("改用别的名称", "Use another name"), name=name,
        )  # fmt: skip
    names.setdefault(folded, name)
