"""Chinese and English names of sheets and columns, folded to pyxform's spelling.

`read_workbook` calls `column_name`; the linter uses the lists for near misses.
Must never touch a cell's expression or text.
"""

from __future__ import annotations

import re
import unicodedata

SHEETS = {
    "检查表": "survey", "问卷": "survey", "选项": "choices", "设置": "settings", "实体": "entities",
    "survey": "survey", "choices": "choices", "settings": "settings", "entities": "entities",
    "external_choices": "external_choices", "osm": "osm",
}  # fmt: skip

SURVEY_COLUMNS = {
    "类型": "type", "名称": "name", "标题": "label", "提示": "hint", "必填": "required",
    "必填提示": "required_message", "显示条件": "relevant", "校验": "constraint",
    "校验提示": "constraint_message", "计算": "calculation", "默认值": "default",
    "只读": "read_only",
    "外观": "appearance", "选项筛选": "choice_filter", "重复次数": "repeat_count",
    "触发": "trigger",
    "参数": "parameters", "详细提示": "guidance_hint", "备注": "notes",
    "编号": "bind::insp:code", "法律依据": "bind::insp:basis", "严重程度": "bind::insp:severity",
    "主管机关": "bind::insp:authority", "处理": "bind::insp:consequence",
    "取证": "bind::insp:photo",
    "不合格条件": "bind::insp:fails", "合格用语": "bind::insp:pass", "问题用语": "bind::insp:fail",
    "检查方法": "bind::insp:how", "抽样": "bind::insp:draw",
    "英文检查方法": "bind::insp:how-en", "短标题": "bind::insp:name",
    "章节": "bind::insp:section", "角色": "bind::insp:role", "单位": "bind::insp:unit",
    "表号": "bind::insp:table", "异常值": "bind::insp:deviating",
    "合计用语": "bind::insp:totals", "整改要求": "bind::insp:demand",
    "relevance": "relevant", "calculate": "calculation", "readonly": "read_only",
    "read only": "read_only",
    "constraint message": "constraint_message", "constraint-msg": "constraint_message",
    "required message": "required_message", "choice filter": "choice_filter",
    "repeat count": "repeat_count", "caption": "label", "command": "type", "tag": "name",
    "value": "name", "jr:count": "repeat_count", "guidance hint": "guidance_hint",
    "count": "repeat_count", "read-only": "read_only", "save to": "save_to",
    "constraining_message": "constraint_message", "requiredmsg": "required_message",
    "constraintmsg": "constraint_message", "default value": "default",
}  # fmt: skip
CHOICE_COLUMNS = {
    "选项表": "list_name", "值": "name", "标题": "label", "名称": "name", "list name": "list_name",
    "value": "name", "caption": "label",
}  # fmt: skip
SETTINGS_COLUMNS = {
    "标题": "form_title", "表单标题": "form_title", "编号": "form_id", "表单编号": "form_id",
    "版本": "version", "默认语言": "default_language", "实例名称": "instance_name",
    "命名空间": "namespaces", "样式": "style", "title": "form_title", "id_string": "form_id",
}  # fmt: skip
KNOWN_SURVEY = frozenset(
    ("type", "name", "label", "hint", "guidance_hint", "required", "required_message", "relevant",
     "constraint", "constraint_message", "calculation", "default", "read_only", "appearance",
     "choice_filter", "repeat_count", "trigger", "parameters", "notes", "note", "comment",
     "comments",
     "media", "image", "audio", "video", "big-image", "autoplay", "bind", "body", "instance",
     "control",
     "save_to", "disabled", "intent", "style", "table-list", "accuracythreshold", "query",
     "compact_tag", "flat", "hxl", "rows", "trigger", "noapperrorstring", "no_app_error_string",
     "requiredmsg", "constraintmsg", "$given_name")
)  # fmt: skip
KNOWN_CHOICES = frozenset(
    ("list_name", "name", "label", "media", "image", "audio", "video", "big-image", "order")
)
KNOWN_SETTINGS = frozenset(
    ("form_title", "form_id", "version", "default_language", "instance_name", "namespaces", "style",
     "name", "public_key", "submission_url", "auto_send", "auto_delete", "allow_choice_duplicates",
     "instance_xmlns", "sms_keyword", "sms_separator", "prefix", "delimiter", "attribute",
     "client_editable", "clean_text_values", "add_none_option", "sms_allow_media",
     "sms_date_format", "sms_datetime_format", "sms_response", "title", "id_string")
)  # fmt: skip
TEXT_COLUMNS = frozenset(
    ("label", "hint", "guidance_hint", "constraint_message", "required_message", "form_title",
     "bind::insp:pass", "bind::insp:fail", "bind::insp:how", "bind::insp:how-en", "bind::insp:name")
)  # fmt: skip
_YES = {"是": "yes", "否": "no"}
_YES_COLUMNS = frozenset(("required", "read_only"))
# pyxform's grouped spelling of a column; here each property has one name
_GROUPED = {
    ("bind", "relevant"): "relevant", ("bind", "required"): "required",
    ("bind", "constraint"): "constraint", ("bind", "readonly"): "read_only",
    ("bind", "calculate"): "calculation", ("bind", "jr:constraintmsg"): "constraint_message",
    ("bind", "jr:requiredmsg"): "required_message", ("bind", "entities:saveto"): "save_to",
    ("control", "appearance"): "appearance", ("body", "appearance"): "appearance",
    ("control", "jr:count"): "repeat_count", ("body", "jr:count"): "repeat_count",
    ("media", "image"): "image", ("media", "audio"): "audio", ("media", "video"): "video",
    ("media", "big-image"): "big-image",
}  # fmt: skip
_GROUPS = ("bind", "control", "body", "instance", "attribute")


