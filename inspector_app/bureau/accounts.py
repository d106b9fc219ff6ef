"""Accounts of people at the bureau: log in, sessions, roles.

Called by the pages and by `inspector bureau accounts`. Wrong tries slow an account down and never
lock it for good. Must never tell whether an account exists.
Source: records-and-security design, section 15 (ASVS 6.2, 6.3, 7.3).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, update

from inspector_app.bureau import schema
from inspector_app.bureau.audit import Audit
from inspector_app.bureau.database import Database
from inspector_app.bureau.moments import ms
from inspector_app.crypto.digest import same_bytes
from inspector_app.crypto.kdf import FLOOR, KdfParameters
from inspector_app.crypto.passwords import hash_password, password_holds
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError

SHORTEST = 12
IDLE_MS = 15 * 60_000
LONGEST_MS = 12 * 3_600_000
_FREE_TRIES = 5
_LONGEST_WAIT_S = 3600
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no look-alikes


class BureauRole(StrEnum):
    """What an account may do. Source: sync-and-bureau design, section 13."""

    REVIEWER = "reviewer"  # reads records, first quarantine vote
    LEADER = "leader"  # approves enrolments, second vote
    ADMIN = "admin"  # proposes enrolments, reads no contents
    AUDITOR = "auditor"  # reads all


@dataclass(frozen=True, slots=True)
class Account:
    """A person with an account."""

    login: str
    name: str
    role: BureauRole
    must_change: bool = False
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class WebSession:
    """A browser's session.

    Attributes:
        csrf: Token every form of this session carries.
    """

    token: str
    csrf: str
    account: Account


class Accounts:
    """The accounts of one bureau.

    Args:
        cost: Argon2id cost of new passwords.
    """

    def __init__(
        self, database: Database, audit: Audit, entropy: Entropy, cost: KdfParameters = FLOOR
    ) -> None:
        self._database = database
        self._audit = audit
        self._entropy = entropy
        self._cost = cost
        # compared against when there is no such account, so that both take the same time
        self._decoy = hash_password("no such account", entropy, cost)

    def add(
        self, login: str, name: str, role: BureauRole, *, now: datetime, who: str
    ) -> tuple[Account, str]:
        """Make an account with a one-time password, to be changed at the first log-in.

        Raises:
            KnownError: `account.exists`.
        """
        password = self._one_time_password()
        stored = hash_password(password, self._entropy, self._cost)
        with self._database.write() as connection:
            if self._find(connection, login) is not None:
                raise KnownError("account.exists", login=login)
            connection.execute(
                insert(schema.account).values(
                    login=login,
                    name=name,
                    role=role.value,
                    password=stored,
                    must_change=True,
                    disabled=False,
                    created_at=ms(now),
                )
            )
            self._note(connection, now, who, "account.add", login, role=role.value)
        return Account(login, name, role, must_change=True), password

    def reset(self, login: str, *, now: datetime, who: str) -> str:
        """Give an account a new one-time password and end its sessions.

        Raises:
            KnownError: `account.unknown`.
        """
        password = self._one_time_password()
        self._store(login, password, must_change=True, now=now, who=who)
        return password

    def set_password(self, login: str, password: str, *, now: datetime, who: str) -> None:
        """Set a password a person chose; ends every session of the account.

        Raises:
            KnownError: `account.password-weak`, `account.unknown`.
        """
        if len(password) < SHORTEST or len(set(password)) < 5 or login in password:
            raise KnownError("account.password-weak", minimum=SHORTEST)
        self._store(login, password, must_change=False, now=now, who=who)

    def disable(self, login: str, *, now: datetime, who: str) -> None:
        """Disable an account and end its sessions.

        Raises:
            KnownError: `account.unknown`.
        """
        with self._database.write() as connection:
            done = connection.execute(
                update(schema.account).where(schema.account.c.login == login).values(disabled=True)
            )
            if done.rowcount == 0:
                raise KnownError("account.unknown", login=login)
            self._end_all(connection, login)
            self._note(connection, now, who, "account.disable", login)

    def list(self) -> tuple[Account, ...]:
        """Return every account by login."""
        with self._database.read() as connection:
            rows = connection.execute(select(schema.account).order_by(schema.account.c.login))
            return tuple(
                Account(row.login, row.name, BureauRole(row.role), row.must_change, row.disabled)
                for row in rows
            )

    def log_in(self, login: str, password: str, *, now: datetime) -> WebSession:
        """Open a session.

        Raises:
            KnownError: `account.login-wrong`, `account.locked`.
        """
        with self._database.read() as connection:
            row = self._find(connection, login)
        if row is not None and row.locked_until > ms(now):
            raise KnownError("account.locked", seconds=(row.locked_until - ms(now)) // 1000 + 1)
        holds = password_holds(password, self._decoy if row is None else row.password)
        if row is None:
            raise KnownError("account.login-wrong")
        with self._database.write() as connection:
            if not holds or row.disabled:
                self._count_failure(connection, login, now)
            else:
                connection.execute(
                    update(schema.account)
                    .where(schema.account.c.login == login)
                    .values(failed=0, locked_until=0)
                )
                self._note(connection, now, f"account:{login}", "account.log-in", login)
                return self._open(connection, login, now)
        raise KnownError("account.login-wrong")

    def session(self, token: str, *, now: datetime) -> WebSession | None:
        """Return the session of a cookie; None when there is none or it has ended."""
        digest = _digest(token)
        with self._database.read() as connection:
            row = connection.execute(
                select(schema.web_session, schema.account)
                .join(schema.account, schema.account.c.login == schema.web_session.c.login)
                .where(schema.web_session.c.token_sha256 == digest)
            ).first()
        if row is None or row.disabled:
            return None
        if ms(now) - row.seen_at > IDLE_MS or ms(now) - row[3] > LONGEST_MS:
            return None
        if ms(now) - row.seen_at > 60_000:  # once a minute is exact enough for 15 minutes
            with self._database.write() as connection:
                connection.execute(
                    update(schema.web_session)
                    .where(schema.web_session.c.token_sha256 == digest)
                    .values(seen_at=ms(now))
                )
        account = Account(row.login, row.name, BureauRole(row.role), row.must_change)
        return WebSession(token, row.csrf, account)

    def log_out(self, session: WebSession) -> None:
        """End one session."""
        with self._database.write() as connection:
            connection.execute(
                delete(schema.web_session).where(
                    schema.web_session.c.token_sha256 == _digest(session.token)
                )
            )

    # --------------------------------------------------------------------------------------------
    def _store(
        self, login: str, password: str, *, must_change: bool, now: datetime, who: str
    ) -> None:
        stored = hash_password(password, self._entropy, self._cost)
        with self._database.write() as connection:
            done = connection.execute(
                update(schema.account)
                .where(schema.account.c.login == login)
                .values(password=stored, must_change=must_change, failed=0, locked_until=0)
            )
            if done.rowcount == 0:
                raise KnownError("account.unknown", login=login)
            self._end_all(connection, login)
            self._note(connection, now, who, "account.password", login)

    def _find(self, connection: Connection, login: str):  # type: ignore[no-untyped-def]
        return connection.execute(
            select(schema.account).where(schema.account.c.login == login)
        ).first()

    def _count_failure(self, connection: Connection, login: str, now: datetime) -> None:
        failed = connection.execute(
            update(schema.account)
            .where(schema.account.c.login == login)
            .values(failed=schema.account.c.failed + 1)
            .returning(schema.account.c.failed)
        ).scalar_one()
        if failed > _FREE_TRIES:
            wait_s = min(2 ** (failed - _FREE_TRIES), _LONGEST_WAIT_S)
            connection.execute(
                update(schema.account)
                .where(schema.account.c.login == login)
                .values(locked_until=ms(now) + wait_s * 1000)
            )
        self._note(connection, now, f"account:{login}", "account.log-in-failed", login)

    def _open(self, connection: Connection, login: str, now: datetime) -> WebSession:
        token, csrf = self._random(), self._random()
        connection.execute(
            delete(schema.web_session).where(schema.web_session.c.seen_at < ms(now) - LONGEST_MS)
        )
        connection.execute(
            insert(schema.web_session).values(
                token_sha256=_digest(token),
                login=login,
                csrf=csrf,
                created_at=ms(now),
                seen_at=ms(now),
            )
        )
        row = self._find(connection, login)
        account = Account(row.login, row.name, BureauRole(row.role), row.must_change)
        return WebSession(token, csrf, account)

    def _end_all(self, connection: Connection, login: str) -> None:
        connection.execute(delete(schema.web_session).where(schema.web_session.c.login == login))

    def _note(
        self, connection: Connection, now: datetime, who: str, act: str, login: str, **detail: str
    ) -> None:
        self._audit.note(connection, at_ms=ms(now), who=who, act=act, subject=login, detail=detail)

    def _random(self) -> str:
        return base64.urlsafe_b64encode(self._entropy(32)).decode("ascii").rstrip("=")

    def _one_time_password(self) -> str:
        # 16 characters of 31: 79 bits; 8 random bits each, the bias of 256 % 31 costs under 1 bit
        text = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in self._entropy(16))
        return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def same_token(left: str, right: str) -> bool:
    """Compare two tokens in constant time."""
    return same_bytes(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
