"""The preview window: sections at the left, questions in the middle, reasons and problems right.

Made by `show_preview` over one session. Every answer goes through the session at once; undo, redo
and the form's language too. Must never store an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from inspector_app.clock import Clock
from inspector_app.errors import KnownError
from inspector_app.xforms import Session

from inspector_app.ui.components.buttons import Button, Kind, icon_button
from inspector_app.ui.components.fields import settle_all
from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.panel import Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.segment import Segment
from inspector_app.ui.components.tags import Tag
from inspector_app.ui.components.text import Text
from inspector_app.ui.i18n import Say
from inspector_app.ui.preview.lines import QuestionLine, RangeLine, focused, indented
from inspector_app.ui.preview.model import Line, PreviewModel, Section, Wrong, same_shape
from inspector_app.ui.theme import Look

_MOST_WRONG = 14


@dataclass(frozen=True, slots=True)
class Table:
    """What the preview works with; a bench for the editors.

    Attributes:
        roomy: Whether the buttons of the head have room for their words.
    """

    look: Look
    say: Say
    clock: Clock
    roomy: bool = True


class PreviewWindow(QWidget):
    """One form, tried out."""

    def __init__(self, table: Table, make_session: Callable[[], Session]) -> None:
        """Build the window; `make_session` begins an unanswered session."""
        super().__init__()
        self.table, self._make = table, make_session
        self.session = make_session()
        self.model = PreviewModel(self.session, table.say("preview.other"))
        self.section = ""
        self.everything = False
        self.about = ""
        self.questions: dict[str, QuestionLine] = {}
        self.ranges: dict[str, RangeLine] = {}
        self._lines: tuple[Line, ...] = ()
        self._shown_sections: object = None
        self._shown_right: object = None
        self.setWindowTitle(table.say("preview.title", title=self.session.form.title))
        down = column(table.look, self)
        down.addWidget(self._head())
        body = row(table.look)
        self._sections = ScrollColumn(table.look)
        self._middle = ScrollColumn(table.look, (20, 16, 20, 24), 10)
        self._right = ScrollColumn(table.look, (16, 14, 16, 16), 10)
        self._sections.setFixedWidth(table.look.px(232))
        self._right.setFixedWidth(table.look.px(344))
        for part, weight in ((self._sections, 0), (self._middle, 1), (self._right, 0)):
            body.addWidget(part, weight)
        down.addLayout(body, 1)
        down.addWidget(self._foot())
        self._keys()
        self.refresh()

    # ---- what it shows

    def refresh(self, *, anew: bool = False) -> None:
        """Show everything as it stands; the middle is built anew only when its shape changed."""
        self.model.look()
        sections = self.model.sections()
        keys = [section.key for section in sections]
        if self.section not in keys:
            self.section = keys[0] if keys else ""
            anew = True
        self._show_sections(sections)
        lines = self.model.lines(self.section, everything=self.everything)
        if anew or not same_shape(self._lines, lines):
            self._build(lines)
        else:
            for line in lines:
                shown = self.questions.get(line.state.ref)
                if shown is not None:
                    shown.show_line(line)
        self._lines = lines
        self._show_right()
        self.undo_button.setEnabled(self.session.can_undo)
        self.redo_button.setEnabled(self.session.can_redo)

    def open_section(self, key: str) -> None:
        """Show another section from its top."""
        settle_all(self)
        self.section = key
        self.refresh(anew=True)
        self._middle.verticalScrollBar().setValue(0)

    def go_to(self, ref: str) -> None:
        """Open the section of a question and put the focus into it."""
        key = self.model.section_of(ref)
        if key != self.section:
            self.open_section(key)
        line = self.questions.get(ref)
        if line is not None:
            line.focus()
            self._middle.ensureWidgetVisible(line)
            self.explain(ref)

    def explain(self, ref: str) -> None:
        """Say why a question is as it is."""
        self.about = ref
        self._show_right()

    # ---- what it does

    def give(self, ref: str, value: str) -> None:
        """Answer a question."""
        self._do(lambda: self.session.set(ref, value or None))

    def undo(self) -> None:
        """Take the last step back."""
        settle_all(self)
        self.session.undo()
        self.refresh()

    def redo(self) -> None:
        """Make a step again that was taken back."""
        self.session.redo()
        self.refresh()

    def restart(self) -> None:
        """Begin anew, unanswered, in the same language and section."""
        language = self.language.value
        self.session = self._make()
        self.session.set_language(language)
        self.model = PreviewModel(self.session, self.table.say("preview.other"))
        self.about = ""
        self.refresh(anew=True)

    def speak(self, language: str) -> None:
        """Show the form in another of its languages."""
        settle_all(self)
        self.session.set_language(language)
        self.refresh(anew=True)

    def show_everything(self, everything: bool) -> None:
        """Show hidden questions and calculations too, or leave them out."""
        settle_all(self)
        self.everything = everything
        self.all_button.setChecked(everything)
        self.refresh(anew=True)

    def next_problem(self) -> None:
        """Go to the next thing that is missing or wrong, from where one is."""
        settle_all(self)
        refs = [one.ref for one in self.model.wrong()]
        if not refs:
            return
        here = refs.index(self.about) if self.about in refs else -1
        self.go_to(refs[(here + 1) % len(refs)])

    def turn(self, by: int) -> None:
        """Go `by` sections on."""
        keys = [section.key for section in self.model.sections()]
        if self.section in keys:
            at = keys.index(self.section) + by
            if 0 <= at < len(keys):
                self.open_section(keys[at])

    def _do(self, change: Callable[[], object]) -> None:
        self.told.set_text("")
        try:
            change()
        except KnownError as error:
            sentence, remedy = self.table.say.error(error)
            self.told.set_text(f"{sentence} {remedy}")
        self.refresh()

    # ---- building

    def _head(self) -> QWidget:
        look, say, form = self.table.look, self.table.say, self.session.form
        head = Ground(look, "surface", "b")
        head.setFixedHeight(look.px(60))
        line = row(look, head, gap=10, margin=(20, 0, 16, 0))
        names = column(look)
        names.addStretch(1)
        names.addWidget(Text(look, form.title or form.id, 17, 600, cut=True))
        words = say("preview.version", form=form.id, version=form.version)
        version = words if form.version else form.id
        names.addWidget(Text(look, version, 13, tone="ink2", cut=True))
        names.addStretch(1)
        line.addLayout(names, 1)
        options = [(one, one or "–") for one in form.languages]
        name = say("preview.language")
        active = form.default_language or form.languages[0]
        self.language = Segment(look, options, active, name=name, fixed=True)
        self.language.chosen.connect(self.speak)
        self.language.setFixedWidth(look.px(150 * len(options)))
        self.language.setVisible(len(options) > 1)
        line.addWidget(self.language)
        self.all_button = self._tool("preview.all", "eye", self._on_all_clicked, Kind.CHIP)
        self.undo_button = self._tool("preview.undo", "undo-2", self.undo)
        self.redo_button = self._tool("preview.redo", "refresh-cw", self.redo)
        again = self._tool("preview.restart", "rotate-ccw", self.restart)
        for button in (self.all_button, self.undo_button, self.redo_button, again):
            line.addWidget(button)
        return head

    def _tool(
        self, key: str, icon: str, deed: Callable[[], None], kind: Kind = Kind.PLAIN
    ) -> Button:
        """Return a button of the head bar, an icon alone where the window is narrow."""
        look, word = self.table.look, self.table.say(key)
        if self.table.roomy:
            button = Button(look, word, kind, icon=icon)
        else:
            button = icon_button(look, icon, word, kind=kind)
        button.clicked.connect(deed)
        return button

    def _foot(self) -> QWidget:
        look, say = self.table.look, self.table.say
        foot = Ground(look, "surface", "t")
        foot.setMinimumHeight(look.px(34))
        line = row(look, foot, gap=16, margin=(20, 4, 20, 4))
        line.addWidget(Tag(look, say("preview.note"), "warn"))
        self.told = Text(look, "", 13, tone="no", wrap=True)
        line.addWidget(self.told, 1)
        line.addWidget(Text(look, say("preview.keys"), 13, tone="ink2", cut=True))
        return foot

    def _keys(self) -> None:
        for keys, deed in (
            ("Ctrl+Z", self.undo), ("Ctrl+Y", self.redo), ("Ctrl+Shift+Z", self.redo),
            ("F8", self.next_problem), ("PgDown", lambda: self.turn(1)),
            ("PgUp", lambda: self.turn(-1)),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(deed)

    def _show_sections(self, sections: tuple[Section, ...]) -> None:
        look = self.table.look
        if (shown := (sections, self.section)) == self._shown_sections:
            return
        self._shown_sections = shown
        clear(self._sections.column)
        for section in sections:
            press = PressRow(look, section.title, 44, token="bg")
            inner = row(look, press, gap=8, margin=(16, 4, 12, 4))
            lamp = Lamp.NO if section.wrong else Lamp.TODO if section.open else Lamp.YES
            lamp = lamp if section.asked else Lamp.NA
            inner.addWidget(LampMark(look, lamp, 18))
            weight = 600 if section.key == self.section else 400
            inner.addWidget(Text(look, section.title, 15, weight, wrap=True), 1)
            if section.open:
                inner.addWidget(Text(look, str(section.open), 13, tone="ink2"))
            press.set_current(section.key == self.section)
            press.clicked.connect(lambda _=False, key=section.key: self.open_section(key))
            self._sections.column.addWidget(press)
        self._sections.column.addStretch(1)

    def _build(self, lines: tuple[Line, ...]) -> None:
        look, say, down = self.table.look, self.table.say, self._middle.column
        focus = focused()
        held = next((ref for ref, one in self.questions.items() if one.holds(focus)), "")
        bar = self._middle.verticalScrollBar()
        place = bar.value()
        clear(down)
        self.questions.clear()
        self.ranges.clear()
        for line in lines:
            if line.kind == "heading":
                code = line.state.definition.insp.get("code", "")
                words = " ".join(part for part in (code, line.state.label or "") if part)
                down.addWidget(
                    indented(self.table, Text(look, words, 17, 600, wrap=True), line.depth)
                )
            elif line.kind in ("range", "instance"):
                down.addWidget(indented(self.table, self._range(line), line.depth))
            else:
                down.addWidget(indented(self.table, self._question(line), line.depth))
        if not lines:
            down.addWidget(Text(look, say("preview.empty-section"), 15, tone="ink2"))
        down.addStretch(1)
        bar.setValue(place)
        again = self.questions.get(held)
        if again is not None:
            again.focus()

    def _question(self, line: Line) -> QuestionLine:
        question = QuestionLine(self.table, line)
        question.given.connect(self.give)
        question.entered.connect(self.explain)
        self.questions[line.state.ref] = question
        return question

    def _range(self, line: Line) -> RangeLine:
        made = RangeLine(self.table, line)
        whole = line.kind == "range"
        made.pressed.connect(self._on_added if whole else self._on_removed)
        self.ranges[line.state.ref] = made
        return made

    def _show_right(self) -> None:
        look, say, down = self.table.look, self.table.say, self._right.column
        wrong, about = self.model.wrong(), self._reasons()
        if (shown := (wrong, about)) == self._shown_right:
            return
        self._shown_right = shown
        clear(down)
        down.addWidget(Text(look, say("preview.why"), 17, 600))
        for number, text in enumerate(about or (say("preview.why-none"),)):
            name = bool(about) and number == 0
            tone, weight = ("ink", 600) if name else ("ink2", 400)
            down.addWidget(Text(look, text, 15, weight, tone, wrap=True))
        words = say("preview.problems", n=len(wrong)) if wrong else say("preview.fine")
        down.addSpacing(look.px(12))
        down.addWidget(Text(look, words, 17, 600, wrap=True))
        for one in wrong[:_MOST_WRONG]:
            down.addWidget(self._problem(one))
        if len(wrong) > _MOST_WRONG:
            more = say("preview.more", n=len(wrong) - _MOST_WRONG)
            down.addWidget(Text(look, more, 13, tone="ink2"))
        down.addStretch(1)

    def _reasons(self) -> tuple[str, ...]:
        """Return the chosen question's label and why it is as it is; nothing when none is."""
        if not self.about:
            return ()
        try:
            state = self.session.state(self.about)
            reasons = self.model.reasons(self.about, self.table.say.language)
        except KnownError:  # the row it was in is gone
            self.about = ""
            return ()
        return (state.label or state.definition.name, *reasons)

    def _problem(self, wrong: Wrong) -> PressRow:
        look, say = self.table.look, self.table.say
        fallback = say("preview.needed" if wrong.condition == "required" else "preview.not-right")
        press = PressRow(look, f"{wrong.label} {wrong.message or fallback}", 44, token="bg")
        inner = row(look, press, gap=8, margin=(4, 6, 4, 6))
        lamp = Lamp.TODO if wrong.condition == "required" else Lamp.NO
        inner.addWidget(LampMark(look, lamp, 18), 0, Qt.AlignmentFlag.AlignTop)
        words = column(look)
        words.addWidget(Text(look, wrong.label, 15, wrap=True))
        words.addWidget(Text(look, wrong.message or fallback, 13, tone="ink2", wrap=True))
        inner.addLayout(words, 1)
        press.clicked.connect(lambda _=False, ref=wrong.ref: self.go_to(ref))
        return press

    def _on_all_clicked(self) -> None:
        self.show_everything(self.all_button.isChecked())

    def _on_added(self, ref: str) -> None:
        self._do(lambda: self.session.add(ref))

    def _on_removed(self, ref: str) -> None:
        whole, _, index = ref.rpartition("[")
        self._do(lambda: self.session.remove(whole, int(index.rstrip("]")) - 1))
