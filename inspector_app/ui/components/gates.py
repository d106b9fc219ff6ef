"""A row for one gate: holds, still to do, warns, or blocks with its reason and the ways out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.panel import Ground, column, row
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.text import Text
from inspector_app.ui.theme import Look

LAMP_OF = {"holds": Lamp.YES, "todo": Lamp.TODO, "warns": Lamp.WARN, "blocks": Lamp.NO}


class GateRow(QWidget):
    """One gate. A row that can be worked on opens under itself."""

    opened = Signal(bool)
    fix_chosen = Signal(str)

    def __init__(
        self,
        look: Look,
        gate_id: str,
        state: str,
        title: str,
        fact: str,
        *,
        note: str = "",
        opens: bool = False,
        line: bool = True,
        title_width: int = 96,
    ) -> None:
        """Show a gate.

        Args:
            state: holds, todo, warns or blocks.
            note: Small text at the right.
            opens: It has a form that `body` takes.
            line: Draw a line at its foot.
            title_width: Of the first column, px before scaling.
        """
        super().__init__()
        self._look, self.gate_id = look, gate_id
        self._all = column(look, self)
        self._press = PressRow(look, f"{title} {fact}", 44, line=line)
        if not opens:
            self._press.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._press.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = row(look, self._press, gap=12, margin=(20, 0, 20, 1))
        self._lamp = LampMark(look, LAMP_OF[state], 18)
        self._title = Text(look, title, 15)
        self._title.setMinimumWidth(look.px(title_width))
        self._fact = Text(look, fact, 15, tone="ink2", cut=True)
        layout.addWidget(self._lamp)
        layout.addWidget(self._title)
        layout.addWidget(self._fact, 1)
        self._note = Text(look, note, 13, tone="ink2")
        layout.addWidget(self._note)
        self._press.clicked.connect(self._on_press_clicked)
        self._all.addWidget(self._press)
        self._body: Ground | None = None
        self._inner: QVBoxLayout | None = None

    def body(self) -> QVBoxLayout:
        """Return the column under the row, made at the first call."""
        if self._inner is None:
            self._body = Ground(self._look, "accent_soft", "b")
            self._inner = column(self._look, self._body, gap=12, margin=(50, 12, 20, 16))
            self._body.hide()
            self._all.addWidget(self._body)
        return self._inner

    @property
    def is_open(self) -> bool:
        """Whether its form shows."""
        return self._body is not None and not self._body.isHidden()

    def set_open(self, open_: bool) -> None:
        """Show or hide its form."""
        if self._body is not None:
            self._body.setVisible(open_)
            self._press.set_current(open_)

    def set_state(self, state: str, fact: str, note: str = "") -> None:
        """Show how it stands now."""
        self._lamp.set_lamp(LAMP_OF[state])
        self._fact.set_text(fact)
        self._note.set_text(note)

    def focus(self) -> None:
        """Put the focus on the row."""
        self._press.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_press_clicked(self) -> None:
        opened = not self.is_open
        self.set_open(opened)
        self.opened.emit(opened)


class BlockedGate(Ground):
    """A gate that blocks: bar, sentence, why, ways out."""

    fix_chosen = Signal(str)

    def __init__(
        self,
        look: Look,
        gate_id: str,
        sentence: str,
        why: str,
        fixes: Sequence[tuple[str, str, str]],
        *,
        tone: str = "no",
    ) -> None:
        """Show what blocks.

        Args:
            fixes: (action, word, key); the first is the recommended one.
            tone: `no`, or `warn` for a gate that only warns.
        """
        super().__init__(look, f"{tone}_soft", "b")
        self.gate_id = gate_id
        outer = row(look, self)
        bar = Ground(look, tone)
        bar.setFixedWidth(look.px(4))
        outer.addWidget(bar)
        inner = row(look, gap=12, margin=(16, 12, 20, 14))
        outer.addLayout(inner, 1)
        inner.addWidget(
            LampMark(look, Lamp.NO if tone == "no" else Lamp.WARN, 22), 0, Qt.AlignmentFlag.AlignTop
        )
        words = column(look, gap=4)
        inner.addLayout(words, 1)
        words.addWidget(Text(look, sentence, 17, 600, wrap=True))
        if why:
            words.addWidget(Text(look, why, 15, tone="ink2", wrap=True))
        if fixes:
            buttons = row(look, gap=8)
            words.addSpacing(look.px(4))
            words.addLayout(buttons)
            for n, (action, word, key) in enumerate(fixes):
                kind = Kind.PRIMARY if n == 0 else Kind.PLAIN
                button = Button(look, word, kind, keys=(key,) if key else ())
                button.setProperty("action", action)
                button.clicked.connect(self._on_fix_clicked)
                buttons.addWidget(button)
            buttons.addStretch(1)

    def _on_fix_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.fix_chosen.emit(str(sender.property("action")))
