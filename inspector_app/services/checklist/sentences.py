"""Record sentences: the checklist's own words with what was answered in their slots.

Called for each item and for the total row of tables. Always Chinese: the record is. Must never add
a judgement; facts only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from inspector_app.domain.wording import clock_zh, full_day_zh
from inspector_app.xforms import NodeDef

OPEN = "（未填）"
NONE_OF_THEM = "无"
"""Several could be chosen and none was; an open item is told as open elsewhere."""

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)(:raw)?\}")


def fill(template: str, value_of: Callable[[str], tuple[NodeDef, str] | None]) -> str:
    """Return a sentence with its slots filled.

    Args:
        template: `营业大厅共{wb_12_p1_1}台。`; `{name:raw}` takes the stored value.
        value_of: Definition and stored value of a node by name, None for an unknown name.
    """

    def shown(match: re.Match[str]) -> str:
        found = value_of(match[1])
        if found is None:
            return match[0]
        definition, value = found
        if value == "":
            return NONE_OF_THEM if definition.kind == "select" else OPEN
        return value if match[2] else shown_text(definition, value)

    return _SLOT.sub(shown, template)


def shown_text(definition: NodeDef, value: str) -> str:
    """Return a stored value as a Chinese record prints it.

    Choice values of checklists are the Chinese words themselves.
    """
    if definition.kind in ("select", "rank"):
        return "、".join(value.split())
    try:
        if definition.value_type == "date":
            return full_day_zh(date.fromisoformat(value[:10]))
        if definition.value_type == "dateTime":
            moment = datetime.fromisoformat(value)
            return f"{full_day_zh(moment)}{clock_zh(moment)}"
    except ValueError:
        return value
    if definition.value_type == "decimal" and "." in value:
        return value.rstrip("0").rstrip(".")
    return value
