"""The card of the check item in work: tags, question, inputs, answers, reason, sentence, notes.

Shown by the checklist page. It rebuilds only when the shape of the item changes, so that typing and
focus survive an answer; it stores nothing.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from inspector_app.services.checklist.views import ItemView

from inspector_app.ui.components.answers import AnswerRow
from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import TextArea
from inspector_app.ui.components.panel import Panel, clear, column, row
from inspector_app.ui.components.segment import Segment
from inspector_app.ui.components.tags import Tag
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.parts import PartEditor

_SEVERITY_TONE = {"G": "na", "S": "warn", "C": "no"}


class ItemCard(Panel):
    """One item."""

    given = Signal(str, str)
    """Ref and value."""

    worded = Signal(str)
    """The record sentence in own words; '' for the generated one."""

    noted = Signal(str, str)
    """Kind and text of a note."""

    why_asked = Signal()
    tables_asked = Signal()

    def __init__(self, desk: Desk, *, tall: int = 68) -> None:
        """Make an empty card; `tall` is the height of an answer."""
        super().__init__(desk.look)
        self.desk, self._tall = desk, tall
        self._down: QVBoxLayout = column(desk.look, self, gap=10, margin=(20, 14, 20, 18))
        self.view: ItemView | None = None
        self._shape: object = None
        self.answers: AnswerRow | None = None
        self._parts: list[PartEditor] = []
        self._reason: TextArea | None = None
        self._sentence: TextArea | None = None
        self._yes_no: dict[str, Segment] = {}
        self._note: TextArea | None = None
        self._why: Text | None = None

    def show_item(self, view: ItemView, *, editable: bool) -> None:
        """Show an item as it stands."""
        shape = (
            view.code,
            view.title,
            tuple((part.ref, part.kind, part.choices, part.label) for part in view.parts),
            view.verdict_ref,
            view.reason_required or bool(view.reason),
            view.lose_ref,
            view.crime_ref,
            bool(view.sentence),
            view.own_sentence,
            len(view.notes),
            editable,
        )
        if shape != self._shape:
            focus = self._focused()
            self._shape = shape
            self.view = view
            self._build(view, editable=editable)
            self._restore(focus)
        self.view = view
        self._update(view)

    def set_tall(self, tall: int) -> None:
        """Give the answers another height, px before scaling."""
        self._tall = tall
        if self.answers is not None:
            self.answers.set_height(tall)

    def show_why(self, text: str) -> None:
        """Say why the item is asked, or stop saying it."""
        if self._why is not None:
            self._why.set_text(text)
            self._why.setVisible(bool(text))

    @property
    def says_why(self) -> bool:
        """Whether it says why the item is asked."""
        return self._why is not None and not self._why.isHidden()

    def focus(self) -> None:
        """Put the focus where the answer is given."""
        if self._parts and self.view is not None and not self.view.verdict:
            self._parts[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.answers is not None:
            value = self.answers.value or "ok"
            self.answers.targets[value].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._parts:
            self._parts[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def write_note(self) -> None:
        """Open the field for a note."""
        if self._note is not None:
            self._note_box.show()
            self._note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, view: ItemView, *, editable: bool) -> None:
        clear(self._down)
        self._parts, self._yes_no = [], {}
        self.answers = self._reason = self._sentence = self._note = None
        self._add_top(view)
        if view.parts:
            self._add_parts(view, editable=editable)
        if view.verdict_ref:
            self._add_answers(view, editable=editable)
        if view.reason_ref and (view.reason_required or view.reason):
            self._add_reason(view, editable=editable)
        for ref, key in ((view.lose_ref, "check.lose"), (view.crime_ref, "check.crime")):
            if ref:
                self._add_yes_no(ref, key, editable=editable)
        if view.verdict_ref:
            self._add_sentence(view, editable=editable)
        self._add_notes(view, editable=editable)

    def _add_top(self, view: ItemView) -> None:
        look, say = self.desk.look, self.desk.say
        line = row(look, gap=8)
        line.addWidget(Text(look, view.code, 15, 600))
        if view.severity in _SEVERITY_TONE:
            tone = _SEVERITY_TONE[view.severity]
            line.addWidget(Tag(look, say(f"severity.{view.severity}"), tone))
        if view.authority and view.authority != "ALL":
            line.addWidget(Tag(look, view.authority.replace("/", "、")))
        line.addWidget(self._photo_tag(view))
        line.addStretch(1)
        why = Button(look, say("check.why"), Kind.LINK, icon="circle-question-mark", size=13)
        why.clicked.connect(self.why_asked)
        why.setFixedHeight(look.px(32))
        line.addWidget(why)
        self._down.addLayout(line)
        self._down.addWidget(Text(look, view.title, 24, 600, wrap=True))
        self._why = Text(look, "", 15, tone="ink2", wrap=True)
        self._why.hide()
        self._down.addWidget(self._why)
        if view.tables:
            button = Button(look, say("check.tables"), Kind.LINK, icon="grid-3x3")
            button.clicked.connect(self.tables_asked)
            self._down.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _photo_tag(self, view: ItemView) -> QWidget:
        look, say = self.desk.look, self.desk.say
        rule = view.photo_rule[:1]
        words = {"R": "check.photo-must", "F": "check.photo-fail", "X": "check.photo-never"}
        if rule not in words:
            return QWidget()
        icon = "camera-off" if rule == "X" else "camera"
        return Tag(look, say(words[rule]), icon=icon)

    def _add_parts(self, view: ItemView, *, editable: bool) -> None:
        look = self.desk.look
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(12))
        grid.setVerticalSpacing(look.px(8))
        short = all(not part.choices and part.kind != "string" for part in view.parts)
        across = 2 if short and len(view.parts) > 1 else 1
        for n, part in enumerate(view.parts):
            editor = PartEditor(self.desk, part)
            editor.setEnabled(editable)
            editor.given.connect(self.given)
            grid.addWidget(editor, n // across, n % across)
            self._parts.append(editor)
        for n in range(across):
            grid.setColumnStretch(n, 1)
        self._down.addLayout(grid)

    def _add_answers(self, view: ItemView, *, editable: bool) -> None:
        say = self.desk.say
        words = (
            (say("verdict.none-found"), say("verdict.found"), say("verdict.na"))
            if view.adverse
            else (say("verdict.ok"), say("verdict.ng"), say("verdict.na"))
        )
        self.answers = AnswerRow(self.desk.look, words, self._tall)
        self.answers.setEnabled(editable)
        self.answers.chosen.connect(lambda value: self.given.emit(view.verdict_ref, value))
        self._down.addWidget(self.answers)

    def _add_reason(self, view: ItemView, *, editable: bool) -> None:
        look, say = self.desk.look, self.desk.say
        differs = view.proposal and view.proposal != view.verdict
        label = say("check.reason-differs" if differs else "check.reason")
        if view.verdict == "na" and not differs:
            label = say("check.reason-needed")
        line = row(look, gap=8)
        tone = "no" if view.reason_required and not view.reason else "ink2"
        self._reason_label = Text(look, label, 13, tone=tone)
        line.addWidget(self._reason_label)
        if view.proposal:
            words = say("check.proposal", verdict=say(f"verdict.{view.proposal}"))
            line.addWidget(Text(look, words, 13, tone="ink2"))
        line.addStretch(1)
        self._down.addLayout(line)
        self._reason = TextArea(look, view.reason, name=label, lines=3, printed=True, sentence=True)
        self._reason.setEnabled(editable)
        self._reason.settled.connect(lambda text: self.given.emit(view.reason_ref, text.strip()))
        self._down.addWidget(self._reason)

    def _add_yes_no(self, ref: str, key: str, *, editable: bool) -> None:
        look, say = self.desk.look, self.desk.say
        line = row(look, gap=12)
        line.addWidget(Text(look, say(key), 15), 1)
        segment = Segment(look, (("否", say("no")), ("是", say("yes"))), name=say(key))
        segment.setFixedWidth(look.px(220))
        segment.setEnabled(editable)
        segment.chosen.connect(lambda value, ref=ref: self.given.emit(ref, value))
        line.addWidget(segment)
        self._down.addLayout(line)
        self._yes_no[ref] = segment

    def _add_sentence(self, view: ItemView, *, editable: bool) -> None:
        look, say = self.desk.look, self.desk.say
        line = row(look, gap=8)
        line.addWidget(Text(look, say("check.sentence"), 13, tone="ink2"))
        line.addStretch(1)
        if view.own_sentence and editable:
            back = Button(look, say("check.generated"), Kind.LINK, icon="rotate-ccw", size=13)
            back.setFixedHeight(look.px(28))
            back.clicked.connect(lambda: self.worded.emit(""))
            line.addWidget(back)
        self._down.addLayout(line)
        hint = say("check.sentence-none")
        name = say("check.sentence")
        self._sentence = TextArea(
            look, view.sentence, hint=hint, name=name, lines=3, printed=True, sentence=True
        )
        self._sentence.setEnabled(editable and bool(view.sentence))
        self._sentence.settled.connect(lambda text: self.worded.emit(text.strip()))
        self._down.addWidget(self._sentence)

    def _add_notes(self, view: ItemView, *, editable: bool) -> None:
        look, say = self.desk.look, self.desk.say
        for note in view.notes:
            line = row(look, gap=8)
            key = "check.note-record" if note.kind == "record" else "check.note-internal"
            line.addWidget(Tag(look, say(key)), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Text(look, note.text, 15, wrap=True, serif=note.kind == "record"), 1)
            self._down.addLayout(line)
        self._note_box = QWidget()
        line = row(look, self._note_box, gap=8)
        self._note = TextArea(look, hint=say("check.note-hint"), name=say("check.note"), lines=2)
        line.addWidget(self._note, 1)
        self._note_kind = Segment(
            look,
            (("record", say("check.note-record")), ("internal", say("check.note-internal"))),
            "record",
            name=say("check.note"),
        )
        self._note_kind.setFixedWidth(look.px(200))
        line.addWidget(self._note_kind)
        save = Button(look, say("check.note-save"), icon="check")
        save.clicked.connect(self._on_note_clicked)
        line.addWidget(save)
        self._note_box.setVisible(False)
        self._note_box.setEnabled(editable)
        self._down.addWidget(self._note_box)

    def _update(self, view: ItemView) -> None:
        for editor, part in zip(self._parts, view.parts, strict=False):
            editor.show_part(part)
        if self.answers is not None:
            self.answers.set_value(view.verdict)
        if self._reason is not None:
            self._reason.set_stored(view.reason)
            missing = view.reason_required and not view.reason
            self._reason_label.set_tone("no" if missing else "ink2")
        for ref, value in ((view.lose_ref, view.lose), (view.crime_ref, view.crime)):
            if ref in self._yes_no:
                self._yes_no[ref].set_value(value)
        if self._sentence is not None:
            self._sentence.set_stored(view.sentence)

    def _focused(self) -> tuple[str, str]:
        focus = self.focusWidget()
        if focus is None or not focus.hasFocus():
            return "", ""
        for editor in self._parts:
            if editor.isAncestorOf(focus):
                return "part", editor.part.ref
        if self.answers is not None and self.answers.isAncestorOf(focus):
            return "answer", str(getattr(focus, "value", ""))
        return ("sentence", "") if focus is self._sentence else ("", "")

    def _restore(self, focus: tuple[str, str]) -> None:
        kind, name = focus
        reason = Qt.FocusReason.OtherFocusReason
        if kind == "part":
            editor = next((one for one in self._parts if one.part.ref == name), None)
            if editor is not None:
                editor.editor.setFocus(reason)
        elif kind == "answer" and self.answers is not None and name in self.answers.targets:
            self.answers.targets[name].setFocus(reason)
        elif kind == "sentence" and self._sentence is not None:
            self._sentence.setFocus(reason)

    def _on_note_clicked(self) -> None:
        if self._note is not None and self._note.text().strip():
            self.noted.emit(self._note_kind.value or "record", self._note.text().strip())
