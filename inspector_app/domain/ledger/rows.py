"""One row of a table to a unit, or to what is wrong with it.

Called by the import. Pure. Must never guess: a value that cannot be read refuses its row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from inspector_app.domain.filing.personal_data import personal_number
from inspector_app.domain.identifiers import UnitId
from inspector_app.domain.ledger.cleaning import clean_code, tidy
from inspector_app.domain.ledger.fields import (
    BY_KEY,
    Field,
    FieldKind,
    category_of,
    status_of,
)
from inspector_app.domain.ledger.problems import HINTS, Fault, Problem
from inspector_app.domain.units import InspectedUnit, UnitCategory, credit_code_holds

_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?"
)
_PLAIN_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WHOLE = re.compile(r"\d{1,9}")
_DECIMAL = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
_DEGREES = re.compile(r"\d{1,3}(?:\.\d{1,10})?")
_MEASURE = re.compile("(?:台|个|架|家|座|套|平方米|平米|㎡|m²|m2)$")
_POINT_ZERO = re.compile(r"\.0+$")
_RANGES = {FieldKind.LONGITUDE: (73.0, 136.0), FieldKind.LATITUDE: (3.0, 54.0)}
_NOTHING = frozenset(
    {"", "无", "/", "／", "-", "--", "—", "——", "暂无", "n/a", "null", "none", "#n/a"}
)
_LONG_AGO, _FAR = 1900, 2200
_TELEPHONES = frozenset({"phone", "security_phone"})
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as read.

    Attributes:
        unit: None when an error stands among the faults; its id is '' when the row gave none.
        given: Keys of the columns the table has: what it does not have stays as it was.
    """

    unit: InspectedUnit | None
    faults: tuple[Fault, ...]
    given: frozenset[str]


def read_row(cells: Mapping[str, str], default_category: UnitCategory | None) -> ReadRow:
    """Read a row.

    Args:
        cells: Texts by field key, one for each mapped column.
        default_category: For rows without a category.
    """
    faults: list[Fault] = []
    values: dict[str, str] = {}
    for key, raw in cells.items():
        field = BY_KEY[key]
        text = tidy(raw)
        if text.casefold() in _NOTHING:
            values[key] = ""
            continue
        value, fault = _read(field, text)
        values[key] = value
        if fault is not None:
            faults.append(fault)
    category = UnitCategory(values["category"]) if values.get("category") else default_category
    flawed = {fault.field for fault in faults}
    if category is None and "category" not in flawed:
        faults.append(Fault(Problem.CATEGORY_MISSING, "category"))
    if not values.get("name") and "name" not in flawed:
        faults.append(Fault(Problem.NAME_MISSING, "name"))
    unit = None
    if not faults and category is not None:
        if not values.get("credit_code"):
            faults.append(Fault(Problem.CODE_MISSING, "credit_code"))
        if not values.get("address"):
            faults.append(Fault(Problem.ADDRESS_MISSING, "address"))
        unit = _unit(values, category)
    return ReadRow(unit, tuple(faults), frozenset(cells))


def _unit(values: Mapping[str, str], category: UnitCategory) -> InspectedUnit:
    valid_to = values.get("licence_valid_to", "")
    return InspectedUnit(
        id=UnitId(values.get("id", "")),
        category=category,
        name=values["name"],
        credit_code=values.get("credit_code", ""),
        address=values.get("address", ""),
        district=values.get("district", ""),
        representative=values.get("representative", ""),
        phone=values.get("phone", ""),
        licence_no=values.get("licence_no", ""),
        licence_valid_to=date.fromisoformat(valid_to) if valid_to else None,
        facts={key: value for key, value in values.items() if value and BY_KEY[key].fact},
        version=0,
    )


def is_error(fault: Fault) -> bool:
    """Tell whether a fault keeps its row out."""
    return fault.problem not in HINTS


def _read(field: Field, text: str) -> tuple[str, Fault | None]:
    if len(text) > field.longest:
        return "", Fault(Problem.TOO_LONG, field.key, str(field.longest))
    if field.kind is FieldKind.CREDIT_CODE:
        return _credit_code(field, text)
    if field.key not in _TELEPHONES:
        kind = personal_number(text) if any(c.isdecimal() for c in text) else None
        if kind is not None:
            return "", Fault(Problem.PERSONAL_NUMBER, field.key, kind)
    value, problem = _by_kind(field.kind, text)
    return value, None if problem is None else Fault(problem, field.key, text[:_SHOWN])


def _by_kind(kind: FieldKind, text: str) -> tuple[str, Problem | None]:
    if kind is FieldKind.CATEGORY:
        category = category_of(text)
        return ("", Problem.CATEGORY_UNKNOWN) if category is None else (category.value, None)
    if kind is FieldKind.STATUS:
        status = status_of(text)
        return ("", Problem.STATUS_UNKNOWN) if status is None else (status, None)
    if kind is FieldKind.DATE:
        day = read_date(text)
        return ("", Problem.DATE) if day is None else (day.isoformat(), None)
    if kind in (FieldKind.NUMBER, FieldKind.DECIMAL):
        plain = _MEASURE.sub("", text.replace(",", "").replace("，", "")).strip()
        plain = _POINT_ZERO.sub("", plain)
        pattern = _WHOLE if kind is FieldKind.NUMBER else _DECIMAL
        return (plain, None) if pattern.fullmatch(plain) else ("", Problem.NUMBER)
    if kind in _RANGES:
        least, most = _RANGES[kind]
        plain = text.rstrip("°EeNn东经北纬度")
        if _DEGREES.fullmatch(plain) and least <= float(plain) <= most:
            return plain, None
        return "", Problem.POSITION
    return (clean_code(text) if kind is FieldKind.CODE else text), None


def _credit_code(field: Field, text: str) -> tuple[str, Fault | None]:
    code = clean_code(text)
    if credit_code_holds(code):
        return code, None
    kind = personal_number(text)
    if kind is not None:
        return "", Fault(Problem.PERSONAL_NUMBER, field.key, kind)
    shown = text[:_SHOWN]
    if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?1[67]", text) or re.fullmatch(r"\d{15}0{2,3}", code):
        return "", Fault(Problem.CODE_EXCEL, field.key, shown)
    signs = set(code) <= set("0123456789ABCDEFGHJKLMNPQRTUWXY")
    fits = len(code) == 18 and signs
    return "", Fault(Problem.CODE_CHECK if fits else Problem.CODE_FORM, field.key, shown)


def read_date(text: str) -> date | None:
    """Return a date written year first, with any of the usual marks; None for anything else."""
    found = _DATE.fullmatch(text) or _PLAIN_DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    if not _LONG_AGO <= year <= _FAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
