"""The record in large type, page by page as printed; or the printed pages themselves.

Part of the party page. The words are those of the signed text, nothing added or left out. Must
never scroll past a line unseen: turning goes on by what is in sight.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QStackedLayout, QWidget

from inspector_app.ui.components.buttons import Button
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.panel import Ground, column, row
from inspector_app.ui.components.paper import PaperView, Pixels
from inspector_app.ui.components.record_pane import Passage, RecordPane
from inspector_app.ui.components.tags import LampLine
from inspector_app.ui.components.text import Text
from inspector_app.ui.i18n import Say
from inspector_app.ui.theme import Look

TYPES = ((20, 34), (26, 44), (32, 54), (40, 66))
"""Size and leading, px before scaling; the second is where reading begins."""
_WIDEST_HANZI = 40
_HEADING = re.compile(r"^[一二三四五六七八九十]+、")
_TITLE_LINES = 3


class Reader(QWidget):
    """Reading, turning, and which pages were shown to their end."""

    all_seen = Signal()
    """Every page has been shown to its end."""
    pictures_wanted = Signal()
    """The printed pages are asked for the first time, or anew after the text changed."""

    def __init__(self, look: Look, say: Say, *, narrow: bool = False) -> None:
        """Begin without a text; `narrow` leaves the keys off the buttons."""
        super().__init__()
        self._look, self._say, self._narrow = look, say, narrow
        self._texts: tuple[str, ...] = ()
        self._page, self._type = 0, 1
        self._seen: set[int] = set()
        self._has_pictures = False
        down = column(look, self)
        holder = Ground(look, "paper")
        self._stack = QStackedLayout(holder)
        self._pane = RecordPane(look, *TYPES[self._type], margin=44)
        self._pane.setCursorWidth(0)
        self._pane.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._paper = PaperView(look)
        self._paper.seen.connect(self._on_picture_seen)
        self._paper.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._stack.addWidget(self._pane)
        self._stack.addWidget(self._paper)
        down.addWidget(holder, 1)
        down.addWidget(self._build_foot())

    @property
    def seen(self) -> frozenset[int]:
        """Indexes of the pages shown to their end."""
        return frozenset(self._seen)

    @property
    def page(self) -> int:
        """Index of the page in sight."""
        return self._paper.current() if self.printed else self._page

    @property
    def printed(self) -> bool:
        """Whether the printed pages show instead of the large type."""
        return self._stack.currentWidget() is self._paper

    def show_texts(self, texts: Sequence[str]) -> None:
        """Show a text; pages whose words changed have to be seen again."""
        new = tuple(texts)
        kept = {n for n in self._seen if new[n : n + 1] == self._texts[n : n + 1]}
        self._texts, self._seen = new, kept
        self._has_pictures = False
        self._page = min(self._page, max(len(new) - 1, 0))
        self._stack.setCurrentWidget(self._pane)
        self._show_page()

    def show_pictures(self, pages: Sequence[Pixels]) -> None:
        """Show the printed pages, standing at the page that was read."""
        total = len(pages)
        names = [self._say("party.page", n=n, total=total) for n in range(1, total + 1)]
        self._has_pictures = True
        self._stack.setCurrentWidget(self._paper)
        self._paper.show_pages(pages, names)
        self._paper.go_to(self._page)
        self._refresh()

    def resize_type(self, by: int) -> None:
        """Take the next smaller or larger type."""
        self._type = max(0, min(self._type + by, len(TYPES) - 1))
        self._pane.set_type(*TYPES[self._type])
        self._fit()
        self._stack.setCurrentWidget(self._pane)
        self._refresh()

    def toggle_printed(self) -> None:
        """Change between large type and printed pages."""
        if self.printed:
            self._page = min(self._paper.current(), max(len(self._texts) - 1, 0))
            self._stack.setCurrentWidget(self._pane)
            self._show_page()
        elif self._has_pictures:
            self._stack.setCurrentWidget(self._paper)
            self._paper.go_to(self._page)
            self._refresh()
        else:
            self.pictures_wanted.emit()

    def turn(self, by: int) -> None:
        """Go on by what is in sight, to the next page at the end of one; back likewise."""
        bar = (self._paper if self.printed else self._pane).verticalScrollBar()
        at_end = bar.value() >= bar.maximum() if by > 0 else bar.value() <= bar.minimum()
        if self.printed or not at_end:
            bar.setValue(bar.value() + by * int(bar.pageStep() * 0.88))
        elif 0 <= self._page + by < len(self._texts):
            self._page += by
            self._show_page()
            if by < 0:
                self._pane.verticalScrollBar().setValue(self._pane.verticalScrollBar().maximum())
        self._refresh()

    def go_to(self, words: str) -> None:
        """Go to the first page that has these words."""
        for n, text in enumerate(self._texts):
            if words in text:
                self._page = n
                self._stack.setCurrentWidget(self._pane)
                self._show_page()
                return

    def start(self) -> None:
        """Put the focus on what is read."""
        shown = self._paper if self.printed else self._pane
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._later()

    def _build_foot(self) -> QWidget:
        look, say = self._look, self._say
        foot = Ground(look, "bg", "t")
        foot.setFixedHeight(look.px(68))
        across = row(look, foot, gap=14, margin=(12, 0, 12, 0) if self._narrow else (28, 0, 24, 0))
        self._back = Button(
            look,
            say("party.previous"),
            icon="chevron-left",
            keys=() if self._narrow else ("PgUp",),
            height=48,
        )
        self._back.clicked.connect(lambda: self.turn(-1))
        self._on = Button(
            look,
            say("party.next"),
            trailing="chevron-right",
            keys=() if self._narrow else ("PgDn",),
            height=48,
        )
        self._on.clicked.connect(lambda: self.turn(1))
        self._words = Text(look, "", 17, 600)
        self._seen_line = LampLine(look, Lamp.TODO, "")
        for part in (self._back, self._words, self._on):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            across.addWidget(part)
        across.addStretch(1)
        across.addWidget(self._seen_line)
        return foot

    def _show_page(self) -> None:
        text = self._texts[self._page] if self._texts else ""
        self._pane.show_passages(_passages(text, first=self._page == 0))
        self._pane.moveCursor(QTextCursor.MoveOperation.Start)
        self._fit()
        self._pane.verticalScrollBar().setValue(0)
        self._later()

    def _fit(self) -> None:
        """Keep lines short enough to read."""
        look = self._look
        size = TYPES[self._type][0]
        widest = look.px(size) * _WIDEST_HANZI
        margin = max(look.px(44), (self._pane.viewport().width() - widest) // 2)
        if round(self._pane.document().documentMargin()) != margin:
            self._pane.document().setDocumentMargin(margin)

    def _later(self) -> None:
        # the pane lays its text out when it paints: ask afterwards how much of it is in sight
        QTimer.singleShot(0, self, self._refresh)

    def _on_scrolled(self) -> None:
        self._refresh()

    def _on_picture_seen(self, page: int) -> None:
        self._note_seen(page)

    def _note_seen(self, page: int) -> None:
        if page in self._seen or page >= len(self._texts):
            return
        self._seen.add(page)
        if len(self._seen) == len(self._texts):
            self.all_seen.emit()

    def _refresh(self) -> None:
        say, total = self._say, len(self._texts)
        bar = self._pane.verticalScrollBar()
        if self._texts and not self.printed and bar.value() >= bar.maximum() and self.isVisible():
            self._note_seen(self._page)
        page = self.page
        self._words.set_text(say("party.page", n=page + 1, total=total) if total else "")
        shown = (self._paper if self.printed else self._pane).verticalScrollBar()
        more = shown.value() < shown.maximum()
        self._on.set_text(say("party.down" if more else "party.next"))
        self._on.setEnabled(more or (not self.printed and page + 1 < total))
        self._back.setEnabled(shown.value() > shown.minimum() or (not self.printed and page > 0))
        left = total - len(self._seen)
        if total and not left:
            self._seen_line.set(Lamp.YES, say("party.all-seen", total=total))
        else:
            self._seen_line.set(Lamp.TODO, say("party.not-seen", n=left))


def _passages(text: str, *, first: bool) -> list[Passage]:
    """Return a page's lines as paragraphs: cells parted by wide blanks, headings bold."""
    found = []
    for n, line in enumerate(text.split("\n")):
        cells = [cell for cell in line.split("\t") if cell]
        if first and n < _TITLE_LINES:
            found.append(Passage(line, heading=True))
        elif len(cells) in (2, 4) and not line[:1].isdigit():
            pairs = zip(cells[::2], cells[1::2], strict=True)
            found += [Passage(f"{label}　{value}") for label, value in pairs]
        elif len(cells) > 1:
            found.append(Passage("　".join(cells)))
        else:
            heading = bool(_HEADING.match(line))
            found.append(Passage(line, heading=heading, indent=not heading and n > 0))
    return found
