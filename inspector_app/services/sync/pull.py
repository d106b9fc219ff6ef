"""Pulling: the bureau's feed, item by item verified, page by page in one transaction.

Called by `Sync`. The cursor moves in the transaction that applies its page, and only after the
files the page names are here; a page cut off is simply fetched again. Must never touch unsent work.
Source: sync-and-bureau design, section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from inspector_app.crypto.digest import sha256_hex
from inspector_app.crypto.trust import RevocationList
from inspector_app.domain.assignments import Assignment
from inspector_app.domain.officers import Officer
from inspector_app.domain.units import InspectedUnit
from inspector_app.errors import KnownError
from inspector_app.services.changes import Changes
from inspector_app.services.forms_shelf import FormShelf
from inspector_app.services.law_shelf import LawShelf
from inspector_app.services.sync.session import LineDownError, Session
from inspector_app.services.sync.trust import Trust
from inspector_app.services.sync.views import (
    Cancel,
    Observe,
    Offline,
    OfflineReason,
    Progress,
    Step,
)
from inspector_app.storage.db import Store
from inspector_app.storage.tables import Tables
from inspector_app.wire import limits
from inspector_app.wire.codec import decode, encode
from inspector_app.wire.feed import (
    FEED_TYPE,
    FeedAction,
    FeedItem,
    FeedPage,
    FeedStatement,
    FeedValue,
    FormRef,
    LawRef,
    read_statement,
)
from inspector_app.wire.problems import error_of
from inspector_app.wire.signed import open_statement

CURSOR = "cursor"
REVOCATIONS = "revocations"


@dataclass(frozen=True, slots=True)
class _Checked:
    """An item whose signature holds and whose label says what is signed."""

    item: FeedItem
    statement: FeedStatement
    value: FeedValue | None


@dataclass(slots=True)
class PullCount:
    """What has come so far; kept while a pull is cut off."""

    items: int = 0
    changed: int = 0
    changes: Changes = field(default_factory=Changes)


class Puller:
    """Fetches and applies the feed."""

    def __init__(self, store: Store, trust: Trust, forms: FormShelf, law: LawShelf) -> None:
        self._store = store
        self._trust = trust
        self._forms = forms
        self._law = law

    def run(self, session: Session, count: PullCount, observe: Observe, cancel: Cancel) -> None:
        """Fetch pages until there are no more.

        Raises:
            LineDownError: Offline or cancelled; what was applied stays.
            KnownError: `sync.feed-forged`: the page is not applied, the cursor stays.
        """
        while True:
            if cancel():
                raise LineDownError(Offline(OfflineReason.CANCELLED))
            page = self._fetch(session)
            self._take(session, page, count, observe)
            observe(Progress(Step.PULL, count.items, 0))
            if not page.more:
                return

    def _take(self, session: Session, page: FeedPage, count: PullCount, observe: Observe) -> None:
        checked = [self._check(item) for item in page.items]
        self._fetch_files(session, checked, observe)
        applied = self._store.write(lambda tables: _apply(tables, checked, page.next))
        count.items += len(page.items)
        count.changed += len(applied)
        count.changes |= _changes_of(applied)

    def _fetch(self, session: Session) -> FeedPage:
        for _ in range(2):
            cursor = (self._store.read(lambda tables: tables.feed.state(CURSOR)) or b"").decode()
            path = f"/v1/feed?after={quote(cursor)}&limit={limits.FEED_PAGE}"
            reply = session.ask("GET", path, limit=4 * limits.ANSWER_BYTES)
            if reply.ok:
                return decode(reply.body, FeedPage, limit=4 * limits.ANSWER_BYTES)
            if reply.problem.code != "feed.resync":
                break
            # from the beginning: items are upserted by version, so nothing is lost or doubled
            self._store.write(lambda tables: tables.feed.set_state(CURSOR, b""))
        raise error_of(reply.problem)

    def _check(self, item: FeedItem) -> _Checked:
        try:
            payload, _ = open_statement(
                FEED_TYPE, item.dsse, [self._trust.bureau], place=f"feed {item.kind}"
            )
            statement, value = read_statement(payload)
        except KnownError as error:
            raise KnownError("sync.feed-forged", kind=item.kind, id=item.id) from error
        label = (item.kind, item.id, item.version, item.action)
        if label != (statement.kind, statement.id, statement.version, statement.action):
            raise KnownError("sync.feed-forged", kind=item.kind, id=item.id)
        return _Checked(item, statement, value)

    def _fetch_files(self, session: Session, checked: Sequence[_Checked], observe: Observe) -> None:
        """Fetch checklists and catalogues the page names, before the page counts as read."""
        wanted = [entry for entry in checked if isinstance(entry.value, FormRef | LawRef)]
        for n, entry in enumerate(wanted, 1):
            value = entry.value
            if isinstance(value, FormRef) and not self._forms.has(value.sha256):
                self._forms.put(_file(session, value), expected_sha256=value.sha256)
            elif isinstance(value, LawRef):
                self._law.put_catalogue(_file(session, value), entry.item.version)
            observe(Progress(Step.FILES, n, len(wanted)))


def _file(session: Session, ref: FormRef | LawRef) -> bytes:
    reply = session.ask("GET", f"/v1/blobs/{ref.sha256}", limit=ref.size + 1)
    if not reply.ok:
        raise error_of(reply.problem)
    if sha256_hex(reply.body) != ref.sha256:
        raise KnownError("sync.feed-forged", kind="blob", id=ref.sha256[:8])
    return reply.body


def _apply(tables: Tables, checked: Sequence[_Checked], cursor: str) -> list[_Checked]:
    """Put every item where it belongs and move the cursor; returns what was new."""
    new = []
    for entry in checked:
        item = entry.item
        if tables.feed.put_item(
            item.kind.value, item.id, item.version, item.action.value, item.dsse.encode()
        ):
            _put(tables, entry)
            new.append(entry)
    tables.feed.set_state(CURSOR, cursor.encode())
    return new


def _put(tables: Tables, entry: _Checked) -> None:
    value = entry.value
    if isinstance(value, Assignment):
        tables.assignments.put(value)
    elif isinstance(value, InspectedUnit):
        tables.units.put(value)
    elif isinstance(value, Officer):
        tables.officers.put(value)
    elif isinstance(value, RevocationList):
        tables.feed.set_state(REVOCATIONS, encode(value))
    elif value is None and entry.statement.action is FeedAction.WITHDRAW:
        known = tables.assignments.get(entry.item.id)  # type: ignore[arg-type]
        if known is not None:
            withdrawn = replace(known, version=max(entry.item.version, known.version + 1))
            tables.assignments.put(withdrawn, cancelled=True)


def _changes_of(applied: Sequence[_Checked]) -> Changes:
    def ids(kind: type) -> frozenset[str]:
        return frozenset(entry.item.id for entry in applied if isinstance(entry.value, kind))

    forms = {entry.value.sha256 for entry in applied if isinstance(entry.value, FormRef)}
    return Changes(
        assignments=ids(Assignment)
        | frozenset(entry.item.id for entry in applied if entry.value is None),
        units=ids(InspectedUnit),
        forms=frozenset(forms),
    )
