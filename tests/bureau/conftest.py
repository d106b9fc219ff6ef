"""A bureau with named people, on SQLite and on PostgreSQL; a laptop that seals and asks.

PostgreSQL runs as a private cluster on a socket in its own folder. Where its programs are installed
it must start; only where they are not, those tests are skipped.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from inspector_app.bureau.house import Bureau, FirstAccount, load_feed
from inspector_app.bureau.serving import run_in_thread
from inspector_app.clock import CHINA, SteppingClock, unix_seconds
from inspector_app.crypto.certificates import read_pem
from inspector_app.crypto.kdf import KdfParameters
from inspector_app.crypto.keys import SigningKey, SoftwareSigner, generate_signing_key
from inspector_app.crypto.requests import enrolment_proof, make_csr
from inspector_app.crypto.tls import client_context
from inspector_app.domain.assignments import Assignment, AssignmentKind
from inspector_app.domain.identifiers import (
    AssignmentId,
    Entropy,
    PersonId,
    UnitId,
    new_inspection_id,
)
from inspector_app.domain.officers import Credential, Officer, Role
from inspector_app.domain.units import InspectedUnit, UnitCategory
from inspector_app.records.content import JsonValue
from inspector_app.records.package import CorePackage, build_core
from inspector_app.records.seal import close_seal, prepare_seal, sign_seal
from inspector_app.wire.codec import decode, encode
from inspector_app.wire.enrol import (
    EnrolCode,
    EnrolRequest,
    EnrolStatus,
    Subject,
    code_verifier,
    device_id_of,
)
from inspector_app.wire.records import encode_body
from inspector_app.wire.requests import (
    HEADER,
    REQUEST_TYPE,
    SESSION_TYPE,
    Lane,
    LaneHead,
    head_after,
    next_statement,
)
from inspector_app.wire.session import SessionGrant, SessionRequest, SessionStatement
from inspector_app.wire.signed import sign_statement, to_header

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
AGENCY = "示例市文化市场综合行政执法支队"
CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)


class CountingEntropy:
    """Deterministic bytes; every run gives the same keys, salts and tokens."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def __call__(self, length: int) -> bytes:
        self._count += 1
        material = b""
        while len(material) < length:
            block = f"{self._seed}/{self._count}/{len(material)}".encode()
            material += hashlib.sha256(block).digest()
        return material[:length]


# --- databases ------------
def _postgres_programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    plain = shutil.which("initdb")
    return Path(plain).parent if plain else None


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[str]:
    """Start a private cluster and yield the URL of its maintenance database."""
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="insp-pg-"))
    try:
        yield from _run_cluster(programs, folder)
    finally:
        shutil.rmtree(folder)


