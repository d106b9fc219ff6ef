"""Words of the comparison: kinds of rows, types, aspects, rules in both languages.

Called by `diff.py` alone; pure data and look-ups.
"""

from __future__ import annotations

from typing import TypeAlias

from inspector_app.xforms.model import Bilingual
from inspector_app.xforms.plain import PlainForm, PlainNode, Texts, Wording
from inspector_app.xforms.plain.form import language_for

Word: TypeAlias = Bilingual

_KINDS = {"group": ("分组", "the group"), "repeat": ("重复表", "the repeat")}
_TYPES = {
    "group": ("分组", "group"), "repeat": ("重复", "repeat"), "select1": ("单选", "select one"),
    "select": ("多选", "select multiple"), "rank": ("排序", "rank"), "range": ("滑动条", "range"),
    "upload": ("文件", "file"), "trigger": ("确认", "acknowledge"), "note": ("说明", "note"),
    "value": ("计算或隐藏", "calculated or hidden"),
}  # fmt: skip
_VALUES = {
    "string": ("文本", "text"), "int": ("整数", "integer"), "decimal": ("小数", "decimal"),
    "date": ("日期", "date"), "time": ("时间", "time"), "dateTime": ("日期时间", "date and time"),
    "geopoint": ("位置", "position"), "geotrace": ("轨迹", "trace"), "geoshape": ("范围", "shape"),
    "boolean": ("是非", "boolean"), "binary": ("文件", "file"), "barcode": ("条码", "barcode"),
}  # fmt: skip
_ASPECTS = {
    "form_title": ("标题", "title"), "form_id": ("表单编号", "form id"),
    "version": ("版本", "version"), "default_language": ("默认语言", "default language"),
    "language": ("语言", "language"), "name": ("名称", "name"), "position": ("位置", "position"),
    "type": ("类型", "type"), "label": ("标题", "label"), "hint": ("提示", "hint"),
    "guidance_hint": ("详细提示", "guidance"), "required_message": ("必填提示", "required message"),
    "constraint_message": ("校验提示", "constraint message"), "relevant": ("显示条件", "condition"),
    "required": ("必填", "required"), "constraint": ("校验", "constraint"),
    "readonly": ("只读", "read-only"), "calculate": ("计算", "calculation"),
    "count": ("重复次数", "repeat count"), "default": ("默认值", "default"),
    "appearance": ("外观", "appearance"), "parameters": ("参数", "parameters"),
    "choice": ("选项", "choice"), "choice_label": ("选项文字", "choice label"),
    "choice_order": ("选项顺序", "order of the choices"),
    "choice_filter": ("选项筛选", "choice filter"),
    "insp:code": ("编号", "code"), "insp:basis": ("法律依据", "legal basis"),
    "insp:severity": ("严重程度", "severity"), "insp:authority": ("主管机关", "authority"),
    "insp:consequence": ("处理", "consequence"), "insp:photo": ("取证", "photo rule"),
    "insp:fails": ("不合格条件", "failing condition"),
    "insp:pass": ("合格用语", "sentence for pass"),
    "insp:fail": ("问题用语", "sentence for fail"), "insp:how": ("检查方法", "method"),
    "insp:how-en": ("检查方法（英文）", "method (English)"), "insp:draw": ("抽样", "draw"),
    "insp:name": ("短标题", "short heading"), "insp:section": ("章节短名", "short section name"),
    "insp:role": ("角色", "role"), "insp:unit": ("单位", "unit"),
    "insp:demand": ("整改要求", "demand"),
    "insp:totals": ("合计用语", "sentence of totals"), "insp:note": ("备注", "note"),
    "insp:adverse": ("反向项", "adverse item"), "insp:table": ("表号", "table code"),
    "insp:tables": ("相关表", "tables"), "insp:items": ("相关项", "items"),
    "insp:deviating": ("异常值", "deviating values"),
}  # fmt: skip
_CERTAIN = {"true()": Bilingual("是", "yes"), "false()": Bilingual("否", "no")}
_IN_WORDS = ("relevant", "required", "constraint", "readonly")


