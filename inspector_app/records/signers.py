"""From certificates to the facts the two-officer rule judges.

Called by `verify`, and by services at the gate and in sealing, so that every place feeds the one
rule with the same facts. Must never judge by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inspector_app.crypto.certificates import Certificate, CertificateRole
from inspector_app.crypto.dsse import CheckedSignature
from inspector_app.crypto.trust import RevocationList, TrustAnchors
from inspector_app.domain.procedure.two_officers import Presence, SignatureState, SignerFacts
from inspector_app.records.content import JsonValue


def facts_of(
    certificate: Certificate,
    signature: SignatureState,
    *,
    intermediates: Iterable[Certificate],
    anchors: TrustAnchors | None,
    revocations: RevocationList | None = None,
) -> SignerFacts:
    """Return what is known of a signer.

    Args:
        signature: `PENDING` at the gate, else what checking the signature gave.
        anchors: None leaves open whether the certificate is trusted.
    """
    chain = anchors.chain(certificate, intermediates) if anchors is not None else None
    return SignerFacts(
        signature=signature,
        name=certificate.name,
        person_id=certificate.person_id,
        credential_no=certificate.credential_no,
        agency=certificate.agency,
        public_key=certificate.public_key_raw,
        is_officer=certificate.role is CertificateRole.OFFICER,
        chained=None if anchors is None else chain is not None,
        valid_from=chain.not_before if chain else certificate.not_before,
        valid_to=chain.not_after if chain else certificate.not_after,
        credential_from=certificate.credential_from,
        credential_to=certificate.credential_to,
        revoked_since=revocations.since(certificate) if revocations else None,
    )


def checked_facts(
    checked: Iterable[CheckedSignature],
    *,
    intermediates: Iterable[Certificate],
    anchors: TrustAnchors | None,
    revocations: RevocationList | None = None,
) -> tuple[SignerFacts, ...]:
    """Return the facts of every signature of an envelope, in its order."""
    pool = tuple(intermediates)
    return tuple(
        SignerFacts(SignatureState.KEY_UNKNOWN)
        if entry.certificate is None
        else facts_of(
            entry.certificate,
            SignatureState.VALID if entry.valid else SignatureState.INVALID,
            intermediates=pool,
            anchors=anchors,
            revocations=revocations,
        )
        for entry in checked
    )


def presence_of(procedure: Iterable[Mapping[str, JsonValue]]) -> tuple[Presence, ...]:
    """Return who showed which credential, from the events of a record."""
    shown = []
    for event in procedure:
        detail = event.get("detail")
        if event.get("kind") == "credential-shown" and isinstance(detail, Mapping):
            shown.append(Presence(str(event.get("person", "")), str(detail.get("number", ""))))
    return tuple(shown)
