"""The head bar: where one is; within a visit its steps, what is missing and who is unlocked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from inspector_app.ui.components.buttons import Kind, icon_button
from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.panel import Ground, column, row
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.steps import StepBar
from inspector_app.ui.components.tags import KeyHint, Tag
from inspector_app.ui.components.text import Text
from inspector_app.ui.i18n import Say
from inspector_app.ui.screen import Head
from inspector_app.ui.theme import Look


class HeadBar(Ground):
    """52 px at the top; built anew for each head."""

    back_chosen = Signal()
    step_chosen = Signal(str)
    problems_chosen = Signal()

    def __init__(self, look: Look, say: Say, head: Head, problems: int | None, width: int) -> None:
        """Build the bar.

        Args:
            problems: How many; None where the page has no list.
            width: Of the bar, px: decides between the row of steps and one button.
        """
        super().__init__(look, "surface", "b")
        self._look, self._say = look, say
        self.setFixedHeight(look.px(52))
        narrow = bool(head.steps) and width < look.px(1200)
        left = 8 if head.back else 20
        layout = row(look, self, gap=12, margin=(left, 0, 12 if head.steps else 20, 0))
        if head.back is not None:
            back = icon_button(look, "arrow-left", say("head.back"), kind=Kind.LINK)
            back.clicked.connect(self.back_chosen)
            layout.addWidget(back)
        if head.steps:
            self._add_visit(layout, head, problems, narrow=narrow)
            return
        title = Text(look, head.title, 20, 600)
        layout.addWidget(title)
        self.subtitle = Text(look, head.subtitle, 15, tone="ink2", cut=True)
        layout.addWidget(self.subtitle, 1)
        if problems is not None:
            layout.addWidget(self._problems(problems))
        for tool in head.tools:
            layout.addWidget(tool)

    def _add_visit(
        self, bar: QHBoxLayout, head: Head, problems: int | None, *, narrow: bool
    ) -> None:
        look, say = self._look, self._say
        names = column(look)
        names.addStretch(1)
        size = 20 if narrow else 15
        names.addWidget(Text(look, head.title, size, 600, cut=True))
        if head.subtitle and not narrow:
            names.addWidget(Text(look, head.subtitle, 13, tone="ink2", cut=True))
        names.addStretch(1)
        bar.addLayout(names)
        bar.addStretch(1)
        steps = StepBar(
            look,
            head.steps,
            head.step,
            say("head.step-of", n="{n}", total="{total}"),
            narrow=narrow,
        )
        steps.chosen.connect(self.step_chosen)
        bar.addWidget(steps)
        bar.addStretch(1)
        if head.locked_note:
            note = Tag(look, head.locked_note, "ok", icon="lock")
            bar.addWidget(note, 0, Qt.AlignmentFlag.AlignVCenter)
        elif problems is not None:
            bar.addWidget(self._problems(problems))
        if narrow:
            unlocked = [name[:1] for name, is_open in head.people if is_open]
            text = say("head.unlocked", names=("、" if say.chinese else ", ").join(unlocked))
            bar.addWidget(Tag(look, text, "ok" if len(unlocked) > 1 else "na", icon="lock-open"))
            return
        people = row(look, gap=6)
        for name, is_open in head.people:
            tone, icon = ("ok", "lock-open") if is_open else ("na", "lock")
            people.addWidget(Tag(look, name, tone, icon=icon))
        bar.addLayout(people)

    def _problems(self, count: int) -> PressRow:
        look, say = self._look, self._say
        words = say("head.problems", n=count) if count else say("head.no-problems")
        press = PressRow(look, words, 44, line=False)
        press.setSizePolicy(press.sizePolicy().Policy.Fixed, press.sizePolicy().Policy.Fixed)
        inner = row(look, press, gap=8, margin=(8, 0, 8, 0))
        inner.addWidget(LampMark(look, Lamp.WARN if count else Lamp.YES, 18))
        inner.addWidget(Text(look, words, 15))
        inner.addWidget(KeyHint(look, ("F8",)))
        press.clicked.connect(self.problems_chosen)
        return press