def _run_cluster(programs: Path, folder: Path) -> Iterator[str]:
    demote: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        demote = ["runuser", "-u", "postgres", "--"]
    data = str(folder / "data")
    control = [*demote, str(programs / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log")]

    def run(*words: str) -> None:
        done = subprocess.run(words, check=False, capture_output=True, text=True, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr

    make = [*demote, str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "postgres"]
    run(*make, "-N", "--locale=C", "-E", "UTF8")
    run(*control, "-o", f"-c listen_addresses= -k {folder} -c fsync=off", "start")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        run(*control, "-m", "immediate", "stop")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the URL of an empty database, '' for the SQLite file in the bureau's folder."""
    if request.param == "sqlite":
        yield ""
        return
    import psycopg

    url: str = request.getfixturevalue("postgres_cluster")
    host = url.partition("host=")[2]
    name = "t" + hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:20]
    with psycopg.connect(f"host={host} user=postgres dbname=postgres", autocommit=True) as raw:
        raw.execute(f'CREATE DATABASE "{name}"')
    yield f"postgresql+psycopg://postgres@/{name}?host={host}"
    with psycopg.connect(f"host={host} user=postgres dbname=postgres", autocommit=True) as raw:
        raw.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


# --- people and records ------------
def officer_row(n: int) -> Officer:
    """Return a roster row; numbers differ by `n`."""
    return Officer(
        PersonId(f"p-{n:04}"),
        f"演示{'甲乙丙丁'[n - 1]}",
        Role.OFFICER,
        "执法员",
        Credential(f"演执0000{n}", AGENCY, date(2025, 1, 1), date(2027, 12, 31)),
    )


def unit_row(n: int, version: int = 1) -> InspectedUnit:
    """Return a row of the ledger."""
    return InspectedUnit(
        UnitId(f"u-{n:04}"),
        UnitCategory.INTERNET_CAFE,
        f"示例网吧{n}（演示）",
        "",
        f"示例路{n}号",
        "示例区",
        "演示负责人",
        version=version,
    )


def assignment_row(n: int) -> Assignment:
    """Return an assignment."""
    return Assignment(
        id=AssignmentId(f"a-{n:04}"),
        number=f"示文综检审〔2026〕{n}号",
        record_number=f"示文综检笔字〔2026〕第{n:03}号",
        kind=AssignmentKind.ROUTINE,
        unit_id=UnitId(f"u-{n:04}"),
        profile="culture",
        agency=AGENCY,
        agency_short="文旅",
        reason="日常检查",
        basis=("cafe:4",),
        form_id="insp-wb",
        form_version="2026.1",
        form_sha256="ab" * 32,
        planned_from=NOW,
        planned_to=NOW + timedelta(days=2),
        officer_ids=(PersonId("p-0001"), PersonId("p-0002")),
        approved_by="演示负责人",
        approved_at=NOW - timedelta(days=1),
    )


@dataclass
class SealedRecord:
    """A sealed record with what belongs to it."""

    record_id: str
    core: CorePackage
    evidence: Mapping[str, bytes]
    body: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


@dataclass
class Laptop:
    """An enrolled device that speaks to the bureau's real server."""

    client: httpx.Client
    device: SoftwareSigner
    officers: tuple[SoftwareSigner, ...]
    intermediates: tuple[bytes, ...]
    entropy: Entropy
    clock: SteppingClock
    head: LaneHead = field(default_factory=lambda: LaneHead(lane=Lane.NET))
    grant: SessionGrant | None = None
    sealed: int = 0

    @property
    def device_id(self) -> str:
        return self.device.certificate.person_id

    def open_session(self) -> SessionGrant:
        """Open a session and keep its token."""
        statement = SessionStatement(
            device=self.device_id,
            nonce=self.entropy(16).hex(),
            lanes=(self.head,),
            epoch=0,
        )
        signed = sign_statement(SESSION_TYPE, encode(statement), self.device)
        answer = self.client.post("/v1/session", content=encode(SessionRequest(statement=signed)))
        assert answer.status_code == 200, answer.text
        self.grant = decode(answer.content, SessionGrant)
        return self.grant

    @property
    def token(self) -> dict[str, str]:
        """Header that shows the token."""
        grant = self.grant or self.open_session()
        return {"Authorization": f"Bearer {grant.token}"}

    def header(
        self, method: str, path: str, body: bytes, head: LaneHead | None = None
    ) -> dict[str, str]:
        """Headers of a signed request that follows `head` (the current one by default)."""
        statement = next_statement(
            head or self.head,
            device=self.device_id,
            method=method,
            path=path,
            body=body,
            nonce=self.entropy(16).hex(),
            expires=unix_seconds(self.clock.now()) + 600,
        )
        self.following = head_after(statement)
        signed = sign_statement(REQUEST_TYPE, encode(statement), self.device)
        return {**self.token, HEADER: to_header(signed)}

    def signed(self, method: str, path: str, body: bytes) -> httpx.Response:
        """Send a signed request and move on unless the server could not."""
        headers = self.header(method, path, body)
        answer = self.client.request(method, path, content=body, headers=headers)
        if answer.status_code < 500 and answer.status_code != 401:
            self.head = self.following
        return answer

    def upload(self, data: bytes) -> str:
        """Upload one small blob in one request; returns its digest."""
        digest = hashlib.sha256(data)
        answer = self.client.post(
            "/v1/uploads",
            content=data,
            headers={
                **self.token,
                "Upload-Complete": "?1",
                "Upload-Length": str(len(data)),
                "Repr-Digest": f"sha-256=:{base64.b64encode(digest.digest()).decode()}:",
            },
        )
        assert answer.status_code == 201, answer.text
        return digest.hexdigest()

    def send(self, record: SealedRecord, *, evidence: bool = True) -> httpx.Response:
        """Send a record, its evidence first."""
        if evidence:
            for data in record.evidence.values():
                self.upload(data)
        return self.signed("PUT", f"/v1/records/{record.record_id}", record.body)

    def seal(
        self,
        *,
        evidence: tuple[bytes, ...] = (),
        signers: tuple[SoftwareSigner, ...] | None = None,
        leaves: Mapping[str, JsonValue] | None = None,
        record_id: str | None = None,
        seq: int | None = None,
        document: bytes | None = None,
    ) -> SealedRecord:
        """Seal a small record as the services do."""
        self.sealed += 1
        number = seq if seq is not None else self.sealed
        now = self.clock.now()
        chosen = self.officers if signers is None else signers
        blobs = {hashlib.sha256(data).hexdigest(): data for data in evidence}
        content = {**self._leaves(chosen, blobs, number), **(leaves or {})}
        identity = record_id or new_inspection_id(unix_seconds(now) * 1000, self.entropy)
        prepared = prepare_seal(
            content,
            record_id=bytes.fromhex(identity),
            sealed_at=unix_seconds(now),
            form_sha256=bytes.fromhex("ab" * 32),
            unit_code=b"\x01" * 8,
            outcome=1,
            entropy=self.entropy,
        )
        signatures = [sign_seal(prepared, signer) for signer in chosen]
        closing = close_seal(prepared, signatures, self.device, number, bytes(32))
        core = build_core(
            prepared,
            signatures,
            closing,
            [
                *(signer.certificate for signer in chosen),
                self.device.certificate,
                *(read_pem(pem)[0] for pem in self.intermediates),
            ],
        )
        printed = None
        if document is not None:
            digest = hashlib.sha256(document).hexdigest()
            printed = (digest, len(document))
        body = encode_body(
            core.files(),
            evidence={digest: len(data) for digest, data in blobs.items()},
            document=printed,
        )
        if document is not None and printed is not None:
            blobs = {**blobs, printed[0]: document}
        return SealedRecord(identity, core, blobs, body)

    def _leaves(
        self, signers: tuple[SoftwareSigner, ...], blobs: Mapping[str, bytes], number: int
    ) -> dict[str, JsonValue]:
        now = self.clock.now().isoformat()
        leaves: dict[str, JsonValue] = {
            "/form": {"id": "insp-wb", "version": "2026.1", "title": "网吧", "sha256": "ab" * 32},
            "/unit/name": "示例网吧（演示）",
            "/unit/address": "示例路1号",
            "/assignment/agency": AGENCY,
            "/assignment/profile": "culture",
            "/assignment/record_number": f"示文综检笔字〔2026〕第{number:03}号",
            "/visit/start": now,
            "/visit/end": now,
            "/chain": {"device": self.device_id, "seq": number, "previous": "00" * 32},
            "/time": {"wall": now, "monotonic_ns": 9_000_000_000_000, "boot_id": "boot"},
            "/party/objection": "无",
            "/narrative/001": {
                "heading": "入口标志",
                "text": "入口悬挂标志。",
                "items": [],
                "table": "",
            },
            "/answers/data/s01/wb_01/wb_01_v": {"value": "ok", "officer": "p-0001", "seq": 1},
        }
        for n, signer in enumerate(signers, 1):
            certificate = signer.certificate
            leaves[f"/persons/officer/{n}/name"] = certificate.name
            leaves[f"/procedure/{n:04}"] = {
                "seq": n,
                "kind": "credential-shown",
                "person": certificate.person_id,
                "wall": now,
                "monotonic_ns": 9_000_000_000_000,
                "detail": {"number": certificate.credential_no},
            }
        for n, (digest, data) in enumerate(sorted(blobs.items()), 1):
            leaves[f"/evidence/{n:03}"] = {
                "n": n,
                "kind": "photo",
                "item": "WB-05",
                "title": "入口",
                "sha256": digest,
                "size_bytes": len(data),
                "mime": "image/jpeg",
                "thumb_sha256": "",
            }
        return leaves


def enrol_key(
    bureau: Bureau, code: EnrolCode, subject: Subject, subject_id: str, name: str, entropy: Entropy
) -> SoftwareSigner:
    """Go through enrolment by repository calls: request, approve, take the certificate."""
    key: SigningKey = generate_signing_key(entropy)
    csr = make_csr(key, subject_id, name)
    asked = EnrolRequest(
        code=code.name,
        subject=subject,
        csr=csr.decode(),
        name=name,
        proof=enrolment_proof(code_verifier(code), csr).hex(),
    )
    now = bureau.clock.now()
    with bureau.database.write() as connection:
        status = bureau.enrolment.request(connection, asked, now=now)
        assert isinstance(status, EnrolStatus), status
        bureau.enrolment.approve(connection, code.name, now=now, who="account:leader")
        status = bureau.enrolment.status(connection, status.id)
    return SoftwareSigner(key, read_pem(status.certificate.encode())[0])


def enrol_laptop(bureau: Bureau, name: str, client: httpx.Client) -> Laptop:
    """Enrol a laptop and the two officers on it."""
    entropy = CountingEntropy(f"laptop {name}")
    now = bureau.clock.now()
    with bureau.database.write() as connection:
        sheet = bureau.enrolment.invite_device(connection, name, now=now, who="console")
    device = enrol_key(bureau, sheet.code, Subject.DEVICE, device_id_of(sheet.code), name, entropy)
    officers = tuple(enrol_officer(bureau, n, entropy) for n in (1, 2))
    assert isinstance(bureau.clock, SteppingClock)
    return Laptop(
        client,
        device,
        officers,
        tuple(certificate.pem for certificate in bureau.keys.authority.intermediates),
        entropy,
        bureau.clock,
    )


def enrol_officer(bureau: Bureau, n: int, entropy: Entropy) -> SoftwareSigner:
    """Enrol an officer of the roster."""
    person = f"p-{n:04}"
    with bureau.database.write() as connection:
        sheet = bureau.enrolment.invite_officer(
            connection, person, now=bureau.clock.now(), who="console"
        )
    return enrol_key(bureau, sheet.code, Subject.OFFICER, person, officer_row(n).name, entropy)


@dataclass
class Town:
    """A bureau with its first account, its server on loopback, and a client."""

    bureau: Bureau
    first: FirstAccount
    client: httpx.Client
    clock: SteppingClock
    make_laptop: Callable[[str], Laptop]
    officer_row: Callable[[int], Officer]
    unit_row: Callable[..., InspectedUnit]
    assignment_row: Callable[[int], Assignment]
    enrol_officer: Callable[[int], SoftwareSigner]


@pytest.fixture
def town(tmp_path: Path, database_url: str) -> Iterator[Town]:
    """A bureau with four officers on its roster; once on SQLite, once on PostgreSQL."""
    yield from open_town(tmp_path, database_url)


@pytest.fixture
def small_town(tmp_path: Path) -> Iterator[Town]:
    """The same on SQLite only, for what no database could change."""
    yield from open_town(tmp_path, "")


def open_town(folder: Path, database_url: str) -> Iterator[Town]:
    """Make the bureau and close it at the end."""
    clock = SteppingClock(NOW)
    bureau, first = Bureau.create(
        folder / "bureau",
        name="示例市文旅执法支队",
        clock=clock,
        entropy=CountingEntropy("bureau"),
        database=database_url,
        password_cost=CHEAP,
    )
    with bureau:
        load_feed(bureau, [officer_row(n) for n in (1, 2, 3, 4)])
        context = client_context(bureau.keys.tls.certificate.pem)
        with (
            run_in_thread(bureau) as server,
            httpx.Client(base_url=server.url, verify=context, trust_env=False) as client,
        ):
            yield Town(
                bureau,
                first,
                client,
                clock,
                lambda name: enrol_laptop(bureau, name, client),
                officer_row,
                unit_row,
                assignment_row,
                lambda n: enrol_officer(bureau, n, CountingEntropy(f"officer {n}")),
            )


@pytest.fixture
def laptop(town: Town) -> Laptop:
    """An enrolled laptop with two officers."""
    return town.make_laptop("演示笔记本1")


@pytest.fixture
def small_laptop(small_town: Town) -> Laptop:
    """The same at the bureau on SQLite only."""
    return small_town.make_laptop("演示笔记本1")
