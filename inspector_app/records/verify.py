"""Verification of one package: every fact of the verdict, each judged on its own.

Called by services (after sealing, before forgetting), the bureau (intake, pages) and `inspector
verify`: one function for all. Pure apart from the evidence and renderer that are handed in. Must
never stop at the first fault, and never repair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from inspector_app.crypto.dsse import verify_envelope
from inspector_app.crypto.trust import RevocationList, TrustAnchors
from inspector_app.domain.procedure.two_officers import OfficerRule, Reason, TimeWindow
from inspector_app.records import judge_files, judge_signers
from inspector_app.records.content import JsonValue
from inspector_app.records.leaves import decoy_hashes
from inspector_app.records.merkle import root_of
from inspector_app.records.package import Package, ReceiptFiles
from inspector_app.records.receipt import ReceiptFindings, check_receipt
from inspector_app.records.seal import hidden_unit, moment_of, seal_fields
from inspector_app.records.surroundings import (
    ChainHead,
    EvidenceSource,
    Renderer,
    Surroundings,
    Work,
    finding_of,
    group,
    single,
)
from inspector_app.records.timing import judge_time
from inspector_app.records.tlog import NoteKey
from inspector_app.records.verdict import Fact, Finding, State, Verdict


def verify_package(
    package: Package,
    *,
    anchors: TrustAnchors | None,
    rule: OfficerRule | None = None,
    at: datetime | None = None,
    not_before: datetime | None = None,
    evidence: EvidenceSource | None = None,
    receipt: ReceiptFiles | None = None,
    witnesses: Sequence[NoteKey] = (),
    revocations: RevocationList | None = None,
    renderer: Renderer | None = None,
    renderer_id: str = "",
    chain_head: ChainHead | None = None,
    successors: Sequence[str] | None = None,
    target_known: bool = False,
) -> Verdict:
    """Judge a package.

    Args:
        anchors: The bureau's roots; None leaves trust open.
        rule: What the acting agency's profile demands; two officers when left out.
        at: Upper bound of the sealing time by the caller's own knowledge: now, or time of intake.
        not_before: Proven lower bound, such as the time of the checkpoint named in `/time`.
        evidence: Where originals lie that are not in the file; Path values are streamed.
        receipt: Receipt beside the file; one inside the file is checked as well.
        witnesses: Known witnesses of the bureau's log.
        renderer: Compares printed pages with a new rendering; None without a PDF.
        renderer_id: The renderer's name as `/document` gives it; equal names make equal bytes.
        chain_head: The device's chain as known before this record.
        successors: Ids of records that supplement this one; None when nobody has looked.
        target_known: Whether the record that this one supplements is at hand.
    """
    around = Surroundings(
        at=at,
        not_before=not_before,
        evidence=evidence,
        receipt=receipt,
        witnesses=witnesses,
        revocations=revocations,
        renderer=renderer,
        renderer_id=renderer_id,
        chain_head=chain_head,
        successors=successors,
        target_known=target_known,
    )
    work = Work(package, anchors, rule or OfficerRule(), around)
    work.seal_checked = verify_envelope(package.envelope, package.certificates)
    work.closing_checked = verify_envelope(package.closing_envelope, package.certificates)
    work.decoys = decoy_hashes(package.padding) if package.padding is not None else None
    work.receipt = _check_receipt(work)
    work.window = _window(work)
    facts = {
        Fact.WELL_FORMED: Finding(State.YES),
        Fact.INTACT: _intact(work),
        Fact.COMPLETE: _complete(work),
        Fact.SIGNED: judge_signers.signed(work),
        Fact.TWO_OFFICERS: judge_signers.two_officers(work),
        Fact.TRUSTED: judge_signers.trusted(work),
        Fact.CHAINED: judge_signers.chained(work),
        Fact.EVIDENCE: judge_files.evidence(work),
        Fact.DOCUMENT: judge_files.document(work),
        Fact.RECEIVED: _received(work),
        Fact.WITNESSED: _witnessed(work),
        Fact.TIME: judge_time(package, work.window, proven=_proven(work) is not None),
        Fact.SUPERSEDED: _superseded(work),
    }
    fields, withheld = _counts(work)
    return Verdict(
        facts,
        record_id=package.record_id,
        root=package.seal.root.hex(),
        sealed_at=package.seal.sealed_at,
        leaves=fields,
        withheld=withheld,
        signers=tuple(judge_signers.signer_lines(work)),
        not_after=work.window.latest,
        seal=seal_fields(package.seal),
    )


def _intact(work: Work) -> Finding:
    package, seal = work.package, work.package.seal
    reasons = []
    if len(package.hashes) != seal.leaf_count:
        reasons.append(Reason.of("tree.count", found=len(package.hashes), expected=seal.leaf_count))
    if root_of(package.hashes) != seal.root:
        reasons.append(Reason.of("tree.root"))
    known = frozenset(package.hashes)
    reasons += [
        Reason.of("tree.leaf-unknown", place=disclosure.pointer)
        for disclosure in package.disclosures
        if disclosure.hash not in known
    ]
    if package.padding is not None and (work.decoys is None or not known.issuperset(work.decoys)):
        reasons.append(Reason.of("tree.padding"))
    reasons += [Reason.of("seal.differs", field=name) for name in _seal_differences(package)]
    return finding_of(reasons)


def _seal_differences(package: Package) -> Iterable[str]:
    """Pointers of disclosed leaves that contradict seal or closing."""
    seal, leaves = package.seal, package.leaves
    form = leaves.get("/form")
    if isinstance(form, Mapping) and str(form.get("sha256", ""))[:16] != seal.form_digest.hex():
        yield "/form"
    yield from _unit_differences(package)
    supersedes = leaves.get("/supersedes")
    if isinstance(supersedes, Mapping):
        stated = str(supersedes.get("root", ""))[:16]
        if seal.supersedes is None or stated != seal.supersedes.hex():
            yield "/supersedes"
    after = single(package, "chain").get("after_seq")
    if isinstance(after, int):
        closing = package.closing
        stated = str(single(package, "chain").get("after", ""))
        directly_after = closing.chain_seq == after + 1
        if closing.chain_seq <= after or (directly_after and stated != closing.previous.hex()):
            yield "/chain"


def _unit_differences(package: Package) -> Iterable[str]:
    unit, leaves = package.seal.unit, package.leaves
    if isinstance(unit, str):
        if leaves.get("/unit/credit_code", unit) != unit:
            yield "/unit/credit_code"
        return
    name, salt = leaves.get("/unit/name"), leaves.get("/unit/salt")
    if isinstance(name, str) and isinstance(salt, str):
        try:
            holds = hidden_unit(name, bytes.fromhex(salt)) == unit
        except ValueError:
            holds = False
        if not holds:
            yield "/unit/name"


def _counts(work: Work) -> tuple[int, int]:
    """Return fields in all, and fields withheld; padding leaf and proven decoys are no fields."""
    total = len(work.package.hashes)
    if work.decoys is None:
        return total, total - len(work.package.disclosures)
    total -= len(work.decoys) + 1
    return total, total - len(work.package.leaves)


def _complete(work: Work) -> Finding:
    total, withheld = _counts(work)
    if withheld == 0:
        return Finding(State.YES)
    return Finding(State.NO, (Reason.of("tree.withheld", total=total, withheld=withheld),))


def _check_receipt(work: Work) -> ReceiptFindings | None:
    """Check the receipt in the file and the one beside it; a right one never hides a wrong one."""
    package, around = work.package, work.around
    files = [files for files in (package.receipt, around.receipt) if files is not None]
    evidence = [
        digest for entry in group(package, "evidence") if (digest := _digest(entry)) is not None
    ]
    findings = [
        check_receipt(
            pair,
            record_id=package.seal.record_id,
            root=package.seal.root,
            entry=package.entry,
            evidence=evidence,
            anchors=work.anchors,
            witnesses=around.witnesses,
            revocations=around.revocations,
        )
        for pair in files
    ]
    wrong = [finding for finding in findings if finding.reasons and not finding.undecided]
    return next(iter(wrong or findings), None)


def _digest(entry: Mapping[str, JsonValue]) -> bytes | None:
    try:
        return bytes.fromhex(str(entry.get("sha256", "")))
    except ValueError:
        return None


def _received(work: Work) -> Finding:
    receipt = work.receipt
    if receipt is None:
        return Finding(State.UNKNOWN, (Reason.of("receipt.absent"),))
    if receipt.undecided:
        return Finding(State.UNKNOWN, receipt.reasons)
    return finding_of(receipt.reasons)


def _witnessed(work: Work) -> Finding:
    if not work.around.witnesses:
        return Finding(State.NOT_APPLICABLE)
    checkpoint = work.receipt.checkpoint if work.receipt is not None else None
    if checkpoint is None or not checkpoint.witnesses:
        return Finding(State.UNKNOWN, (Reason.of("witness.absent"),))
    return Finding(State.YES)


def _superseded(work: Work) -> Finding:
    remarks = []
    supersedes = work.package.leaves.get("/supersedes")
    if work.package.seal.supersedes is not None and not work.around.target_known:
        target = supersedes.get("record_id", "") if isinstance(supersedes, Mapping) else ""
        shown = target or work.package.seal.supersedes.hex()
        remarks.append(Reason.of("super.target-unknown", record=shown))
    successors = work.around.successors
    if successors is None:
        return Finding(State.UNKNOWN, tuple(remarks))
    newer = [Reason.of("super.newer", record=successor) for successor in successors]
    return Finding(State.YES if newer else State.NO, (*newer, *remarks))


def _proven(work: Work) -> datetime | None:
    """The earliest moment by which somebody else had seen the record."""
    moments = []
    if work.receipt is not None and work.receipt.received_at is not None:
        moments.append(work.receipt.received_at)
        if work.receipt.checkpoint is not None:
            moments += [moment_of(seconds) for _, seconds in work.receipt.checkpoint.witnesses]
    return min(moments, default=None)


def _window(work: Work) -> TimeWindow:
    bounds = [bound for bound in (_proven(work), work.around.at) if bound is not None]
    return TimeWindow(
        claimed=moment_of(work.package.seal.sealed_at),
        earliest=work.around.not_before,
        latest=min(bounds, default=None),
    )
