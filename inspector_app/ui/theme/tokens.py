"""The colour table of the visual language: light, dark, high contrast.

Read by `look` alone; a widget never names a colour of its own. The contrasts behind the figures are
checked by `tests/ui/test_theme.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Scheme(StrEnum):
    """Which table is in use."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Tone(StrEnum):
    """What a coloured part says; always with a shape and a word beside it."""

    OK = "ok"
    NO = "no"
    WARN = "warn"
    NA = "na"
    ACCENT = "accent"


_NAMES = (
    "bg surface sunken paper line edge ink ink2 ink3 accent accent_soft on_accent ok ok_soft no "
    "no_soft warn warn_soft na na_soft rail rail_sel rail_ink rail_ink2 rail_mark rail_on_sel focus "
    "mark"
).split()

_LIGHT = (
    "#F4F6F3 #FFFFFF #E9EDE9 #FFFEFA #D6DCD7 #75827C #17211E #41504A #596660 #0F5C68 #DCECEC #FFFFFF "
    "#1D6B3D #DDF0E2 #B0281C #FBE5E1 #855000 #FAECCF #505E6A #E5EAED #12302F #1F4A49 #E3EDEA #A9C2BC "
    "#7CCFC6 #E3EDEA #0B6FCB #FFF2B8"
).split()

_DARK = (
    "#141A18 #1D2523 #101514 #222A27 #34403D #7C8D88 #E7EEEB #BBC8C3 #98A7A1 #74C7CC #163B3F #06201F "
    "#7FCF98 #173624 #FF9C92 #46211D #F0C070 #3C2E12 #AEBCC6 #2A343A #0C1211 #1F3533 #DCE8E4 #93ABA5 "
    "#74C7CC #DCE8E4 #8CC7FF #4A421B"
).split()

_CONTRAST = (
    "#FFFFFF #FFFFFF #FFFFFF #FFFFFF #000000 #000000 #000000 #000000 #1E2A27 #003E4A #FFFFFF #FFFFFF "
    "#004A1F #FFFFFF #8A0D06 #FFFFFF #5C3300 #FFFFFF #26333D #FFFFFF #000000 #FFFFFF #FFFFFF #FFFFFF "
    "#FFFFFF #000000 #0047B3 #FFE45C"
).split()


def _table(values: list[str]) -> Mapping[str, str]:
    return MappingProxyType(dict(zip(_NAMES, values, strict=True)))


TOKENS: Mapping[Scheme, Mapping[str, str]] = MappingProxyType(
    {
        Scheme.LIGHT: _table(_LIGHT),
        Scheme.DARK: _table(_DARK),
        Scheme.CONTRAST: _table(_CONTRAST),
    }
)
"""`#RRGGBB` by token name and scheme; every scheme has every name."""
