"""Names of things, as types, and the one way to make a new one.

Called by every room above. Must never read the clock or a random source: both come in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NewType
from uuid import UUID

PersonId = NewType("PersonId", str)
UnitId = NewType("UnitId", str)
AssignmentId = NewType("AssignmentId", str)
InspectionId = NewType("InspectionId", str)  # = record id: UUIDv7 as 32 lower-case hex digits
DeviceId = NewType("DeviceId", str)
ItemCode = NewType("ItemCode", str)  # `WB-22`
Sha256Hex = NewType("Sha256Hex", str)  # 64 lower-case hex digits

Entropy = Callable[[int], bytes]
"""Returns that many random bytes; `os.urandom` outside tests."""


def uuid7(unix_ms: int, entropy: Entropy) -> UUID:
    """Return a time-ordered identifier.

    Args:
        unix_ms: Milliseconds since 1970, 0..2^48-1.
        entropy: Source of the 74 random bits.
    Source: RFC 9562 section 5.7.
    """
    if not 0 <= unix_ms < 1 << 48:
        raise ValueError("unix_ms out of range")
    random = int.from_bytes(entropy(10), "big")
    value = unix_ms << 80 | 0x7 << 76 | (random >> 62 & 0xFFF) << 64
    return UUID(int=value | 0b10 << 62 | random & ((1 << 62) - 1))


def new_inspection_id(unix_ms: int, entropy: Entropy) -> InspectionId:
    """Return a fresh record id: 32 lower-case hex digits of a UUIDv7."""
    return InspectionId(uuid7(unix_ms, entropy).hex)
