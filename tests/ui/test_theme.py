"""Colours keep their contrast, the stylesheet is whole, sizes scale."""

from __future__ import annotations

import pytest

from PySide6.QtGui import QRawFont
from PySide6.QtWidgets import QApplication

from inspector_app.installation import resource

from inspector_app.ui.theme import FACTORS, Look, Scheme
from inspector_app.ui.theme.fonts import SHIPPED, Families, register_fonts
from inspector_app.ui.theme.sheet import render_sheet
from inspector_app.ui.theme.tokens import TOKENS


def luminance(color: str) -> float:
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", Scheme)
def test_text_is_readable_on_every_ground(scheme: Scheme) -> None:
    table = TOKENS[scheme]
    for ink in ("ink", "ink2", "ink3", "accent"):
        for ground in ("bg", "surface", "sunken", "paper"):
            assert contrast(table[ink], table[ground]) >= 4.5, (ink, ground)


@pytest.mark.parametrize("scheme", Scheme)
def test_states_are_readable_on_their_soft_ground(scheme: Scheme) -> None:
    table = TOKENS[scheme]
    for tone in ("ok", "no", "warn", "na"):
        assert contrast(table[tone], table[f"{tone}_soft"]) >= 4.5, tone
        assert contrast(table[tone], table["surface"]) >= 4.5, tone
    assert contrast(table["accent"], table["on_accent"]) >= 4.5


@pytest.mark.parametrize("scheme", Scheme)
def test_edges_and_focus_are_visible(scheme: Scheme) -> None:
    table = TOKENS[scheme]
    for token in ("edge", "focus"):
        assert contrast(table[token], table["surface"]) >= 3, token
    for token in ("rail_ink", "rail_ink2", "rail_mark"):
        assert contrast(table[token], table["rail"]) >= 4.5, token
    assert contrast(table["rail_on_sel"], table["rail_sel"]) >= 4.5


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("percent", FACTORS)
def test_the_stylesheet_leaves_no_placeholder(scheme: Scheme, percent: int) -> None:
    sheet = render_sheet(Look(scheme, percent, Families(("Noto Sans SC",), ("Noto Serif SC",))))
    body = sheet.partition("*/")[2]
    assert "@" not in body
    assert "px(" not in body


def test_every_length_grows_with_the_size() -> None:
    families = Families(("Noto Sans SC",), ("Noto Serif SC",))
    small, large = Look(Scheme.LIGHT, 100, families), Look(Scheme.LIGHT, 200, families)
    assert (small.px(44), large.px(44)) == (44, 88)
    assert large.font(15).pixelSize() == 30


def test_the_window_draws_chinese_with_the_fonts_it_carries(qapp: QApplication) -> None:
    families = register_fonts()
    assert families.sans[0] == "Noto Sans SC"
    assert families.serif[0] == "Noto Serif SC"
    for name in SHIPPED:
        carried = QRawFont(str(resource("fonts", name)), 15)
        assert carried.isValid()
        assert 0 not in carried.glyphIndexesForString("现场检查笔录执法人员"), name
    drawn = QRawFont.fromFont(Look(Scheme.LIGHT, 100, families).font(15))
    assert drawn.familyName() == "Noto Sans SC"
