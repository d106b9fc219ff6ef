"""Facts about who signed: signed, two officers, trusted, chained.

Called by `verify`. The two-officer rule itself lives in the domain; this module feeds it. Must
never accept a signature that its certificate's role does not allow.
"""

from __future__ import annotations

from collections.abc import Iterable

from inspector_app.crypto.certificates import Certificate, CertificateRole
from inspector_app.crypto.digest import sha256
from inspector_app.domain.procedure.two_officers import DOUBTS, Reason, check_two_officers
from inspector_app.records.package import CERTIFICATES_FILE
from inspector_app.records.signers import checked_facts, presence_of
from inspector_app.records.surroundings import Work, finding_of, group, single
from inspector_app.records.verdict import Finding, SignerLine, State


def signed(work: Work) -> Finding:
    """Whether every signature of the seal holds."""
    if not work.seal_checked:
        return finding_of([Reason.of("sign.missing", name="—")])
    reasons = []
    for checked in work.seal_checked:
        if checked.certificate is None:
            reasons.append(Reason.of("sign.key-unknown"))
        elif not checked.valid:
            reasons.append(Reason.of("sign.invalid", name=checked.certificate.name))
    return finding_of(reasons)


def two_officers(work: Work) -> Finding:
    """Whether the two-officer rule holds."""
    signers = checked_facts(
        work.seal_checked,
        intermediates=work.package.certificates,
        anchors=work.anchors,
        revocations=work.around.revocations,
    )
    presence = presence_of(group(work.package, "procedure"))
    reasons = check_two_officers(signers, presence, work.window, work.rule)
    if reasons and all(reason.code in DOUBTS for reason in reasons):
        return Finding(State.UNKNOWN, reasons)
    return finding_of(reasons)


def trusted(work: Work) -> Finding:
    """Whether every certificate chains to the bureau, and none is idle."""
    package, anchors = work.package, work.anchors
    if anchors is None:
        return Finding(State.UNKNOWN, (Reason.of("cert.no-anchor"),))
    reasons: list[Reason] = []
    used: set[Certificate] = set()
    for checked in (*work.seal_checked, *work.closing_checked):
        if checked.certificate is None:
            continue  # told by `signed` and `chained`
        used.add(checked.certificate)
        chain = anchors.chain(checked.certificate, package.certificates)
        if chain is None:
            reasons.append(Reason.of("cert.chain", name=checked.certificate.name))
            continue
        used.update(chain.certificates)
        if not chain.valid_at(work.window.claimed):
            reasons.append(Reason.of("cert.expired", name=checked.certificate.name))
    if not used and not reasons:
        reasons.append(Reason.of("sign.key-unknown"))
    reasons += [
        Reason.of("cert.unused", name=certificate.name or CERTIFICATES_FILE)
        for certificate in package.certificates
        if certificate not in used
    ]
    remarks = []
    revocations, moment = work.around.revocations, work.around.at
    if revocations is not None and moment is not None and revocations.stale_at(moment):
        remarks.append(
            Reason.of("cert.list-stale", issued=revocations.issued_at.date().isoformat())
        )
    return Finding(State.NO if reasons else State.YES, tuple(dict.fromkeys(reasons + remarks)))


def chained(work: Work) -> Finding:
    """Whether the device closed exactly these signatures, at its place in the chain."""
    package, closing = work.package, work.package.closing
    reasons = []
    digests = tuple(sha256(signature.value) for signature in package.envelope.signatures)
    if closing.seal_sha256 != sha256(package.envelope.payload) or closing.signatures != digests:
        reasons.append(Reason.of("chain.closing"))
    if len(work.closing_checked) != 1:
        reasons.append(Reason.of("chain.closing"))
    stated = str(single(package, "chain").get("device", ""))
    for checked in work.closing_checked:
        certificate = checked.certificate
        if certificate is None:
            reasons.append(Reason.of("sign.key-unknown"))
        elif not checked.valid:
            reasons.append(Reason.of("sign.invalid", name=certificate.name))
        elif certificate.role is not CertificateRole.DEVICE or stated not in (
            "",
            certificate.person_id,
        ):
            reasons.append(Reason.of("chain.device", name=certificate.name))
        else:
            reasons += _device_revoked(work, certificate)
    head = work.around.chain_head
    if head is not None and closing.chain_seq > head.seq + 1:
        reasons.append(Reason.of("chain.gap", found=closing.chain_seq, expected=head.seq + 1))
    elif head is not None and (closing.chain_seq, closing.previous) != (head.seq + 1, head.hash):
        reasons.append(Reason.of("chain.fork"))
    return finding_of(reasons)


def _device_revoked(work: Work, certificate: Certificate) -> Iterable[Reason]:
    revocations, latest = work.around.revocations, work.window.latest
    since = revocations.since(certificate) if revocations is not None else None
    if since is not None and (latest is None or since <= latest):
        yield Reason.of("cert.revoked", name=certificate.name)


def signer_lines(work: Work) -> Iterable[SignerLine]:
    """Yield everyone who signed, as people read it."""
    for checked in (*work.seal_checked, *work.closing_checked):
        if checked.certificate is not None:
            certificate = checked.certificate
            yield SignerLine(
                certificate.role.value,
                certificate.name,
                certificate.person_id,
                certificate.credential_no,
                certificate.agency,
            )
