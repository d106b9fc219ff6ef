"""Inspected units as they stand in the ledger (台账).

Values only; the subjects of the ledger are units, natural persons appear as holders of a post.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from inspector_app.domain.identifiers import UnitId

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(3**place % 31 for place in range(17))


class UnitCategory(StrEnum):
    """What kind of place it is; `domain.checklists` says which checklists fit it.

    Source: domain note 7.1.
    """

    INTERNET_CAFE = "internet_cafe"
    IDC_ROOM = "idc_room"  # rooms and providers of Internet access
    GOV_UNIT = "gov_unit"
    ESPORTS_HOTEL = "esports_hotel"
    SCHOOL = "school"
    HOTEL = "hotel"
    LIBRARY = "library"  # 图书馆、文化馆、青少年宫
    OTHER_ACCESS = "other_access"  # other non-commercial Internet service
    LENDING = "lending"
    PARTNER = "partner"
    FEE_COLLECTION = "fee_collection"


WITH_CHECKLIST = (UnitCategory.INTERNET_CAFE, UnitCategory.IDC_ROOM, UnitCategory.GOV_UNIT)
"""The categories visited most: quick filters of the ledger page. The others are found by search."""


@dataclass(frozen=True, slots=True)
class InspectedUnit:
    """One row of the ledger.

    Attributes:
        credit_code: Unified social credit code, 18 characters, or '' if none is known.
        licence_valid_to: Last valid day of the licence, inclusive.
        facts: Further figures by name, as text: `approved_computers`, `area_m2`, `sites` ...;
            those a table can bring are listed in `ledger.fields`.
        version: Bureau's version of the row, 1 upwards; 0 = imported here, not sent yet.
    """

    id: UnitId
    category: UnitCategory
    name: str
    credit_code: str
    address: str
    district: str
    representative: str
    phone: str = ""
    licence_no: str = ""
    licence_valid_to: date | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    version: int = 1


def credit_code_holds(code: str) -> bool:
    """Tell whether the check digit of a unified social credit code fits.

    Args:
        code: 18 characters; letters I, O, S, V, Z never occur.
    Source: GB 32100-2015.
    """
    if len(code) != 18 or any(character not in _CREDIT_ALPHABET for character in code):
        return False
    total = sum(
        _CREDIT_ALPHABET.index(character) * weight
        for character, weight in zip(code, _CREDIT_WEIGHTS, strict=False)
    )
    return bool(_CREDIT_ALPHABET.index(code[17]) == (31 - total % 31) % 31)
