"""Base45: bytes in the alphabet that QR codes pack densest.

Called by `qr`. Strict: every text decodes to bytes that encode to that text. Source: RFC 9285.
"""

from __future__ import annotations

from inspector_app.errors import KnownError

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Return 3 characters for 2 bytes, 2 for a last single one."""
    characters: list[str] = []
    for place in range(0, len(data) - 1, 2):
        value = data[place] << 8 | data[place + 1]
        characters += (ALPHABET[value % 45], ALPHABET[value // 45 % 45], ALPHABET[value // 2025])
    if len(data) % 2:
        characters += (ALPHABET[data[-1] % 45], ALPHABET[data[-1] // 45])
    return "".join(characters)


def decode(text: str) -> bytes:
    """Return the bytes of a base45 text. Raises `format.qr`."""
    try:
        values = [_VALUES[character] for character in text]
    except KeyError as problem:
        raise KnownError("format.qr") from problem
    decoded = bytearray()
    for place in range(0, len(values), 3):
        group = values[place : place + 3]
        number = sum(value * 45**power for power, value in enumerate(group))
        length = len(group) - 1
        if length == 0 or number >= 1 << 8 * length:
            raise KnownError("format.qr")
        decoded += number.to_bytes(length, "big")
    return bytes(decoded)
