"""The problem strip: what went wrong and what to do, above the page, until it is read."""

from __future__ import annotations

from PySide6.QtCore import Qt

from inspector_app.ui.components.buttons import Kind, icon_button
from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.panel import Ground, column, row
from inspector_app.ui.components.text import Text
from inspector_app.ui.theme import Look


class ProblemStrip(Ground):
    """One sentence, its remedy, a way to close it."""

    def __init__(self, look: Look, close: str) -> None:
        """Make a hidden strip."""
        super().__init__(look, "no_soft", "b")
        layout = row(look, self, gap=12, margin=(20, 8, 8, 8))
        layout.addWidget(LampMark(look, Lamp.NO, 22), 0, Qt.AlignmentFlag.AlignTop)
        words = column(look, gap=2)
        self._sentence = Text(look, "", 15, 600, wrap=True)
        self._remedy = Text(look, "", 15, tone="ink2", wrap=True)
        words.addWidget(self._sentence)
        words.addWidget(self._remedy)
        layout.addLayout(words, 1)
        shut = icon_button(look, "x", close, kind=Kind.LINK)
        shut.clicked.connect(self.hide)
        layout.addWidget(shut, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says, '' while hidden."""
        return "" if self.isHidden() else self._sentence.whole

    def tell(self, sentence: str, remedy: str) -> None:
        """Show a problem."""
        self._sentence.set_text(sentence)
        self._remedy.set_text(remedy)
        self._remedy.setVisible(bool(remedy))
        self.show()
