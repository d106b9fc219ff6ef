"""The lines of a section: headings, repeats with their buttons, questions with their inputs.

The window puts them under each other. A line tells what was done; doing it is the window's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.panel import Panel, column, row
from inspector_app.ui.components.tags import Tag
from inspector_app.ui.components.text import Text
from inspector_app.ui.parts import Bench
from inspector_app.ui.preview.editors import Editor, make_editor, shown_value
from inspector_app.ui.preview.model import Line, instance_number

_INDENT = 16
_DEEPEST = 5


class QuestionLine(Panel):
    """One question: name, label, tags, hint, input, what is missing or wrong."""

    given = Signal(str, str)
    entered = Signal(str)
    """It got the focus or was clicked: its reasons are wanted."""

    def __init__(self, bench: Bench, line: Line) -> None:
        """Build a question's line."""
        super().__init__(bench.look, "surface" if line.state.relevant else "sunken")
        self._bench, self.line = bench, line
        look, say, state = bench.look, bench.say, line.state
        down = column(look, self, gap=6, margin=(14, 10, 14, 12))
        head = row(look, gap=8)
        code = state.definition.insp.get("code", "") or state.definition.name
        head.addWidget(Text(look, code, 13, tone="ink3"))
        head.addStretch(1)
        for wanted, key, tone in (
            (state.required, "preview.required", "accent"),
            (not state.relevant, "preview.hidden", "na"),
            (state.readonly and line.kind == "question", "preview.readonly", "na"),
        ):
            if wanted:
                head.addWidget(Tag(look, say(key), tone))
        down.addLayout(head)
        label = state.label or ("" if line.kind == "value" else state.definition.name)
        if label:
            down.addWidget(Text(look, label, 17, 600 if line.kind != "note" else 400, wrap=True))
        if state.hint:
            down.addWidget(Text(look, state.hint, 13, tone="ink2", wrap=True))
        self.editor: Editor | None = None
        self._value: Text | None = None
        if line.kind == "question" and state.relevant:
            self.editor = make_editor(bench, state, line.part)
            self.editor.given.connect(self.given)
            down.addWidget(self.editor)
        elif line.kind in ("value", "question"):
            self._value = Text(look, shown_value(state) or "—", 15, wrap=True, serif=True)
            down.addWidget(self._value)
        self._missing = Text(look, "", 13, tone="ink2", wrap=True)
        self._missing.hide()
        down.addWidget(self._missing)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for part in self.findChildren(QWidget):
            part.installEventFilter(self)
        self.show_line(line)

    @property
    def ref(self) -> str:
        """Reference of its node."""
        return self.line.state.ref

    def show_line(self, line: Line) -> None:
        """Show the value and what is wrong, as they stand now."""
        self.line = line
        if self.editor is not None:
            self.editor.show_state(line.state, line.part)
        elif self._value is not None:
            self._value.set_text(shown_value(line.state) or "—")
        violation = line.state.violation
        said = ""
        if violation is not None and not line.state.value:
            said = violation.message or self._bench.say("preview.needed")
        elif violation is not None and self.editor is None:
            said = violation.message or self._bench.say("preview.not-right")
        # what is only missing is not wrong yet
        self._missing.set_tone("no" if line.state.value else "ink2")
        self._missing.set_text(said)
        self._missing.setVisible(bool(said))

    def focus(self) -> None:
        """Put the focus into its input."""
        target = self.editor.target if self.editor is not None else self
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit(self.ref)
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: object) -> None:
        self.entered.emit(self.ref)

    def holds(self, widget: QWidget | None) -> bool:
        """Tell whether a widget is part of it."""
        return widget is not None and (widget is self or self.isAncestorOf(widget))


class RangeLine(QWidget):
    """A repeat as a whole, or one of its rows, with the button to add or remove."""

    pressed = Signal(str)

    def __init__(self, bench: Bench, line: Line) -> None:
        """Build the line; a repeat counted by the form has no button."""
        super().__init__()
        look, say, state = bench.look, bench.say, line.state
        layout = row(look, self, gap=8)
        label = state.label or state.definition.name
        whole = line.kind == "range"
        number = state.count if whole else instance_number(state.ref)
        words = say("preview.rows" if whole else "preview.nth", label=label, n=number)
        layout.addWidget(Text(look, words, 17 if whole else 15, 600, wrap=True), 1)
        self.button: Button | None = None
        free = "counted" not in state.definition.parameters and state.relevant
        if free:
            key, icon = ("add", "plus") if whole else ("remove", "trash-2")
            self.button = Button(look, say(f"preview.{key}"), Kind.LINK, icon=icon)
            self.button.clicked.connect(lambda: self.pressed.emit(state.ref))
            layout.addWidget(self.button)


def indented(bench: Bench, widget: QWidget, depth: int) -> QWidget:
    """Return a widget set in by its depth."""
    if not depth:
        return widget
    holder = QWidget()
    left = _INDENT * min(depth, _DEEPEST)
    row(bench.look, holder, margin=(left, 0, 0, 0)).addWidget(widget)
    return holder


def focused() -> QWidget | None:
    """Return the widget with the focus."""
    return QApplication.focusWidget()
