"""The draw file: written one way, read strictly.

Called by `services.draws` and `judging`. Must never accept a member it does not know or leave one
out: what is not described in `resources/manual/draw-format.md` is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from inspector_app.domain.double_random.canonical import LARGEST_NUMBER, Json, canonical, parse
from inspector_app.domain.double_random.drawing import (
    Assigned,
    Conducted,
    DrawnStratum,
    Excluded,
)
from inspector_app.domain.double_random.values import (
    METHOD,
    Declaration,
    DrawOfficer,
    DrawUnit,
    Exclusion,
    ExclusionKind,
    Frozen,
    Lists,
    Plan,
    Stratum,
)
from inspector_app.errors import KnownError

FORMAT, VERSION = "inspector-draw", 1
_HEX32 = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Opening:
    """What made the seed, told after the value was known.

    Attributes:
        nonce: 32 bytes.
        value: The public value, exactly as published.
    """

    nonce: bytes
    value: str

    def as_json(self) -> dict[str, Json]:
        """Return the object of the file."""
        return {"nonce": self.nonce.hex(), "value": self.value}


@dataclass(frozen=True, slots=True)
class DrawFile:
    """A draw file: declared only, or drawn as well."""

    declaration: Declaration
    lists: Lists
    opening: Opening | None = None
    result: Conducted | None = None


def file_bytes(file: DrawFile) -> bytes:
    """Return the bytes of a draw file: one canonical line, ended by LF."""
    whole: dict[str, Json] = {
        "format": FORMAT,
        "version": VERSION,
        "declaration": file.declaration.as_json(),
        "units": [unit.as_json() for unit in file.lists.units],
        "officers": [officer.as_json() for officer in file.lists.officers],
        "exclusions": [exclusion.as_json() for exclusion in file.lists.exclusions],
    }
    if file.opening is not None:
        whole["opening"] = file.opening.as_json()
    if file.result is not None:
        whole["result"] = file.result.as_json()
    return canonical(whole) + b"\n"


def read_file(data: bytes) -> DrawFile:
    """Read a draw file, right or wrong; what it says is `judging`'s business.

    Raises:
        KnownError: `draw.file-unreadable` when it is none, `draw.file-newer`, `draw.file-wrong`
            naming the place that is not as described, `draw.not-canonical`.
    """
    whole = parse(data)
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise KnownError("draw.file-unreadable")
    version = whole.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        raise KnownError("draw.file-newer", found=version, known=VERSION)
    reader = _Object(whole, "")
    if reader.number("version") != VERSION:
        raise _wrong("version")
    reader.text("format")
    file = DrawFile(
        declaration=_declaration(reader.object("declaration")),
        lists=Lists(
            tuple(_unit(entry) for entry in reader.objects("units")),
            tuple(_officer(entry) for entry in reader.objects("officers")),
            tuple(_exclusion(entry) for entry in reader.objects("exclusions")),
        ),
        opening=_opening(reader.object("opening")) if "opening" in whole else None,
        result=_result(reader.object("result")) if "result" in whole else None,
    )
    reader.close()
    if (file.opening is None) != (file.result is None):
        raise _wrong("opening, result")
    if file_bytes(file) != data:
        raise KnownError("draw.not-canonical")
    return file


class _Object:
    """Takes typed members out of one object and notices what nobody took."""

    def __init__(self, data: object, place: str) -> None:
        if not isinstance(data, dict):
            raise _wrong(place)
        self._data: dict[str, object] = dict(data)
        self._place = place

    def _take(self, name: str) -> object:
        if name not in self._data:
            raise self.wrong(name)
        return self._data.pop(name)

    def wrong(self, name: str) -> KnownError:
        return _wrong(f"{self._place}.{name}".lstrip("."))

    def text(self, name: str) -> str:
        value = self._take(name)
        if not _is_text(value):
            raise self.wrong(name)
        return str(value)

    def number(self, name: str) -> int:
        value = self._take(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(name)
        if not 0 <= value <= LARGEST_NUMBER:
            raise self.wrong(name)
        return value

    def digest(self, name: str) -> str:
        value = self.text(name)
        if not _HEX32.fullmatch(value):
            raise self.wrong(name)
        return value

    def day(self, name: str) -> date:
        value = self.text(name)
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError as error:
            raise self.wrong(name) from error
        raise self.wrong(name)

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._take(name)
        if not isinstance(value, list) or not all(_is_text(entry) for entry in value):
            raise self.wrong(name)
        return tuple(value)

    def object(self, name: str) -> _Object:
        return _Object(self._take(name), f"{self._place}.{name}".lstrip("."))

    def objects(self, name: str) -> list[_Object]:
        value = self._take(name)
        if not isinstance(value, list):
            raise self.wrong(name)
        place = f"{self._place}.{name}".lstrip(".")
        return [_Object(entry, f"{place}[{n}]") for n, entry in enumerate(value)]

    def close(self) -> None:
        """Refuse what nobody took."""
        if self._data:
            name = min(self._data)
            raise self.wrong(name if name.isascii() and name.isidentifier() else "?")


def _is_text(value: object) -> bool:
    # half a surrogate pair is a string to JSON, but no text and no bytes
    return isinstance(value, str) and not any("\ud800" <= sign <= "\udfff" for sign in value)


def _wrong(place: str) -> KnownError:
    return KnownError("draw.file-wrong", place=place)


def read_plan(data: Mapping[str, object]) -> Plan:
    """Read a plan from the members of a plan file (the same as in a declaration).

    Raises:
        KnownError: `draw.file-wrong`.
    """
    reader = _Object(data, "plan")
    plan = _plan(reader)
    reader.close()
    return plan


def _plan(reader: _Object) -> Plan:
    return Plan(
        title=reader.text("title"),
        agency=reader.text("agency"),
        declared_at=reader.text("declared_at"),
        public_value=reader.text("public_value"),
        first=reader.day("first"),
        last=reader.day("last"),
        most_units=reader.number("most_units"),
        strata=tuple(_stratum(entry) for entry in reader.objects("strata")),
    )


def _declaration(reader: _Object) -> Declaration:
    if reader.text("method") != METHOD:
        raise reader.wrong("method")
    plan = _plan(reader)
    lists = reader.object("lists")
    declaration = Declaration(
        plan=plan,
        nonce_sha256=reader.digest("nonce_sha256"),
        units=_frozen(lists.object("units")),
        officers=_frozen(lists.object("officers")),
        exclusions=_frozen(lists.object("exclusions")),
    )
    lists.close()
    reader.close()
    return declaration


def _frozen(reader: _Object) -> Frozen:
    frozen = Frozen(reader.digest("sha256"), reader.number("count"))
    reader.close()
    return frozen


def _stratum(reader: _Object) -> Stratum:
    stratum = Stratum(
        category=reader.text("category"),
        credit=reader.text("credit"),
        permille=reader.number("permille"),
        least=reader.number("least"),
        most=reader.number("most"),
    )
    reader.close()
    return stratum


def _unit(reader: _Object) -> DrawUnit:
    unit = DrawUnit(
        id=reader.text("id"),
        name=reader.text("name"),
        credit_code=reader.text("credit_code"),
        category=reader.text("category"),
        district=reader.text("district"),
        credit=reader.text("credit"),
        visits=reader.number("visits"),
        cap=reader.number("cap"),
    )
    reader.close()
    return unit


def _officer(reader: _Object) -> DrawOfficer:
    officer = DrawOfficer(
        id=reader.text("id"),
        name=reader.text("name"),
        agency=reader.text("agency"),
        credential=reader.text("credential"),
        qualified=reader.texts("qualified"),
        valid_from=reader.day("valid_from"),
        valid_to=reader.day("valid_to"),
    )
    reader.close()
    return officer


def _exclusion(reader: _Object) -> Exclusion:
    kind = reader.text("kind")
    if kind not in {known.value for known in ExclusionKind}:
        raise reader.wrong("kind")
    exclusion = Exclusion(
        ExclusionKind(kind),
        *(reader.text(name) for name in ("unit", "officer", "reason", "note")),
    )
    reader.close()
    return exclusion


def _opening(reader: _Object) -> Opening:
    opening = Opening(bytes.fromhex(reader.digest("nonce")), reader.text("value"))
    reader.close()
    return opening


def _excluded(reader: _Object) -> Excluded:
    excluded = Excluded(reader.text("id"), reader.texts("reasons"))
    reader.close()
    return excluded


def _result(reader: _Object) -> Conducted:
    result = Conducted(
        seed=bytes.fromhex(reader.digest("seed")),
        excluded_units=tuple(_excluded(entry) for entry in reader.objects("excluded_units")),
        excluded_officers=tuple(_excluded(entry) for entry in reader.objects("excluded_officers")),
        strata=tuple(_drawn(entry) for entry in reader.objects("strata")),
        assigned=tuple(_assigned(entry) for entry in reader.objects("assigned")),
    )
    reader.close()
    return result


def _drawn(reader: _Object) -> DrawnStratum:
    drawn = DrawnStratum(
        category=reader.text("category"),
        credit=reader.text("credit"),
        population=reader.number("population"),
        population_sha256=reader.digest("population_sha256"),
        take=reader.number("take"),
        order=reader.texts("order"),
    )
    reader.close()
    return drawn


def _assigned(reader: _Object) -> Assigned:
    assigned = Assigned(reader.text("unit"), reader.texts("officers"))
    reader.close()
    return assigned
