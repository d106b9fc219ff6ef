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
