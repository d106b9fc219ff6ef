"""Question types: Chinese and English names folded to pyxform's spelling, and taken apart.

Converter, places and linter call it. Must never guess: an unknown type stays as written.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from inspector_app.xforms.intake.aliases import fold

TYPES = {
    "文本": "text", "整数": "integer", "小数": "decimal", "日期": "date", "时间": "time",
    "日期时间": "dateTime", "说明": "note", "计算": "calculate", "照片": "image", "文件": "file",
    "位置": "geopoint", "确认": "acknowledge", "隐藏": "hidden", "录音": "audio", "视频": "video",
    "条码": "barcode", "轨迹": "geotrace", "范围": "geoshape", "开始组": "begin_group",
    "结束组": "end_group", "开始重复": "begin_repeat", "结束重复": "end_repeat",
    "开始分组": "begin_group", "结束分组": "end_group", "开始重复组": "begin_repeat",
    "结束重复组": "end_repeat", "开始时间": "start", "结束时间": "end", "今天": "today",
    "设备号": "deviceid", "用户名": "username", "滑块": "range",
}  # fmt: skip
"""Chinese names; `单选 L`, `多选 L`, `排序 L` take a list."""
LISTS = {
    "单选": "select_one", "多选": "select_multiple", "排序": "rank",
    "select_one": "select_one", "select one": "select_one", "select1": "select_one",
    "select one from": "select_one", "add select one prompt using": "select_one",
    "select_multiple": "select_multiple", "select multiple": "select_multiple",
    "select all that apply": "select_multiple", "select all that apply from": "select_multiple",
    "add select multiple prompt using": "select_multiple",
    "select_one_from_file": "select_one_from_file",
    "select one from file": "select_one_from_file",
    "select_multiple_from_file": "select_multiple_from_file",
    "select multiple from file": "select_multiple_from_file",
    "select_one_external": "select_one_external", "select one external": "select_one_external",
    "rank": "rank",
}  # fmt: skip
_OTHER = re.compile(r" (?:or_other|or other|or specify other|其他|或其他)$")
_HEADS = sorted(LISTS, key=len, reverse=True)
_CONTROL = re.compile(
    r"(begin|end)[ _]+(group|repeat|loop|lgroup|looped group)(?: (?:over )?(.+))?"
)
_BEGINS = ("begin_group", "begin_repeat", "begin_loop")
_ENDS = ("end_group", "end_repeat", "end_loop")
_SPELLED = {"datetime": "dateTime", "date_time": "dateTime"}


class QuestionType(NamedTuple):
    """A type taken apart.

    Attributes:
        word: `select_one`, `begin_group`, `text` … as pyxform spells it.
        list_name: List, file or `${question}` of a select, rank or loop; '' when none.
        other: Whether `or_other` follows.
    """

    word: str
    list_name: str = ""
    other: bool = False

    @property
    def opens(self) -> str:
        """`group`, `repeat` or `loop` when the row begins one, else ''."""
        return self.word[6:] if self.word in _BEGINS else ""

    @property
    def closes(self) -> str:
        """`group`, `repeat` or `loop` when the row ends one, else ''."""
        return self.word[4:] if self.word in _ENDS else ""

    @property
    def selects(self) -> bool:
        """Whether it has choices."""
        return bool(self.list_name) and not self.opens

    @property
    def internal(self) -> bool:
        """Whether its choices stand in the workbook's own choices sheet."""
        return self.selects and self.word in ("select_one", "select_multiple", "rank") and not (
            "${" in self.list_name or self.list_name.endswith((".csv", ".xml", ".geojson"))
        )  # fmt: skip

    @property
    def written(self) -> str:
        """The type as pyxform reads it."""
        text = f"{self.word} {self.list_name}" if self.list_name else self.word
        return f"{text} or_other" if self.other else text


@lru_cache(maxsize=4096)
def parse_type(written: str) -> QuestionType:
    """Take a type cell apart; what is unknown comes back as its folded text."""
    folded = fold(written)
    lowered = folded.lower()
    control = _CONTROL.fullmatch(lowered)
    if control is not None:
        kind = {"lgroup": "repeat", "looped group": "repeat"}.get(control[2], control[2])
        over = folded[control.start(3) :] if control[3] and kind == "loop" else ""
        return QuestionType(f"{control[1]}_{kind}", over)
    for head in _HEADS:
        if lowered.startswith(f"{head} "):
            rest = folded[len(head) + 1 :].strip()
            other = _OTHER.search(f" {rest}")
            if other is not None:
                rest = f" {rest}"[: other.start()].strip()
            return QuestionType(LISTS[head], rest, other is not None)
    if folded in TYPES:
        return QuestionType(TYPES[folded])
    if folded in known_words():
        return QuestionType(folded)
    for spelled in (_SPELLED.get(lowered, lowered), lowered.replace(" ", "_")):
        if spelled in known_words():
            return QuestionType(_SPELLED.get(spelled, spelled))
    return QuestionType(folded)


def canonical_type(written: str) -> str:
    """Return a question type in pyxform's spelling; unknown types as written."""
    return parse_type(written).written


@cache
def known_words() -> frozenset[str]:
    """Return every type without a list that pyxform 4.5 reads, its old spellings too."""
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    lists = {word for word in QUESTION_TYPE_DICT if word in LISTS or " using" in word}
    extra = {"set form title", "set form id", "form_title", "form_id", "prefix", "set_form_title",
             "set_form_id"}  # fmt: skip
    return frozenset((set(QUESTION_TYPE_DICT) | extra) - lists)


@cache
def asked_words() -> frozenset[str]:
    """Return the types that show something to answer or read, selects with a list left out."""
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    return frozenset(
        word
        for word, parts in QUESTION_TYPE_DICT.items()
        if parts.get("control", {}).get("tag", "action") != "action"
    )


SETTING_WORDS = frozenset(("form_title", "form_id", "prefix", "set_form_title", "set_form_id"))
"""Types by which old forms put a setting into the survey sheet."""
