"""Signing (签名): the text freezes, the party answers, ink is put under exactly that text.

Freezing needs a clean filing lint and every gate; from then on nothing of the content changes. An
objection is the party's right and never a refusal. Ink names the digest of the text that was on
screen; another text's ink is refused. The officers' own keys sign later, in `sealing`. Must never
keep ink when the text changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from inspector_app.clock import Clock
from inspector_app.domain.filing import FilingProblem, errors_of
from inspector_app.domain.identifiers import InspectionId, PersonId
from inspector_app.domain.inspection import Ink, InspectionState, Party, PartyMode
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.domain.procedure.gates import GateStage, evaluate_gates, require
from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError
from inspector_app.records.content import RecordContent, from_leaves, to_leaves
from inspector_app.services.changes import Changes
from inspector_app.services.moves import move, require_state
from inspector_app.services.press import Press, as_sealed
from inspector_app.services.steps import note_step
from inspector_app.services.stored_files import StoredFiles
from inspector_app.services.writing.gate_facts import gate_facts
from inspector_app.services.writing.record import write_record
from inspector_app.services.writing.snapshot import VisitSnapshot
from inspector_app.storage.db import Store
from inspector_app.storage.events import Stamp
from inspector_app.storage.signing import FrozenText
from inspector_app.storage.tables import Tables

_MODES = {
    PartyMode.INK: Text("签名", "signing"),
    PartyMode.PAPER: Text("在打印件上签名", "signing on paper"),
    PartyMode.REFUSED: Text("拒绝签名", "refusing to sign"),
    PartyMode.ABSENT: Text("不在场", "absent"),
}
_SIGN = Text("签名", "be signed")
_ANSWER = Text("记录对方的答复", "take the party's answer")
_READ = Text("交对方核对", "be read over")
_BEFORE_SEALING = (InspectionState.CHECKING, InspectionState.FROZEN)
_LONGEST_INK = 20_000  # points; a page of handwriting has a few thousand


class Words(Protocol):
    """What signing needs of writing; `services.writing.Writing` in the app."""

    def snapshot(self, inspection_id: InspectionId) -> VisitSnapshot:
        """Return the visit as it stands."""

    def visit(self, inspection_id: InspectionId) -> VisitSnapshot:
        """Return the visit without its checklist."""

    def problems(self, inspection_id: InspectionId) -> tuple[FilingProblem, ...]:
        """Return what the filing lint finds."""


@dataclass(frozen=True, slots=True)
class SigningPlace:
    """One place for a handwritten signature.

    Attributes:
        who: `party`, `party-statement`, `officer-1` …, `witness`.
        name, under: Printed name, and post or credential number.
        required: Sealing waits for it.
    """

    who: str
    name: str
    under: str
    required: bool
    ink: Ink | None


@dataclass(frozen=True, slots=True)
class SigningView:
    """Where the signing of a visit stands.

    Attributes:
        text_sha256: Digest of the frozen text, '' while it may change.
        missing: What still has to happen before sealing.
    """

    state: InspectionState
    text_sha256: str
    frozen_at: str
    party: Party | None
    places: tuple[SigningPlace, ...]
    read_over: bool
    missing: tuple[Text, ...]


class Signing:
    """Freezing, the party's answer, and ink."""

    def __init__(
        self, store: Store, clock: Clock, writing: Words, press: Press, files: StoredFiles
    ) -> None:
        self._store = store
        self._clock = clock
        self._writing = writing
        self._press = press
        self._files = files

    def freeze(self, inspection_id: InspectionId, person: PersonId) -> tuple[str, Changes]:
        """Freeze the text for signing and return its digest; a frozen one gives its digest again.

        Raises:
            KnownError: `procedure.gates-open`, `signing.not-ready`, `procedure.wrong-state`,
                `documents.glyph-missing`.
        """
        while True:
            head = self._store.read(lambda tables: tables.events.head())
            known = self._store.read(lambda tables: tables.signing.frozen(inspection_id))
            if known is not None:
                return known.text_sha256, Changes()
            snapshot = _with_party(self._writing.snapshot(inspection_id))
            gates = evaluate_gates(gate_facts(snapshot, self._clock.now()))
            require(gates, GateStage.BEFORE, GateStage.ON_SITE)
            refuse_errors(self._writing.problems(inspection_id))
            frozen = self._compose(write_record(snapshot))
            if self._keep_frozen(snapshot, person, frozen, head):
                return frozen.text_sha256, Changes.of_inspection(inspection_id)

    def thaw(self, inspection_id: InspectionId, reason: str, person: PersonId) -> Changes:
        """Go back to checking: ink and frozen text go, the reading has to be repeated.

        Raises:
            KnownError: `signing.reason-missing`, `procedure.wrong-state` once sealing has begun.
        """
        if not reason.strip():
            raise KnownError("signing.reason-missing")
        stamp = Stamp.read(self._clock)

        def change(tables: Tables) -> None:
            require_state(tables, inspection_id, InspectionState.FROZEN)
            move(tables, inspection_id, InspectionState.CHECKING)
            tables.signing.drop_inks(inspection_id)
            tables.signing.drop_frozen(inspection_id)
            tables.signing.drop_prepared(inspection_id)
            note_step(
                tables,
                inspection_id,
                ProcedureKind.THAWED,
                stamp,
                person=person,
                detail={"reason": reason.strip()},
            )

        self._store.write(change)
        return Changes.of_inspection(inspection_id)

    def note_reading(
        self, inspection_id: InspectionId, person: PersonId, *, aloud: bool = False
    ) -> Changes:
        """Note that the party has read the text, or heard it read, before or after freezing.

        Raises:
            KnownError: `procedure.wrong-state`.
        """
        stamp = Stamp.read(self._clock)

        def change(tables: Tables) -> None:
            require_state(tables, inspection_id, *_BEFORE_SEALING, action=_READ)
            tables.signing.drop_prepared(inspection_id)
            note_step(
                tables,
                inspection_id,
                ProcedureKind.READ_OVER,
                stamp,
                person=person,
                detail={"way": "aloud" if aloud else "shown"},
            )

        self._store.write(change)
        return Changes.of_inspection(inspection_id)

    def set_party(
        self, inspection_id: InspectionId, party: Party, *, writing: bool = False
    ) -> Changes:
        """Take the party's statement, objection, and whether it signs.

        Words that are printed change the frozen text: its digest is new and ink under the old one
        is dropped. Statement and objection are printed as they were said.

        Args:
            writing: Words still being written, kept at a pause: no answer has been given yet.
        Raises:
            KnownError: `signing.refusal-reason`, `signing.refusal-witness`,
                `signing.witness-not-neutral`, `procedure.wrong-state`.
        """
        snapshot = self._writing.visit(inspection_id)
        _check_party(party, snapshot)
        stamp = Stamp.read(self._clock)
        known = self._store.read(lambda tables: tables.signing.frozen(inspection_id))
        again: FrozenText | None = None
        if known is not None:
            content = frozen_content(known, party=party)
            again = self._compose(content, frozen_at=known.frozen_at)

        def change(tables: Tables) -> None:
            require_state(tables, inspection_id, *_BEFORE_SEALING, action=_ANSWER)
            tables.signing.put_party(inspection_id, party)
            tables.signing.drop_prepared(inspection_id)
            if again is not None and known is not None:
                if again.text_sha256 != known.text_sha256:
                    tables.signing.drop_inks(inspection_id)
                tables.signing.put_frozen(inspection_id, again)
            if writing:
                new = again.text_sha256 if again is not None else ""
                tables.events.append(inspection_id, "party-words", stamp, new=new)
            else:
                note_step(
                    tables,
                    inspection_id,
                    ProcedureKind.PARTY_ANSWERED,
                    stamp,
                    detail={"mode": party.mode.value},
                )
            tables.inspections.touch(inspection_id, stamp.wall)

        self._store.write(change)
        return Changes.of_inspection(inspection_id)

    def put_ink(self, inspection_id: InspectionId, who: str, ink: Ink) -> Changes:
        """Put a handwritten signature under the frozen text; signing again replaces it.

        Args:
            who: `party`, `party-statement`, `officer-1`, `officer-2` …, `witness`.
        Raises:
            KnownError: `signing.text-changed`, `signing.ink-empty`, `signing.place-unknown`,
                `signing.party-mode`, `signing.not-read`, `procedure.wrong-state`.
        """
        _check_ink(ink)
        snapshot = self._writing.visit(inspection_id)
        stamp = Stamp.read(self._clock)

        def change(tables: Tables) -> None:
            require_state(tables, inspection_id, InspectionState.FROZEN, action=_SIGN)
            frozen = tables.signing.frozen(inspection_id)
            if frozen is None or frozen.text_sha256 != ink.text_sha256:
                raise KnownError("signing.text-changed")
            party = tables.signing.party(inspection_id)
            places = _places(snapshot, party, {})
            if who not in {place.who for place in places}:
                shown = "、".join(place.who for place in places)
                raise KnownError("signing.place-unknown", who=who, places=shown)
            if who.startswith("party"):
                mode = party.mode if party else PartyMode.INK
                if mode is not PartyMode.INK:
                    name = _MODES[mode]
                    raise KnownError("signing.party-mode", mode=name.zh, mode_en=name.en)
                if not _read_over(snapshot):
                    raise KnownError("signing.not-read")
            tables.signing.put_ink(inspection_id, who, ink)
            tables.signing.drop_prepared(inspection_id)
            kind, person = _signed(who, snapshot)
            note_step(tables, inspection_id, kind, stamp, person=person, detail={"ink": who})

        self._store.write(change)
        return Changes.of_inspection(inspection_id)

    def state(self, inspection_id: InspectionId) -> SigningView:
        """Return where signing stands and what is missing."""
        snapshot = self._writing.visit(inspection_id)

        def look(tables: Tables) -> tuple[FrozenText | None, Party | None, dict[str, Ink]]:
            signing = tables.signing
            return (
                signing.frozen(inspection_id),
                signing.party(inspection_id),
                signing.inks(inspection_id),
            )

        frozen, party, inks = self._store.read(look)
        places = _places(snapshot, party, inks)
        read_over = _read_over(snapshot)
        return SigningView(
            state=snapshot.state,
            text_sha256=frozen.text_sha256 if frozen else "",
            frozen_at=frozen.frozen_at if frozen else "",
            party=party,
            places=places,
            read_over=read_over,
            missing=tuple(_missing(frozen, party, places, read_over=read_over)),
        )

    def _compose(self, content: RecordContent, frozen_at: str = "") -> FrozenText:
        # In the form it will be sealed in, or the print of the sealed leaves would be another.
        content = as_sealed(content)
        composed = self._press.compose(content, self._files.read)
        leaves = to_leaves(content) | {"/document": composed.document_leaf()}
        return FrozenText(
            text_sha256=composed.text_sha256,
            frozen_at=frozen_at or self._clock.now().isoformat(),
            content=json.dumps(leaves, ensure_ascii=False).encode("utf-8"),
        )

    def _keep_frozen(
        self,
        snapshot: VisitSnapshot,
        person: PersonId,
        frozen: FrozenText,
        head: tuple[int, bytes],
    ) -> bool:
        """Freeze unless something has changed since `head` was read; tell whether it was done."""
        stamp = Stamp.read(self._clock)
        inspection_id = snapshot.id

        def change(tables: Tables) -> bool:
            if tables.events.head() != head:
                return False
            move(tables, inspection_id, InspectionState.FROZEN)
            if snapshot.party is not None:
                tables.signing.put_party(inspection_id, snapshot.party)
            tables.signing.put_frozen(inspection_id, frozen)
            note_step(
                tables,
                inspection_id,
                ProcedureKind.FROZEN,
                stamp,
                person=person,
                detail={"text": frozen.text_sha256},
            )
            return True

        return self._store.write(change)


