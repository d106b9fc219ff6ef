"""The table of statutory and set periods, read from data.

`resources/terms/rules.json` holds it; services and the bureau read the file and hand the parsed
JSON to `rules_from_data`. Asked by `board` and the documents. Must never hold a period of its own:
every length, basis and effect comes from the file. Source: domain note, section 9.

One rule, a JSON object:

    id              "DL-01"; parts of one duty are "DL-18.1", "DL-18.2"
    title, event    {"zh", "en"}: the duty, and what starts the count
    who             who must act: agency, head, party, unit, police
    length, unit    7 and "h" | "day" | "workday" | "month" | "year"; null = a date given each time;
                    unit "date" = the day "on" of every year, "03-31"
    roll, before    the end moves off holidays; counted backwards from the event
    basis           law keys, `apl:56`; other_basis: a source outside the catalogue
    verified        text, second-hand, no, or open (the legal unit has to decide)
    overdue         {"zh", "en"}: what follows
    warn_at         so many units before the end it is "soon"
    settable        the bureau may set the length; values: what it usually sets
    status_only     another system owns it; shown, never acted on
    profiles        profile key -> what differs there; "safe" = a second, more careful period
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inspector_app.domain.deadlines.counting import Period, Unit
from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError

FORMAT = "inspector-terms"
_ID = re.compile(r"(?:DL|BV)-\d\d(?:\.\d)?")
_ON = re.compile(r"\d\d-\d\d")
_CHANGEABLE = frozenset(
    {"length", "unit", "roll", "basis", "other_basis", "verified", "overdue", "warn_at", "note"}
    | {"safe", "settable"}
)


class Actor(StrEnum):
    """Who must act before the end."""

    AGENCY = "agency"
    HEAD = "head"
    PARTY = "party"
    UNIT = "unit"
    POLICE = "police"


class Sureness(StrEnum):
    """How well the period is known; anything but `TEXT` is marked where it is shown."""

    TEXT = "text"
    SECOND_HAND = "second-hand"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty with its period, as one procedure profile has it.

    Attributes:
        period: None when the date is given each time or falls on `on`.
        safe: A more careful reading of the same duty, None without doubt.
        on: (month, day) of every year, None for all other rules.
        basis: Law-catalogue keys; other_basis: a source the catalogue does not hold.
        overdue: What follows when the end passes.
        warn_at: Units of the period before the end from which it is soon.
        values: Lengths the bureau usually sets.
    """

    id: str
    title: Text
    event: Text
    who: Actor
    period: Period | None
    safe: Period | None
    on: tuple[int, int] | None
    basis: tuple[str, ...]
    other_basis: str
    sureness: Sureness
    overdue: Text
    warn_at: int
    settable: bool
    values: tuple[int, ...]
    status_only: bool
    note: str

    def next_fixed(self, event: date) -> date:
        """Return the first day `on` later than `event`; only for rules with a fixed day."""
        if self.on is None:
            raise ValueError(f"{self.id} has no fixed day")
        year = event.year + ((event.month, event.day) >= self.on)
        return date(year, *self.on)


@dataclass(frozen=True, slots=True)
class Rules:
    """The whole table.

    Attributes:
        checked_on: Day somebody last compared the table with the law.
        approved_by: Legal officer who approved it, '' for none.
    """

    checked_on: date
    approved_by: str
    _default: Mapping[str, Rule]
    _special: Mapping[tuple[str, str], Rule]

    def rule(self, name: str, profile: str = "") -> Rule:
        """Return a rule as a procedure profile has it.

        Args:
            profile: `police`, `culture` ...; one the table does not name has the general rule.
        Raises:
            KnownError: `deadline.rule-unknown`.
        """
        found = self._special.get((name, profile)) or self._default.get(name)
        if found is None:
            raise KnownError("deadline.rule-unknown", rule=name)
        return found

    @property
    def all(self) -> tuple[Rule, ...]:
        """Every general rule in the order of the table."""
        return tuple(self._default.values())

    @property
    def special(self) -> Mapping[tuple[str, str], Rule]:
        """The rules that differ, by (id, profile)."""
        return self._special


def rules_from_data(data: Mapping[str, object]) -> Rules:
    """Read the table.

    Args:
        data: The parsed JSON object of `rules.json`.
    Raises:
        KnownError: `deadline.rules-damaged` naming the rule and what is wrong.
    """
    default: dict[str, Rule] = {}
    special: dict[tuple[str, str], Rule] = {}
    entries = data.get("rules")
    if data.get("format") != FORMAT or data.get("version") != 1 or not isinstance(entries, list):
        raise _damaged("?", "format")
    for entry in entries:
        if not isinstance(entry, Mapping):
            raise _damaged("?", "rules")
        name = str(entry.get("id", "?"))
        if not _ID.fullmatch(name) or name in default:
            raise _damaged(name, "id")
        default[name] = _read(name, entry)
        differs = entry.get("profiles", {})
        if not isinstance(differs, Mapping):
            raise _damaged(name, "profiles")
        for profile, changes in differs.items():
            if not isinstance(changes, Mapping) or not changes.keys() <= _CHANGEABLE:
                raise _damaged(name, f"profiles.{profile}")
            special[name, str(profile)] = _read(name, {**entry, **changes})
    try:
        checked_on = date.fromisoformat(str(data["checked_on"]))
    except (KeyError, ValueError) as problem:
        raise _damaged("?", "checked_on") from problem
    return Rules(checked_on, str(data.get("approved_by") or ""), default, special)


def _read(name: str, data: Mapping[str, object]) -> Rule:
    try:
        return _rule(data)
    except (KeyError, TypeError, ValueError) as problem:
        raise _damaged(name, str(problem)) from problem


def _damaged(name: str, detail: str) -> KnownError:
    return KnownError("deadline.rules-damaged", rule=name, detail=detail)


def _rule(data: Mapping[str, object]) -> Rule:
    fixed = data["unit"] == "date"
    safe = data.get("safe")
    if safe is not None and not isinstance(safe, Mapping):
        raise TypeError("safe")
    return Rule(
        id=str(data["id"]),
        title=_text(data["title"]),
        event=_text(data["event"]),
        who=Actor(str(data["who"])),
        period=None if fixed or data["length"] is None else _period(data),
        safe=None if safe is None else _period({**data, **safe}),
        on=_on(data["on"]) if fixed else None,
        basis=_texts(data["basis"]),
        other_basis=str(data.get("other_basis", "")),
        sureness=Sureness(str(data["verified"])),
        overdue=_text(data["overdue"]),
        warn_at=_whole(data.get("warn_at", 0)),
        settable=bool(data.get("settable", False)),
        values=tuple(_whole(value) for value in _list(data.get("values", []))),
        status_only=bool(data.get("status_only", False)),
        note=str(data.get("note", "")),
    )


def _period(data: Mapping[str, object]) -> Period:
    return Period(
        length=_whole(data["length"]),
        unit=Unit(str(data["unit"])),
        roll=bool(data["roll"]),
        before=bool(data.get("before", False)),
    )


def _on(value: object) -> tuple[int, int]:
    text = str(value)
    if not _ON.fullmatch(text) or text == "02-29":
        raise ValueError("on")
    day = date.fromisoformat(f"2001-{text}")
    return day.month, day.day


def _text(value: object) -> Text:
    if not isinstance(value, Mapping) or not value["zh"] or not value["en"]:
        raise TypeError("a text in two languages was expected")
    return Text(str(value["zh"]), str(value["en"]))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(entry) for entry in _list(value))


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list was expected")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("a whole number was expected")
    return value
