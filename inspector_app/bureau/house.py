"""A bureau: its folder, database, keys and everything built on them; the composition root.

Called by the command line, the demo, tests, and once per process by the server. Whoever opens a
bureau closes it. Must never change an existing folder when making a new bureau.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import insert, select, text

from inspector_app.bureau import schema
from inspector_app.bureau.accounts import Accounts, BureauRole
from inspector_app.bureau.audit import Audit
from inspector_app.bureau.batches import Batches
from inspector_app.bureau.chain import Devices
from inspector_app.bureau.database import Database, check_url
from inspector_app.bureau.enrolment import Enrolment
from inspector_app.bureau.feed import Feed
from inspector_app.bureau.intake import Intake
from inspector_app.bureau.keys import (
    BureauKeys,
    create_keys,
    open_keys,
    renew_server,
    server_certificate_holds,
)
from inspector_app.bureau.log import TransparencyLog
from inspector_app.bureau.migrations import bring_up_to_date
from inspector_app.bureau.moments import ms
from inspector_app.bureau.objects import ObjectStore
from inspector_app.bureau.quarantine import Quarantine
from inspector_app.bureau.receipts import Receipts
from inspector_app.bureau.roster import Roster
from inspector_app.bureau.rules import OfficerRules
from inspector_app.bureau.uploads import EVERY_DEVICE, Uploads
from inspector_app.clock import Clock, SystemClock
from inspector_app.crypto.kdf import FLOOR, KdfParameters
from inspector_app.domain.assignments import Assignment
from inspector_app.domain.identifiers import Entropy
from inspector_app.domain.officers import Officer
from inspector_app.domain.units import InspectedUnit
from inspector_app.errors import KnownError
from inspector_app.installation import resource
from inspector_app.whole_file import write_whole_file
from inspector_app.wire import limits
from inspector_app.wire.codec import Message, decode, encode
from inspector_app.wire.feed import FeedKind, FeedValue, FormRef, LawRef

CONFIG = "bureau.json"
DATABASE = "bureau.db"
_FIRST_EPOCH = 1


class BureauConfig(Message, frozen=True, kw_only=True):
    """`bureau.json`: what the server must know before it can open its database.

    Attributes:
        name: The bureau as people know it; printed on pages, in certificates.
        database: SQLAlchemy URL, '' for `bureau.db` in the folder.
        objects: Folder of blobs, '' for `objects` in the folder.
        hosts: DNS names and addresses of the TLS certificate.
    """

    v: int = 1
    name: str
    database: str = ""
    objects: str = ""
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class FirstAccount:
    """The first account of a new bureau; its password is shown once."""

    login: str
    password: str


class Bureau:
    """An open bureau.

    Args:
        password_cost: Argon2id cost of account passwords; tests lower it.
    """

    def __init__(
        self,
        folder: Path,
        config: BureauConfig,
        keys: BureauKeys,
        *,
        clock: Clock,
        entropy: Entropy,
        password_cost: KdfParameters = FLOOR,
    ) -> None:
        self.folder = folder
        self.config = config
        self.keys = keys
        self.clock = clock
        self.entropy = entropy
        self.database = Database(config.database or f"sqlite:///{folder / DATABASE}")
        try:
            bring_up_to_date(self.database)
            self.epoch = self._first_setting("epoch", str(_FIRST_EPOCH))
        except BaseException:
            self.database.close()
            raise
        self.objects = ObjectStore(Path(config.objects) if config.objects else folder / "objects")
        self.audit = Audit(self.database)
        self.feed = Feed(self.database, keys.signer, keys.secret)
        self.roster = Roster(self.feed)
        self.accounts = Accounts(self.database, self.audit, entropy, password_cost)
        self.enrolment = Enrolment(keys, self.roster, self.audit, entropy, config.name)
        self.devices = Devices(self.database, entropy)
        self.uploads = Uploads(self.database, self.objects, entropy)
        self.batches = Batches()
        self.log = TransparencyLog(self.database, origin_of(keys), keys.signer)
        self.receipts = Receipts(
            self.database, self.log, (keys.signer,), keys.authority.intermediates
        )
        self.quarantine = Quarantine(self.audit, entropy)
        self.rules = OfficerRules(resource("profiles"))
        self.intake = Intake(
            database=self.database,
            objects=self.objects,
            anchors=keys.anchors,
            rules=self.rules,
            roster=self.roster,
            log=self.log,
            audit=self.audit,
            quarantine=self.quarantine,
            epoch=self.epoch,
            signer_key_id=keys.signer.key_id.hex(),
        )

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        name: str,
        clock: Clock,
        entropy: Entropy,
        database: str = "",
        objects: str = "",
        hosts: Sequence[str] = (),
        password_cost: KdfParameters = FLOOR,
    ) -> tuple[Bureau, FirstAccount]:
        """Make a new bureau and its first account.

        Args:
            folder: Made when absent; must be empty.
            database, objects: As in `BureauConfig`.
            hosts: Names and addresses besides loopback.
        Raises:
            KnownError: `bureau.exists`, `bureau.not-empty`, `bureau.database`.
        """
        if (folder / CONFIG).exists():
            raise KnownError("bureau.exists", folder=folder)
        if folder.exists() and any(folder.iterdir()):
            # never cleared here: the keys in it may be all that is left of a bureau
            raise KnownError("bureau.not-empty", folder=folder)
        if database:
            check_url(database)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)  # one that was there may be open to everybody
        config = BureauConfig(
            name=name,
            database=database,
            objects=objects,
            hosts=tuple(dict.fromkeys((*hosts, "localhost", "127.0.0.1", "::1"))),
        )
        keys = create_keys(
            folder / "keys",
            name,
            config.hosts,
            now=clock.now(),
            machine_now=SystemClock().now(),
            entropy=entropy,
        )
        try:
            bureau = cls(
                folder, config, keys, clock=clock, entropy=entropy, password_cost=password_cost
            )
            login = "admin"
            _, password = bureau.accounts.add(
                login, "管理员", BureauRole.LEADER, now=clock.now(), who="console"
            )
        except KnownError:
            _clear(folder)  # nobody knows these keys yet: the next try starts afresh
            raise
        # last: a folder without this file is no bureau, however much of one lies in it
        write_whole_file(folder / CONFIG, encode(config) + b"\n")
        return bureau, FirstAccount(login, password)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        clock: Clock,
        entropy: Entropy,
        database: str = "",
        objects: str = "",
        password_cost: KdfParameters = FLOOR,
    ) -> Bureau:
        """Open a bureau.

        Args:
            database, objects: Instead of what its configuration says.
        Raises:
            KnownError: `bureau.absent`, `bureau.damaged`, `bureau.schema-newer`, `bureau.database`.
        """
        try:
            config = decode((folder / CONFIG).read_bytes(), BureauConfig)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise KnownError("bureau.absent", folder=folder) from error
        except KnownError as error:
            raise KnownError("bureau.damaged", place=folder / CONFIG) from error
        if database or objects:
            config = BureauConfig(
                name=config.name,
                database=database or config.database,
                objects=objects or config.objects,
                hosts=config.hosts,
            )
        keys = open_keys(folder / "keys")
        if not config.database and not (folder / DATABASE).exists():
            # a fresh one would hide the loss, and sign a second log with the same key
            raise KnownError("bureau.damaged", place=folder / DATABASE)
        return cls(folder, config, keys, clock=clock, entropy=entropy, password_cost=password_cost)

    def ready_tls(self, hosts: Iterable[str] = ()) -> None:
        """Make sure that the TLS certificate names these hosts and is in date, else renew it."""
        machine_now = SystemClock().now()
        wanted = tuple(dict.fromkeys((*self.config.hosts, *hosts)))
        if wanted != self.config.hosts or not server_certificate_holds(self.keys, machine_now):
            renew_server(
                self.folder / "keys",
                self.keys,
                wanted,
                machine_now=machine_now,
                entropy=self.entropy,
            )
            config = BureauConfig(
                name=self.config.name,
                database=self.config.database,
                objects=self.config.objects,
                hosts=wanted,
            )
            self.config = config
            write_whole_file(self.folder / CONFIG, encode(config) + b"\n")

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _first_setting(self, name: str, value: str) -> int:
        """Return a number kept in the database; written when the database is new."""
        with self.database.write() as connection:
            self.database.serial_lock(connection)
            found = connection.execute(
                select(schema.setting.c.value).where(schema.setting.c.name == name)
            ).scalar()
            if found is None:
                connection.execute(insert(schema.setting).values(name=name, value=value))
                found = value
        return int(found)

    def alive(self) -> bool:
        """Tell whether the database answers."""
        with self.database.read() as connection:
            return connection.execute(text("SELECT 1")).scalar() == 1


def origin_of(keys: BureauKeys) -> str:
    """Return the name of the bureau's log: schema-less, one for each root."""
    return f"inspector.log/{keys.authority.root.sha256[:16]}"


