"""The sides of the checklist: sections at the left, the record as it writes itself at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inspector_app.records.content import Paragraph
from inspector_app.services.checklist.views import SectionView

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.panel import Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.record_pane import Passage, RecordPane
from inspector_app.ui.components.rows import PressRow, SectionEntry
from inspector_app.ui.components.tags import KeyHint
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.icons import icon_pixmap


class SectionList(Ground):
    """All sections; a press leads to the first open item of one."""

    chosen = Signal(str)
    filtered = Signal()

    def __init__(self, desk: Desk, version: str) -> None:
        """Make an empty list."""
        super().__init__(desk.look, "bg", "r")
        self.desk, self.look, self.say = desk, desk.look, desk.say
        down = column(self.look, self, margin=(0, 0, 1, 0))
        head = QWidget()
        words = column(self.look, head, gap=2, margin=(16, 12, 12, 6))
        words.addWidget(Text(self.look, self.say("check.form", version=version), 15, 600, cut=True))
        self._counts = Text(self.look, "", 13, tone="ink2")
        words.addWidget(self._counts)
        down.addWidget(head)
        self._list = ScrollColumn(self.look)
        down.addWidget(self._list, 1)
        foot = row(self.look, gap=8, margin=(8, 4, 12, 8))
        self._only = Button(
            self.look, self.say("check.only-open"), Kind.LINK, icon="list-filter", left=True
        ).stretch()
        self._only.clicked.connect(self.filtered)
        foot.addWidget(self._only, 1)
        foot.addWidget(KeyHint(self.look, ("U",)))
        down.addLayout(foot)
        self._shown: tuple[object, ...] = ()

    def show_sections(
        self, sections: Sequence[SectionView], current: str, *, only_open: bool
    ) -> None:
        """Show them; `current` is the key of the one in work."""
        counted = [section for section in sections if section.key != "procedure"]
        answered = sum(section.answered for section in counted)
        total = sum(section.total for section in counted)
        self._counts.set_text(self.say("check.answered", n=answered, total=total))
        self._only.set_text(self.say("check.all" if only_open else "check.only-open"))
        shown = (tuple(sections), current, only_open)
        if shown == self._shown:
            return
        self._shown = shown
        bar = self._list.verticalScrollBar()
        place = bar.value()
        clear(self._list.column)
        room = self.look.px(154 if self.say.chinese else 168)
        fits = all(self.look.width_of(section.title, 15) <= room for section in sections)
        for section in sections:
            if only_open and section.answered >= section.total and section.key != current:
                continue
            entry = SectionEntry(
                self.look,
                section.title,
                section.answered,
                section.total,
                section.failed,
                current=section.key == current,
                size=15 if fits else 13,
            )
            entry.setToolTip(section.title)
            entry.clicked.connect(lambda _=False, key=section.key: self.chosen.emit(key))
            self._list.column.addWidget(entry)
        self._list.column.addStretch(1)
        bar.setValue(place)


class RecordSide(Ground):
    """The record so far, and how many gaps the filing check finds."""

    lint_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        """Make an empty side."""
        super().__init__(desk.look, "surface", "l")
        self.desk, self.look, self.say = desk, desk.look, desk.say
        look, say = self.look, self.say
        down = column(look, self, margin=(1, 0, 0, 0))
        head = Ground(look, "surface", "b")
        head.setFixedHeight(look.px(48))
        line = row(look, head, gap=8, margin=(16, 0, 16, 0))
        icon = Text(look)
        ratio = self.devicePixelRatioF()
        icon.setPixmap(icon_pixmap("file-text", look.px(18), look.hex("ink"), ratio))
        line.addWidget(icon)
        line.addWidget(Text(look, say("check.record"), 15, 600))
        line.addWidget(Text(look, say("check.record-note"), 13, tone="ink2", cut=True), 1)
        down.addWidget(head)
        self.pane = RecordPane(look)
        down.addWidget(self.pane, 1)
        foot = PressRow(look, say("check.lint", n=0), 48, line=False)
        inner = row(look, foot, gap=8, margin=(16, 0, 16, 0))
        self._lamp = LampMark(look, Lamp.YES, 18)
        self._lint = Text(look, "", 13)
        inner.addWidget(self._lamp)
        inner.addWidget(self._lint, 1)
        inner.addWidget(KeyHint(look, ("F9",)))
        foot.clicked.connect(self.lint_asked)
        border = Ground(look, "surface", "t")
        column(look, border, margin=(0, 1, 0, 0)).addWidget(foot)
        down.addWidget(border)

    def show_record(self, paragraphs: Sequence[Paragraph], item: str, gaps: int) -> None:
        """Show the record; what the item in work wrote is marked."""
        passages = []
        for paragraph in paragraphs:
            fresh = item in paragraph.items
            if paragraph.heading:
                passages.append(Passage(paragraph.heading, heading=True))
            passages.append(Passage(paragraph.text, fresh=fresh))
        if not passages:
            passages = [Passage(self.say("check.record-empty"))]
        self.pane.show_passages(passages)
        self._lamp.set_lamp(Lamp.WARN if gaps else Lamp.YES)
        self._lint.set_text(self.say("check.lint", n=gaps) if gaps else self.say("check.lint-fine"))
