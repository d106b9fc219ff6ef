"""One place for a handwritten signature: to be opened, open with its pad, or signed.

Part of the signing page, which stores what is signed.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.services.signing import SigningPlace

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.panel import Panel, column, row
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.sign_box import InkPicture, SignBox
from inspector_app.ui.components.text import Text
from inspector_app.ui.i18n import Say
from inspector_app.ui.theme import Look

OFFICER_MM = (60, 24)


class PlaceRow(QWidget):
    """A person's place."""

    opened = Signal(str)
    """Who wants to sign."""
    kept = Signal(str)
    """Who says that it is signed."""
    again = Signal(str)
    """Who wants to sign anew."""

    def __init__(
        self, look: Look, say: Say, place: SigningPlace, *, opened: bool, closed: bool
    ) -> None:
        """Show a place.

        Args:
            opened: With its pad.
            closed: Nothing can be signed any more.
        """
        super().__init__()
        self._look, self._say, self.place = look, say, place
        self.box: SignBox | None = None
        self.keep: Button | None = None
        self._down = column(look, self)
        card = Panel(look, on="surface")
        self._card = column(look, card)
        self._down.addWidget(card)
        if place.ink is not None:
            self._add_signed(closed=closed)
        elif opened:
            self._add_pad()
        else:
            self._add_waiting(closed=closed)

    def _names(self) -> QWidget:
        look, place = self._look, self.place
        holder = QWidget()
        across = row(look, holder, gap=10)
        across.addWidget(Text(look, place.name, 15, 600))
        under = place.under or (self._say("signing.witness") if place.who == "witness" else "")
        across.addWidget(Text(look, under, 13, tone="ink2", cut=True), 1)
        return holder

    def _add_signed(self, *, closed: bool) -> None:
        look, say, ink = self._look, self._say, self.place.ink
        if ink is None:
            return
        across = row(look, gap=10, margin=(14, 6, 8, 6))
        across.addWidget(LampMark(look, Lamp.YES, 18))
        words = column(look)
        words.addStretch(1)
        words.addWidget(self._names())
        time = say("signing.signed", time=datetime.fromisoformat(ink.wall).strftime("%H:%M"))
        words.addWidget(Text(look, time, 13, tone="ok"))
        words.addStretch(1)
        across.addLayout(words, 1)
        across.addWidget(InkPicture(look, ink, name=f"{self.place.name} {time}", height=48))
        if not closed:
            again = Button(look, say("signing.again"), Kind.LINK, icon="rotate-ccw", size=13)
            again.clicked.connect(lambda: self.again.emit(self.place.who))
            across.addWidget(again)
        self._card.addLayout(across)

    def _add_pad(self) -> None:
        look, say, place = self._look, self._say, self.place
        box = column(look, gap=8, margin=(14, 10, 14, 10))
        box.addWidget(self._names())
        self.box = SignBox(
            look,
            hint=say("signing.sign-here", name=place.name),
            again=say("signing.again"),
            millimetres=OFFICER_MM,
            height=148,
        )
        box.addWidget(self.box)
        keep = Button(look, say("signing.keep"), Kind.CHOICE, icon="check", keys=("Ctrl", "Enter"))
        keep.setEnabled(False)
        keep.clicked.connect(lambda: self.kept.emit(place.who))
        pad = self.box.pad
        pad.changed.connect(lambda: keep.setEnabled(not pad.empty))
        self.keep = keep
        box.addWidget(keep, 0, Qt.AlignmentFlag.AlignLeft)
        self._card.addLayout(box)

    def _add_waiting(self, *, closed: bool) -> None:
        look, say, place = self._look, self._say, self.place
        press = PressRow(look, say("signing.sign-here", name=place.name), 48, line=False)
        press.setEnabled(not closed)
        across = row(look, press, gap=10, margin=(14, 2, 14, 2))
        across.addWidget(LampMark(look, Lamp.TODO if place.required else Lamp.NA, 18))
        across.addWidget(self._names(), 1)
        word = "signing.to-sign" if place.required else "signing.may-sign"
        across.addWidget(Text(look, say(word), 13, tone="accent"))
        press.clicked.connect(lambda: self.opened.emit(place.who))
        self._card.addWidget(press)
