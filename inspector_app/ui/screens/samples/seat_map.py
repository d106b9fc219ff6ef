"""The seats of a café by zone, the drawn ones with their lamp; a press goes to a drawn seat.

Shown by the samples page. It only knows ids as text: letters in front name the zone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from inspector_app.ui.components.lamps import TOKEN, Lamp, paint_lamp
from inspector_app.ui.components.paint import draw_box, draw_text
from inspector_app.ui.components.panel import ScrollColumn, clear
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.text import Text
from inspector_app.ui.i18n import Say
from inspector_app.ui.theme import Look

ACROSS = 12
MOST = 600
"""Seats drawn as a map; more are only listed."""

_ZONE = re.compile(r"^(\D*?)0*(\d+)$")
_SOFT = {Lamp.YES: "ok_soft", Lamp.NO: "no_soft", Lamp.NA: "na_soft", Lamp.HERE: "accent_soft"}


class Seat(PressRow):
    """One seat, 44 px."""

    def __init__(self, look: Look, seat: str, word: str, lamp: Lamp | None) -> None:
        """Show a seat; `lamp` None for one that was not drawn."""
        super().__init__(look, seat, 44, line=False)
        self.seat, self._word, self._lamp = seat, word, lamp
        self.setFixedSize(look.px(44), look.px(44))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setEnabled(lamp is not None)
        if lamp is None:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(44), self._look.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, lamp = self._look, self._lamp
        painter = QPainter(self)
        rect = QRectF(self.rect())
        center = Qt.AlignmentFlag.AlignHCenter
        if lamp is None:
            draw_box(painter, rect, look.px(4), look.color("surface"), look.color("line"), 1)
            draw_text(painter, rect, self._word, look.font(15), look.color("ink3"), center)
            return
        fill = look.color(_SOFT.get(lamp, "surface"))
        edge = look.color("edge" if lamp is Lamp.TODO else TOKEN[lamp])
        width = 2 if lamp is Lamp.HERE or look.contrast else 1
        draw_box(painter, rect, look.px(4), fill, edge, width)
        upper = QRectF(0, look.px(4), rect.width(), look.px(20))
        draw_text(painter, upper, self._word, look.font(15, 600), look.color("ink"), center)
        side = look.px(13)
        place = QRectF((rect.width() - side) / 2, look.px(26), side, side)
        paint_lamp(painter, lamp, place, look, on=_SOFT.get(lamp, "surface"))


class SeatMap(ScrollColumn):
    """All zones."""

    chosen = Signal(str)

    def __init__(self, look: Look, say: Say) -> None:
        """Make an empty map."""
        super().__init__(look, (20, 4, 20, 12), 6)
        self._look, self._say = look, say

    def show_seats(self, seats: Sequence[str], drawn: Mapping[str, Lamp]) -> None:
        """Show every seat; `drawn` gives the lamps."""
        place = self.verticalScrollBar().value()
        clear(self.column)
        zones: dict[str, list[tuple[str, str]]] = {}
        for seat in [*seats, *(one for one in drawn if one not in set(seats))]:
            match = _ZONE.match(seat)
            zone, word = (match[1], seat[len(match[1]) :]) if match else ("", seat)
            zones.setdefault(zone, []).append((seat, word))
        for zone, inside in zones.items():
            title = self._say("samples.zone", zone=zone) if zone else self._say("samples.seats")
            self.column.addWidget(Text(self._look, title, 13, tone="ink2"))
            self.column.addWidget(self._zone(inside, drawn))
        self.column.addStretch(1)
        self.verticalScrollBar().setValue(place)

    def _zone(self, inside: Sequence[tuple[str, str]], drawn: Mapping[str, Lamp]) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self._look.px(3))
        for n, (seat, word) in enumerate(inside):
            part = Seat(self._look, seat, word, drawn.get(seat))
            part.clicked.connect(self._on_seat_clicked)
            grid.addWidget(part, n // ACROSS, n % ACROSS)
        grid.setColumnStretch(ACROSS, 1)
        return holder

    def _on_seat_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Seat):
            self.chosen.emit(sender.seat)