def kind_word(node: PlainNode) -> Word:
    """Return what a row is: a question, a group, a check item."""
    if node.kind == "group" and node.insp.get("code"):
        return Bilingual("检查项", "the check item")
    zh, en = _KINDS.get(node.kind, ("题目", "the question"))
    return Bilingual(zh, en)


def type_word(node: PlainNode) -> Word:
    """Return a question's type in words."""
    if node.kind in _TYPES and node.kind != "range":
        zh, en = _TYPES[node.kind]
        if node.kind == "value" and node.value_type != "string":
            more = _VALUES.get(node.value_type, (node.value_type, node.value_type))
            return Bilingual(f"{zh}，{more[0]}", f"{en}, {more[1]}")
        return Bilingual(zh, en)
    zh, en = _VALUES.get(node.value_type, (node.value_type, node.value_type))
    if node.kind == "range":
        return Bilingual(f"滑动条，{zh}", f"range, {en}")
    return Bilingual(zh, en)


def aspect_word(aspect: str) -> Word:
    """Return the name of an aspect; unknown ones as they are."""
    if aspect.startswith("choice:"):
        column = aspect.partition(":")[2]
        return Bilingual(f"选项的“{column}”列", f"column “{column}” of the choices")
    zh, en = _ASPECTS.get(aspect, (aspect, aspect))
    return Bilingual(zh, en)


def rule_words(
    rule: str, old: tuple[PlainForm, PlainNode], new: tuple[PlainForm, PlainNode]
) -> tuple[Word, Word]:
    """Return a rule before and after: conditions in words, calculations as written."""
    found = []
    for plain, node in (old, new):
        source = node.rules.get(rule, "")
        if source in _CERTAIN:
            found.append(_CERTAIN[source])
        elif not source or rule not in _IN_WORDS:
            found.append(Bilingual(source, source))
        else:
            words = [
                Wording(plain, language_for(plain.form, one), chinese=one == "zh").condition(
                    node.schema, rule
                )
                for one in ("zh", "en")
            ]
            found.append(Bilingual(*words))
    if found[0] == found[1]:  # the same labels over other values: only the expressions differ
        sources = [node.rules.get(rule, "") for _, node in (old, new)]
        return Bilingual(sources[0], sources[0]), Bilingual(sources[1], sources[1])
    return found[0], found[1]


def changed_words(old: str, new: str, *, zh: bool) -> str:
    """Say that a text became another."""
    if zh:
        if not old:
            return f"：新写「{new}」"
        return f"：删去「{old}」" if not new else f"：「{old}」→「{new}」"
    if not old:
        return f': now "{new}", was empty'
    return f': "{old}" taken out' if not new else f': "{old}" → "{new}"'


def shown_words(node: PlainNode, value: str, language: str) -> str:
    """Return a choice as its value and its label."""
    found = next((choice for choice in node.choices if choice.value == value), None)
    label = _in(found.labels, language) if found is not None else ""
    if not label or label == value:
        return value
    return f"{value}（{label}）" if language == "zh" else f"{value} ({label})"


def _in(texts: Texts, language: str) -> str:
    """Return the text in `zh` or `en`, any other when that is missing."""
    named = next((text for key, text in texts.items() if f"({language}" in key), "")
    return named or next(iter(texts.values()), "")


def called(node: PlainNode, language: str) -> str:
    """Return how a question is called: code, name, the beginning of its label."""
    code = code_of(node)
    label = _in(node.labels, language)
    short = label if len(label) <= 30 else f"{label[:29]}…"
    head = code if code and "code" in node.insp else f"{code} {node.name}" if code else node.name
    if not short:
        return head
    return f"{head}“{short}”" if language == "zh" else f'{head} "{short}"'


def code_of(node: PlainNode) -> str:
    """Return the code of a question or of the item around it, '' when there is none."""
    at: PlainNode | None = node
    while at is not None:
        if at.insp.get("code"):
            return at.insp["code"]
        at = at.parent
    return ""