def fold(text: str) -> str:
    """Return a header or type with full-width letters, colons and blanks made plain."""
    return re.sub(r"[ \u3000]+", " ", unicodedata.normalize("NFKC", text)).strip()


def sheet_name(title: str) -> str:
    """Return a sheet's canonical name, '' when it is none of ours."""
    return SHEETS.get(fold(title).lower(), "")


def column_name(sheet: str, written: str) -> str:
    """Return a column's canonical name, its language or bind suffix kept as written."""
    aliases = {
        "survey": SURVEY_COLUMNS, "choices": CHOICE_COLUMNS, "settings": SETTINGS_COLUMNS,
    }.get(sheet, {})  # fmt: skip
    folded = fold(written)
    base, mark, suffix = folded.partition("::")
    if not mark and folded.lower() not in aliases:
        base, mark, suffix = _single_colon(folded, sheet)
    base = base.strip()
    known = aliases.get(base.lower(), base.lower() if base.lower() in _known(sheet) else base)
    if not mark:
        return known
    suffix = re.sub(r"\s*::\s*", "::", suffix.strip())
    if known in ("bind", "attribute", "body", "instance") and suffix.lower().startswith("insp:"):
        suffix = suffix.lower()
    grouped, more, language = suffix.partition("::")
    single = _GROUPED.get((known, grouped.lower())) if sheet in ("survey", "choices") else None
    if single is not None:
        return f"{single}::{language}" if more else single
    return f"{known}::{suffix}"


def _single_colon(folded: str, sheet: str) -> tuple[str, str, str]:
    """`label:English`, `bind:relevant` are pyxform's old spelling; `bind:insp:…` is left alone."""
    base, mark, suffix = folded.partition(":")
    names = ("label", "hint", "image", "audio", "video", "media", "constraint_message",
             "required_message", "guidance_hint", "标题", "提示", *_GROUPS)  # fmt: skip
    known = base.strip().lower()
    if mark and known in names and sheet in ("survey", "choices"):
        suffix = suffix.strip()
        if known in _GROUPS or known == "media":
            if suffix.lower().startswith("insp:"):
                return folded, "", ""
            kept, colon, rest = suffix.partition(":")
            if colon and kept.lower() not in ("jr", "odk", "orx", "entities", "esri"):
                suffix = f"{kept}::{rest}"
        return base, "::", suffix
    return folded, "", ""


def _known(sheet: str) -> frozenset[str]:
    return {"survey": KNOWN_SURVEY, "choices": KNOWN_CHOICES, "settings": KNOWN_SETTINGS}.get(
        sheet, frozenset()
    )


def canonical_value(column: str, text: str) -> str:
    """Return 是/否 of yes/no columns as yes/no; anything else as written."""
    return _YES.get(text, text) if column in _YES_COLUMNS else text
