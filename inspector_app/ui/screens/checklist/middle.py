"""The middle of the checklist: chips, the item's card, how and why, photographs, what comes next.

Built by the checklist page, which answers its signals. In large type it shows the card alone, and
four buttons lead to the rest. Must never store anything.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from inspector_app.ui.components.buttons import Button, Kind, icon_button
from inspector_app.ui.components.panel import Divider, Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.rows import ItemChip, ItemRow
from inspector_app.ui.components.tags import Tag
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.screens.checklist.item_card import ItemCard
from inspector_app.ui.screens.checklist.photo_strip import PhotoStrip
from inspector_app.ui.screens.checklist.shown import Shown, grouped_basis, lamp_of, tags_of

SHEETS = (
    ("check.sections", "list", "S"),
    ("check.how", "list-checks", "H"),
    ("check.photos", "camera", "P"),
    ("check.record", "file-text", "R"),
)
"""(word, icon, key) of what large type puts behind a button, in the order of the sheets."""

_WORDED = 800
"""Width of a window, px before scaling, from which the four buttons have words."""


class Middle(Ground):
    """One item and what belongs to it."""

    item_chosen = Signal(str)
    stepped = Signal(int)
    next_asked = Signal()
    sheet_asked = Signal(int)
    basis_asked = Signal()

    def __init__(self, desk: Desk, *, compact: bool) -> None:
        """Build the parts; `compact` for large type."""
        super().__init__(desk.look, "bg")
        self.desk, self.look, self.say = desk, desk.look, desk.say
        self._compact, self._large = compact, False
        self._worded = desk.width() >= _WORDED
        self.card = ItemCard(desk, tall=84 if compact else 68)
        self.photos = PhotoStrip(desk)
        self.how = QWidget()
        self._how_row = row(self.look, self.how, gap=20)
        self._siblings = column(self.look)
        self._following = row(self.look)
        self._sheets: list[Button] = []
        down = column(self.look, self, gap=12, margin=(20, 12, 20, 12))
        down.addLayout(self._top())
        self.view = ScrollColumn(self.look, (0, 0, 0, 4), 12)
        self.view.column.addWidget(self.card)
        if not compact:
            self.view.column.addWidget(self.how)
            self.view.column.addWidget(Divider(self.look))
            self.view.column.addWidget(self.photos)
            self.view.column.addLayout(self._siblings)
        self.view.column.addStretch(1)
        down.addWidget(self.view, 1)
        down.addLayout(self._foot())

    def set_large(self, *, large: bool) -> None:
        """Wide windows: taller answers, and the section's items below the photographs."""
        self._large = large
        self.card.set_tall(84 if large else 68)

    def show_shown(self, shown: Shown) -> None:
        """Show an item and its surroundings."""
        self.card.show_item(shown.item, editable=shown.editable)
        self.photos.show_item(shown.item, shown.entries, editable=shown.editable)
        self._show_chips(shown)
        self._show_how(shown)
        self._show_next(shown)
        if self._compact:
            self._show_sheets(shown)
        else:
            self._show_siblings(shown)

    def _top(self) -> QHBoxLayout:
        look, say = self.look, self.say
        top = row(look, gap=8)
        self._chips = row(look, gap=8)
        top.addLayout(self._chips)
        top.addStretch(1)
        self._position = Text(look, "", 13, tone="ink2")
        top.addWidget(self._position)
        for icon, key, by in (
            ("chevron-up", "check.previous", -1),
            ("chevron-down", "check.following", 1),
        ):
            button = icon_button(look, icon, say(key))
            button.clicked.connect(partial(self._emit_step, by))
            top.addWidget(button)
        return top

    def _foot(self) -> QHBoxLayout:
        foot = row(self.look, gap=12)
        if self._compact:
            for index, (key, icon, letter) in enumerate(SHEETS, 1):
                word = self.say(key) if self._worded else ""
                button = Button(self.look, word, icon=icon, keys=(letter,), left=True)
                button.setAccessibleName(self.say(key))
                button.clicked.connect(partial(self._emit_sheet, index))
                foot.addWidget(button.stretch())
                self._sheets.append(button)
        else:
            foot.addLayout(self._following, 1)
        self._next = Button(self.look, self.say("check.next-open"), Kind.PRIMARY, keys=("Enter",))
        self._next.clicked.connect(self.next_asked)
        foot.addWidget(self._next)
        return foot

    def _show_chips(self, shown: Shown) -> None:
        here = shown.item.code
        codes = [
            code
            for code in shown.section.items
            if code == here or not shown.only_open or not shown.items[code].complete
        ]
        room = max(self.width() - self.look.px(300), self.look.px(360))
        most = 5 if self._compact else max(1, room // self.look.px(72))
        at = codes.index(here) if here in codes else 0
        first = min(max(at - most // 2, 0), max(len(codes) - most, 0))
        clear(self._chips)
        for code in codes[first : first + most]:
            item = shown.items[code]
            number = code.rpartition("-")[2]
            name = f"{code} {item.title}"
            chip = ItemChip(self.look, lamp_of(item), number, name, current=code == here)
            chip.clicked.connect(partial(self._emit_item, code))
            self._chips.addWidget(chip)
        walked = list(shown.items)
        place = walked.index(here) + 1 if here in walked else 0
        self._position.set_text(self.say("check.item-of", n=place, total=len(walked)))

    def _show_how(self, shown: Shown) -> None:
        look, say, item = self.look, self.say, shown.item
        clear(self._how_row)
        how = column(look, gap=4)
        how.addWidget(Text(look, say("check.how"), 13, 600))
        how.addWidget(Text(look, item.how or say("check.no-how"), 15, wrap=True))
        how.addStretch(1)
        basis = column(look, gap=4)
        head = row(look, gap=8)
        head.addWidget(Text(look, say("check.basis"), 13, 600), 1)
        if item.basis:
            read = Button(look, say("basis.open"), Kind.LINK, keys=("B",), size=13)
            read.setFixedHeight(look.px(28))
            read.clicked.connect(self.basis_asked)
            head.addWidget(read)
        basis.addLayout(head)
        for text, verified in grouped_basis(item.basis):
            line = row(look, gap=8)
            line.addWidget(Text(look, text, 15, wrap=True), 1)
            if not verified:
                tag = Tag(look, say("check.unverified"), "warn")
                line.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
            basis.addLayout(line)
        if not item.basis:
            basis.addWidget(Text(look, say("check.no-basis"), 15, tone="ink2", wrap=True))
        basis.addStretch(1)
        self._how_row.addLayout(how, 1)
        self._how_row.addWidget(Divider(look, upright=True))
        self._how_row.addLayout(basis, 1)

    def _show_next(self, shown: Shown) -> None:
        self._next.set_text(self.say("check.all-done" if shown.done else "check.next-open"))
        if self._compact:
            return
        clear(self._following)
        codes = list(shown.items)
        at = codes.index(shown.item.code) + 1 if shown.item.code in codes else len(codes)
        if at >= len(codes):
            self._following.addStretch(1)
            return
        item = shown.items[codes[at]]
        tags = tags_of(item, self.say)
        line = ItemRow(self.look, lamp_of(item), item.code, item.title, tags, boxed=True)
        line.clicked.connect(partial(self._emit_item, item.code))
        self._following.addWidget(line)

    def _show_siblings(self, shown: Shown) -> None:
        clear(self._siblings)
        if not self._large:
            return
        title = Text(self.look, shown.section.title, 17, 600)
        title.setContentsMargins(0, self.look.px(8), 0, self.look.px(8))
        self._siblings.addWidget(title)
        for code in shown.section.items:
            item = shown.items[code]
            line = ItemRow(self.look, lamp_of(item), item.code, item.title, tags_of(item, self.say))
            line.set_current(code == shown.item.code)
            line.clicked.connect(partial(self._emit_item, code))
            self._siblings.addWidget(line)

    def _show_sheets(self, shown: Shown) -> None:
        if not self._worded:
            return
        section = shown.section
        counts = f"{section.short} {section.answered}/{section.total}"
        self._sheets[0].set_text(counts if self.say.chinese else self.say("check.sections"))
        self._sheets[2].set_text(f"{self.say('check.photos')} {len(shown.item.photos)}")

    def _emit_item(self, code: str, *_: object) -> None:
        self.item_chosen.emit(code)

    def _emit_step(self, by: int, *_: object) -> None:
        self.stepped.emit(by)

    def _emit_sheet(self, index: int, *_: object) -> None:
        self.sheet_asked.emit(index)
