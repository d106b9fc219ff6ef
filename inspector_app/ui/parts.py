"""Inputs of a check item or a table cell: the right editor for each kind of value.

Shared by the checklist and the sample tables. An editor tells a value; storing it is the page's.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.clock import Clock
from inspector_app.services.checklist.views import PartView

from inspector_app.ui.components.buttons import Button
from inspector_app.ui.components.fields import Field, TextArea
from inspector_app.ui.components.panel import column, row
from inspector_app.ui.components.segment import Chips, Segment
from inspector_app.ui.components.text import Text
from inspector_app.ui.i18n import Say
from inspector_app.ui.theme import Look

_NUMBERS = ("int", "decimal")
_TIMES = {"date": "%Y-%m-%d", "time": "%H:%M", "dateTime": "%Y-%m-%dT%H:%M"}
_MOST_JOINED = 5


class Bench(Protocol):
    """What an editor needs of its surroundings: a desk has it, and so has a preview."""

    @property
    def look(self) -> Look: ...
    @property
    def say(self) -> Say: ...
    @property
    def clock(self) -> Clock: ...


class PartEditor(QWidget):
    """Label, editor, unit, and what is wrong with the value."""

    given = Signal(str, str)
    """Ref and value; '' takes it back."""

    def __init__(self, desk: Bench, part: PartView, *, labelled: bool = True) -> None:
        """Build the editor of a part."""
        super().__init__()
        self.desk, self.look, self.say = desk, desk.look, desk.say
        self.part = part
        self._down: QVBoxLayout = column(self.look, self, gap=4)
        if labelled and part.label:
            self._down.addWidget(Text(self.look, part.label, 13, tone="ink2", wrap=True))
        self._segment: Segment | None = None
        self._chips: Chips | None = None
        self._field: Field | None = None
        self._area: TextArea | None = None
        self._build()
        self._wrong = Text(self.look, "", 13, tone="no", wrap=True)
        self._wrong.hide()
        self._down.addWidget(self._wrong)
        self.show_part(part)

    @property
    def editor(self) -> QWidget:
        """What takes the focus."""
        for part in (self._segment, self._field, self._area):
            if part is not None:
                return part
        if self._chips is not None:
            return next(iter(self._chips.chips.values()))
        return self

    def show_part(self, part: PartView) -> None:
        """Show a value as it is stored now."""
        self.part = part
        if self._segment is not None:
            self._segment.set_value(part.value)
        elif self._chips is not None:
            self._chips.set_value(part.value)
        elif self._field is not None:
            self._field.set_stored(_shown(part))
            self._field.set_wrong(bool(part.violation and part.value))
        elif self._area is not None:
            self._area.set_stored(part.value)
        # an empty input is not wrong yet: the item says that it is incomplete
        wrong = part.violation if part.value else ""
        self._wrong.set_text(wrong)
        self._wrong.setVisible(bool(wrong))

    def fits(self, other: PartView) -> bool:
        """Tell whether this editor can show `other` without being built anew."""
        mine = self.part
        return (mine.ref, mine.kind, mine.choices, mine.label) == (
            other.ref,
            other.kind,
            other.choices,
            other.label,
        )

    def _build(self) -> None:
        part, look = self.part, self.look
        if part.kind == "select":
            self._chips = Chips(look, part.choices, part.value, several=True)
            self._chips.chosen.connect(self._give)
            self._down.addWidget(self._chips)
        elif part.choices:
            self._build_choice()
        elif part.kind in _NUMBERS or part.kind in _TIMES:
            self._build_short()
        else:
            self._area = TextArea(look, part.value, name=part.label, lines=3, sentence=True)
            self._area.settled.connect(self._give)
            self._down.addWidget(self._area)

    def _build_choice(self) -> None:
        part, look = self.part, self.look
        segment = Segment(look, part.choices, part.value, name=part.label)
        longest = max(len(word) for _, word in part.choices)
        if len(part.choices) <= _MOST_JOINED and longest * len(part.choices) <= 40:
            self._segment = segment
            segment.chosen.connect(self._give)
            self._down.addWidget(segment)
            return
        segment.deleteLater()
        across = 3 if longest <= 8 else 2
        self._chips = Chips(look, part.choices, part.value, across=across)
        self._chips.chosen.connect(self._give)
        self._down.addWidget(self._chips)

    def _build_short(self) -> None:
        part, look = self.part, self.look
        number = part.kind in _NUMBERS
        hint = "" if number else self.say(f"parts.{part.kind}")
        self._field = Field(look, _shown(part), hint=hint, name=part.label, number=number)
        self._field.setMaximumWidth(look.px(240))
        self._field.settled.connect(self._give)
        line = row(look, gap=8)
        line.addWidget(self._field)
        if part.unit:
            line.addWidget(Text(look, part.unit, 15, tone="ink2"))
        if not number:
            now = Button(look, self.say("parts.now" if part.kind != "date" else "parts.today"))
            now.clicked.connect(self._on_now_clicked)
            line.addWidget(now)
        line.addStretch(1)
        self._down.addLayout(line)

    def _give(self, value: str) -> None:
        if self.part.kind == "dateTime":
            value = value.strip().replace(" ", "T")
        self.given.emit(self.part.ref, value)

    def _on_now_clicked(self) -> None:
        if self._field is None:
            return
        text = self.desk.clock.now().strftime(_TIMES[self.part.kind])
        self._field.setText(text.replace("T", " "))
        self._field.settle()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)


def _shown(part: PartView) -> str:
    return part.value[:16].replace("T", " ") if part.kind == "dateTime" else part.value
