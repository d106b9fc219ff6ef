"""Which body is competent for a check item, and what that makes of a proposal.

Competence differs by item, not by site. Called by `services/findings`. Must never decide: it
rewrites proposals, officers accept them. Source: domain note 4.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from inspector_app.domain.consequences import FILE, Code, Consequence, union
from inspector_app.domain.wording import Text

EVERY = "ALL"
"""Authority token of the procedure items: whoever acts."""

AUTHORITIES: Mapping[str, Text] = MappingProxyType(
    {
        "公安": Text("公安机关", "the police"),
        "文旅": Text("文化和旅游主管部门", "the culture and tourism administration"),
        "通管": Text("通信管理局", "the communications administration"),
        "网信": Text("网信部门", "the cyberspace administration"),
        "保密": Text("保密行政管理部门", "the secrecy administration"),
        "消防": Text("消防救援机构", "the fire and rescue authority"),
        "市监": Text("市场监督管理部门", "the market regulator"),
        "教育": Text("教育主管部门", "the education administration"),
        "主管部门": Text("行业主管部门", "the approving body of the sector"),
        "本单位": Text("本单位", "the unit itself"),
    }
)
"""Authority tokens of the checklists with the bodies' names."""


def competent(authority: Sequence[str], acting: str) -> bool:
    """Tell whether the acting agency may act on an item itself.

    Args:
        authority: Tokens of the item, suggested lead first.
        acting: Token of the acting agency, `文旅`.
    """
    return not authority or EVERY in authority or acting in authority


def for_agency(
    proposed: Sequence[Consequence], authority: Sequence[str], acting: str
) -> tuple[Consequence, ...]:
    """Return the proposal as the acting agency may make it.

    An agency that is not competent records facts and transfers to the first competent body; a
    transfer to the agency itself becomes a proposal to file a case.

    Args:
        proposed: What the checklist proposes; empty stays empty.
        authority: Tokens of the item, suggested lead first.
        acting: Token of the acting agency.
    """
    if not proposed:
        return ()
    if not competent(authority, acting):
        return (Consequence(Code.TRANSFER, target=authority[0]),)
    return union(
        [
            FILE if code.code is Code.TRANSFER and code.target == acting else code
            for code in proposed
        ]
    )
