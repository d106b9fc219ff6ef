"""Chinese numerals of articles."""

from __future__ import annotations

import pytest

from inspector_app.domain.numerals import chinese_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (23, "二十三"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (123, "一百二十三"),
        (1009, "一千零九"),
        (9999, "九千九百九十九"),
    ],
)
def test_numbers_read_as_in_a_law(value: int, text: str) -> None:
    assert chinese_number(value) == text


@pytest.mark.parametrize("value", [0, -1, 10000])
def test_what_no_article_is_called_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="9999"):
        chinese_number(value)
