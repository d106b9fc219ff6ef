"""What sealing knows about signers before and after they sign: certificates, chains, revocations.

Used by `sealing` only. It feeds the one two-officer rule with the same facts a verifier takes from
the finished package. Must never judge by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from inspector_app.crypto.certificates import Certificate, CertificateRole, read_pem
from inspector_app.crypto.dsse import Signature, verify_envelope
from inspector_app.crypto.keys import Signer, SigningKey, SoftwareSigner
from inspector_app.crypto.trust import Revocation, RevocationList, TrustAnchors
from inspector_app.domain.identifiers import PersonId
from inspector_app.domain.officers import Officer
from inspector_app.domain.procedure.two_officers import (
    OfficerRule,
    Reason,
    SignatureState,
    SignerFacts,
    TimeWindow,
    check_two_officers,
)
from inspector_app.errors import KnownError
from inspector_app.records.seal import PreparedSeal, seal_envelope
from inspector_app.records.signers import checked_facts, facts_of, presence_of
from inspector_app.services.writing.record import event_leaf
from inspector_app.services.writing.snapshot import VisitSnapshot
from inspector_app.storage.device import DeviceIdentity


@dataclass(frozen=True, slots=True)
class OfficerSignature:
    """One officer's signature over the seal, with the certificate of the key that made it."""

    signature: Signature
    certificate: Certificate

    def to_bytes(self) -> bytes:
        """Return the form that is written down between two signatures."""
        return json.dumps(
            {
                "key_id": self.signature.key_id.hex(),
                "value": self.signature.value.hex(),
                "certificate": self.certificate.pem.decode("ascii"),
            }
        ).encode("ascii")

    @classmethod
    def from_bytes(cls, data: bytes) -> OfficerSignature:
        """Take a signature up again."""
        fields = json.loads(data)
        return cls(
            Signature(bytes.fromhex(fields["key_id"]), bytes.fromhex(fields["value"])),
            read_pem(fields["certificate"].encode("ascii"))[0],
        )


@dataclass(frozen=True, slots=True)
class Trust:
    """The bureau's roots and intermediates as this laptop holds them."""

    anchors: TrustAnchors
    intermediates: tuple[Certificate, ...]

    @classmethod
    def of(cls, identity: DeviceIdentity) -> Trust:
        """Read them from the laptop's enrolment."""
        pem = identity.intermediates_pem
        return cls(TrustAnchors.from_pem(identity.anchors_pem), read_pem(pem) if pem else ())

    def needed(self, certificates: Iterable[Certificate]) -> tuple[Certificate, ...]:
        """Return the given certificates and the intermediates of their chains, never a root.

        Raises:
            KnownError: `cert.chain` when one does not chain to the bureau.
        """
        found: dict[str, Certificate] = {}
        for certificate in certificates:
            chain = self.anchors.chain(certificate, self.intermediates)
            if chain is None:
                raise KnownError("cert.chain", name=certificate.name)
            for part in chain.certificates:
                if part not in self.anchors.roots:
                    found[part.sha256] = part
        return tuple(found.values())


def device_signer(identity: DeviceIdentity) -> Signer:
    """Return the laptop's own signer.

    Raises:
        KnownError: `crypto.key-mismatch`, `chain.device` for a certificate
            of another role.
    """
    certificate = read_pem(identity.certificate_pem)[0]
    if certificate.role is not CertificateRole.DEVICE:
        raise KnownError("chain.device", name=certificate.name)
    return SoftwareSigner(SigningKey(identity.signing_key), certificate)


def roster_revocations(officers: Iterable[Officer], now: datetime) -> RevocationList:
    """Return what the roster says about revoked persons as a revocation list."""
    return RevocationList(
        issued_at=now,
        entries=tuple(
            Revocation(officer.person_id, b"", officer.revoked_since)
            for officer in officers
            if officer.revoked_since is not None
        ),
    )


def rule_of(snapshot: VisitSnapshot) -> OfficerRule:
    """Return what the acting agency's profile demands of the signers."""
    return OfficerRule(snapshot.profile.officers_minimum, frozenset({snapshot.assignment.agency}))


def judge_pending(
    snapshot: VisitSnapshot,
    certificates: Mapping[PersonId, Certificate],
    signed: Mapping[PersonId, OfficerSignature],
    prepared: PreparedSeal | None,
    trust: Trust,
    now: datetime,
) -> tuple[Reason, ...]:
    """Ask the two-officer rule before everybody has signed.

    Args:
        certificates: Officers' certificates by person id, as far as this laptop has them.
        signed: Signatures made so far, by person id.
        prepared: What they signed; None before the tree stands.
    """
    revocations = roster_revocations(snapshot.officers, now)
    facts: list[SignerFacts] = []
    for officer in snapshot.officers:
        own = signed.get(officer.person_id)
        certificate = own.certificate if own else certificates.get(officer.person_id)
        if certificate is None:
            facts.append(SignerFacts(SignatureState.KEY_UNKNOWN, name=officer.name))
            continue
        state = SignatureState.PENDING
        if own is not None and prepared is not None:
            envelope = seal_envelope(prepared, [own.signature])
            holds = verify_envelope(envelope, [own.certificate])[0].valid
            state = SignatureState.VALID if holds else SignatureState.INVALID
        facts.append(
            facts_of(
                certificate,
                state,
                intermediates=trust.intermediates,
                anchors=trust.anchors,
                revocations=revocations,
            )
        )
    presence = presence_of(event_leaf(event) for event in snapshot.events)
    return check_two_officers(
        facts, presence, TimeWindow.instant(now), rule_of(snapshot), pending_allowed=True
    )


def judge_signed(
    snapshot: VisitSnapshot,
    signed: Iterable[OfficerSignature],
    prepared: PreparedSeal,
    trust: Trust,
    now: datetime,
) -> tuple[Reason, ...]:
    """Ask the two-officer rule when all signatures are there, as a verifier will."""
    made = tuple(signed)
    envelope = seal_envelope(prepared, [one.signature for one in made])
    facts = checked_facts(
        verify_envelope(envelope, [one.certificate for one in made]),
        intermediates=trust.intermediates,
        anchors=trust.anchors,
        revocations=roster_revocations(snapshot.officers, now),
    )
    presence = presence_of(event_leaf(event) for event in snapshot.events)
    return check_two_officers(facts, presence, TimeWindow.instant(now), rule_of(snapshot))


def raise_first(reasons: tuple[Reason, ...]) -> None:
    """Refuse with the first reason's own sentence and remedy."""
    if reasons:
        raise KnownError(reasons[0].code, **dict(reasons[0].slots))
