"""Chinese numerals as laws and documents write them: 二十三, 一百零五.

Called by `law` and by documents. Must never be used for money (that needs 壹贰叁).
"""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")


def chinese_number(value: int) -> str:
    """Return 1 … 9999 in plain Chinese numerals; ten to nineteen begin with 十.

    Raises:
        ValueError: Out of range.
    """
    if not 1 <= value <= 9999:
        raise ValueError("only 1 to 9999")
    text = ""
    digits = [int(digit) for digit in str(value)]
    for at, digit in enumerate(digits):
        place = len(digits) - 1 - at
        if digit:
            text += _DIGITS[digit] + _PLACES[place]
        elif text and not text.endswith("零"):
            text += "零"
    text = text.rstrip("零")
    return text[1:] if text.startswith("一十") else text


def number_of(text: str) -> int | None:
    """Read 23, 二十三, 一百零五; None when it is no number of 1 … 9999."""
    if text.isdecimal():
        value = int(text)
        return value if 1 <= value <= 9999 else None
    total, digit = 0, 0
    for sign in text.replace("〇", "零"):
        if sign in _DIGITS:
            digit = _DIGITS.index(sign)
        elif sign in _PLACES[1:]:
            total += (digit or 1) * 10 ** _PLACES.index(sign)
            digit = 0
        else:
            return None
    value = total + digit
    # only what this module would write itself: 二三 or 十零 is no number
    return (
        value if 1 <= value <= 9999 and chinese_number(value) == text.replace("〇", "零") else None
    )
