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


_ROWS = """
bg #F4F6F3 #141A18 #FFFFFF
surface #FFFFFF #1D2523 #FFFFFF
sunken #E9EDE9 #101514 #FFFFFF
paper #FFFEFA #222A27 #FFFFFF
line #D6DCD7 #34403D #000000
edge #75827C #7C8D88 #000000
ink #17211E #E7EEEB #000000
ink2 #41504A #BBC8C3 #000000
ink3 #596660 #98A7A1 #1E2A27
accent #0F5C68 #74C7CC #003E4A
accent_soft #DCECEC #163B3F #FFFFFF
on_accent #FFFFFF #06201F #FFFFFF
ok #1D6B3D #7FCF98 #004A1F
ok_soft #DDF0E2 #173624 #FFFFFF
no #B0281C #FF9C92 #8A0D06
no_soft #FBE5E1 #46211D #FFFFFF
warn #855000 #F0C070 #5C3300
warn_soft #FAECCF #3C2E12 #FFFFFF
na #505E6A #AEBCC6 #26333D
na_soft #E5EAED #2A343A #FFFFFF
rail #12302F #0C1211 #000000
rail_sel #1F4A49 #1F3533 #FFFFFF
rail_ink #E3EDEA #DCE8E4 #FFFFFF
rail_ink2 #A9C2BC #93ABA5 #FFFFFF
rail_mark #7CCFC6 #74C7CC #FFFFFF
rail_on_sel #E3EDEA #DCE8E4 #000000
focus #0B6FCB #8CC7FF #0047B3
mark #FFF2B8 #4A421B #FFE45C
"""
"""Token, then its colour in the order of `Scheme`."""


def _table(at: int) -> Mapping[str, str]:
    rows = (line.split() for line in _ROWS.strip().splitlines())
    return MappingProxyType({row[0]: row[at] for row in rows})


TOKENS: Mapping[Scheme, Mapping[str, str]] = MappingProxyType(
    {scheme: _table(at) for at, scheme in enumerate(Scheme, 1)}
)
"""`#RRGGBB` by token name and scheme; every scheme has every name."""
