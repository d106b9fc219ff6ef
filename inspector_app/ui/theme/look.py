"""One look: a scheme, a size factor and the fonts, asked by every widget that paints.

Built by `app` and handed down; never changed. A new size, theme or language rebuilds the pages with
a new look at the same place. Must never hold a widget.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette

from inspector_app.ui.theme.fonts import Families
from inspector_app.ui.theme.tokens import TOKENS, Scheme

FACTORS = (100, 125, 150, 200)
"""Sizes on offer, in per cent."""


@dataclass(frozen=True, slots=True)
class Look:
    """How everything is drawn.

    Attributes:
        percent: Size factor, one of `FACTORS`; multiplies every pixel, targets too.
        still: Reduce motion: no busy ring turns.
    """

    scheme: Scheme
    percent: int
    families: Families
    still: bool = False

    @property
    def contrast(self) -> bool:
        """Whether chosen things are filled solid and lines are 2 px."""
        return self.scheme is Scheme.CONTRAST

    def px(self, pixels: float) -> int:
        """Return a length of the visual language, in device-independent pixels at this size."""
        return round(pixels * self.percent / 100)

    def line(self) -> int:
        """Return the width of a dividing line, px."""
        return 2 if self.contrast else 1

    def hex(self, token: str) -> str:
        """Return a token's colour as `#RRGGBB`."""
        return TOKENS[self.scheme][token]

    def color(self, token: str) -> QColor:
        """Return a token's colour."""
        return QColor(TOKENS[self.scheme][token])

    def font(self, pixels: int, weight: int = 400, *, serif: bool = False) -> QFont:
        """Return a font.

        Args:
            pixels: 13, 15, 17, 20, 24 or 32 of the type scale, before the size factor.
            weight: 400 or 600.
        """
        font = QFont()
        font.setFamilies(list(self.families.serif if serif else self.families.sans))
        font.setPixelSize(self.px(pixels))
        font.setWeight(QFont.Weight.DemiBold if weight >= 600 else QFont.Weight.Normal)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def width_of(self, text: str, pixels: int, weight: int = 400) -> int:
        """Return the advance of a text in px."""
        return QFontMetrics(self.font(pixels, weight)).horizontalAdvance(text)

    def palette(self) -> QPalette:
        """Return the palette for the whole application."""
        palette = QPalette()
        roles = QPalette.ColorRole
        for role, token in (
            (roles.Window, "bg"),
            (roles.Base, "surface"),
            (roles.AlternateBase, "sunken"),
            (roles.Button, "surface"),
            (roles.WindowText, "ink"),
            (roles.Text, "ink"),
            (roles.ButtonText, "ink"),
            (roles.PlaceholderText, "ink3"),
            (roles.Highlight, "accent"),
            (roles.HighlightedText, "on_accent"),
            (roles.ToolTipBase, "surface"),
            (roles.ToolTipText, "ink"),
            (roles.Link, "accent"),
            (roles.Mid, "line"),
            (roles.Dark, "edge"),
        ):
            palette.setColor(role, self.color(token))
        group = QPalette.ColorGroup.Disabled
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(group, role, self.color("ink3"))
        return palette
