"""The list of keys (F1): those of the page, then those that work everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from inspector_app.ui.components.buttons import icon_button
from inspector_app.ui.components.panel import Divider, Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.tags import KeyHint
from inspector_app.ui.components.text import Text
from inspector_app.ui.screen import Hint
from inspector_app.ui.theme import Look


class KeyList(Ground):
    """A panel over the right edge."""

    closed = Signal()

    def __init__(self, look: Look, title: str, close: str) -> None:
        """Make an empty list."""
        super().__init__(look, "surface", "l")
        self._look = look
        self.setFixedWidth(look.px(360))
        layout = column(look, self)
        head = Ground(look, "surface", "b")
        head.setFixedHeight(look.px(52))
        top = row(look, head, gap=8, margin=(16, 0, 8, 0))
        top.addWidget(Text(look, title, 17, 600), 1)
        shut = icon_button(look, "x", close)
        shut.clicked.connect(self.closed)
        top.addWidget(shut)
        layout.addWidget(head)
        self._list = ScrollColumn(look, (16, 8, 16, 8))
        layout.addWidget(self._list, 1)

    def show_keys(self, page: Sequence[Hint], everywhere: Sequence[Hint]) -> None:
        """Show both groups."""
        look = self._look
        clear(self._list.column)
        for group in (page, everywhere):
            for hint in group:
                line = row(look, gap=8, margin=(0, 6, 0, 6))
                line.addWidget(Text(look, hint.words, 15, wrap=True), 1)
                line.addWidget(KeyHint(look, hint.keys))
                self._list.column.addLayout(line)
            if group is page and page:
                self._list.column.addWidget(Divider(look))
        self._list.column.addStretch(1)
