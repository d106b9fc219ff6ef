"""The two-officer rule: one pure function for every place that needs it.

Called at the gate before signing, in sealing, at the bureau's intake and in every verification. It
gets facts that `crypto` has already established and decides nothing else. Two officers are two
persons, never two keys. Must never read a clock or a certificate.

Source: 行政处罚法 (2021) art. 42 (at least two officers with credentials), art. 55 (credentials
shown).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import Enum

from inspector_app.errors import KnownError

_LOCAL = timezone(timedelta(hours=8))  # credentials are dated in China standard time
LEAST = 2


class SignatureState(Enum):
    """What is known of a signer's signature."""

    VALID = "valid"
    INVALID = "invalid"
    KEY_UNKNOWN = "key-unknown"  # no certificate for it
    PENDING = "pending"  # only before signing


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a fact does not hold, or holds with a remark.

    Attributes:
        code: Code of the error catalogue.
        slots: Values of the sentence's slots, as ordered pairs.
    """

    code: str
    slots: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: str, **slots: object) -> Reason:
        """Build a reason; slot values become text."""
        return cls(code, tuple((name, str(value)) for name, value in slots.items()))

    def sentence(self, language: str) -> str:
        """Return the catalogue's sentence in `zh` or `en`, slots filled."""
        return KnownError(self.code, **dict(self.slots)).sentence(language)

    def remedy(self, language: str) -> str:
        """Return what to do, in `zh` or `en`."""
        return KnownError(self.code, **dict(self.slots)).remedy(language)


@dataclass(frozen=True, slots=True)
class SignerFacts:
    """What `crypto` established about one signature of the seal.

    Attributes:
        is_officer: The certificate's extended key usage is the officer's.
        chained: The certificate chains to the bureau; None when no anchor was given.
        valid_from, valid_to: Common validity of the chain's certificates, both inclusive.
        credential_from, credential_to: Validity of the credential as certified, inclusive local
            dates; None when the certificate does not say.
        revoked_since: Earliest revocation of key or person; None for none.
    """

    signature: SignatureState
    name: str = ""
    person_id: str = ""
    credential_no: str = ""
    agency: str = ""
    public_key: bytes = b""
    is_officer: bool = False
    chained: bool | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    credential_from: date | None = None
    credential_to: date | None = None
    revoked_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """A credential-shown event of the record."""

    person_id: str
    credential_no: str


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """When the signatures were made, as far as can be proven.

    Attributes:
        claimed: The time the record itself states.
        earliest: Not before this moment, None when nothing proves it.
        latest: Not after this moment, None when nothing proves it.
    """

    claimed: datetime
    earliest: datetime | None = None
    latest: datetime | None = None

    @classmethod
    def instant(cls, moment: datetime) -> TimeWindow:
        """Return the window of something that happens now."""
        return cls(moment, moment, moment)


@dataclass(frozen=True, slots=True)
class OfficerRule:
    """What the procedure profile of the acting agency demands.

    Attributes:
        minimum: Officers who must sign; never under 2, whatever a profile says.
        agencies: Agencies whose officers count; empty when the profile names none.
    """

    minimum: int = LEAST
    agencies: frozenset[str] = field(default_factory=frozenset)


DOUBTS = frozenset({"time.unbounded", "cert.no-anchor"})
"""Codes that leave the answer open instead of making it no."""


def check_two_officers(
    signers: Sequence[SignerFacts],
    presence: Iterable[Presence],
    window: TimeWindow,
    rule: OfficerRule,
    *,
    pending_allowed: bool = False,
) -> tuple[Reason, ...]:
    """Return why the two-officer rule does not hold; empty when it does.

    Args:
        signers: Every signature of the seal; one bad extra fails all.
        presence: Credentials shown to the inspected party.
        window: When the signatures were made.
        pending_allowed: True only at the gate before signing.
    Returns:
        Reasons in a fixed order. Codes in `DOUBTS` alone mean that it cannot be told.
    """
    reasons = [*_signatures(signers, pending_allowed=pending_allowed)]
    counting = [signer for signer in signers if signer.is_officer and signer.chained is not False]
    if len(counting) < max(LEAST, rule.minimum):
        reasons.append(
            Reason.of("officers.fewer", found=len(counting), needed=max(LEAST, rule.minimum))
        )
    reasons += _roles(signers, rule)
    reasons += _distinct(signers)
    shown = {(plain(entry.person_id), plain(entry.credential_no)) for entry in presence}
    for signer in signers:
        if not signer.is_officer:
            continue
        if (plain(signer.person_id), plain(signer.credential_no)) not in shown:
            reasons.append(
                Reason.of("officers.not-present", name=signer.name, number=signer.credential_no)
            )
        reasons += _validity(signer, window)
    return tuple(dict.fromkeys(reasons))


