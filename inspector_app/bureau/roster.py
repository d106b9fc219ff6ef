"""The roster of officers and what has been revoked, read from the feed the laptops get too.

Called by enrolment and intake: one source, so that server and laptop judge by the same roster.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from inspector_app.bureau.feed import Feed
from inspector_app.crypto.trust import Revocation, RevocationList
from inspector_app.domain.identifiers import PersonId
from inspector_app.domain.officers import Officer
from inspector_app.wire.feed import FeedKind, read_statement


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read when the feed had reached `seq`."""

    seq: int
    officers: Mapping[PersonId, Officer]
    entries: tuple[Revocation, ...]


class Roster:
    """Officers and revocations as they stand."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._read = _Read(-1, {}, ())

    def officers(self, connection: Connection) -> Mapping[PersonId, Officer]:
        """Return everyone on the roster by person id."""
        return self._current(connection).officers

    def officer(self, connection: Connection, person_id: PersonId) -> Officer | None:
        """Return one person of the roster."""
        return self._current(connection).officers.get(person_id)

    def revocations(self, connection: Connection, *, now: datetime) -> RevocationList:
        """Return what counts no more: lists put into the feed, and persons the roster revokes."""
        return RevocationList(now, self._current(connection).entries)

    def _current(self, connection: Connection) -> _Read:
        seq = self._feed.newest(connection, (FeedKind.OFFICER, FeedKind.REVOCATION))
        read = self._read
        if read.seq != seq:  # two threads may both read: they read the same
            officers: dict[PersonId, Officer] = {}
            entries: list[Revocation] = []
            for _, _, payload in self._feed.current(connection, FeedKind.OFFICER):
                value = read_statement(payload)[1]
                if isinstance(value, Officer):
                    officers[value.person_id] = value
                    if value.revoked_since is not None:
                        entries.append(
                            Revocation(value.person_id, b"", value.revoked_since, "roster")
                        )
            for _, _, payload in self._feed.current(connection, FeedKind.REVOCATION):
                value = read_statement(payload)[1]
                if isinstance(value, RevocationList):
                    entries += value.entries
            read = self._read = _Read(seq, officers, tuple(entries))
        return read
