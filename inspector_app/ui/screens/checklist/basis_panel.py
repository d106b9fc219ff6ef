"""The basis of the item in work, article by article, over the right edge of the checklist.

Opened by B or by pressing the citations; Esc closes it. It never takes the page away and stores
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.errors import KnownError
from inspector_app.services.checklist.views import ItemView

from inspector_app.ui.components.buttons import Button, Kind, icon_button
from inspector_app.ui.components.panel import Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.law_card import ArticleCard

WIDTH = 420
_MARGIN = 20


class BasisPanel(Ground):
    """Articles of one item."""

    closed = Signal()
    law_asked = Signal(str)
    """Key or item to look for in the law page."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Make it, hidden."""
        super().__init__(desk.look, "surface", "l", parent)
        self._desk = desk
        self.code = ""
        look, say = desk.look, desk.say
        self.setFixedWidth(look.px(min(WIDTH, desk.width() - 80)))
        down = column(look, self, margin=(1, 0, 0, 0))
        head = Ground(look, "surface", "b")
        head.setFixedHeight(look.px(64))
        top = row(look, head, gap=8, margin=(_MARGIN, 0, 8, 0))
        words = column(look, gap=0)
        words.addStretch(1)
        self._title = Text(look, "", 17, 600, cut=True)
        self._day = Text(look, "", 13, tone="ink2", cut=True)
        words.addWidget(self._title)
        words.addWidget(self._day)
        words.addStretch(1)
        top.addLayout(words, 1)
        self._shut = icon_button(look, "x", say("close"))
        self._shut.clicked.connect(self.closed)
        top.addWidget(self._shut)
        down.addWidget(head)
        self._list = ScrollColumn(look, (_MARGIN, 16, _MARGIN, 16), 28)
        down.addWidget(self._list, 1)
        foot = row(look, gap=8, margin=(12, 4, 12, 8))
        search = Button(
            look, say("basis.search"), Kind.LINK, icon="search", keys=("F6",), left=True
        )
        search.clicked.connect(self._on_search_clicked)
        foot.addWidget(search.stretch(), 1)
        down.addLayout(foot)
        self.hide()

    def show_item(self, item: ItemView, day: date) -> None:
        """Show the articles an item rests on, as they stand on the day of the visit."""
        say = self._desk.say
        self.code = item.code
        self._title.set_text(say("basis.title", code=item.code))
        self._day.set_text(say("basis.day", day=say.full_day(day)))
        clear(self._list.column)
        for card in self._cards([one.key for one in item.basis], day):
            self._list.column.addWidget(card)
        if not item.basis:
            words = Text(self._desk.look, say("check.no-basis"), 15, tone="ink2", wrap=True)
            self._list.column.addWidget(words)
        self._list.column.addStretch(1)
        self._list.verticalScrollBar().setValue(0)

    def focus(self) -> None:
        """Put the focus on it."""
        self._shut.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cards(self, keys: Sequence[str], day: date) -> list[ArticleCard]:
        book = self._desk.workspace.law.book
        cards = []
        wide = self.width() * 100 // max(1, self._desk.look.px(100)) - 2 * _MARGIN - 16
        for key in keys:
            try:
                article = book.article(key, day)
            except KnownError:
                continue  # the citation lint tells; the page shows the key as it is written
            card = ArticleCard(self._desk, article, wide=wide)
            card.asked.connect(self.law_asked)
            cards.append(card)
        return cards

    def _on_search_clicked(self) -> None:
        self.law_asked.emit(self.code)
