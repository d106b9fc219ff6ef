"""Buttons: primary, plain, choice and link; each shows its key.

Painted whole, so that high contrast, key hints and icons come out the same everywhere. Enter works
a focused button, whatever Enter means on the page.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from inspector_app.ui.components.paint import draw_box, draw_keys, draw_text, keys_width
from inspector_app.ui.icons import paint_icon
from inspector_app.ui.theme import Look

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Kind(StrEnum):
    """How much a button asks for."""

    PRIMARY = "primary"  # one a screen
    PLAIN = "plain"
    CHOICE = "choice"  # accent edge: two ways that look equal
    LINK = "link"  # text only
    CHIP = "chip"  # may stay chosen
    SEARCH = "search"  # looks like a field, leads to one


class Button(QAbstractButton):
    """A deed with its icon, word and key."""

    def __init__(
        self,
        look: Look,
        text: str,
        kind: Kind = Kind.PLAIN,
        *,
        icon: str = "",
        keys: tuple[str, ...] = (),
        size: int = 15,
        height: int = 44,
        trailing: str = "",
        left: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make a button.

        Args:
            icon: Lucide name before the word; trailing: one after it.
            keys: Shown beside the word; binding them is the page's business.
            size: Text, px before scaling; height likewise, 44 at least.
            left: Word at the left and keys at the right edge, else all in the middle.
        """
        super().__init__(parent)
        self._look, self.kind, self._icon, self._keys = look, kind, icon, keys
        self._size, self._trailing, self._left = size, trailing, left
        self._over = False
        self.setText(text)
        self.setAccessibleName(f"{text} {' '.join(keys)}".strip())
        self.setCheckable(kind is Kind.CHIP)
        self.setFixedHeight(look.px(height))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_text(self, text: str) -> None:
        """Show another word."""
        self.setText(text)
        self.setAccessibleName(f"{text} {' '.join(self._keys)}".strip())
        self.updateGeometry()
        self.update()

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._icon = name
        self.update()

    def stretch(self) -> Button:
        """Let it fill the width it is given, and return it."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return self

    def sizeHint(self) -> QSize:
        side = self._side()
        return QSize(max(round(self._inner_width() + 2 * side), self._look.px(44)), self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _ENTER
            and event.modifiers()
            in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.click()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, key_edge = self._ground(painter)
        look = self._look
        rect = QRectF(self.rect())
        icon = look.px(18)
        x = self._side() if self._left else (rect.width() - self._inner_width()) / 2
        x = max(x, look.px(2))
        middle = rect.height() / 2
        if self._icon:
            paint_icon(painter, self._icon, QRectF(x, round(middle - icon / 2), icon, icon), ink)
            x += icon + (look.px(8) if self.text() else 0)
        keys = keys_width(look, self._keys)
        trail = (icon + look.px(8)) if self._trailing else 0
        end = rect.width() - (self._side() if self._left else look.px(2))
        room = end - x - trail - (keys + look.px(8) if keys else 0)
        font = look.font(self._size, self._weight())
        wide = min(look.width_of(self.text(), self._size, self._weight()) + 1, room)
        draw_text(painter, QRectF(x, 0, wide, rect.height()), self.text(), font, ink)
        x = (end - keys - trail) if self._left else x + wide + look.px(8)
        if keys:
            draw_keys(painter, look, x, middle, self._keys, ink, key_edge)
            x += keys + look.px(8)
        if self._trailing:
            paint_icon(
                painter, self._trailing, QRectF(x, round(middle - icon / 2), icon, icon), ink
            )

    def _weight(self) -> int:
        if self.kind in (Kind.LINK, Kind.SEARCH):
            return 400
        if self.kind is Kind.CHIP:
            return 600 if self.isChecked() else 400
        return 600

    def _side(self) -> int:
        return self._look.px(6 if self.kind is Kind.LINK else 16 if self.text() else 12)

    def _inner_width(self) -> float:
        look = self._look
        width = look.width_of(self.text(), self._size, 600) + 1 if self.text() else 0
        if self._icon:
            width += look.px(18) + (look.px(8) if self.text() else 0)
        if self._keys:
            width += keys_width(look, self._keys) + look.px(8)
        if self._trailing:
            width += look.px(18 + 8)
        return width

    def _ground(self, painter: QPainter) -> tuple[QColor, QColor]:
        look, rect = self._look, QRectF(self.rect())
        radius = look.px(6)
        edge, thin = look.color("edge"), look.line()
        if not self.isEnabled():
            if self.kind is not Kind.LINK:
                draw_box(painter, rect, radius, look.color("sunken"), look.color("line"), thin)
            return look.color("ink3"), look.color("line")
        if self.kind is Kind.PRIMARY:
            fill = look.color("accent")
            if self.isDown():
                fill = fill.darker(125)
            elif self._over:
                fill = fill.darker(112)
            draw_box(painter, rect, radius, fill, None, 0)
            return look.color("on_accent"), look.color("on_accent")
        if self.kind is Kind.LINK:
            if self._over:
                draw_box(painter, rect, radius, look.color("accent_soft"), None, 0)
            return look.color("accent"), edge
        chosen = self.isChecked()
        if chosen and look.contrast:
            draw_box(painter, rect, radius, look.color("accent"), look.color("ink"), 2)
            return look.color("on_accent"), look.color("on_accent")
        fill = look.color("surface")
        if chosen or self._over:
            fill = look.color("accent_soft")
        if self.isDown():
            fill = look.color("sunken")
        accent = chosen or self.kind is Kind.CHOICE
        width = 2 if chosen else thin
        draw_box(painter, rect, radius, fill, look.color("accent") if accent else edge, width)
        tokens = {Kind.CHOICE: "accent", Kind.SEARCH: "ink2"}
        ink = look.color(tokens.get(self.kind, "ink"))
        return ink, edge


def icon_button(look: Look, icon: str, name: str, *, kind: Kind = Kind.PLAIN) -> Button:
    """Return a 44 x 44 button with an icon only; `name` is read out and shown as a tool tip."""
    button = Button(look, "", kind, icon=icon)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setFixedWidth(look.px(44))
    return button
