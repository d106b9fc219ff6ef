"""Sealing (封存): tree, both officers' own keys, the device's closing, one transaction, read back.

The order is that of the records design, section 4. Everything between two steps is on disk, so that
a laptop that dies anywhere goes on from there. The two-officer rule is asked before every key and
again over the finished signatures. Must never show "sealed" before the record was read back from
disk and verified, and must never make a second tree once somebody has signed the first.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from inspector_app.clock import Clock, unix_seconds
from inspector_app.crypto.certificates import Certificate
from inspector_app.crypto.vault import Vault
from inspector_app.domain.identifiers import Entropy, InspectionId, PersonId
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.procedure.gate_officers import two_officers_gate
from inspector_app.domain.procedure.gates import GateState
from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.domain.wording import Text
from inspector_app.errors import BugError, KnownError
from inspector_app.records.content import RecordContent
from inspector_app.records.package import open_package, write_package
from inspector_app.records.qr import seal_qr
from inspector_app.records.seal import PreparedSeal, sign_seal
from inspector_app.records.surroundings import ChainHead
from inspector_app.records.verdict import Fact, State, Use, Verdict
from inspector_app.records.verify import verify_package
from inspector_app.services.changes import Changes
from inspector_app.services.moves import move, require_state
from inspector_app.services.press import Press
from inspector_app.services.sealing.facts import (
    OfficerSignature,
    Trust,
    device_signer,
    judge_pending,
    judge_signed,
    raise_first,
    roster_revocations,
    rule_of,
)
from inspector_app.services.sealing.keeping import DOCUMENT, HeadMovedError, Keeper
from inspector_app.services.sealing.tree import build_tree, final_content
from inspector_app.services.signing import Signing, Words
from inspector_app.services.stored_files import StoredFiles
from inspector_app.services.writing.gate_facts import gate_facts
from inspector_app.services.writing.snapshot import VisitSnapshot
from inspector_app.storage.db import Store
from inspector_app.storage.device import DeviceIdentity
from inspector_app.storage.events import Stamp, StoredEvent
from inspector_app.storage.evidence_files import EvidenceFiles
from inspector_app.storage.records import StoredRecord
from inspector_app.storage.tables import Tables

_SIGN = Text("签名封存", "be signed and sealed")
_TREE = (InspectionState.FROZEN, InspectionState.SEALING)


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """A record that was sealed, read back and verified.

    Attributes:
        root: 64 hex digits.
        sealed_at: Unix seconds.
        insp: The package with thumbnails, without originals.
        verdict: What verification found after reading it back from disk.
        seal_text: Text of the seal QR code.
        chain_seq: Number of the event `sealed` in the device's chain.
    """

    record_id: InspectionId
    root: str
    number: str
    sealed_at: int
    insp: bytes = field(repr=False)
    verdict: Verdict
    seal_text: str
    chain_seq: int


class Sealing:
    """Seals frozen records."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        entropy: Entropy,
        vault: Vault,
        writing: Words,
        signing: Signing,
        press: Press,
        files: StoredFiles,
        evidence_files: EvidenceFiles,
    ) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._vault = vault
        self._writing = writing
        self._signing = signing
        self._press = press
        self._files = files
        self._keeper = Keeper(store, press, files, evidence_files)

    def blockers(self, inspection_id: InspectionId) -> tuple[Text, ...]:
        """Return what keeps the record from being sealed; empty = nothing."""
        snapshot = self._writing.visit(inspection_id)
        found = list(self._signing.state(inspection_id).missing)
        if snapshot.state not in _TREE:
            return tuple(found)
        gate = two_officers_gate(gate_facts(snapshot, self._clock.now()))
        if gate.state is not GateState.HOLDS:
            found.append(gate.fact)
        identity = self._store.read(lambda tables: tables.device.get())
        if identity is None or not identity.certificate_pem:
            error = KnownError("sealing.not-enrolled")
            return (*found, Text(error.sentence("zh"), error.sentence("en")))
        reasons = self._pending(snapshot, identity)
        return (*found, *(Text(one.sentence("zh"), one.sentence("en")) for one in reasons))

    def prepare(self, inspection_id: InspectionId) -> Changes:
        """Build the tree over the frozen content; done once, a second call changes nothing.

        Raises:
            KnownError: `sealing.not-ready`, `sealing.not-enrolled`, `signing.text-changed`,
                `procedure.wrong-state`, and the codes of the two-officer rule.
        """
        self._require(inspection_id, *_TREE)
        if self._known(inspection_id) is not None:
            return Changes()
        snapshot = self._writing.snapshot(inspection_id)
        identity = self._identity()
        raise_first(self._pending(snapshot, identity))
        self._refuse_unready(inspection_id)
        stamp = Stamp.read(self._clock)
        content = self._final_content(snapshot, identity, stamp)
        sealed_at = unix_seconds(self._clock.now())
        prepared = build_tree(snapshot, content, sealed_at=sealed_at, entropy=self._entropy)

        def change(tables: Tables) -> None:
            require_state(tables, inspection_id, InspectionState.FROZEN, action=_SIGN)
            if tables.signing.prepared(inspection_id) is None:
                tables.signing.put_prepared(inspection_id, prepared.to_bytes(), stamp.wall)
                tables.events.append(inspection_id, "seal-prepared", stamp, new=prepared.root.hex())

        self._store.write(change)
        return Changes.of_inspection(inspection_id)

    def sign(self, inspection_id: InspectionId, person_id: PersonId, passphrase: str) -> Changes:
        """Sign the seal with the officer's own key.

        The first signature moves the inspection to SEALING: from then on nothing but sealing is
        possible, or `take_back`.

        Raises:
            KnownError: `sealing.not-officer`, `sealing.signed-already`, `crypto.passphrase-wrong`,
                `crypto.locked`, what `prepare` raises, and the codes of the two-officer rule.
        """
        self._require(inspection_id, *_TREE)
        snapshot = self._writing.visit(inspection_id)
        officer = next((one for one in snapshot.officers if one.person_id == person_id), None)
        if officer is None:
            raise KnownError("sealing.not-officer", person=person_id)
        if person_id in self._signatures(inspection_id):
            raise KnownError("sealing.signed-already", name=officer.name)
        self.prepare(inspection_id)
        raise_first(self._pending(snapshot, self._identity()))
        prepared = self._prepared(inspection_id)
        signer = self._vault.unlock(person_id, passphrase).signer
        made = OfficerSignature(sign_seal(prepared, signer), signer.certificate)
        stamp = Stamp.read(self._clock)

        def change(tables: Tables) -> None:
            inspection = require_state(tables, inspection_id, *_TREE, action=_SIGN)
            if tables.signing.prepared(inspection_id) != prepared.to_bytes():
                raise KnownError("signing.text-changed")
            if person_id in tables.signing.signatures(inspection_id):
                raise KnownError("sealing.signed-already", name=officer.name)
            if inspection.state is InspectionState.FROZEN:
                move(tables, inspection_id, InspectionState.SEALING)
            tables.signing.put_signature(inspection_id, person_id, made.to_bytes(), stamp.wall)
            tables.events.append(
                inspection_id, "seal-signed", stamp, new=prepared.root.hex(), person=person_id
            )

        self._store.write(change)
        return Changes.of_inspection(inspection_id)

    def take_back(self, inspection_id: InspectionId, reason: str, person: PersonId) -> Changes:
        """Drop the tree and the keys' signatures of a record that cannot be sealed as it stands.

        For an officer who has still to sign and cannot. Text, ink and the party's answer stay; the
        chain keeps who took it back and why.

        Raises:
            KnownError: `signing.reason-missing`, `procedure.wrong-state` unless being sealed.
        """
        if not reason.strip():
            raise KnownError("signing.reason-missing")
        stamp = Stamp.read(self._clock)

        def change(tables: Tables) -> None:
            require_state(tables, inspection_id, InspectionState.SEALING)
            move(tables, inspection_id, InspectionState.FROZEN)
            tables.signing.drop_prepared(inspection_id)
            tables.events.append(
                inspection_id, "seal-taken-back", stamp, new=reason.strip(), person=person
            )
            tables.inspections.touch(inspection_id, stamp.wall)

        self._store.write(change)
        return Changes.of_inspection(inspection_id)

    def signed(self, inspection_id: InspectionId) -> tuple[PersonId, ...]:
        """Return who has signed the seal so far, in order."""
        return tuple(self._signatures(inspection_id))

    def finish(self, inspection_id: InspectionId) -> tuple[SealedRecord, Changes]:
        """Close, keep and queue the record in one transaction, then read it back and verify it.

        Called again for a sealed record it only reads and verifies.

        Raises:
            KnownError: `sealing.signature-missing`, `sealing.not-verified`, the codes of the
                two-officer rule, `store.*`.
        """
        state = self._store.read(lambda tables: tables.inspections.get(inspection_id).state)
        if state is InspectionState.SEALED:
            return self.read_back(inspection_id), Changes()
        self._require(inspection_id, *_TREE)
        snapshot = self._writing.visit(inspection_id)
        signatures = self._signatures(inspection_id)
        missing = [one.name for one in snapshot.officers if one.person_id not in signatures]
        if missing:
            raise KnownError("sealing.signature-missing", names="、".join(missing))
        self._require(inspection_id, InspectionState.SEALING)
        identity = self._identity()
        prepared, trust = self._prepared(inspection_id), Trust.of(identity)
        made = tuple(signatures.values())
        raise_first(judge_signed(snapshot, made, prepared, trust, self._clock.now()))
        device = device_signer(identity)
        while True:
            sealed = self._keeper.close(prepared, made, trust, device)
            try:
                self._keeper.keep(snapshot, sealed, Stamp.read(self._clock))
            except HeadMovedError:
                continue
            break
        changes = Changes.of_inspection(
            inspection_id, assignment=snapshot.assignment.id, unit=snapshot.unit.id
        )
        changes |= Changes(outbox=frozenset({inspection_id}))
        return self.read_back(inspection_id), changes

    def read_back(self, record_id: InspectionId) -> SealedRecord:
        """Read a sealed record from disk, with originals and document, and verify all of it.

        Raises:
            KnownError: `record.unknown`, `sealing.not-verified`.
        """
        record, event, document = self._store.read(lambda tables: _stored(tables, record_id))
        package = open_package(record.core)
        snapshot = self._writing.visit(record_id)
        pdf = self._files.read(document)
        # What happened later (a revocation, the end of a certificate) does not undo this sealing:
        # the device's own chain says when it was.
        sealed = datetime.fromisoformat(event.wall)
        verdict = verify_package(
            package,
            anchors=Trust.of(self._identity()).anchors,
            rule=rule_of(snapshot),
            at=sealed,
            evidence=self._files.read,
            revocations=roster_revocations(snapshot.officers, sealed),
            renderer=(lambda _: self._press.compare(pdf, package.core)) if pdf else None,
            renderer_id=str(package.content().document.get("renderer", "")),
            chain_head=ChainHead(event.seq - 1, event.previous),
            successors=(),
        )
        _refuse_unverified(verdict, with_document=pdf is not None)
        pictures = self._keeper.thumbnails(package.content())
        return SealedRecord(
            record_id=record_id,
            root=record.root.hex(),
            number=record.number,
            sealed_at=record.sealed_at,
            insp=write_package(package.core, derivatives=dict(pictures)),
            verdict=verdict,
            seal_text=seal_qr(package.entry),
            chain_seq=record.chain_seq,
        )

    def _require(self, inspection_id: InspectionId, *states: InspectionState) -> None:
        self._store.read(lambda tables: require_state(tables, inspection_id, *states, action=_SIGN))

    def _refuse_unready(self, inspection_id: InspectionId) -> None:
        found = self.blockers(inspection_id)
        if found:
            raise KnownError(
                "sealing.not-ready", count=len(found), first=found[0].zh, first_en=found[0].en
            )

    def _identity(self) -> DeviceIdentity:
        identity = self._store.read(lambda tables: tables.device.get())
        if identity is None or not identity.certificate_pem:
            raise KnownError("sealing.not-enrolled")
        return identity

    def _pending(self, snapshot: VisitSnapshot, identity: DeviceIdentity) -> tuple[Reason, ...]:
        return judge_pending(
            snapshot,
            self._certificates(),
            self._signatures(snapshot.id),
            self._known(snapshot.id),
            Trust.of(identity),
            self._clock.now(),
        )

    def _certificates(self) -> dict[PersonId, Certificate]:
        people = self._vault.people()
        return {one.person_id: one.certificate for one in people if one.certificate is not None}

    def _signatures(self, inspection_id: InspectionId) -> dict[PersonId, OfficerSignature]:
        rows = self._store.read(lambda tables: tables.signing.signatures(inspection_id))
        return {person: OfficerSignature.from_bytes(data) for person, data in rows.items()}

    def _known(self, inspection_id: InspectionId) -> PreparedSeal | None:
        data = self._store.read(lambda tables: tables.signing.prepared(inspection_id))
        return PreparedSeal.from_bytes(data) if data is not None else None

    def _prepared(self, inspection_id: InspectionId) -> PreparedSeal:
        prepared = self._known(inspection_id)
        if prepared is None:
            raise KnownError("signing.text-changed")
        return prepared

    def _final_content(
        self, snapshot: VisitSnapshot, identity: DeviceIdentity, stamp: Stamp
    ) -> RecordContent:
        frozen = self._store.read(lambda tables: tables.signing.frozen(snapshot.id))
        if frozen is None:
            raise KnownError("signing.text-changed")
        content = final_content(
            snapshot,
            frozen,
            device_id=identity.device_id,
            head=self._store.read(lambda tables: tables.events.head()),
            checkpoint=self._store.read(lambda tables: tables.receipts.last_checkpoint()),
            stamp=stamp,
        )
        composed = self._press.compose(content, self._files.read)
        if composed.text_sha256 != frozen.text_sha256:
            raise KnownError("signing.text-changed")
        return replace(content, document=composed.document_leaf())


