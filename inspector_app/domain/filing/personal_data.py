"""Numbers of natural persons that have no place in a record: ID, mobile phone, bank card.

Called by the filing lint (L-30). Must never keep or return the number it found.
"""

from __future__ import annotations

import re

from inspector_app.domain.wording import Text

_ID = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9A-Za-z.〕-])1[3-9]\d{9}(?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![0-9A-Za-z])\d{16,19}(?![0-9A-Za-z])")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def personal_number(text: str) -> Text | None:
    """Return the kind of the first such number, None if there is none.

    Source: GB 11643-1999 (ID check digit), ISO/IEC 7812-1 (Luhn), 11-digit mobile numbers.
    """
    if any(_id_holds(found.group()) for found in _ID.finditer(text)):
        return Text("身份证号", "an ID number")
    if _PHONE.search(text):
        return Text("手机号", "a mobile phone number")
    if any(_luhn_holds(found.group()) for found in _CARD.finditer(text)):
        return Text("银行卡号", "a bank card number")
    return None


def _id_holds(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def _luhn_holds(number: str) -> bool:
    doubled = (
        digit if place % 2 == 0 else sum(divmod(2 * digit, 10))
        for place, digit in enumerate(int(character) for character in reversed(number))
    )
    return sum(doubled) % 10 == 0
