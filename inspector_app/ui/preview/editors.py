"""Inputs the preview has beyond those of a checklist: order, scale, confirmation, file, read-only.

`lines.py` asks for the editor of a question. An editor tells a value; setting it is the window's.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from inspector_app.services.checklist.views import PartView
from inspector_app.xforms import NodeState

from inspector_app.ui.components.buttons import Button, Kind, icon_button
from inspector_app.ui.components.fields import Field
from inspector_app.ui.components.panel import clear, column, row
from inspector_app.ui.components.text import Text
from inspector_app.ui.parts import Bench, PartEditor


class Editor(QWidget):
    """An input of the preview; `given` tells reference and value."""

    given = Signal(str, str)

    def show_state(self, state: NodeState, part: PartView) -> None:
        """Show a value as it stands."""

    @property
    def target(self) -> QWidget:
        """What takes the focus."""
        return self


class PartBox(Editor):
    """The checklist's own editor."""

    def __init__(self, bench: Bench, part: PartView) -> None:
        """Wrap the editor of a part."""
        super().__init__()
        self._editor = PartEditor(bench, part, labelled=False)
        self._editor.given.connect(self.given)
        column(bench.look, self).addWidget(self._editor)

    def show_state(self, state: NodeState, part: PartView) -> None:
        self._editor.show_part(part)

    @property
    def target(self) -> QWidget:
        return self._editor.editor


class RankEditor(Editor):
    """All choices in order, each with a way up and down."""

    def __init__(self, bench: Bench, state: NodeState) -> None:
        """Show the choices in their order, or as listed while none was given."""
        super().__init__()
        self._bench, self._ref = bench, state.ref
        self._down: QVBoxLayout = column(bench.look, self, gap=4)
        self._words = {choice.value: choice.label for choice in state.choices}
        self._order = [choice.value for choice in state.choices]
        self.buttons: dict[tuple[str, int], Button] = {}
        self.take = Button(bench.look, bench.say("preview.rank"))
        self._build(state.value)

    def show_state(self, state: NodeState, part: PartView) -> None:
        held = state.value.split()
        if held and held != self._order:
            self._order = held
        self._build(state.value)

    @property
    def target(self) -> QWidget:
        return self.take

    def _build(self, value: str) -> None:
        look, say = self._bench.look, self._bench.say
        clear(self._down)
        self.buttons.clear()
        for number, option in enumerate(self._order, 1):
            line = row(look, gap=8)
            shown = str(number) if value else "–"
            line.addWidget(Text(look, shown, 15, 600))
            line.addWidget(Text(look, self._words.get(option, option), 15, wrap=True), 1)
            for by, icon, key in ((-1, "chevron-up", "up"), (1, "chevron-down", "down")):
                name = f"{say(f'preview.{key}')} {self._words.get(option, option)}"
                press = icon_button(look, icon, name)
                press.setProperty("option", option)
                press.setProperty("by", by)
                press.clicked.connect(self._on_moved)
                self.buttons[(option, by)] = press
                line.addWidget(press)
            self._down.addLayout(line)
        self.take = Button(look, say("preview.rank"))
        self.take.clicked.connect(self._on_taken)
        self.take.setVisible(not value)
        self._down.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)

    def _on_taken(self) -> None:
        self.given.emit(self._ref, " ".join(self._order))

    def _on_moved(self) -> None:
        sender = self.sender()
        if sender is None:
            return
        option, by = str(sender.property("option")), int(sender.property("by"))
        at = self._order.index(option)
        to = min(max(at + by, 0), len(self._order) - 1)
        self._order.insert(to, self._order.pop(at))
        self.given.emit(self._ref, " ".join(self._order))


