"""Rows that are pressed whole: a plain one, a check item, its chip, a section of a checklist."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from inspector_app.ui.components.lamps import Lamp, paint_lamp
from inspector_app.ui.components.paint import draw_bar, draw_box, draw_text
from inspector_app.ui.icons import paint_icon
from inspector_app.ui.theme import Look


class PressRow(QAbstractButton):
    """A row one can press; lay anything out on it. Enter and Space press it."""

    def __init__(
        self,
        look: Look,
        name: str = "",
        height: int = 44,
        *,
        token: str = "surface",
        line: bool = True,
    ) -> None:
        """Make a row; `name` is read out; `line` draws one at its foot."""
        super().__init__()
        self._look, self._token, self._line = look, token, line
        self._over = False
        self.setCheckable(False)
        self.setAccessibleName(name)
        self.setMinimumHeight(look.px(height))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.current = False

    def set_current(self, current: bool) -> None:
        """Mark it as the one in work."""
        self.current = current
        self.update()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        least = layout.sizeHint() if layout is not None else QSize(0, 0)
        return QSize(least.width(), max(least.height(), self.minimumHeight()))

    def hasHeightForWidth(self) -> bool:
        layout = self.layout()
        return layout is not None and layout.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        least = layout.totalHeightForWidth(width) if layout is not None else 0
        return max(least, self.minimumHeight())

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
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

    def paint_ground(self, painter: QPainter) -> str:
        """Paint the ground and return its token."""
        look = self._look
        token = "surface" if self.current and self._token == "bg" else self._token
        if self._over and self.isEnabled():
            token = "accent_soft"
        painter.fillRect(self.rect(), look.color(token))
        if self._line:
            foot = QRectF(0, self.height() - look.line(), self.width(), look.line())
            painter.fillRect(foot, look.color("line"))
        if self.current:
            painter.fillRect(QRectF(0, 0, look.px(3), self.height()), look.color("accent"))
        return token

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_ground(painter)


class ItemRow(PressRow):
    """A check item in a list: lamp, code, question, tags at the right."""

    def __init__(
        self,
        look: Look,
        lamp: Lamp,
        code: str,
        question: str,
        tags: tuple[tuple[str, str, str], ...] = (),
        *,
        boxed: bool = False,
    ) -> None:
        """Show an item; a tag is (word, tone, icon)."""
        super().__init__(look, f"{code} {question}", 44, line=not boxed)
        self._lamp, self.code, self._question, self._tags = lamp, code, question, tags
        self._boxed = boxed
        self.setFixedHeight(look.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self._boxed:
            fill = look.color("accent_soft" if self._over else "surface")
            draw_box(painter, rect, look.px(6), fill, look.color("line"), look.line())
            ground = "surface"
        else:
            ground = self.paint_ground(painter)
        side = look.px(18)
        x = look.px(15)
        place = QRectF(x, round((rect.height() - side) / 2), side, side)
        paint_lamp(painter, self._lamp, place, look, on=ground)
        x += side + look.px(10)
        end = rect.width() - look.px(12)
        for word, tone, icon in reversed(self._tags):
            width = look.width_of(word, 13) + look.px(16) + (look.px(18) if icon else 0)
            if end - width < x + look.px(200):
                continue  # the question matters more
            height = look.px(22)
            tag = QRectF(end - width, (rect.height() - height) / 2, width, height)
            edge = look.color("ink") if look.contrast else None
            draw_box(painter, tag, look.px(4), look.color(f"{tone}_soft"), edge, 1)
            ink = look.color("ink2" if tone == "na" else tone)
            left = tag.left() + look.px(8)
            if icon:
                small = look.px(14)
                where = QRectF(left, tag.center().y() - small / 2, small, small)
                paint_icon(painter, icon, where, ink)
                left += look.px(18)
            words = QRectF(left, tag.top(), tag.right() - left, height)
            draw_text(painter, words, word, look.font(13), ink)
            end -= width + look.px(8)
        width = look.width_of(self.code, 15) + look.px(10)
        cell = QRectF(x, 0, width, rect.height())
        draw_text(painter, cell, self.code, look.font(15), look.color("ink3"))
        question = QRectF(x + width, 0, end - x - width - look.px(4), rect.height())
        draw_text(painter, question, self._question, look.font(15), look.color("ink"))


class ItemChip(PressRow):
    """A check item as a number with its lamp, 64 x 44."""

    def __init__(
        self, look: Look, lamp: Lamp, number: str, name: str, *, current: bool = False
    ) -> None:
        """Show `number`; `name` is read out."""
        super().__init__(look, name, 44, line=False)
        self._lamp, self._number = lamp, number
        self.current = current
        self.setToolTip(name)
        self.setFixedSize(look.px(64), look.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        rect = QRectF(self.rect())
        edge = look.color("accent" if self.current else "edge")
        fill = look.color("accent_soft" if self._over else "surface")
        draw_box(painter, rect, look.px(6), fill, edge, 2 if self.current else look.line())
        side = look.px(16)
        weight = 600 if self.current else 400
        width = look.width_of(self._number, 15, weight) + 1
        x = (rect.width() - side - look.px(7) - width) / 2
        paint_lamp(painter, self._lamp, QRectF(x, (rect.height() - side) / 2, side, side), look)
        words = QRectF(x + side + look.px(7), 0, width, rect.height())
        draw_text(painter, words, self._number, look.font(15, weight), look.color("ink"))


class SectionEntry(PressRow):
    """A section of a checklist: name, fails, how many answered, a bar."""

    def __init__(
        self,
        look: Look,
        name: str,
        answered: int,
        total: int,
        failed: int,
        *,
        current: bool = False,
        size: int = 15,
    ) -> None:
        """Show a section; `size` of its name in px before scaling."""
        super().__init__(look, f"{name} {answered}/{total}", 44, token="bg", line=False)
        self._name, self._answered, self._total, self._failed = name, answered, total, failed
        self.current, self._size = current, size
        self.setFixedHeight(look.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        ground = self.paint_ground(painter)
        rect = QRectF(self.rect())
        margin, band = look.px(16), rect.height() - look.px(12)
        done = self._total > 0 and self._answered >= self._total
        end = rect.width() - look.px(12)
        count = f"{self._answered}/{self._total}"
        width = look.width_of(count, 15) + 1
        end -= width
        draw_text(painter, QRectF(end, 0, width, band), count, look.font(15), look.color("ink"))
        side = look.px(14)
        if self._failed:
            number = str(self._failed)
            wide = look.width_of(number, 15) + 1
            end -= wide + look.px(6)
            words = QRectF(end, 0, wide, band)
            draw_text(painter, words, number, look.font(15), look.color("no"))
            end -= side + look.px(4)
            paint_lamp(
                painter, Lamp.NO, QRectF(end, (band - side) / 2, side, side), look, on=ground
            )
        elif done:
            end -= side + look.px(6)
            paint_lamp(
                painter, Lamp.YES, QRectF(end, (band - side) / 2, side, side), look, on=ground
            )
        name = QRectF(margin, 0, end - margin - look.px(4), band)
        weight = 600 if self.current else 400
        font = look.font(self._size, weight)
        draw_text(painter, name, self._name, font, look.color("ink"))
        bar = QRectF(
            margin, rect.height() - look.px(8), rect.width() - margin - look.px(12), look.px(3)
        )
        share = self._answered / self._total if self._total else 0.0
        fill = look.color("ok" if done else "accent")
        draw_bar(painter, bar, share, look.color("line"), fill)


class Spacer(QWidget):
    """Room that stretches."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
