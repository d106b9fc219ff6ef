"""Passwords of accounts at the bureau: stored as Argon2id, compared in constant time.

Called by `bureau/accounts`. Officers' passphrases are the vault's business and never come here.
Must never log, keep or return a password.
"""

from __future__ import annotations

import base64
import binascii

from inspector_app.crypto.digest import same_bytes
from inspector_app.crypto.kdf import FLOOR, SALT_BYTES, KdfParameters, derive_key
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError

_SCHEME = "argon2id"


def hash_password(password: str, entropy: Entropy, parameters: KdfParameters = FLOOR) -> str:
    """Return what is stored for a password: scheme, cost, salt and 32 bytes, in one line."""
    salt = entropy(SALT_BYTES)
    key = derive_key(password, salt, parameters)
    cost = f"{parameters.memory_kib},{parameters.iterations},{parameters.lanes}"
    return "$".join((_SCHEME, cost, _text(salt), _text(key)))


def password_holds(password: str, stored: str) -> bool:
    """Tell whether a password is the stored one; takes the same time for a wrong one.

    Raises:
        KnownError: `crypto.vault-damaged` when `stored` is not a line that `hash_password` writes.
    """
    try:
        scheme, cost, salt, key = stored.split("$")
        memory, iterations, lanes = (int(number) for number in cost.split(","))
        parameters = KdfParameters(memory, iterations, lanes)
        expected = base64.b64decode(key, validate=True)
        made = derive_key(password, base64.b64decode(salt, validate=True), parameters)
    except (ValueError, binascii.Error) as error:
        raise KnownError("crypto.vault-damaged", place="account") from error
    return scheme == _SCHEME and same_bytes(made, expected)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
