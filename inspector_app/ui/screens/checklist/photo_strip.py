"""The photographs of the item in work: tiles, adding by file and folder, a small editor.

Shown by the checklist page, which takes them in. Must never open an original.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from inspector_app.domain.evidence import EvidenceEntry
from inspector_app.services.checklist.views import ItemView

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import Field
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.marks import ProgressStrip
from inspector_app.ui.components.panel import Panel, ScrollColumn, clear, column, row
from inspector_app.ui.components.photos import CAPTION, HEIGHT, AddTile, PhotoTile
from inspector_app.ui.components.tags import LampLine
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk


class PhotoStrip(QWidget):
    """Tiles in a row."""

    add_asked = Signal()
    folder_asked = Signal()
    described = Signal(int, str, str)
    withdrawn = Signal(int, str)
    cancelled = Signal()

    def __init__(self, desk: Desk) -> None:
        """Make an empty strip."""
        super().__init__()
        self.desk, self.look, self.say = desk, desk.look, desk.say
        down = column(self.look, self, gap=8)
        line = row(self.look, gap=10)
        line.addWidget(Text(self.look, self.say("check.photos"), 13, 600))
        self._state = LampLine(self.look, Lamp.TODO, "", "ink2", size=13, lamp_size=14, gap=6)
        line.addWidget(self._state, 1)
        self.progress = ProgressStrip(self.look, self.say("cancel"))
        self.progress.cancelled.connect(self.cancelled)
        line.addWidget(self.progress, 2)
        self._folder = Button(
            self.look, self.say("check.add-folder"), Kind.LINK, icon="folder-input", size=13
        )
        self._folder.setFixedHeight(self.look.px(32))
        self._folder.clicked.connect(self.folder_asked)
        line.addWidget(self._folder)
        down.addLayout(line)
        self._scroll = ScrollColumn(self.look)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFixedHeight(self.look.px(HEIGHT + CAPTION + 2))
        self._tiles = row(self.look, gap=12)
        self._scroll.column.addLayout(self._tiles)
        down.addWidget(self._scroll)
        self._editor: Panel | None = None
        self._down = down
        self._open_n = 0
        self._images: dict[str, QImage] = {}
        self._shown: tuple[object, ...] = ()

    def show_item(
        self, view: ItemView, entries: Sequence[EvidenceEntry], *, editable: bool
    ) -> None:
        """Show the photographs of an item."""
        self._show_state(view)
        mine = [entry for entry in entries if entry.n in view.photos]
        allowed = editable and view.photo_rule[:1] != "X"
        shown = (view.code, tuple(mine), allowed)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._tiles)
        for entry in mine:
            tile = PhotoTile(
                self.look,
                entry.n,
                f"{entry.device_time[11:16]}  {entry.sha256[:8]}",
                self.say("check.photo-name", n=entry.n, title=entry.title),
                self._image(entry),
            )
            tile.clicked.connect(lambda _=False, entry=entry: self._open(entry, editable=editable))
            self._tiles.addWidget(tile, 0, Qt.AlignmentFlag.AlignTop)
        add = AddTile(self.look, self.say("check.add-photo"))
        add.setEnabled(allowed)
        add.setToolTip(self.say("check.photo-hint"))
        add.clicked.connect(self.add_asked)
        self._tiles.addWidget(add, 0, Qt.AlignmentFlag.AlignTop)
        if not mine and allowed:
            hint = Text(self.look, self.say("check.photo-hint"), 13, tone="ink2")
            self._tiles.addWidget(hint, 0, Qt.AlignmentFlag.AlignVCenter)
        self._tiles.addStretch(1)
        self._folder.setVisible(allowed)
        if self._open_n not in [entry.n for entry in mine]:
            self._close()

    def _show_state(self, view: ItemView) -> None:
        say, rule = self.say, view.photo_rule[:1]
        if view.photo_problem is not None:
            self._state.set(Lamp.WARN, say.text(view.photo_problem), "warn")
        elif rule == "X":
            self._state.set(Lamp.NA, say("check.photo-never"), "ink2")
        elif view.photos:
            self._state.set(Lamp.YES, say("check.photo-taken", n=len(view.photos)), "ok")
        else:
            words = {"R": "check.photo-must", "F": "check.photo-fail"}
            key = words.get(rule, "check.photo-none")
            self._state.set(Lamp.TODO, say(key), "ink2")

    def _image(self, entry: EvidenceEntry) -> QImage | None:
        name = entry.thumb_sha256 or entry.sha256
        if name not in self._images:
            data = self.desk.workspace.evidence.thumbnail(name)
            image = QImage.fromData(data) if data else QImage()
            self._images[name] = image
        image = self._images[name]
        return None if image.isNull() else image

    def _open(self, entry: EvidenceEntry, *, editable: bool) -> None:
        self._close()
        look, say = self.look, self.say
        self._open_n = entry.n
        card = Panel(look)
        down = column(look, card, gap=8, margin=(12, 10, 12, 12))
        fields = row(look, gap=8)
        title = Field(
            look, entry.title, hint=say("check.photo-title"), name=say("check.photo-title")
        )
        proves = Field(
            look, entry.proves, hint=say("check.photo-proves"), name=say("check.photo-proves")
        )
        for field in (title, proves):
            field.setEnabled(editable)
            field.settled.connect(
                lambda _: self.described.emit(entry.n, title.text().strip(), proves.text().strip())
            )
            fields.addWidget(field, 1)
        down.addLayout(fields)
        below = row(look, gap=8)
        name = say("check.photo-name", n=entry.n, title=entry.sha256[:16])
        below.addWidget(Text(look, name, 13, tone="ink2", cut=True), 1)
        why = Field(
            look, hint=say("check.photo-withdraw-why"), name=say("check.photo-withdraw-why")
        )
        why.setEnabled(editable)
        below.addWidget(why, 1)
        withdraw = Button(look, say("check.photo-withdraw"), icon="trash-2", size=13)
        withdraw.setEnabled(editable)
        withdraw.clicked.connect(lambda: self._withdraw(entry.n, why))
        below.addWidget(withdraw)
        close = Button(look, say("check.photo-close"), Kind.LINK, size=13)
        close.clicked.connect(self._close)
        below.addWidget(close)
        down.addLayout(below)
        self._editor = card
        self._down.addWidget(card)
        title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _withdraw(self, n: int, why: Field) -> None:
        reason = why.text().strip()
        if reason:
            self.withdrawn.emit(n, reason)
        else:
            why.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        self._open_n = 0
        if self._editor is not None:
            self._down.removeWidget(self._editor)
            self._editor.hide()
            self._editor.deleteLater()
            self._editor = None
