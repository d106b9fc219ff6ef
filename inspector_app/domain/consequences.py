"""Consequence codes of the checklists: reading, merging, wording, and when an order's term ends.

Called by `services/findings`, documents and the checklist compiler. All codes are proposals that
named officers accept or replace. Must never name an amount of money. Source: domain note 4.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError


class Code(StrEnum):
    """Kinds of consequence, in the order they are printed."""

    CLASSIFIED = "CLS"
    BLOCK = "BLOCK"
    BAN = "B"  # unlicensed-ban path, culture
    IMMEDIATE = "I"
    ORDER = "O"  # with a number of days
    STOP = "STOP"
    PRESERVE = "E"
    TRANSFER = "T"  # with a target
    FILE = "FILE"
    NO_PENALTY = "NOPEN"
    CANCEL = "CANCEL"
    ADVISE = "ADVISE"
    REPORT = "RP"
    NEW = "NEW"
    RECORD = "R"


_ORDER = {code: rank for rank, code in enumerate(Code)}


@dataclass(frozen=True, slots=True)
class Consequence:
    """One consequence.

    Attributes:
        days: Term of an order to correct in calendar days, 1..999; 0 with any other code.
        target: Authority token of a transfer; '' with any other code.
    """

    code: Code
    days: int = 0
    target: str = ""

    def __str__(self) -> str:
        """Return the code as checklists and findings write it: `O7`, `T:文旅`."""
        if self.code is Code.ORDER:
            return f"O{self.days}"
        return f"T:{self.target}" if self.code is Code.TRANSFER else self.code.value


FILE = Consequence(Code.FILE)
"""Propose to file a case."""


def parse_code(text: str) -> Consequence:
    """Read one code, `O7` or `T:文旅`.

    Raises:
        KnownError: `law.consequence-unknown`.
    """
    order = re.fullmatch(r"O([1-9]\d{0,2})", text)
    if order:
        return Consequence(Code.ORDER, days=int(order.group(1)))
    if text.startswith("T:") and len(text) > 2:
        return Consequence(Code.TRANSFER, target=text[2:])
    if text in {"O", "T"} or text not in {code.value for code in Code}:
        raise KnownError("law.consequence-unknown", consequence=text)
    return Consequence(Code(text))


def parse_codes(text: str) -> tuple[Consequence, ...]:
    """Read codes joined by `+`; '' gives none."""
    return tuple(parse_code(code) for code in text.split("+") if code)


def union(consequences: Iterable[Consequence]) -> tuple[Consequence, ...]:
    """Merge: each code once, of several orders the shortest term, in printing order."""
    kept = set(consequences)
    orders = {item for item in kept if item.code is Code.ORDER}
    if orders:
        kept = kept - orders | {min(orders, key=lambda item: item.days)}
    if len(kept) > 1:
        kept.discard(Consequence(Code.RECORD))  # whatever is done is recorded anyway
    return tuple(sorted(kept, key=lambda item: (_ORDER[item.code], item.target)))


def codes_text(consequences: Iterable[Consequence]) -> tuple[str, ...]:
    """Return codes as findings keep them: `("E", "O7")`."""
    return tuple(str(item) for item in consequences)


def wording(consequence: Consequence, names: Mapping[str, Text], *, opinion: bool = False) -> Text:
    """Return a consequence in words for screens and internal proposals.

    Args:
        names: Name of every authority token, `competence.AUTHORITIES`.
        opinion: The agency gives an inspection opinion (检查意见) instead of an order: secrecy.
    """
    if consequence.code is Code.ORDER:
        days = consequence.days
        if opinion:
            return Text(
                f"提出检查意见，{days}日内整改", f"Inspection opinion, correct within {days} days"
            )
        return Text(f"责令{days}日内改正", f"Order to correct within {days} days")
    if consequence.code is Code.TRANSFER:
        body = consequence.target
        if body == "本单位":
            return Text("交本单位按制度处理", "Left to the unit under its own rules")
        name = names.get(body, Text(body, body))
        return Text(f"移送{name.zh}处理", f"Transfer to {name.en}")
    return _WORDS[consequence.code]


def term_end(served_on: date, days: int) -> date:
    """Return the last day of an order to correct.

    Args:
        served_on: Day of service; not counted.
        days: Calendar days, 1 upwards. The end is not moved when it falls on a holiday: lint L-22.
    Source: APL 28 with domain note, DL-08.
    """
    if days < 1:
        raise ValueError("a term has at least one day")
    return served_on + timedelta(days=days)


_WORDS: Mapping[Code, Text] = MappingProxyType(
    {
        Code.RECORD: Text("记录在案", "Record only"),
        Code.IMMEDIATE: Text("责令当场改正", "Correct at once"),
        Code.PRESERVE: Text(
            "建议证据先行登记保存（须经批准）", "Propose evidence preservation (needs approval)"
        ),
        Code.BAN: Text("转无证经营查处程序", "Unlicensed operation: path of prohibition"),
        Code.BLOCK: Text("不得继续检查", "The inspection cannot go on"),
        Code.REPORT: Text("报机关负责人", "Report to the head of the agency"),
        Code.STOP: Text("要求立即停止使用该设备", "Ask the unit to take the device out of use now"),
        Code.FILE: Text("建议立案", "Propose to file a case"),
        Code.NO_PENALTY: Text("建议不予处罚并教育", "Propose no penalty, educate"),
        Code.CANCEL: Text("建议注销备案", "Propose to cancel the filing"),
        Code.ADVISE: Text("建议通报", "Propose a circular"),
        Code.CLASSIFIED: Text("进入涉密模式", "Classified mode"),
        Code.NEW: Text("另立新问题", "Open a new finding"),
    }
)