class ConfirmEditor(Editor):
    """One chip that holds or does not."""

    def __init__(self, bench: Bench, state: NodeState) -> None:
        """Show whether it was confirmed."""
        super().__init__()
        self._ref = state.ref
        self.chip = Button(bench.look, bench.say("preview.confirm"), Kind.CHIP, icon="check")
        self.chip.setChecked(bool(state.value))
        self.chip.clicked.connect(self._on_clicked)
        line = row(bench.look, self)
        line.addWidget(self.chip)
        line.addStretch(1)

    def show_state(self, state: NodeState, part: PartView) -> None:
        self.chip.setChecked(bool(state.value))

    @property
    def target(self) -> QWidget:
        return self.chip

    def _on_clicked(self) -> None:
        self.given.emit(self._ref, "OK" if self.chip.isChecked() else "")


class FieldEditor(Editor):
    """One line for scales, positions and file names; a button chooses a file."""

    def __init__(
        self, bench: Bench, state: NodeState, hint: str, *, files: bool, number: bool
    ) -> None:
        """Show the value; `hint` stands beside it."""
        super().__init__()
        self._bench, self._ref = bench, state.ref
        look = bench.look
        self.field = Field(look, state.value, name=state.label or "", number=number)
        self.field.settled.connect(lambda text: self.given.emit(self._ref, text.strip()))
        down = column(look, self, gap=4)
        line = row(look, gap=8)
        line.addWidget(self.field, 1)
        if hint:
            line.addWidget(Text(look, hint, 13, tone="ink2"))
        if files:
            choose = Button(look, bench.say("preview.file"), icon="folder-open")
            choose.clicked.connect(self._on_choose)
            line.addWidget(choose)
        down.addLayout(line)
        self._wrong = Text(look, "", 13, tone="no", wrap=True)
        self._wrong.hide()
        down.addWidget(self._wrong)
        self.show_state(state, _NO_PART)

    def show_state(self, state: NodeState, part: PartView) -> None:
        self.field.set_stored(state.value)
        wrong = ""
        if state.violation is not None and state.value:
            wrong = state.violation.message or self._bench.say("preview.not-right")
        self._wrong.set_text(wrong)
        self._wrong.setVisible(bool(wrong))

    @property
    def target(self) -> QWidget:
        return self.field

    def _on_choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self._bench.say("preview.file"))
        if name:
            self.given.emit(self._ref, name.replace("\\", "/").rpartition("/")[2])


class ShownValue(Editor):
    """A value nobody can change here."""

    def __init__(self, bench: Bench, state: NodeState) -> None:
        """Show a value on paper ground."""
        super().__init__()
        self._text = Text(bench.look, "", 15, wrap=True, serif=True)
        column(bench.look, self).addWidget(self._text)
        self.show_state(state, _NO_PART)

    def show_state(self, state: NodeState, part: PartView) -> None:
        self._text.set_text(shown_value(state) or "—")


_NO_PART = PartView("", "", "", "", "", (), "")
_POSITIONS = ("geopoint", "geotrace", "geoshape")


def make_editor(bench: Bench, state: NodeState, part: PartView) -> Editor:
    """Return the input of a question."""
    definition = state.definition
    if state.readonly:
        return ShownValue(bench, state)
    if definition.kind == "rank":
        return RankEditor(bench, state)
    if definition.kind == "trigger":
        return ConfirmEditor(bench, state)
    if definition.kind == "range":
        limits = definition.parameters
        hint = bench.say("preview.range", start=limits.get("start", ""), end=limits.get("end", ""))
        return FieldEditor(bench, state, hint, files=False, number=True)
    if definition.kind == "upload":
        return FieldEditor(bench, state, "", files=True, number=False)
    if definition.value_type in _POSITIONS:
        return FieldEditor(bench, state, "31.23 121.47", files=False, number=False)
    return PartBox(bench, part)


def shown_value(state: NodeState) -> str:
    """Return a value as people read it: choice labels for selects."""
    labels = {choice.value: choice.label for choice in state.choices}
    if not labels:
        return state.value
    values: Sequence[str] = (
        [state.value] if state.definition.kind == "select1" else state.value.split()
    )
    return "、".join(labels.get(value) or value for value in values)
