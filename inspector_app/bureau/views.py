"""Questions of the web pages, answered as plain values.

Called by `pages`. Everything a record says is text from outside: the templates escape it. Must
never change a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, or_, select

from inspector_app.bureau import schema
from inspector_app.bureau.house import Bureau
from inspector_app.bureau.moments import moment
from inspector_app.bureau.summary import summarise
from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.errors import KnownError, catalogue
from inspector_app.records.package import CorePackage, Package, ReceiptFiles, open_core
from inspector_app.records.verdict import Fact, State, Verdict
from inspector_app.records.verify import verify_package
from inspector_app.records.wording import Lamp, lamp_of, lamp_word, name_of, sentence_of
from inspector_app.wire.records import RecordBody, read_body

PAGE_ROWS = 50


_LAMPS = {Lamp.GOOD: "yes", Lamp.BAD: "no", Lamp.OPEN: "unknown", Lamp.NONE: "n/a"}


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact as shown: a lamp, its name, what it means, why.

    Attributes:
        reasons: Sentences by language.
    """

    fact: Fact
    state: State
    reasons: tuple[Mapping[str, str], ...]

    @property
    def lamp(self) -> str:
        """Name of the lamp: yes, no, unknown, n/a."""
        return _LAMPS[lamp_of(self.fact, self.state)]

    def name(self, language: str) -> str:
        """Return the fact's name."""
        return name_of(self.fact, language)

    def word(self, language: str) -> str:
        """Return the lamp as a word."""
        return lamp_word(lamp_of(self.fact, self.state), language)

    def sentences(self, language: str) -> list[str]:
        """Return why; what the state means where there is no reason but a question is open."""
        told = [reason["en" if language == "en" else "zh"] for reason in self.reasons]
        if not told and self.lamp in ("no", "unknown"):
            told.append(sentence_of(self.fact, self.state, language))
        return told


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list."""

    rows: Sequence[Row[Any]]
    more: bool
    count: int
    log_size: int
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """One accepted record, opened."""

    row: Row[Any]
    body: RecordBody
    package: Package
    receipt: ReceiptFiles
    facts: tuple[FactView, ...]
    hints: tuple[Reason, ...]
    covered: int
    device_name: str
    thumbnails: frozenset[str] = field(default=frozenset())


def list_records(
    connection: Connection,
    bureau: Bureau,
    *,
    text: str,
    form: str,
    standing: str,
    since_ms: int | None,
    until_ms: int | None,
    page: int,
) -> Listing:
    """Return accepted records, newest first.

    Args:
        text: Part of unit, number or officers' names; % and _ mean themselves.
        since_ms, until_ms: Time received, from inclusive, to exclusive.
        page: 1 upwards.
    """
    table = schema.record
    wanted = []
    if text:
        part = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        fields = (table.c.unit_name, table.c.number, table.c.officers)
        wanted.append(or_(*(column.ilike(part, escape="\\") for column in fields)))
    if form:
        wanted.append(table.c.form_id == form)
    if standing:
        wanted.append(table.c.standing == standing)
    if since_ms is not None:
        wanted.append(table.c.received_at >= since_ms)
    if until_ms is not None:
        wanted.append(table.c.received_at < until_ms)
    shown = [column for column in table.c if column.name not in ("body", "verdict", "hints")]
    rows = connection.execute(
        select(*shown)
        .where(*wanted)
        .order_by(table.c.log_index.desc())
        .limit(PAGE_ROWS + 1)
        .offset((page - 1) * PAGE_ROWS)
    ).all()
    count = connection.execute(select(func.count()).select_from(table).where(*wanted)).scalar_one()
    forms = connection.execute(select(table.c.form_id).distinct().order_by(table.c.form_id))
    return Listing(
        rows=rows[:PAGE_ROWS],
        more=len(rows) > PAGE_ROWS,
        count=count,
        log_size=bureau.log.size(connection),
        forms=tuple(forms.scalars()),
    )


def get_record(connection: Connection, bureau: Bureau, record_id: str) -> RecordView:
    """Return one record with its verdict as of now.

    Raises:
        KnownError: `request.not-found`.
    """
    row = connection.execute(
        select(schema.record).where(schema.record.c.record_id == record_id)
    ).first()
    if row is None:
        raise KnownError("request.not-found")
    body = read_body(bytes(row.body))
    package = open_core(CorePackage.from_files(body.files))
    receipt = bureau.receipts.files(record_id)
    successors = connection.execute(
        select(schema.record.c.record_id).where(schema.record.c.superseded_root == row.root[:16])
    ).scalars()
    verdict = verify_package(
        package,
        anchors=bureau.keys.anchors,
        rule=bureau.rules.rule_for(package.content()),
        at=moment(row.received_at),
        receipt=receipt,
        revocations=bureau.roster.revocations(connection, now=moment(row.received_at)),
        successors=tuple(successors),
        target_known=True,
    )
    device = connection.execute(
        select(schema.device.c.name).where(schema.device.c.device_id == row.device_id)
    ).scalar()
    covered = connection.execute(
        select(func.count())
        .select_from(schema.blob_ref)
        .where(schema.blob_ref.c.record_id == record_id)
    ).scalar_one()
    stored = {fact.fact: fact for fact in facts_of_json(row.verdict)}
    return RecordView(
        row=row,
        body=body,
        package=package,
        receipt=receipt,
        # originals were hashed at intake; opening a page does not read gigabytes again
        facts=tuple(
            stored.get(fact.fact, fact) if fact.fact is Fact.EVIDENCE else fact
            for fact in facts_of(verdict)
        ),
        hints=tuple(reasons_of_json(row.hints)),
        covered=covered,
        device_name=device or row.device_id,
        thumbnails=frozenset(ref.sha256 for ref in body.thumbnails),
    )


@dataclass(frozen=True, slots=True)
class HeldView:
    """One quarantined record."""

    row: Row[Any]
    unit_name: str
    device_name: str
    facts: tuple[FactView, ...]
    reasons: tuple[Reason, ...]

    @property
    def error(self) -> KnownError:
        """What happened, as the catalogue says it."""
        return KnownError(self.row.reason, quarantine_id=self.row.id[:8])


def list_held(connection: Connection) -> list[HeldView]:
    """Return quarantined records, newest first."""
    rows = connection.execute(
        select(schema.quarantine).order_by(schema.quarantine.c.received_at.desc()).limit(500)
    )
    return [_held(connection, row) for row in rows]


def get_held(connection: Connection, quarantine_id: str) -> HeldView:
    """Return one quarantined record.

    Raises:
        KnownError: `request.not-found`.
    """
    row = connection.execute(
        select(schema.quarantine).where(schema.quarantine.c.id == quarantine_id)
    ).first()
    if row is None:
        raise KnownError("request.not-found")
    return _held(connection, row)


def list_devices(connection: Connection) -> Sequence[Row[Any]]:
    """Return devices with how many records each delivered."""
    sent = (
        select(func.count())
        .select_from(schema.record)
        .where(schema.record.c.device_id == schema.device.c.device_id)
        .scalar_subquery()
    )
    return connection.execute(
        select(schema.device, sent.label("records")).order_by(schema.device.c.name)
    ).all()


def counts(connection: Connection) -> tuple[int, int]:
    """Return how many records are held and how many enrolments wait."""
    held = select(func.count()).where(schema.quarantine.c.state == "held")
    pending = select(func.count()).where(schema.enrolment.c.state == "pending")
    return (
        connection.execute(held.select_from(schema.quarantine)).scalar_one(),
        connection.execute(pending.select_from(schema.enrolment)).scalar_one(),
    )


def facts_of(verdict: Verdict) -> tuple[FactView, ...]:
    """Return a verdict's facts for showing."""
    return tuple(
        FactView(
            fact,
            verdict.state(fact),
            tuple(
                {"zh": reason.sentence("zh"), "en": reason.sentence("en")}
                for reason in verdict[fact].reasons
            ),
        )
        for fact in Fact
    )