def plain(text: str) -> str:
    """Return an identifier as it is compared: NFKC, upper case, without blanks and dashes."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(
        character
        for character in folded
        if not (unicodedata.category(character) in ("Zs", "Pd", "Cf", "Cc") or character.isspace())
    )


def _signatures(signers: Sequence[SignerFacts], *, pending_allowed: bool) -> Iterable[Reason]:
    for signer in signers:
        if signer.signature is SignatureState.KEY_UNKNOWN:
            yield Reason.of("sign.key-unknown")
        elif signer.signature is SignatureState.INVALID:
            yield Reason.of("sign.invalid", name=signer.name)
        elif signer.signature is SignatureState.PENDING and not pending_allowed:
            yield Reason.of("sign.missing", name=signer.name)


def _roles(signers: Sequence[SignerFacts], rule: OfficerRule) -> Iterable[Reason]:
    for signer in signers:
        if signer.signature is SignatureState.KEY_UNKNOWN:
            continue  # nothing is known of it, and it has failed already
        if not signer.is_officer:
            yield Reason.of("officers.role", name=signer.name)
        elif signer.chained is None:
            yield Reason.of("cert.no-anchor")
        elif not signer.chained:
            yield Reason.of("cert.chain", name=signer.name)
        if signer.is_officer and rule.agencies and signer.agency not in rule.agencies:
            yield Reason.of("officers.agency", name=signer.name, agency=signer.agency)


def _distinct(signers: Sequence[SignerFacts]) -> Iterable[Reason]:
    officers = [signer for signer in signers if signer.is_officer]
    traits: tuple[tuple[str, Callable[[SignerFacts], str | bytes]], ...] = (
        ("officers.same-person", lambda signer: plain(signer.person_id)),
        ("officers.same-credential", lambda signer: plain(signer.credential_no)),
        ("officers.same-key", lambda signer: signer.public_key),
    )
    for code, trait in traits:
        seen: set[str | bytes] = set()
        for signer in officers:
            value = trait(signer)
            # An empty identifier proves nobody distinct from anybody.
            if not value or value in seen:
                yield Reason.of(code, name=signer.name)
            seen.add(value)


def _validity(signer: SignerFacts, window: TimeWindow) -> Iterable[Reason]:
    proven = [moment for moment in (window.earliest, window.latest) if moment is not None]
    yield from _revocation(signer, window)
    if (
        signer.valid_to is not None
        and signer.credential_to is not None
        and signer.valid_to.astimezone(_LOCAL).date() > signer.credential_to
    ):
        yield Reason.of("cert.outlives-credential", name=signer.name)
    if not _covers(signer, window.claimed):
        yield Reason.of("cert.expired", name=signer.name)
    elif window.latest is None or not all(_covers(signer, moment) for moment in proven):
        yield Reason.of("time.unbounded", name=signer.name)


def _revocation(signer: SignerFacts, window: TimeWindow) -> Iterable[Reason]:
    since = signer.revoked_since
    if since is not None and (window.latest is None or since <= window.latest):
        yield Reason.of("cert.revoked", name=signer.name)


def _covers(signer: SignerFacts, moment: datetime) -> bool:
    day = moment.astimezone(_LOCAL).date()
    return (
        (signer.valid_from is None or signer.valid_from <= moment)
        and (signer.valid_to is None or moment <= signer.valid_to)
        and (signer.credential_from is None or signer.credential_from <= day)
        and (signer.credential_to is None or day <= signer.credential_to)
    )
