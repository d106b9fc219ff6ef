"""A pad to sign in with its words and a way to begin again; and ink that was given, as a picture.

Used by the party page and the signing page. Must never store ink: the page does.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.domain.inspection import Ink

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.ink_pad import InkPad
from inspector_app.ui.components.paint import draw_box
from inspector_app.ui.theme import Look


class SignBox(QWidget):
    """A pad; once something is written, a button in its corner takes it away."""

    def __init__(
        self, look: Look, *, hint: str, again: str, millimetres: tuple[int, int], height: int
    ) -> None:
        """Make an empty box.

        Args:
            hint: Said below the line while empty, and read out.
            again: Word of the button.
            millimetres: Size on paper.
            height: Px before scaling.
        """
        super().__init__()
        self._look = look
        self.pad = InkPad(look, name=hint, hint=hint, millimetres=millimetres)
        self.pad.setParent(self)
        self.pad.setMinimumSize(0, 0)
        self.setFixedHeight(look.px(height))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._again = Button(look, again, Kind.LINK, icon="rotate-ccw", size=13, parent=self)
        self._again.clicked.connect(self.pad.wipe)
        self._again.hide()
        self.pad.changed.connect(self._on_changed)

    def ink(self, text_sha256: str, wall: str) -> Ink:
        """Return what was written, under the digest of the text that is on screen."""
        pad = self.pad
        return Ink(pad.width_tenths, pad.height_tenths, pad.strokes, text_sha256, wall)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.pad.setGeometry(self.rect())
        size = self._again.sizeHint()
        gap = self._look.px(4)
        self._again.setGeometry(self.width() - size.width() - gap, gap, size.width(), size.height())

    def _on_changed(self) -> None:
        self._again.setVisible(not self.pad.empty)
        self._again.raise_()


class InkPicture(QWidget):
    """Ink as it was given, in its own proportions."""

    def __init__(self, look: Look, ink: Ink, *, name: str, height: int = 52) -> None:
        """Show `ink`; `name` is read out; `height` in px before scaling."""
        super().__init__()
        self._look, self._ink = look, ink
        self.setAccessibleName(name)
        self.setFixedSize(round(look.px(height) * ink.width / max(ink.height, 1)), look.px(height))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, ink = self._look, self._ink
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        draw_box(painter, rect, look.px(4), look.color("paper"), look.color("line"), look.line())
        scale = self.height() / max(ink.height, 1)
        for stroke in ink.strokes:
            points = [QPointF(x * scale, y * scale) for x, y, _, _ in stroke]
            for n, (_, _, pressure, _) in enumerate(stroke):
                width = max(look.px(0.8 + pressure / 1000 * 1.6), 1)
                pen = QPen(look.color("ink"), width)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
                if n:
                    painter.drawLine(points[n - 1], points[n])
                else:
                    painter.drawPoint(points[n])
