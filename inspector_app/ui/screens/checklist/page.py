"""The checklist of a visit, one item at a time, by keys or by touch.

Every answer is stored before the light says so. The page knows items by their code; what follows
from an answer comes back from the service as the items that look different now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QWidget

from inspector_app.domain.evidence import EvidenceSource
from inspector_app.domain.inspection import InspectionState
from inspector_app.errors import InspectorError
from inspector_app.services.checklist.views import BasisView, ItemView, SaveResult, SectionView

from inspector_app.ui.components.buttons import Button, Kind, icon_button
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.panel import Divider, Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.problems import Problem
from inspector_app.ui.components.rows import ItemChip, ItemRow
from inspector_app.ui.components.tags import Tag
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.screens.checklist.intake import Intake
from inspector_app.ui.screens.checklist.item_card import ItemCard
from inspector_app.ui.screens.checklist.photo_strip import PhotoStrip
from inspector_app.ui.screens.checklist.sides import RecordSide, SectionList
from inspector_app.ui.theme import Look
from inspector_app.ui.visit import visit_head

_RECORD_PAUSE_MS = 120
_MOST_PROBLEMS = 30
_TONES = {"G": "na", "S": "warn", "C": "no"}


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
        self._compact = desk.look.percent >= 150
        self.setAcceptDrops(True)
        self.intake = Intake(desk, self.id, self, self._on_photo_counts, self._on_photos_in)
        self._record_timer = QTimer(self)
        self._record_timer.setSingleShot(True)
        self._record_timer.setInterval(_RECORD_PAUSE_MS)
        self._record_timer.timeout.connect(self.refresh_record)
        self._build()
        self._bind_keys()
        self.code = self._first_code(place.detail)
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
            Hint(("N",), say("check.keys-note")),
            Hint(("Ctrl", "Z"), say("keys.undo")),
        )

    def problems(self) -> Sequence[Problem]:
        say = self.say
        found = []
        for section in self.sections:
            for code in section.items:
                item = self.checklist.item(code)
                if not item.answered:
                    sentence, lamp = say("check.problem-open", code=code), Lamp.TODO
                elif not item.complete:
                    sentence, lamp = say("check.problem-incomplete", code=code), Lamp.NO
                elif item.photo_problem is not None:
                    problem = say.text(item.photo_problem)
                    sentence, lamp = (
                        say("check.problem-photo", code=code, problem=problem),
                        Lamp.WARN,
                    )
                else:
                    continue
                found.append(Problem(lamp, sentence, item.title, code))
        found.sort(key=lambda problem: problem.lamp is Lamp.TODO)
        return tuple(found)

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
        self.code = code
        self._stack.setCurrentIndex(0)
        self.card.show_why("")
        self.refresh()
        self._scroll.verticalScrollBar().setValue(0)
        self.move_to(code)

    def refresh(self) -> None:
        """Show everything as it is stored now."""
        self.sections = self.checklist.sections()
        if not any(self.code in section.items for section in self.sections):
            self.code = self._first_code("")
        self.item = self.checklist.item(self.code)
        self.card.show_item(self.item, editable=self.editable)
        entries = self.desk.workspace.evidence.list(self.id)
        self.photos.show_item(self.item, entries, editable=self.editable)
        self._show_chips()
        self._show_how()
        self._show_next()
        section = self._section()
        self.section_list.show_sections(
            self.sections, section.key if section else "", only_open=self.only_open
        )
        self._record_timer.start()
        if self._compact:
            self._show_compact()

    def refresh_record(self) -> None:
        """Write the record anew beside the questions."""
        self._record_timer.stop()
        writing = self.desk.workspace.writing
        try:
            paragraphs = writing.content(self.id).narrative
            gaps = len(writing.problems(self.id))
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.record.show_record(paragraphs, self.code, gaps)

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

    def step(self, by: int, *_: object) -> None:
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

    def toggle_why(self) -> None:
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

    def _build(self) -> None:
        look = self.look
        wide = self.desk.look.px(1800)
        window = QGuiApplication.primaryScreen()
        large = not self._compact and window is not None and window.size().width() >= wide
        across = row(look, self)
        self.section_list = SectionList(self.desk, self.view.assignment.form_version)
        self.section_list.chosen.connect(self._on_section_chosen)
        self.section_list.filtered.connect(self.toggle_open)
        self.record = RecordSide(self.desk, large=large)
        self.record.lint_asked.connect(lambda: self.go("record", self.id))
        self._stack = QStackedWidget()
        middle = self._middle()
        if self._compact:
            across.addWidget(self._stack)
            for part in (middle, self.section_list, self._how_page, self.photos, self.record):
                self._stack.addWidget(part if part in (middle, self.record) else _sheet(look, part))
            return
        self._stack.addWidget(middle)
        self.section_list.setFixedWidth(look.px(248 if large else 216 if self.say.chinese else 236))
        self.record.setFixedWidth(look.px(560 if large else 344))
        across.addWidget(self.section_list)
        across.addWidget(self._stack, 1)
        across.addWidget(self.record)

    def _middle(self) -> QWidget:
        look, say = self.look, self.say
        ground = Ground(look, "bg")
        down = column(look, ground, gap=12, margin=(20, 12, 20, 12))
        top = row(look, gap=8)
        self._chips = row(look, gap=8)
        top.addLayout(self._chips)
        top.addStretch(1)
        self._position = Text(look, "", 13, tone="ink2")
        top.addWidget(self._position)
        for icon, key, by in (
            ("chevron-up", "check.previous", -1),
            ("chevron-down", "check.following", 1),
        ):
            button = icon_button(look, icon, say(key))
            button.clicked.connect(partial(self.step, by))
            top.addWidget(button)
        down.addLayout(top)
        self._scroll = ScrollColumn(look, (0, 0, 0, 4), 12)
        self.card = ItemCard(self.desk, tall=84 if self._compact else 68)
        self.card.given.connect(self.give)
        self.card.worded.connect(self._on_worded)
        self.card.noted.connect(self._on_noted)
        self.card.why_asked.connect(self.toggle_why)
        self.card.tables_asked.connect(lambda: self.go("samples", self.id))
        self._scroll.column.addWidget(self.card)
        self._how_page = QWidget()
        self._how_row = row(look, self._how_page, gap=20)
        self.photos = PhotoStrip(self.desk)
        self.photos.add_asked.connect(self.choose_files)
        self.photos.folder_asked.connect(self.choose_folder)
        self.photos.described.connect(self._on_photo_described)
        self.photos.withdrawn.connect(self._on_photo_withdrawn)
        self.photos.cancelled.connect(self.intake.cancel)
        if not self._compact:
            self._scroll.column.addWidget(self._how_page)
            self._scroll.column.addWidget(Divider(look))
            self._scroll.column.addWidget(self.photos)
        self._scroll.column.addStretch(1)
        down.addWidget(self._scroll, 1)
        foot = row(look, gap=12)
        if self._compact:
            self._add_compact(foot)
        else:
            self._following = row(look)
            foot.addLayout(self._following, 1)
        self._next = Button(look, say("check.next-open"), Kind.PRIMARY, keys=("Enter",))
        self._next.clicked.connect(self.next_open)
        foot.addWidget(self._next)
        down.addLayout(foot)
        return ground

    def _add_compact(self, foot: QHBoxLayout) -> None:
        self._compact_buttons: list[Button] = []
        for index, (key, icon, letter) in enumerate(
            (
                ("check.sections", "list", "S"),
                ("check.how", "list-checks", "H"),
                ("check.photos", "camera", "P"),
                ("check.record", "file-text", "R"),
            ),
            1,
        ):
            button = Button(
                self.look, self.say(key), icon=icon, keys=(letter,), left=True
            ).stretch()
            button.clicked.connect(partial(self._toggle_sheet, index))
            foot.addWidget(button)
            self._compact_buttons.append(button)

    def _bind_keys(self) -> None:
        for key, value in (("1", "ok"), ("2", "ng"), ("3", "na")):
            self.key(key, partial(self.answer, value))
        self.keys_enter(self.next_open)
        for keys, by in (("Up", -1), ("Down", 1), ("PgUp", -1), ("PgDown", 1)):
            self.key(keys, partial(self.step, by))
        for keys, act in (
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
        self.refresh()
        return True

    def _section(self) -> SectionView | None:
        return next((one for one in self.sections if self.code in one.items), None)

    def _codes(self) -> list[str]:
        return [code for section in self.sections for code in section.items]

    def _first_code(self, wanted: str) -> str:
        codes = self._codes()
        for code in (wanted, self.view.last_item):
            if code in codes:
                return code
        return self.checklist.next_open("") or codes[0]

    def _show_chips(self) -> None:
        section = self._section()
        items: list[str] = list(section.items) if section is not None else [self.code]
        if self.only_open:
            items = [
                code
                for code in items
                if code == self.code or not self.checklist.item(code).complete
            ]
        room = max(
            (self.width() or self.look.px(1302)) - self.look.px(216 + 344 + 300), self.look.px(360)
        )
        most = max(1, room // self.look.px(72)) if not self._compact else 5
        at = items.index(self.code)
        first = min(max(at - most // 2, 0), max(len(items) - most, 0))
        clear(self._chips)
        for code in items[first : first + most]:
            item = self.item if code == self.code else self.checklist.item(code)
            number = code.rpartition("-")[2]
            chip = ItemChip(
                self.look, lamp_of(item), number, f"{code} {item.title}", current=code == self.code
            )
            chip.clicked.connect(lambda _=False, code=code: self._on_item_chosen(code))
            self._chips.addWidget(chip)
        codes = self._codes()
        place = codes.index(self.code) + 1 if self.code in codes else 0
        self._position.set_text(self.say("check.item-of", n=place, total=len(codes)))

    def _show_how(self) -> None:
        look, say, item = self.look, self.say, self.item
        clear(self._how_row)
        how = column(look, gap=4)
        how.addWidget(Text(look, say("check.how"), 13, 600))
        how.addWidget(Text(look, item.how or say("check.no-how"), 15, wrap=True))
        how.addStretch(1)
        basis = column(look, gap=4)
        basis.addWidget(Text(look, say("check.basis"), 13, 600))
        for text, verified in grouped_basis(item.basis, joiner="、"):
            line = row(look, gap=8)
            line.addWidget(Text(look, text, 15, wrap=True), 1)
            if not verified:
                tag = Tag(look, say("check.unverified"), "warn")
                line.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
            basis.addLayout(line)
        if not item.basis:
            basis.addWidget(Text(look, say("check.no-basis"), 15, tone="ink2", wrap=True))
        basis.addStretch(1)
        self._how_row.addLayout(how, 1)
        self._how_row.addWidget(Divider(look, upright=True))
        self._how_row.addLayout(basis, 1)

    def _show_next(self) -> None:
        code = self.checklist.next_open(self.code)
        done = code is None or (code == self.code and self.item.complete)
        self._next.set_text(self.say("check.all-done" if done else "check.next-open"))
        if self._compact:
            return
        clear(self._following)
        codes = self._codes()
        at = codes.index(self.code) + 1 if self.code in codes else 0
        if at >= len(codes):
            self._following.addStretch(1)
            return
        item = self.checklist.item(codes[at])
        line = ItemRow(
            self.look, lamp_of(item), item.code, item.title, self._tags(item), boxed=True
        )
        line.clicked.connect(lambda: self._on_item_chosen(item.code))
        self._following.addWidget(line)

    def _tags(self, item: ItemView) -> tuple[tuple[str, str, str], ...]:
        tags = []
        if item.severity in _TONES and item.severity != "G":
            tags.append((self.say(f"severity.{item.severity}"), _TONES[item.severity], ""))
        if item.photo_rule[:1] == "X":
            tags.append((self.say("check.photo-never"), "na", "camera-off"))
        return tuple(tags)

    def _show_compact(self) -> None:
        section = self._section()
        if section is not None:
            counts = f"{section.answered}/{section.total}"
            self._compact_buttons[0].set_text(f"{section.short} {counts}")
        photos = f"{self.say('check.photos')} {len(self.item.photos)}"
        self._compact_buttons[2].set_text(photos)

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

    def _on_escape(self) -> None:
        if self._stack.currentIndex():
            self._stack.setCurrentIndex(0)
        else:
            self.go("today")


def grouped_basis(basis: Sequence[BasisView], joiner: str) -> list[tuple[str, bool]]:
    """Return the citations with the articles of one law joined: 《…》第一条、第二条."""
    found: dict[tuple[str, bool], list[str]] = {}
    for one in basis:
        law, mark, article = one.text.partition("》")
        key = (law + mark, one.verified) if mark else (one.text, one.verified)
        found.setdefault(key, []).append(article if mark else "")
    return [(law + joiner.join(parts), verified) for (law, verified), parts in found.items()]


def lamp_of(item: ItemView) -> Lamp:
    """Return the lamp of an item: its verdict, half when something is missing."""
    if not item.answered:
        return Lamp.TODO
    if not item.complete:
        return Lamp.HALF
    return {"ok": Lamp.YES, "ng": Lamp.NO, "na": Lamp.NA}.get(item.verdict, Lamp.YES)


def _sheet(look: Look, part: QWidget) -> QWidget:
    scroll = ScrollColumn(look, (20, 16, 20, 16), 12)
    scroll.column.addWidget(part)
    return scroll