def _stored(tables: Tables, record_id: InspectionId) -> tuple[StoredRecord, StoredEvent, str]:
    """Return a record, its event in the chain, and the digest of its document ('' if none)."""
    record = tables.records.get(record_id)
    if record is None:
        raise KnownError("record.unknown", id=record_id)
    events = tables.events.list(record_id, kind="sealed")
    event = next((one for one in events if one.seq == record.chain_seq), None)
    if event is None:
        raise BugError("store.bug", detail="a record without its chain event")
    listed = tables.records.derivatives(record_id)
    document = next((sha256 for _, purpose, sha256 in listed if purpose == DOCUMENT), "")
    return record, event, document


def _refuse_unverified(verdict: Verdict, *, with_document: bool) -> None:
    """Refuse unless the record is fit to be printed and complete, with originals and document."""
    wrong = list(verdict.hindrances(Use.PRINT))
    if verdict.state(Fact.COMPLETE) is not State.YES:
        wrong.append(Fact.COMPLETE)
    if verdict.state(Fact.EVIDENCE) not in {State.YES, State.NOT_APPLICABLE}:
        wrong.append(Fact.EVIDENCE)
    if not with_document:
        wrong.append(Fact.DOCUMENT)
    if wrong:
        reasons = verdict[wrong[0]].reasons
        raise KnownError(
            "sealing.not-verified",
            fact=wrong[0].value,
            reason=reasons[0].sentence("zh") if reasons else "",
            reason_en=reasons[0].sentence("en") if reasons else "",
        )
