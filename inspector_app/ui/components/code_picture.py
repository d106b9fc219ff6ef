"""A QR code on the screen, drawn from the same text that is printed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from inspector_app.ui.theme import Look

_QUIET_MODULES = 4


class CodePicture(QWidget):
    """A square with the code in black on white, whatever the theme: scanners need it so."""

    def __init__(self, look: Look, text: str, size: int, *, name: str) -> None:
        """Show `text` as a code of at most `size` px before scaling, as large as fits."""
        import qrcode
        from qrcode.constants import ERROR_CORRECT_M

        super().__init__()
        code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=0)
        code.add_data(text, optimize=0)
        code.make(fit=True)
        self._rows = code.get_matrix()
        modules = len(self._rows) + 2 * _QUIET_MODULES
        # whole pixels a module: a smeared edge is what scanners fail on
        side = max(1, look.px(size) // modules) * modules
        self.setFixedSize(side, side)
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#FFFFFF"))
        modules = len(self._rows) + 2 * _QUIET_MODULES
        side = self.width() // modules
        left = (self.width() - side * len(self._rows)) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#000000"))
        for y, line in enumerate(self._rows):
            for x, dark in enumerate(line):
                if dark:
                    painter.drawRect(QRectF(left + x * side, left + y * side, side, side))
