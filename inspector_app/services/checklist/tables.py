"""Sample tables of a checklist: their views, and how their rows come about.

Used by `Checklist`. The draw itself is `domain.draw`; every attempt is kept because every attempt
is printed. Must never take a row away without its event.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from inspector_app.crypto.digest import sha256
from inspector_app.domain.draw import METHOD, Draw, draw, read_seed, sample_size, table_seed
from inspector_app.domain.identifiers import Entropy, InspectionId, PersonId
from inspector_app.errors import KnownError
from inspector_app.services.checklist.items import ItemReader, part_view
from inspector_app.services.checklist.outline import DrawRule, TableDef
from inspector_app.services.checklist.views import ColumnView, DrawView, RowView, TableView
from inspector_app.storage.draws import StoredDraw, draw_key
from inspector_app.storage.events import Stamp
from inspector_app.storage.tables import Tables
from inspector_app.xforms import ChangeSet, Session

_DATES = re.compile(r"^dates\(([^)]*)\)$")
_OFFSET = re.compile(r"^-?(\d+)([dmy]?)$")
_ALL = "all"
_BUREAU = "bureau"  # the checklist names no size: the bureau or the officers do


@dataclass(frozen=True, slots=True)
class DrawOrder:
    """What officers ask for.

    Attributes:
        population: Identifiers.
        rule: Which of the table's rules, from 0.
        size: How many, only where the rule leaves it to the bureau; 0 = by the rule.
        reason: Why it is drawn again; required from the second attempt on.
        assignment_seed: 32 hex digits, '' if the bureau gave none.
        kind: As `kind_column` says.
    """

    population: tuple[str, ...]
    person: PersonId
    rule: int = 0
    size: int = 0
    reason: str = ""
    assignment_seed: str = ""
    kind: str = ""


def table_view(
    table: TableDef,
    session: Session,
    blank: Session,
    reader: ItemReader,
    draws: Sequence[StoredDraw],
) -> TableView:
    """Return a table as it stands.

    Args:
        blank: An unanswered session of the same form, in the same language.
    """
    state = session.state(table.repeat.path)
    insp = table.repeat.insp
    rule = table.draws[0] if table.draws else DrawRule(0, "", "")
    count = session.count(table.repeat.path) if state.relevant else 0
    rows = []
    for n in range(1, count + 1):
        ref = f"{table.repeat.path}[{n}]"
        cells = tuple(part_view(session.state(f"{ref}/{column.name}")) for column in table.columns)
        rows.append(RowView(ref, cells))
    return TableView(
        code=table.code,
        title=state.label or table.code,
        relevant=state.relevant,
        columns=_columns(table, blank),
        rows=tuple(rows),
        id_column=table.id_column,
        rule=rule.size,
        by=rule.by,
        draws=tuple(draws),
        ways=tuple(DrawView(way.by, way.size, way.column) for way in table.draws),
        totals=reader.filled(insp.get("totals", "")) if rows else "",
        note=insp.get("note", ""),
    )


def _columns(table: TableDef, blank: Session) -> tuple[ColumnView, ...]:
    """Return the columns as the unanswered form shows them: its first row is always there."""
    columns = []
    for column in table.columns:
        cell = part_view(blank.state(f"{table.repeat.path}[1]/{column.name}"))
        deviating = frozenset(column.insp.get("deviating", "").split())
        columns.append(ColumnView(cell.label, cell.kind, cell.choices, deviating))
    return tuple(columns)


def is_dated(table: TableDef) -> bool:
    """Tell whether the rows are given days instead of a draw."""
    return bool(table.draws and _DATES.match(table.draws[0].size))


def dated_rows(table: TableDef, day: date) -> tuple[str, ...]:
    """Return the days of a table with given days, ISO.

    Args:
        day: Day of the visit; `-30d` counts days, `-6m` calendar months, `-1y` years.
    """
    match = _DATES.match(table.draws[0].size)
    if match is None:
        return ()
    return tuple(_before(day, offset).isoformat() for offset in match[1].split(","))


def _before(day: date, offset: str) -> date:
    match = _OFFSET.match(offset.strip())
    if match is None:
        raise KnownError("draw.rule-unreadable", rule=offset)
    number = int(match[1])
    if match[2] in ("", "d"):
        return day - timedelta(days=number)
    months = day.year * 12 + day.month - 1 - number * (12 if match[2] == "y" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def fill_rows(
    session: Session, table: TableDef, column: int, ids: Sequence[str]
) -> list[ChangeSet]:
    """Give a table exactly one new row for each id; old rows go."""
    path = table.repeat.path
    done = []
    count = session.count(path)
    if count:
        done.append(session.remove(path, 0, count))
    if ids:
        done.append(session.add(path, None, len(ids)))
    name = table.columns[column].name
    done += [session.set(f"{path}[{n}]/{name}", value) for n, value in enumerate(ids, 1)]
    return done


def fill_cells(session: Session, table: TableDef, rows: Sequence[Sequence[str]]) -> list[ChangeSet]:
    """Give a table exactly these rows, their cells from the first column on; old rows go."""
    path = table.repeat.path
    done = []
    count = session.count(path)
    if count:
        done.append(session.remove(path, 0, count))
    if rows:
        done.append(session.add(path, None, len(rows)))
    for n, row in enumerate(rows, 1):
        for column, value in zip(table.columns, row, strict=False):
            if value:
                done.append(session.set(f"{path}[{n}]/{column.name}", value))
    return done


def draw_rows(
    tables: Tables,
    session: Session,
    inspection_id: InspectionId,
    table: TableDef,
    order: DrawOrder,
    stamp: Stamp,
    entropy: Entropy,
) -> list[ChangeSet]:
    """Draw, keep the attempt with everything needed to repeat it, and fill the rows.

    Raises:
        KnownError: `checklist.redraw-reason`, `checklist.size-missing`, `draw.*`.
    """
    before = tables.draws.list(inspection_id, table.code)
    attempt = sum(one.rule == order.rule for one in before) + 1
    if attempt > 1 and not order.reason.strip():
        raise KnownError("checklist.redraw-reason", table=table.code)
    rule = table.draws[order.rule] if order.rule < len(table.draws) else DrawRule(0, _ALL, "")
    if rule.size == _BUREAU and order.size < 1:
        raise KnownError("checklist.size-missing", table=table.code)
    seed, origin = _seed(tables, inspection_id, order.assignment_seed, entropy)
    key = draw_key(table.code, order.rule)
    drawn = _draw(rule, order, table_seed(seed, key, attempt, sha256))
    kept = StoredDraw(
        table=table.code,
        attempt=attempt,
        method=_ALL if rule.size == _ALL else METHOD,
        seed=drawn.seed.hex(),
        origin=origin,
        population=drawn.population,
        population_sha256=drawn.population_sha256,
        n=drawn.n,
        result=drawn.result,
        at=stamp.wall,
        by=order.person,
        reason=order.reason.strip(),
        rule=order.rule,
    )
    tables.draws.add(inspection_id, kept)
    tables.events.append(
        inspection_id,
        "draw",
        stamp,
        ref=key,
        old=str(attempt - 1),
        new=" ".join(drawn.result),
        person=order.person,
    )
    if len(_beside(table, rule)) < 2:
        return fill_rows(session, table, rule.column, drawn.result)
    return _fill_beside(session, table, rule, drawn.result, before, order.kind)


def _beside(table: TableDef, rule: DrawRule) -> tuple[DrawRule, ...]:
    """Return the draws whose rows stand side by side: racks and addresses in one table.

    A draw into another column comes before (rooms, then the computers in them): its rows go.
    """
    return tuple(one for one in table.draws if one.column == rule.column)


def _fill_beside(
    session: Session,
    table: TableDef,
    rule: DrawRule,
    ids: Sequence[str],
    before: Sequence[StoredDraw],
    kind: str,
) -> list[ChangeSet]:
    """Replace the rows of one draw and leave those of the others; rows stand in the rules' order.

    Args:
        before: Earlier draws of the table: they say whose a row without a kind is.
        kind: Name of the column that says it itself, '' if there is none.
    """
    path, name = table.repeat.path, table.columns[rule.column].name
    earlier: dict[int, frozenset[str]] = {one.rule: frozenset(one.result) for one in before}

    def owner(n: int) -> int:
        row = f"{path}[{n}]"
        said = session.value(f"{row}/{kind}") if kind else ""
        for place, one in enumerate(table.draws):
            named = session.value(f"{row}/{name}")
            if said == one.by if said else named in earlier.get(place, ()):
                return place
        return len(table.draws)  # added by hand: stays at the end

    me = table.draws.index(rule)
    rows = [(n, owner(n)) for n in range(1, session.count(path) + 1)]
    gone = [n for n, place in rows if place == me]
    done = [session.remove(path, n - 1) for n in reversed(gone)]
    after = sum(place < me for _, place in rows)
    if ids:
        done.append(session.add(path, after - 1, len(ids)))
    for n, value in enumerate(ids, after + 1):
        done.append(session.set(f"{path}[{n}]/{name}", value))
        if kind:
            done.append(session.set(f"{path}[{n}]/{kind}", rule.by))
    return done


def kind_column(table: TableDef, blank: Session) -> str:
    """Return the name of the column that tells a table's draws apart, '' if it has none.

    It is the one that offers what the rows of each draw stand for: 类型 with 机柜 and IP.

    Args:
        blank: An unanswered session: its first row is always there.
    """
    kinds = {one.by for one in table.draws}
    if len(kinds) > 1:
        for column in table.columns:
            state = blank.state(f"{table.repeat.path}[1]/{column.name}")
            if kinds <= {choice.value for choice in state.choices}:
                return column.name
    return ""


def _draw(rule: DrawRule, order: DrawOrder, seed: bytes) -> Draw:
    if rule.size == _ALL:
        # Everything is looked at, in the order given: nothing is left to chance.
        whole = draw(seed, order.population, len(order.population), sha256)
        return Draw(
            whole.seed, whole.population, whole.population_sha256, whole.n,
            tuple(dict.fromkeys(order.population)),
        )  # fmt: skip
    size = str(order.size) if rule.size == _BUREAU else rule.size
    population = len(set(order.population))
    return draw(seed, order.population, sample_size(size, population), sha256)


def _seed(
    tables: Tables, inspection_id: InspectionId, assignment_seed: str, entropy: Entropy
) -> tuple[bytes, str]:
    if assignment_seed:
        return read_seed(assignment_seed), "assignment"
    # Fixed at first use, so that drawing again cannot fish for a better seed.
    name = f"draw-seed:{inspection_id}"
    known = tables.meta.get(name)
    if known is None:
        known = entropy(16)
        tables.meta.put(name, known)
    return known, "local"
