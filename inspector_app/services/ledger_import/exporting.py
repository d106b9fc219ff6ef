"""The ledger as a table that can be imported again without a change.

Called by the import service. Every column of `ledger.fields`, with the unit's id first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from inspector_app.domain.ledger.fields import CATEGORIES, FIELDS, STATUSES
from inspector_app.domain.units import InspectedUnit
from inspector_app.errors import KnownError
from inspector_app.services.ledger_import.deciding import value_of
from inspector_app.services.ledger_import.sheets import write_sheet

MOST_SHEET_ROWS = 1_048_575
_WIDTHS = {"name": 34, "address": 44, "id": 18, "credit_code": 22, "remark": 30}
_USUAL_WIDTH = 16


def export_units(units: Iterable[InspectedUnit], count: int, target: Path, language: str) -> int:
    """Write units; return how many.

    Args:
        count: How many there are.
        language: Of headings and choice values: `zh` or `en`.
    Raises:
        KnownError: `ledger.too-many`, `ledger.kind-unknown`, `store.file`.
    """
    if count > MOST_SHEET_ROWS and target.suffix.lower() == ".xlsx":
        raise KnownError("ledger.too-many", count=f"{count:,}", limit=f"{MOST_SHEET_ROWS:,}")
    written = 0

    def rows() -> Iterator[list[str]]:
        nonlocal written
        yield [field.words.to(language) for field in FIELDS]
        for unit in units:
            written += 1
            yield [_shown(unit, field.key, language) for field in FIELDS]

    title = "台账" if language.startswith("zh") else "Ledger"
    write_sheet(target, title, rows(), [_WIDTHS.get(f.key, _USUAL_WIDTH) for f in FIELDS])
    return written


def _shown(unit: InspectedUnit, key: str, language: str) -> str:
    if key == "category":
        return CATEGORIES[unit.category][0].to(language)
    value = value_of(unit, key)
    if key == "status" and value in STATUSES:
        return STATUSES[value][0].to(language)
    return value
