"""Enrolment, the part that talks to the bureau: code and key there, certificate back.

Called by the window, the demo and the training workspace. The keys stay in `services/enrolment`; a
person at the bureau approves after comparing fingerprints. Asking again with the same code and key
is answered the same, so a cut line costs nothing. Must never send a code or a private key.
Source: sync-and-bureau design, section 2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector_app.crypto.requests import enrolment_proof
from inspector_app.domain.identifiers import DeviceId, PersonId
from inspector_app.errors import KnownError
from inspector_app.services.enrolment import Enrolment
from inspector_app.services.sync.line import Line, Reply, meet_bureau
from inspector_app.services.sync.views import Offline
from inspector_app.storage.device import DeviceIdentity
from inspector_app.wire.codec import decode, encode
from inspector_app.wire.enrol import (
    BureauCard,
    EnrolmentState,
    EnrolRequest,
    EnrolStatus,
    Subject,
    code_verifier,
    device_id_of,
    read_code,
)
from inspector_app.wire.problems import error_of


@dataclass(frozen=True, slots=True)
class Asked:
    """An enrolment the bureau knows of.

    Attributes:
        fingerprint: Shown here and at the bureau; two persons compare it.
        subject_id: Device id or person id.
    """

    id: str
    subject: Subject
    subject_id: str
    fingerprint: str
    state: EnrolmentState


class Enroller:
    """Enrols this laptop and its officers with one bureau.

    Args:
        enrolment: Keys and certificates of the workspace.
        url: Base address of the bureau as on the sheet.
        fingerprint: SHA-256 of its TLS root in hex, as on the sheet.
    """

    def __init__(self, enrolment: Enrolment, url: str, fingerprint: str) -> None:
        self._enrolment = enrolment
        self._url = url.rstrip("/")
        self._fingerprint = fingerprint
        self._card: BureauCard | None = None

    def ask_device(self, code: str, name: str) -> Asked | Offline:
        """Ask for this laptop's certificate.

        Args:
            code: One-time code as typed.
            name: How the laptop is called at the bureau.
        Raises:
            KnownError: `enrol.*`, `sync.other-bureau`, `sync.address-wrong`, `workspace.locked`.
        """
        known = read_code(code)
        csr = self._enrolment.device_request(device_id_of(known), name)
        return self._ask(
            EnrolRequest(
                code=known.name,
                subject=Subject.DEVICE,
                csr=csr.decode("ascii"),
                name=name,
                proof=enrolment_proof(code_verifier(known), csr).hex(),
            )
        )

    def ask_officer(self, code: str, person_id: PersonId, name: str) -> Asked | Offline:
        """Ask for an unlocked officer's certificate. Raises as `ask_device`."""
        known = read_code(code)
        csr = self._enrolment.officer_request(person_id)
        return self._ask(
            EnrolRequest(
                code=known.name,
                subject=Subject.OFFICER,
                csr=csr.decode("ascii"),
                name=name,
                proof=enrolment_proof(code_verifier(known), csr).hex(),
            )
        )

    def fetch(self, asked: Asked) -> Asked | Offline:
        """Ask how an enrolment stands; an approved one is put in its place.

        Raises:
            KnownError: `sync.other-bureau`, `crypto.key-mismatch`, `request.not-found`.
        """
        reached = self._talk(lambda line: line.send("GET", f"/v1/enrol/{asked.id}"))
        if isinstance(reached, Offline):
            return reached
        status = _status(reached)
        if status.state is EnrolmentState.APPROVED:
            self._keep(status)
        return _asked(status)

    def _ask(self, request: EnrolRequest) -> Asked | Offline:
        body = encode(request)
        reached = self._talk(lambda line: line.send("POST", "/v1/enrol", body=body))
        return reached if isinstance(reached, Offline) else _asked(_status(reached))

    def _talk(self, act: Callable[[Line], Reply | Offline]) -> Reply | Offline:
        if self._card is None:
            met = meet_bureau(self._url, self._fingerprint)
            if isinstance(met, Offline):
                return met
            self._card = met
        with Line(self._url, self._card.tls_root.encode()) as line:
            return act(line)

    def _keep(self, status: EnrolStatus) -> None:
        card = self._card
        if card is None:  # `fetch` has talked, so the bureau is known
            raise KnownError("sync.not-enrolled")
        if status.subject is Subject.OFFICER:
            self._enrolment.put_officer_certificate(
                PersonId(status.subject_id), status.certificate.encode()
            )
            return
        self._enrolment.put_device(
            DeviceIdentity(
                device_id=DeviceId(status.subject_id),
                signing_key=b"",  # stays the one made here
                certificate_pem=status.certificate.encode(),
                anchors_pem=card.root.encode(),
                intermediates_pem=card.issuing.encode(),
                tls_ca_pem=card.tls_root.encode(),
                bureau_url=self._url,
                bureau_name=card.name,
                log_key=card.log,
                receipt_certificate_pem=card.signer.encode(),
            )
        )


def _status(reply: Reply) -> EnrolStatus:
    if not reply.ok:
        raise error_of(reply.problem)
    return decode(reply.body, EnrolStatus)


def _asked(status: EnrolStatus) -> Asked:
    return Asked(status.id, status.subject, status.subject_id, status.fingerprint, status.state)
