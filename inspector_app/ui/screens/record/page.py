"""The record page: the pages as they will be printed at the left, the filing check at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.domain.filing import FilingProblem, errors_of
from inspector_app.domain.filing.values import Level
from inspector_app.domain.identifiers import InspectionId
from inspector_app.domain.inspection import InspectionState
from inspector_app.errors import InspectorError

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import Field
from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.panel import Divider, Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.paper import PaperView, Pixels, page_pictures
from inspector_app.ui.components.problems import Problem
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.segment import Segment
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.visit import visit_head

_SIDE_WIDTH = 470
_LABEL_WIDTHS = (76, 92)


class _Loaded(NamedTuple):
    pages: Sequence[Pixels]
    problems: tuple[FilingProblem, ...]
    visit: Mapping[str, str]
    """What is printed of the visit, `recorder` with it."""


class RecordPage(Screen):
    """What will be printed, and what is still wrong with it."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page and have the record set in the background."""
        super().__init__(desk, place)
        self._inspection = InspectionId(place.inspection)
        self._view = desk.workspace.inspections.get(self._inspection)
        self._filing: tuple[FilingProblem, ...] = ()
        self._set_by_default: Mapping[str, str] = {}
        self._label_width = _LABEL_WIDTHS[0 if self.say.chinese else 1]
        self._ready = False
        look = self.look
        across = row(look, self)
        self._paper = PaperView(look)
        left = column(look)
        self._status = Text(look, self.say("record.preparing"), 13, tone="ink2")
        left.addWidget(self._paper, 1)
        left.addWidget(self._build_pages())
        across.addLayout(left, 1)
        side = Ground(look, "surface", "l")
        side.setFixedWidth(look.px(_SIDE_WIDTH))
        box = column(look, side, margin=(1, 0, 0, 0))
        self._side = ScrollColumn(look)
        box.addWidget(self._side, 1)
        box.addWidget(Divider(look))
        self._foot = column(look, gap=6, margin=(16, 12, 16, 14))
        box.addLayout(self._foot)
        across.addWidget(side)
        self._paper.verticalScrollBar().valueChanged.connect(lambda _: self._show_place())
        self.key("Ctrl+Return", self._press_main)
        self.key("PgDown", lambda: self._paper.turn(1))
        self.key("PgUp", lambda: self._paper.turn(-1))
        self._main: Button | None = None
        self._busy = False
        self._again = False
        self._fill()

    def head(self) -> Head:
        return visit_head(self.desk, self._view, "record")

    def hints(self) -> tuple[Hint, ...]:
        main = "record.to-signing" if self.frozen else "record.freeze"
        return (
            Hint(("PgUp", "PgDn"), self.say("signing.keys-turn")),
            Hint(("Ctrl", "Enter"), self.say(main)),
        )

    def start(self) -> None:
        self._fields["place"].setFocus(Qt.FocusReason.OtherFocusReason)
        # the width of a page is that of its room, known once the page shows
        QTimer.singleShot(0, self, self._load)

    def problems(self) -> Sequence[Problem]:
        return tuple(self._problem(one) for one in self._filing)

    def fix(self, target: str) -> None:
        kind, _, name = target.partition(":")
        pages = {
            "item": "checklist",
            "table": "samples",
            "finding": "findings",
            "evidence": "checklist",
            "step": "open",
            "officers": "open",
            "assignment": "open",
            "unit": "open",
            "party": "signing",
        }
        if kind in pages:
            detail = name if kind in {"item", "table", "finding"} else ""
            self.go(pages[kind], self._inspection, detail)
        elif kind == "visit" and name in self._fields:
            self._fields[name].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def frozen(self) -> bool:
        """Whether the text can change no more."""
        return self._view.state not in (InspectionState.OPENING, InspectionState.CHECKING)

    def _build_pages(self) -> QWidget:
        look, say = self.look, self.say
        foot = Ground(look, "bg", "t")
        across = row(look, foot, gap=8, margin=(20, 4, 20, 4))
        across.addWidget(self._status)
        across.addStretch(1)
        for words, icon, by in (
            ("record.back", "chevron-up", -1),
            ("record.on", "chevron-down", 1),
        ):
            button = Button(look, say(words), Kind.LINK, icon=icon, size=13)
            button.clicked.connect(lambda _=False, by=by: self._paper.turn(by))
            across.addWidget(button)
        return foot

    def _load(self) -> None:
        """Set the pages and judge them in the background; the newest wins."""
        if self._busy:
            self._again = True
            return
        self._busy = True
        workspace, inspection = self.desk.workspace, self._inspection
        width = self._paper.fitting_width()

        def work(_: object) -> _Loaded:
            pages = page_pictures(workspace.records.preview(inspection), width)
            content = workspace.writing.content(inspection)
            officers = content.persons.get("officer", ())
            recorder = next((one["person_id"] for one in officers if one.get("recorder")), "")
            visit = {**content.visit, "recorder": recorder}
            return _Loaded(pages, tuple(workspace.writing.problems(inspection)), visit)

        self.desk.tasks.run(self, work, self._on_loaded, self._on_not_loaded)

    def _on_loaded(self, loaded: _Loaded) -> None:
        self._busy = False
        total = len(loaded.pages)
        names = [self.say("record.page", n=n, total=total) for n in range(1, total + 1)]
        self._paper.show_pages(loaded.pages, names)
        self._filing, self._set_by_default = loaded.problems, loaded.visit
        first, self._ready = not self._ready, True
        if first:
            self._fill()
            QTimer.singleShot(0, self, self._begin)
        else:
            # the fields stay: somebody may be writing in one
            self._fill_problems()
        self.problems_changed.emit()
        QTimer.singleShot(0, self, self._show_place)
        if self._again:
            self._again = False
            self._load()

    def _begin(self) -> None:
        """Put the focus on what comes next: the end of the visit until it is set, then going on."""
        end = self._fields["end"]
        ready = self._main is not None and self._main.isEnabled()
        begin = self._main if ready and self._main is not None else end
        if begin.isEnabled():
            begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_not_loaded(self, error: InspectorError) -> None:
        self._busy = False
        self._status.set_text(self.say("record.not-set"))
        self.desk.bus.problem.emit(error)

    def _show_place(self) -> None:
        total = self._paper.pages
        if total:
            page = self._paper.current() + 1
            self._status.set_text(self.say("record.page", n=page, total=total))

    def _fill(self) -> None:
        look = self.look
        body: QVBoxLayout = self._side.column
        clear(body)
        self._fields: dict[str, Field] = {}
        self._add_visit(body)
        body.addWidget(Divider(look))
        self._lint: QVBoxLayout = column(look)
        body.addLayout(self._lint)
        body.addStretch(1)
        self._fill_problems()

    def _fill_problems(self) -> None:
        look, say = self.look, self.say
        clear(self._lint)
        errors = errors_of(self._filing)
        line = row(look, gap=8, margin=(16, 14, 16, 8))
        line.addWidget(Text(look, say("record.lint"), 17, 600))
        count = say("record.preparing")
        if self._ready:
            warnings = len(self._filing) - len(errors)
            count = say("record.lint-count", errors=len(errors), warnings=warnings)
        line.addWidget(Text(look, count, 15, tone="ink2"))
        line.addStretch(1)
        self._lint.addLayout(line)
        if self._ready and not self._filing:
            empty = row(look, gap=10, margin=(16, 8, 16, 8))
            empty.addWidget(LampMark(look, Lamp.YES, 18))
            empty.addWidget(Text(look, say("record.lint-none"), 15), 1)
            self._lint.addLayout(empty)
        for one in self._filing:
            self._lint.addWidget(self._problem_row(one))
        self._fill_foot(len(errors))

    def _add_visit(self, body: QVBoxLayout) -> None:
        look, say = self.look, self.say
        body.addLayout(self._heading(say("record.visit")))
        form = column(look, gap=8, margin=(16, 0, 16, 14))
        # what nobody has set stands in the record as a default: shown as it will be printed
        visit = {**self._set_by_default, **{k: v for k, v in self._view.visit.items() if v}}
        for name, hint in (("place", ""), ("environment", say("record.environment-hint"))):
            entry = Field(look, visit.get(name, ""), hint=hint, printed=True)
            entry.setCursorPosition(0)
            entry.setAccessibleName(say(f"record.{name}"))
            entry.settled.connect(lambda text, name=name: self._set(name, text))
            entry.setEnabled(not self.frozen)
            self._fields[name] = entry
            form.addLayout(self._labelled(say(f"record.{name}"), entry))
        times = row(look, gap=8)
        for name in ("start", "end"):
            entry = Field(look, _clock(visit.get(name, "")), hint="14:10")
            entry.setAccessibleName(say(f"record.{name}"))
            entry.settled.connect(lambda text, name=name: self._set_time(name, text))
            entry.setEnabled(not self.frozen)
            self._fields[name] = entry
            label = Text(look, say(f"record.{name}"), 13, tone="ink2")
            if name == "start":
                label.setFixedWidth(look.px(self._label_width))
            times.addWidget(label)
            times.addWidget(entry, 1)
        if not self.frozen:
            now = Button(look, say("record.end-now"), icon="clock")
            now.clicked.connect(self._end_now)
            times.addWidget(now)
        form.addLayout(times)
        officers = [(str(one.person_id), one.name) for one in self._view.officers]
        chosen = visit.get("recorder", "")
        recorder = Segment(look, officers, chosen, name=say("record.recorder"), fixed=True)
        recorder.setEnabled(not self.frozen)
        recorder.chosen.connect(lambda value: self._set("recorder", value))
        form.addLayout(self._labelled(say("record.recorder"), recorder))
        body.addLayout(form)

    def _problem(self, one: FilingProblem) -> Problem:
        lamp = Lamp.NO if one.level is Level.ERROR else Lamp.WARN
        return Problem(lamp, self.say.text(one.message), self.say.text(one.fix), one.place)

    def _problem_row(self, one: FilingProblem) -> PressRow:
        look = self.look
        problem = self._problem(one)
        press = PressRow(look, f"{problem.sentence} {problem.fix}", 56)
        across = row(look, press, gap=10, margin=(16, 8, 12, 8))
        across.addWidget(LampMark(look, problem.lamp, 18), 0, Qt.AlignmentFlag.AlignTop)
        words = column(look, gap=2)
        words.addWidget(Text(look, problem.sentence, 15, wrap=True))
        words.addWidget(Text(look, problem.fix, 13, tone="accent", wrap=True))
        across.addLayout(words, 1)
        across.addWidget(Text(look, one.rule, 13, tone="ink3"), 0, Qt.AlignmentFlag.AlignTop)
        press.clicked.connect(lambda: self.fix(one.place))
        return press

    def _fill_foot(self, errors: int) -> None:
        look, say = self.look, self.say
        clear(self._foot)
        note = say("record.frozen-note" if self.frozen else "record.freeze-note")
        if errors:
            note = say("record.blocked", n=errors)
        self._foot.addWidget(Text(look, note, 13, tone="ink2", wrap=True))
        word = say("record.to-signing" if self.frozen else "record.freeze")
        main = Button(look, word, Kind.PRIMARY, icon="pen-line", keys=("Ctrl", "Enter"), height=52)
        main.setEnabled(self.frozen or (self._ready and errors == 0))
        main.clicked.connect(self._on_main_clicked)
        self._main = main
        self._foot.addWidget(main.stretch())

    def _press_main(self) -> None:
        if self._main is not None and self._main.isEnabled():
            self._main.click()

    def _on_main_clicked(self) -> None:
        if self.frozen:
            self.go("signing", self._inspection)
            return
        person = next((one.person_id for one in self.desk.workspace.unlocked), None)
        if person is None:
            return
        self.leave()
        if self._main is not None:
            self._main.setEnabled(False)
        workspace, inspection = self.desk.workspace, self._inspection
        self.desk.bus.saving.emit()
        self.desk.tasks.run(
            self,
            lambda _: workspace.signing.freeze(inspection, person),
            self._on_frozen,
            self._on_not_frozen,
        )

    def _on_frozen(self, _: object) -> None:
        self.desk.bus.saved.emit(self.desk.clock.now())
        self.go("signing", self._inspection)

    def _on_not_frozen(self, error: InspectorError) -> None:
        self.desk.bus.problem.emit(error)
        self._load()

    def _end_now(self) -> None:
        moment = self.desk.clock.now().replace(second=0, microsecond=0).isoformat()
        self._set("end", moment)
        self._fields["end"].setText(_clock(moment))
        self._fields["end"].set_stored(_clock(moment))

    def _set(self, name: str, value: str) -> None:
        try:
            self.desk.workspace.writing.set_visit(self._inspection, name, value)
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.desk.bus.saved.emit(self.desk.clock.now())
        self._view = self.desk.workspace.inspections.get(self._inspection)
        self._load()

    def _set_time(self, name: str, text: str) -> None:
        text = text.replace("：", ":").strip()
        now = self.desk.clock.now()
        if not text:
            self._fields[name].set_wrong(False)
            self._set(name, "")
            return
        base = self._view.visit.get("start", "") or now.isoformat()
        try:
            clock = datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  joined to a day below
            day = datetime.fromisoformat(base)
        except ValueError:
            self._fields[name].set_wrong(True)
            return
        self._fields[name].set_wrong(False)
        moment = day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
        self._set(name, moment.isoformat())

    def _heading(self, title: str) -> QVBoxLayout:
        holder = column(self.look, margin=(16, 14, 16, 8))
        holder.addWidget(Text(self.look, title, 17, 600))
        return holder

    def _labelled(self, label: str, entry: Field | Segment) -> QVBoxLayout:
        holder = column(self.look)
        line = row(self.look, gap=8)
        name = Text(self.look, label, 13, tone="ink2")
        name.setFixedWidth(self.look.px(self._label_width))
        line.addWidget(name)
        line.addWidget(entry, 1)
        holder.addLayout(line)
        return holder


def _clock(moment: str) -> str:
    try:
        return datetime.fromisoformat(moment).strftime("%H:%M")
    except ValueError:
        return ""
