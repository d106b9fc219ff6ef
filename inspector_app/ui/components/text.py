"""A label in one of the sizes of the type scale and one of the ink tokens."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from inspector_app.ui.theme import Look


class Text(QLabel):
    """Plain text; never interprets markup, because what it shows may come from outside."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        size: int = 15,
        weight: int = 400,
        tone: str = "ink",
        *,
        wrap: bool = False,
        serif: bool = False,
        cut: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Show a text.

        Args:
            tone: Token of its colour.
            wrap: Break into lines; else one line.
            cut: One line that may be narrower than its text: cut with …, whole in the tool tip.
        """
        super().__init__(parent)
        self._look = look
        self._cut = cut
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        # on a button a label would take the button's colour instead of its own
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self.setFont(look.font(size, weight, serif=serif))
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if cut:
            self.setMinimumWidth(look.px(24))
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_tone(tone)
        self.set_text(text)

    @property
    def whole(self) -> str:
        """The text, uncut."""
        return self._whole

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        if self._cut:
            self.setAccessibleName(text)
            self._fit()
        else:
            self.setText(text)

    def set_tone(self, tone: str) -> None:
        """Show it in another token's colour."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._look.color(tone))
        self.setPalette(palette)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._cut:
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._cut:
            self._fit()

    def sizeHint(self) -> QSize:
        if not self._cut:
            return super().sizeHint()
        return QSize(
            self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height()
        )

    def _fit(self) -> None:
        width = self.width() if self.isVisible() else 10_000
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, width)
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")
