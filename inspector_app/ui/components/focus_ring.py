"""The focus ring: 2 px, 2 px outside the focused part, painted over everything.

Qt's stylesheets know no outline offset, so one see-through widget follows the focus.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from inspector_app.ui.components.paint import draw_ring
from inspector_app.ui.theme import Look

_MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}


class FocusRing(QWidget):
    """Follows the focus inside `host`."""

    def __init__(self, look: Look, host: QWidget) -> None:
        """Begin to follow."""
        super().__init__(host)
        self._look, self._host = look, host
        self._watched: list[QWidget] = []
        self._target: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, _: QWidget | None, new: QWidget | None) -> None:
        self._unwatch()
        fits = new is not None and self._host.isAncestorOf(new)
        if fits and isinstance(new, QLineEdit | QPlainTextEdit | QTextEdit):
            fits = False  # they draw their own edge
        self._target = new if fits else None
        part = self._target
        while part is not None and part is not self._host:
            part.installEventFilter(self)
            part.destroyed.connect(self._on_part_destroyed)
            self._watched.append(part)
            part = part.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        on_rail = self._target is not None and bool(self._target.property("rail"))
        color = look.color("rail_ink" if on_rail else "focus")
        inset = 1.5
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        draw_ring(painter, rect, look.px(8), color, look.px(2))

    def _on_part_destroyed(self) -> None:
        self._watched.clear()
        self._target = None
        self.hide()

    def _unwatch(self) -> None:
        for part in self._watched:
            part.removeEventFilter(self)
            part.destroyed.disconnect(self._on_part_destroyed)
        self._watched.clear()

    def _place(self) -> None:
        target = self._target
        if target is None or not target.isVisible():
            self.hide()
            return
        reach = self._look.px(4)
        inside = bool(target.property("rail"))
        rect = QRect(target.mapTo(self._host, QPoint(0, 0)), target.size())
        if not inside:
            rect = rect.adjusted(-reach, -reach, reach, reach)
        part = target.parentWidget()
        while part is not None and part is not self._host:
            if isinstance(part, QAbstractScrollArea):
                view = part.viewport()
                seen = QRect(view.mapTo(self._host, QPoint(0, 0)), view.size())
                rect = rect.intersected(seen.adjusted(-reach, -reach, reach, reach))
            part = part.parentWidget()
        rect = rect.intersected(self._host.rect())
        if rect.isEmpty():
            self.hide()
            return
        self.setGeometry(rect)
        self.raise_()
        self.show()