def frozen_content(frozen: FrozenText, *, party: Party | None = None) -> RecordContent:
    """Return the content that was frozen, with the party's present words if given."""
    leaves = json.loads(frozen.content)
    if party is not None:
        words = {
            "mode": party.mode.value,
            "name": party.name,
            "post": party.post,
            "statement": party.statement,
            "objection": party.objection,
            "reason": party.reason,
            "witness": party.witness,
            "clip": party.clip,
        }
        leaves = {key: value for key, value in leaves.items() if not key.startswith("/party/")}
        leaves |= {f"/party/{name}": text for name, text in words.items() if text}
        if party.witness:
            leaves["/persons/witness/1/name"] = party.witness
    return from_leaves(leaves)


def refuse_errors(problems: tuple[FilingProblem, ...]) -> None:
    """Refuse to go on while the filing lint has errors.

    Raises:
        KnownError: `signing.not-ready` with the count and the first sentence.
    """
    found = errors_of(problems)
    if found:
        raise KnownError(
            "signing.not-ready",
            count=len(found),
            first=found[0].message.zh,
            first_en=found[0].message.en,
            rules=tuple(problem.rule for problem in found),
        )


def _with_party(snapshot: VisitSnapshot) -> VisitSnapshot:
    """Return the visit with a party: until it answers, whoever is present is expected to sign."""
    if snapshot.party is not None:
        return snapshot
    met = snapshot.event(ProcedureKind.PERSON_PRESENT)
    detail = met.detail if met else {}
    if detail.get("name"):
        party = Party(PartyMode.INK, name=detail["name"], post=detail.get("post", ""))
    else:
        party = Party(PartyMode.ABSENT, witness=detail.get("witness", ""))
    return replace(snapshot, party=party)