def _clear(folder: Path) -> None:
    shutil.rmtree(folder / "keys")
    for path in folder.glob(f"{DATABASE}*"):
        path.unlink()


def load_feed(bureau: Bureau, items: Iterable[FeedValue], *, files: Iterable[bytes] = ()) -> int:
    """Put items into the feed, as training, demo and administration do; repeating changes nothing.

    Args:
        items: Ledger rows, officers, assignments, forms, the law catalogue, revocations.
        files: Contents that `FormRef` and `LawRef` items name by their digest.
    Returns:
        Number of the feed's last item.
    Raises:
        KnownError: `feed.version-taken`; `request.too-large` for a file above the limit;
            `request.not-found` when an item names a file that is not there.
    """
    stored: dict[str, int] = {}
    for data in files:
        if len(data) > limits.BLOB_BYTES:
            raise KnownError("request.too-large", size=len(data), limit=limits.BLOB_BYTES)
        stored[bureau.objects.put(data)] = len(data)
    now = bureau.clock.now()
    with bureau.database.write() as connection:
        for sha256, size in stored.items():
            bureau.uploads.register(connection, sha256, size, EVERY_DEVICE, now=now)
        for value in items:
            if isinstance(value, FormRef | LawRef) and not bureau.objects.has(value.sha256):
                raise KnownError("request.not-found")
            bureau.feed.put(connection, _kind_of(value), value, at_ms=ms(now))
        return bureau.feed.newest(connection, FeedKind)


def _kind_of(value: FeedValue) -> FeedKind:
    if isinstance(value, Assignment):
        return FeedKind.ASSIGNMENT
    if isinstance(value, InspectedUnit):
        return FeedKind.UNIT
    if isinstance(value, Officer):
        return FeedKind.OFFICER
    if isinstance(value, FormRef):
        return FeedKind.FORM
    if isinstance(value, LawRef):
        return FeedKind.LAW
    return FeedKind.REVOCATION
