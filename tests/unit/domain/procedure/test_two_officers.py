"""The two-officer rule, condition by condition, and against a slow reading of the same text."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from inspector_app.clock import CHINA
from inspector_app.domain.procedure.two_officers import (
    DOUBTS,
    OfficerRule,
    Presence,
    Reason,
    SignatureState,
    SignerFacts,
    TimeWindow,
    check_two_officers,
    plain,
)
from inspector_app.errors import catalogue

NOW = datetime(2026, 11, 18, 15, 30, tzinfo=CHINA)
A = SignerFacts(
    signature=SignatureState.VALID,
    name="演示甲",
    person_id="p-0001",
    credential_no="演执00001",
    agency="示例支队",
    public_key=b"a" * 32,
    is_officer=True,
    chained=True,
    valid_from=NOW - timedelta(days=30),
    valid_to=NOW + timedelta(days=30),
    credential_from=date(2025, 1, 1),
    credential_to=date(2027, 12, 31),
)
B = replace(A, name="演示乙", person_id="p-0002", credential_no="演执00002", public_key=b"b" * 32)
SHOWN = (Presence("p-0001", "演执00001"), Presence("p-0002", "演执00002"))
NOW_WINDOW = TimeWindow.instant(NOW)


def codes(
    *signers: SignerFacts,
    shown: tuple[Presence, ...] = SHOWN,
    window: TimeWindow = NOW_WINDOW,
    rule: OfficerRule | None = None,
    pending_allowed: bool = False,
) -> set[str]:
    reasons = check_two_officers(
        signers, shown, window, rule or OfficerRule(), pending_allowed=pending_allowed
    )
    return {reason.code for reason in reasons}


def test_two_different_officers_hold() -> None:
    assert codes(A, B) == set()


def test_order_of_signers_does_not_matter() -> None:
    assert codes(B, A) == set()


@pytest.mark.parametrize("signers", [(), (A,)])
def test_fewer_than_two_never_hold(signers: tuple[SignerFacts, ...]) -> None:
    assert "officers.fewer" in codes(*signers)


def test_a_profile_cannot_lower_the_minimum() -> None:
    assert "officers.fewer" in codes(A, rule=OfficerRule(minimum=1))


def test_a_profile_can_demand_three() -> None:
    assert codes(A, B, rule=OfficerRule(minimum=3)) == {"officers.fewer"}


def test_one_person_with_two_keys_is_one_person() -> None:
    second_key = replace(A, public_key=b"c" * 32, credential_no="演执00002")
    shown = (*SHOWN, Presence("p-0001", "演执00002"))
    assert codes(A, second_key, shown=shown) == {"officers.same-person"}


def test_one_credential_for_two_names_is_refused() -> None:
    other = replace(B, credential_no=A.credential_no)
    shown = (*SHOWN, Presence("p-0002", A.credential_no))
    assert codes(A, other, shown=shown) == {"officers.same-credential"}


def test_one_key_for_two_names_is_refused() -> None:
    assert codes(A, replace(B, public_key=A.public_key)) == {"officers.same-key"}


@pytest.mark.parametrize("written", ["P-0001", "p－0001", " p-0001 ", "p\u200b-0001", "ｐ-0001"])
def test_another_spelling_of_the_same_person_is_the_same_person(written: str) -> None:
    other = replace(B, person_id=written)
    assert "officers.same-person" in codes(A, other)


def test_an_empty_identifier_proves_nobody_distinct() -> None:
    assert "officers.same-person" in codes(replace(A, person_id=""), replace(B, person_id=""))
    assert "officers.same-credential" in codes(A, replace(B, credential_no=""))
    assert "officers.same-key" in codes(A, replace(B, public_key=b""))


def test_one_bad_extra_signature_fails_all() -> None:
    third = replace(A, name="演示丙", person_id="p-3", credential_no="3", public_key=b"c" * 32)
    shown = (*SHOWN, Presence("p-3", "3"))
    assert codes(A, B, third, shown=shown) == set()
    bad = replace(third, signature=SignatureState.INVALID)
    assert codes(A, B, bad, shown=shown) == {"sign.invalid"}
    assert codes(A, B, SignerFacts(SignatureState.KEY_UNKNOWN), shown=shown) == {"sign.key-unknown"}


def test_pending_signatures_count_only_at_the_gate() -> None:
    pending = (
        replace(A, signature=SignatureState.PENDING),
        replace(B, signature=SignatureState.PENDING),
    )
    assert codes(*pending, pending_allowed=True) == set()
    assert codes(*pending) == {"sign.missing"}


def test_an_assistant_never_counts() -> None:
    assert codes(A, replace(B, is_officer=False)) == {"officers.fewer", "officers.role"}


def test_a_foreign_certificate_never_counts() -> None:
    assert codes(A, replace(B, chained=False)) == {"officers.fewer", "cert.chain"}


def test_without_an_anchor_the_answer_stays_open() -> None:
    found = codes(replace(A, chained=None), replace(B, chained=None))
    assert found == {"cert.no-anchor"}
    assert found <= DOUBTS


def test_whoever_did_not_show_the_credential_cannot_sign() -> None:
    assert codes(A, B, shown=SHOWN[:1]) == {"officers.not-present"}


def test_a_credential_shown_by_another_person_does_not_count() -> None:
    crossed = (Presence("p-0001", "演执00002"), Presence("p-0002", "演执00001"))
    assert codes(A, B, shown=crossed) == {"officers.not-present"}


def test_agencies_of_the_profile_are_the_only_ones() -> None:
    rule = OfficerRule(agencies=frozenset({"示例支队"}))
    assert codes(A, B, rule=rule) == set()
    assert codes(A, replace(B, agency="别的单位"), rule=rule) == {"officers.agency"}


def test_an_expired_certificate_fails() -> None:
    assert codes(A, replace(B, valid_to=NOW - timedelta(seconds=1))) == {"cert.expired"}


def test_a_certificate_of_tomorrow_fails() -> None:
    assert codes(A, replace(B, valid_from=NOW + timedelta(seconds=1))) == {"cert.expired"}


def test_the_last_second_still_counts() -> None:
    assert codes(A, replace(B, valid_to=NOW)) == set()


def test_the_credential_must_be_valid_on_the_local_day() -> None:
    last_day = replace(B, credential_to=date(2026, 11, 18), valid_to=NOW)
    assert codes(A, last_day) == set()
    # 23:30 in UTC is already the next day at home
    late = datetime(2026, 11, 18, 23, 30, tzinfo=CHINA) + timedelta(hours=1)
    later = replace(B, credential_to=date(2026, 11, 18), valid_to=late)
    assert "cert.expired" in codes(A, later, window=TimeWindow.instant(late))


def test_a_certificate_that_outlives_the_credential_is_told() -> None:
    outliving = replace(B, credential_to=date(2026, 12, 1), valid_to=NOW + timedelta(days=60))
    assert codes(A, outliving) == {"cert.outlives-credential"}


def test_without_an_upper_bound_validity_stays_open() -> None:
    window = TimeWindow(NOW)
    assert codes(A, B, window=window) == {"time.unbounded"}


def test_expiry_between_claim_and_proof_stays_open() -> None:
    window = TimeWindow(NOW, latest=NOW + timedelta(days=60))
    assert codes(A, B, window=window) == {"time.unbounded"}


def test_revocation_before_the_upper_bound_fails() -> None:
    revoked = replace(B, revoked_since=NOW + timedelta(hours=1))
    received = TimeWindow(NOW, latest=NOW + timedelta(minutes=30))
    assert codes(A, revoked, window=received) == set()
    late = TimeWindow(NOW, latest=NOW + timedelta(hours=1))
    assert codes(A, revoked, window=late) == {"cert.revoked"}


def test_without_an_upper_bound_any_revocation_counts() -> None:
    revoked = replace(B, revoked_since=NOW + timedelta(days=300))
    assert "cert.revoked" in codes(A, revoked, window=TimeWindow(NOW))


def test_reasons_speak_both_languages_and_name_the_person() -> None:
    [reason] = check_two_officers([A, B], SHOWN[:1], NOW_WINDOW, OfficerRule())
    assert "演示乙" in reason.sentence("zh")
    assert "演示乙" in reason.sentence("en")
    assert reason.remedy("zh")
    assert reason.remedy("en")


def test_reasons_come_in_a_fixed_order_and_once() -> None:
    bad = replace(B, is_officer=False, signature=SignatureState.INVALID)
    first = check_two_officers([A, bad], SHOWN, NOW_WINDOW, OfficerRule())
    second = check_two_officers([A, bad], SHOWN, NOW_WINDOW, OfficerRule())
    assert first == second
    assert len(set(first)) == len(first)


def test_every_code_is_in_the_catalogue() -> None:
    mess = replace(
        B,
        person_id=A.person_id,
        credential_no=A.credential_no,
        public_key=A.public_key,
        agency="x",
        revoked_since=NOW,
        valid_to=NOW - timedelta(days=1),
    )
    rule = OfficerRule(minimum=4, agencies=frozenset({"示例支队"}))
    for reason in check_two_officers([A, mess], (), NOW_WINDOW, rule):
        assert reason.code in catalogue()
        assert "{" not in reason.sentence("zh") + reason.sentence("en")


def test_plain_drops_what_people_do_not_see() -> None:
    assert plain(" Ａb－0\u200b1\t") == "AB01"


def slow_oracle(signers: list[SignerFacts], shown: list[Presence], window: TimeWindow) -> bool:
    """The rule read word by word from the design, without any cleverness."""
    for signer in signers:
        if signer.signature is not SignatureState.VALID:
            return False
        if not signer.is_officer or not signer.chained:
            return False
        if not any(
            p.person_id == signer.person_id and p.credential_no == signer.credential_no
            for p in shown
        ):
            return False
        latest = window.latest
        assert latest is not None
        if signer.revoked_since is not None and signer.revoked_since <= latest:
            return False
        for moment in (window.claimed, latest):
            assert signer.valid_from is not None
            assert signer.valid_to is not None
            if moment < signer.valid_from or moment > signer.valid_to:
                return False
    for first, second in itertools.combinations(signers, 2):
        if first.person_id == second.person_id:
            return False
        if first.credential_no == second.credential_no:
            return False
        if first.public_key == second.public_key:
            return False
    return len(signers) >= 2


def test_ten_thousand_signer_sets_agree_with_the_slow_oracle() -> None:
    chance = random.Random(20261118)
    held = 0
    for _ in range(10_000):
        signers = []
        for _ in range(chance.choice((0, 1, 2, 2, 2, 2, 3, 4))):
            n = chance.randrange(4)
            signers.append(
                replace(
                    A,
                    person_id=f"p{n if chance.random() < 0.9 else chance.randrange(4)}",
                    credential_no=f"c{n if chance.random() < 0.9 else chance.randrange(4)}",
                    public_key=bytes([n if chance.random() < 0.9 else chance.randrange(4)]) * 32,
                    is_officer=chance.random() < 0.95,
                    chained=chance.random() < 0.95,
                    signature=chance.choices(list(SignatureState), (40, 1, 1, 1))[0],
                    valid_from=NOW + timedelta(days=chance.choice((-9, -9, -9, -9, 1))),
                    valid_to=NOW + timedelta(days=chance.choice((9, 9, 9, 9, -1))),
                    revoked_since=chance.choice((None, None, None, NOW, NOW + timedelta(hours=2))),
                )
            )
        shown = [
            Presence(signer.person_id, signer.credential_no)
            for signer in signers
            if chance.random() < 0.97
        ]
        window = TimeWindow(NOW, latest=NOW + timedelta(hours=chance.choice((0, 1, 3))))
        expected = slow_oracle(signers, shown, window)
        held += expected
        reasons = check_two_officers(signers, shown, window, OfficerRule())
        assert (reasons == ()) == expected, (signers, reasons)
    assert held > 500, "the generator must also make sets that hold"


def test_a_reason_without_its_slot_still_speaks() -> None:
    assert "{name}" in Reason("cert.expired").sentence("zh")