def facts_of_json(text: str) -> tuple[FactView, ...]:
    """Return the facts of a stored verdict."""
    stored = msgspec.json.decode(text)
    return tuple(
        FactView(fact, State(kept["state"]), tuple(kept["reasons"]))
        for fact in Fact
        if (kept := stored["facts"].get(fact.value)) is not None
    )


def reasons_of_json(text: str) -> list[Reason]:
    """Return stored reasons; a code this version does not know is left out."""
    return [
        Reason.of(entry["code"], **entry["slots"])
        for entry in msgspec.json.decode(text)
        if entry["code"] in catalogue()
    ]


def _held(connection: Connection, row: Row[Any]) -> HeldView:
    unit_name = ""
    try:
        body = read_body(bytes(row.body))
        unit_name = summarise(open_core(CorePackage.from_files(body.files))).unit_name
    except KnownError:
        pass  # unreadable is one of the reasons for being here
    device = connection.execute(
        select(schema.device.c.name).where(schema.device.c.device_id == row.device_id)
    ).scalar()
    facts = facts_of_json(row.verdict)
    if facts and facts[0].state is State.NO:  # not opened: nothing else was judged
        facts = facts[:1]
    return HeldView(
        row=row,
        unit_name=unit_name,
        device_name=device or row.device_id,
        facts=facts,
        reasons=tuple(reasons_of_json(row.reasons)),
    )
