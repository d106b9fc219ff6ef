"""Passphrases into keys: Argon2id with stored parameters.

Called by the vault only. Must never log, keep or return a passphrase.
"""

from __future__ import annotations

import time
import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from inspector_app.errors import KnownError

KEY_BYTES = 32
SALT_BYTES = 16
SHORTEST_PASSPHRASE = 12
LONGEST_PASSPHRASE = 256
_MOST_MEMORY_KIB = 1 << 20
_MOST_ITERATIONS = 64
_MOST_LANES = 16


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """Cost of one derivation; stored beside what it protects.

    Attributes:
        memory_kib: 8 x lanes .. 1 GiB.
        iterations: Passes, 1..64.
        lanes: Parallel lanes, 1..16.
    """

    memory_kib: int
    iterations: int
    lanes: int

    def check(self) -> None:
        """Refuse parameters that no version of the product writes.

        Raises:
            KnownError: `crypto.vault-damaged`; an edited file must not eat the machine's memory.
        """
        if not (
            1 <= self.lanes <= _MOST_LANES
            and 8 * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
            and 1 <= self.iterations <= _MOST_ITERATIONS
        ):
            raise KnownError("crypto.vault-damaged", place="kdf")

    def reaches(self, floor: KdfParameters) -> bool:
        """Tell whether these parameters cost at least as much as `floor`."""
        return self.memory_kib >= floor.memory_kib and self.iterations >= floor.iterations


FLOOR = KdfParameters(memory_kib=64 * 1024, iterations=3, lanes=1)
"""Least cost outside tests; about 140 ms on a slow two-core machine."""


def derive_key(passphrase: str, salt: bytes, parameters: KdfParameters) -> bytes:
    """Return 32 bytes from a passphrase. Source: RFC 9106 (Argon2id, version 0x13)."""
    parameters.check()
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=parameters.iterations,
        lanes=parameters.lanes,
        memory_cost=parameters.memory_kib,
    )
    return kdf.derive(normal_passphrase(passphrase))


def check_passphrase(passphrase: str) -> None:
    """Refuse a new passphrase that is too short or too long.

    Raises:
        KnownError: `crypto.passphrase-short`, `crypto.passphrase-long`.
    """
    length = len(unicodedata.normalize("NFKC", passphrase))
    if length < SHORTEST_PASSPHRASE:
        raise KnownError("crypto.passphrase-short", least=SHORTEST_PASSPHRASE)
    if length > LONGEST_PASSPHRASE:
        raise KnownError("crypto.passphrase-long", most=LONGEST_PASSPHRASE)


def normal_passphrase(passphrase: str) -> bytes:
    """Return the bytes that are hashed: NFKC, so that input methods do not matter."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8")


def calibrate(target_s: float = 0.6, most_iterations: int = 12) -> KdfParameters:
    """Return parameters that take about `target_s` seconds on this machine, never below the floor.

    Args:
        target_s: 0.1..5 seconds.
    """
    start_ns = time.perf_counter_ns()
    derive_key("calibration only", b"\0" * SALT_BYTES, FLOOR)
    taken_s = max((time.perf_counter_ns() - start_ns) / 1e9, 1e-6)
    wanted = round(FLOOR.iterations * target_s / taken_s)
    iterations = min(max(wanted, FLOOR.iterations), most_iterations)
    return KdfParameters(FLOOR.memory_kib, iterations, FLOOR.lanes)