def _check_party(party: Party, snapshot: VisitSnapshot) -> None:
    if party.mode is PartyMode.REFUSED and not party.reason.strip():
        raise KnownError("signing.refusal-reason")
    proven = party.witness.strip() or party.clip.strip()
    if party.mode in {PartyMode.REFUSED, PartyMode.ABSENT} and not proven:
        mode = _MODES[party.mode]
        raise KnownError("signing.refusal-witness", mode=mode.zh, mode_en=mode.en)
    involved = {officer.name for officer in snapshot.officers} | {party.name}
    if party.witness.strip() and party.witness.strip() in involved:
        raise KnownError("signing.witness-not-neutral", name=party.witness)


def _check_ink(ink: Ink) -> None:
    points = [point for stroke in ink.strokes for point in stroke]
    inside = all(
        0 <= x <= ink.width and 0 <= y <= ink.height and 0 <= pressure <= 1000 and ms >= 0
        for x, y, pressure, ms in points
    )
    if not 2 <= len(points) <= _LONGEST_INK or not inside or ink.width < 1 or ink.height < 1:
        raise KnownError("signing.ink-empty")


def _places(
    snapshot: VisitSnapshot, party: Party | None, inks: Mapping[str, Ink]
) -> tuple[SigningPlace, ...]:
    mode = party.mode if party else PartyMode.INK
    pens = mode is not PartyMode.PAPER  # paper: sealed first, pen on the print
    met = snapshot.event(ProcedureKind.PERSON_PRESENT)
    name = (party.name if party else "") or (met.detail.get("name", "") if met else "")
    post = (party.post if party else "") or (met.detail.get("post", "") if met else "")
    signs = mode is PartyMode.INK
    places = [
        SigningPlace("party-statement", name, post, False, inks.get("party-statement")),
        SigningPlace("party", name, post, signs, inks.get("party")),
    ]
    for n, officer in enumerate(snapshot.officers, 1):
        number = officer.credential.number if officer.credential else ""
        who = f"officer-{n}"
        places.append(SigningPlace(who, officer.name, number, pens, inks.get(who)))
    witness = (party.witness if party else "") or (met.detail.get("witness", "") if met else "")
    if witness:
        places.append(SigningPlace("witness", witness, "", False, inks.get("witness")))
    return tuple(places)


def _missing(
    frozen: FrozenText | None,
    party: Party | None,
    places: tuple[SigningPlace, ...],
    *,
    read_over: bool,
) -> list[Text]:
    if frozen is None:
        return [Text("文本还没有定稿。", "The text is not frozen yet.")]
    missing = []
    if not read_over and (party is None or party.mode is not PartyMode.ABSENT):
        missing.append(Text("还没有交对方核对。", "The party has not read it yet."))
    for place in places:
        if place.required and place.ink is None:
            name = place.name or place.who
            missing.append(Text(f"{name}还没有签名。", f"{name} has not signed."))
    return missing


def _read_over(snapshot: VisitSnapshot) -> bool:
    read = snapshot.event(ProcedureKind.READ_OVER)
    thawed = snapshot.event(ProcedureKind.THAWED)
    return read is not None and (thawed is None or thawed.seq < read.seq)


def _signed(who: str, snapshot: VisitSnapshot) -> tuple[ProcedureKind, PersonId]:
    if who.startswith("officer-"):
        officer = snapshot.officers[int(who.removeprefix("officer-")) - 1]
        return ProcedureKind.OFFICER_SIGNED, officer.person_id
    return ProcedureKind.PARTY_ANSWERED, PersonId("")
