"""The checklist of a visit, one item at a time, by keys or by touch.

Every answer is stored before the light says so. The page knows items by their code; what follows
from an answer comes back from the service as the items that look different now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from inspector_app.domain.evidence import EvidenceSource
from inspector_app.domain.inspection import InspectionState
from inspector_app.errors import InspectorError
from inspector_app.services.checklist.views import ItemView, SaveResult, SectionView

from inspector_app.ui.components.panel import ScrollColumn, row
from inspector_app.ui.components.problems import Problem
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.screens.checklist.basis_panel import BasisPanel
from inspector_app.ui.screens.checklist.intake import Intake
from inspector_app.ui.screens.checklist.middle import Middle
from inspector_app.ui.screens.checklist.shown import Shown, problems_of
from inspector_app.ui.screens.checklist.sides import RecordSide, SectionList
from inspector_app.ui.theme import Look
from inspector_app.ui.visit import visit_head

_RECORD_PAUSE_MS = 120
_LARGE = 1700
"""Width of the page, px before scaling, from which there is room for more."""


class ChecklistPage(Screen):
    """One visit's checklist."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Open the checklist at `place.detail`, else where it was left, else at an open item."""
        super().__init__(desk, place)
        self.id = place.inspection
        workspace = desk.workspace
        self.view = workspace.inspections.get(self.id)
        self.editable = self.view.state is InspectionState.CHECKING
        self.checklist = workspace.inspections.checklist(self.id)
        self.checklist.speak(desk.say.language)
        self.sections: Sequence[SectionView] = self.checklist.sections()
        self.only_open = False
        self._compact = desk.compact
        self._large = False
        self.setAcceptDrops(True)
        self.intake = Intake(desk, self.id, self, self._on_photo_counts, self._on_photos_in)
        self._record_timer = QTimer(self)
        self._record_timer.setSingleShot(True)
        self._record_timer.setInterval(_RECORD_PAUSE_MS)
        self._record_timer.timeout.connect(self.refresh_record)
        self._build()
        self._bind_keys()
        self.code = self._first_code(place.detail)
        self.items: dict[str, ItemView] = {}
        self.item: ItemView = self.checklist.item(self.code)
        self.show_item(self.code)
        self.refresh_record()

    def head(self) -> Head:
        return visit_head(self.desk, self.view, "checklist")

    def hints(self) -> tuple[Hint, ...]:
        say = self.say
        return (
            Hint(("1", "2", "3"), say("check.keys-answer")),
            Hint(("Enter",), say("check.keys-next")),
            Hint(("↑", "↓"), say("check.keys-move")),
            Hint(("P",), say("check.keys-photo")),
            Hint(("B",), say("check.keys-basis")),
            Hint(("N",), say("check.keys-note")),
            Hint(("Ctrl", "Z"), say("keys.undo")),
        )

    def problems(self) -> Sequence[Problem]:
        return problems_of(tuple(self.items.values()), self.say)

    def fix(self, target: str) -> None:
        self.show_item(target)
        self.card.focus()

    def start(self) -> None:
        self.desk.bus.saved.emit(self.view.saved_at)
        self.card.focus()

    def leave(self) -> None:
        super().leave()
        self.intake.cancel()

    def on_bus_changed(self, changes: object) -> None:
        touched: frozenset[str] = getattr(changes, "inspections", frozenset())
        if self.id in touched:
            self.refresh()

    def show_item(self, code: str) -> None:
        """Show another item, and remember it as the place to resume."""
        self.code = self.law_topic = code
        self._stack.setCurrentIndex(0)
        self.card.show_why("")
        self.refresh()
        self.middle.view.verticalScrollBar().setValue(0)
        if not self.basis.isHidden():
            self.basis.show_item(self.item, self.checklist.day())
        self.move_to(code)

    def refresh(self, changed: Sequence[str] | None = None) -> None:
        """Show everything as it is stored now.

        Args:
            changed: Codes of the items that look different; None for any.
        """
        self.sections = self.checklist.sections()
        if not any(self.code in section.items for section in self.sections):
            self.code = self._first_code("")
        self._read_items(changed)
        self.item = self.items[self.code]
        following = self.checklist.next_open(self.code)
        section = next(one for one in self.sections if self.code in one.items)
        self.middle.show_shown(
            Shown(
                item=self.item,
                items=self.items,
                section=section,
                entries=self.desk.workspace.evidence.list(self.view.id),
                editable=self.editable,
                done=following is None,
                only_open=self.only_open,
            )
        )
        self.section_list.show_sections(self.sections, section.key, only_open=self.only_open)
        self._record_timer.start()

    def refresh_record(self) -> None:
        """Write the record anew beside the questions."""
        self._record_timer.stop()
        if not self.desk.workspace.unlocked:
            return
        writing = self.desk.workspace.writing
        try:
            paragraphs = writing.content(self.id).narrative
            gaps = len(writing.problems(self.id))
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.record.show_record(paragraphs, self.code, gaps)
        self.problems_changed.emit()

    def give(self, ref: str, value: str) -> None:
        """Store one answer."""
        person = self.desk.workspace.unlocked[0].person_id
        self._store(lambda: self.checklist.set(ref, value or None, person))

    def next_open(self) -> None:
        """Go to the next item that lacks something; to the findings when there is none."""
        self.leave()
        code = self.checklist.next_open(self.code)
        if code is None:
            self.go("findings", self.id)
            return
        self.show_item(code)
        self.card.focus()

    def step(self, by: int) -> None:
        """Go to the previous or next item."""
        self.leave()
        codes = self._codes()
        if self.code in codes:
            at = min(max(codes.index(self.code) + by, 0), len(codes) - 1)
            self.show_item(codes[at])
            self.card.focus()

    def answer(self, value: str) -> None:
        """Press one of the three answers."""
        if self.card.answers is not None and self.editable:
            self.card.answers.choose(value)

    def undo(self) -> None:
        """Take the last change back."""
        self.leave()
        done = self._store(self.checklist.undo)
        key = "tell.undone" if done else "tell.nothing-to-undo"
        self.desk.bus.told.emit(self.say(key), "", None)

    def redo(self) -> None:
        """Make it again."""
        if self._store(self.checklist.redo):
            self.desk.bus.told.emit(self.say("tell.redone"), "", None)

    def _toggle_why(self) -> None:
        """Say why the item is asked, or stop saying it."""
        self.card.show_why("" if self.card.says_why else self.checklist.why(self.code))

    def toggle_open(self) -> None:
        """Show open items only, or all."""
        self.only_open = not self.only_open
        self.refresh()

    def choose_files(self) -> None:
        """Ask for photographs; the dialog blocks nothing."""
        if not self._photos_allowed():
            return
        dialog = QFileDialog(self, self.say("check.photo-choose"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(self.say("check.photo-files"))
        self._open_dialog(dialog, EvidenceSource.FILE)

    def choose_folder(self) -> None:
        """Ask for a folder of photographs."""
        if not self._photos_allowed():
            return
        dialog = QFileDialog(self, self.say("check.photo-folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._open_dialog(dialog, EvidenceSource.FOLDER)

    def paste(self) -> None:
        """Take in what the clipboard holds."""
        if self._photos_allowed():
            data = QGuiApplication.clipboard().mimeData()
            if data is not None:
                self.intake.take_mime(data, self.code, EvidenceSource.PASTE)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if self._photos_allowed() and (data.hasUrls() or data.hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.intake.take_mime(event.mimeData(), self.code, EvidenceSource.DROP):
            event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_basis()
        large = not self._compact and self.width() >= self.look.px(_LARGE)
        if not self._compact and large != self._large:
            self._set_large(large=large)
            self.refresh()

    def _build(self) -> None:
        look = self.look
        across = row(look, self)
        self.section_list = SectionList(self.desk, self.view.assignment.form_version)
        self.section_list.chosen.connect(self._on_section_chosen)
        self.section_list.filtered.connect(self.toggle_open)
        self.record = RecordSide(self.desk)
        self.record.lint_asked.connect(lambda: self.go("record", self.id))
        self.middle = middle = Middle(self.desk, compact=self._compact)
        self.card, self.photos = middle.card, middle.photos
        middle.item_chosen.connect(self._on_item_chosen)
        middle.stepped.connect(self.step)
        middle.next_asked.connect(self.next_open)
        middle.sheet_asked.connect(self._toggle_sheet)
        middle.basis_asked.connect(self._toggle_basis)
        self.basis = BasisPanel(self.desk, self)
        self.basis.closed.connect(self._toggle_basis)
        self.basis.law_asked.connect(lambda text: self.go("law", self.id, text))
        self.card.given.connect(self.give)
        self.card.worded.connect(self._on_worded)
        self.card.noted.connect(self._on_noted)
        self.card.why_asked.connect(self._toggle_why)
        self.card.tables_asked.connect(lambda: self.go("samples", self.id))
        self.photos.add_asked.connect(self.choose_files)
        self.photos.folder_asked.connect(self.choose_folder)
        self.photos.described.connect(self._on_photo_described)
        self.photos.withdrawn.connect(self._on_photo_withdrawn)
        self.photos.cancelled.connect(self.intake.cancel)
        self._stack = QStackedWidget()
        self._stack.addWidget(middle)
        if self._compact:
            across.addWidget(self._stack)
            for part in (self.section_list, _sheet(look, middle.how), _sheet(look, self.photos)):
                self._stack.addWidget(part)
            self._stack.addWidget(self.record)
            return
        self._set_large(large=False)
        across.addWidget(self.section_list)
        across.addWidget(self._stack, 1)
        across.addWidget(self.record)

    def _set_large(self, *, large: bool) -> None:
        look = self.look
        self._large = large
        narrow = 216 if self.say.chinese else 236
        self.section_list.setFixedWidth(look.px(248 if large else narrow))
        self.record.setFixedWidth(look.px(560 if large else 344))
        self.record.pane.set_type(*((17, 29) if large else (15, 25)))
        self.middle.set_large(large=large)

    def _bind_keys(self) -> None:
        for key, value in (("1", "ok"), ("2", "ng"), ("3", "na")):
            self.key(key, partial(self.answer, value))
        self.keys_enter(self.next_open)
        for keys, by in (("Up", -1), ("Down", 1), ("PgUp", -1), ("PgDown", 1)):
            self.key(keys, partial(self.step, by))
        for keys, act in (
            ("B", self._toggle_basis),
            ("N", self.card.write_note),
            ("U", self.toggle_open),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Y", self.redo),
            ("Ctrl+Shift+Z", self.redo),
            ("Ctrl+V", self.paste),
            ("Shift+P", self.choose_folder),
            ("F9", lambda: self.go("record", self.id)),
            ("T", lambda: self.go("samples", self.id)),
            ("Esc", self._on_escape),
        ):
            self.key(keys, act)
        if not self._compact:
            self.key("P", self.choose_files)
            return
        for index, letter in enumerate("SHPR", 1):
            self.key(letter, partial(self._toggle_sheet, index))

    def _store(self, act: Callable[[], SaveResult | None]) -> bool:
        self.desk.bus.saving.emit()
        try:
            saved = act()
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            self.refresh()
            return False
        if saved is None:
            return False
        self.desk.bus.saved.emit(saved.saved_at)
        if self.item.code not in saved.items and saved.items and not saved.tables:
            self.code = saved.items[0]
        self.refresh(saved.items)
        return True

    def _read_items(self, changed: Sequence[str] | None) -> None:
        if changed is None or not self.items:
            self.items = {item.code: item for item in self.checklist.items()}
            return
        fresh = set(changed)
        self.items = {
            code: self.checklist.item(code)
            if code in fresh or code not in self.items
            else self.items[code]
            for code in self._codes()
        }

    def _codes(self) -> list[str]:
        return [code for section in self.sections for code in section.items]

    def _first_code(self, wanted: str) -> str:
        codes = self._codes()
        for code in (wanted, self.view.last_item):
            if code in codes:
                return code
        return self.checklist.next_open("") or codes[0]

    def _toggle_sheet(self, index: int, *_: object) -> None:
        here = self._stack.currentIndex()
        self._stack.setCurrentIndex(0 if here == index else index)

    def _photos_allowed(self) -> bool:
        return self.editable and self.item.photo_rule[:1] != "X" and not self.intake.busy

    def _open_dialog(self, dialog: QFileDialog, source: EvidenceSource) -> None:
        code = self.code
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(
            lambda names: self.intake.take_files([Path(name) for name in names], code, source)
        )
        dialog.open()

    def _on_photo_counts(self, done: int, total: int) -> None:
        text = self.say("check.photo-intake", done=done, total=total)
        self.photos.progress.show_counts(text, done, total)

    def _on_photos_in(self, count: int) -> None:
        self.photos.progress.finish()
        if count:
            self.desk.bus.saved.emit(self.desk.clock.now())
            self.desk.bus.told.emit(self.say("check.photo-added", n=count), "", None)
        self.refresh()

    def _on_photo_described(self, n: int, title: str, proves: str) -> None:
        self._change(lambda: self.desk.workspace.evidence.describe(self.id, n, title, proves))

    def _on_photo_withdrawn(self, n: int, reason: str) -> None:
        self._change(lambda: self.desk.workspace.evidence.withdraw(self.id, n, reason))

    def _change(self, act: Callable[[], object]) -> None:
        self.desk.bus.saving.emit()
        try:
            act()
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
        else:
            self.desk.bus.saved.emit(self.desk.clock.now())
        self.refresh()

    def _on_worded(self, text: str) -> None:
        person = self.desk.workspace.unlocked[0].person_id
        self._store(lambda: self.checklist.set_sentence(self.code, text, person))

    def _on_noted(self, kind: str, text: str) -> None:
        person = self.desk.workspace.unlocked[0].person_id
        self._store(lambda: self.checklist.note(self.code, kind, text, person))

    def _on_item_chosen(self, code: str) -> None:
        self.leave()
        self.show_item(code)
        self.card.focus()

    def _on_section_chosen(self, key: str) -> None:
        section = next(one for one in self.sections if one.key == key)
        self.leave()
        open_codes = (code for code in section.items if not self.checklist.item(code).complete)
        self.show_item(next(open_codes, section.items[0]))
        self.card.focus()

    def _toggle_basis(self) -> None:
        """Show the articles the item rests on, or hide them."""
        if not self.basis.isHidden():
            self.basis.hide()
            self.card.focus()
            return
        self.basis.show_item(self.item, self.checklist.day())
        self._place_basis()
        self.basis.show()
        self.basis.raise_()
        self.basis.focus()

    def _place_basis(self) -> None:
        wide = self.basis.width()
        self.basis.setGeometry(self.width() - wide, 0, wide, self.height())

    def _on_escape(self) -> None:
        if not self.basis.isHidden():
            self._toggle_basis()
        elif self._stack.currentIndex():
            self._stack.setCurrentIndex(0)
        else:
            self.go("today")


def _sheet(look: Look, part: QWidget) -> QWidget:
    scroll = ScrollColumn(look, (20, 16, 20, 16), 12)
    scroll.column.addWidget(part)
    scroll.column.addStretch(1)
    return scroll
