"""The page of findings: the list at the left, the one in work at the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from inspector_app.domain.competence import AUTHORITIES
from inspector_app.domain.consequences import parse_code, wording
from inspector_app.domain.findings import Decision, Finding
from inspector_app.domain.identifiers import InspectionId, ItemCode, PersonId
from inspector_app.domain.inspection import InspectionState
from inspector_app.errors import InspectorError
from inspector_app.services.checklist.views import ItemView

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.marks import EmptyState
from inspector_app.ui.components.panel import Divider, Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.problems import Problem
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.tags import Tag
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.screens.findings.detail import FindingDetail
from inspector_app.ui.visit import visit_head

_LIST_WIDTH, _NARROW = 428, 290


class FindingsPage(Screen):
    """What failed and what is done about it."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page; the findings are brought in line with the checklist first."""
        super().__init__(desk, place)
        self._inspection = InspectionId(place.inspection)
        self._view = desk.workspace.inspections.get(self._inspection)
        self._findings: tuple[Finding, ...] = ()
        self._detail: FindingDetail | None = None
        look = self.look
        across = row(look, self)
        left = Ground(look, "bg", "r")
        left.setFixedWidth(look.px(_NARROW if desk.compact else _LIST_WIDTH))
        self._left = column(look, left, margin=(0, 0, 1, 0))
        self._list = ScrollColumn(look)
        self._head_line = row(look, gap=8, margin=(16, 14, 16, 10))
        self._left.addLayout(self._head_line)
        self._left.addWidget(Divider(look))
        self._left.addWidget(self._list, 1)
        foot = row(look, margin=(16, 10, 16, 10))
        on = Button(
            look, self.say("findings.to-record"), Kind.PLAIN, trailing="arrow-right", keys=("R",)
        )
        on.clicked.connect(lambda: self.go("record", place.inspection))
        foot.addStretch(1)
        foot.addWidget(on)
        self._left.addWidget(Divider(look))
        self._left.addLayout(foot)
        across.addWidget(left)
        self._right = QWidget()
        self._right_box = column(look, self._right)
        across.addWidget(self._right, 1)
        self.key("A", self._agree)
        self.key("B", self._differ)
        self.key("Ctrl+Return", self._save)
        self.key("Esc", self._close_differ)
        self.key("R", lambda: self.go("record", place.inspection))
        self.key("Up", lambda: self._step(-1))
        self.key("Down", lambda: self._step(1))
        self._refresh()

    def head(self) -> Head:
        return visit_head(self.desk, self._view, "findings")

    def hints(self) -> tuple[Hint, ...]:
        say = self.say
        if not self._findings:
            return ()
        return (
            Hint(("A",), say("findings.agree")),
            Hint(("B",), say("findings.differs")),
            Hint(("↑", "↓"), say("findings.keys-next")),
            Hint(("R",), say("findings.to-record")),
        )

    def problems(self) -> Sequence[Problem]:
        return tuple(
            Problem(Lamp.WARN, self.say("findings.problem", item=one.item), one.title, one.item)
            for one in self._findings
            if one.decision is Decision.OPEN
        )

    def fix(self, target: str) -> None:
        self._show(target)

    def start(self) -> None:
        if self._current is not None:
            self._current.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        super().leave()
        self._keep_begun()

    @property
    def frozen(self) -> bool:
        """Whether decisions can change no more."""
        return self._view.state is not InspectionState.CHECKING

    def _refresh(self) -> None:
        desk = self.desk.workspace.findings
        try:
            if self.frozen:
                self._findings = tuple(desk.list(self._inspection))
            else:
                self._findings, changes = desk.refresh(self._inspection)
                del changes
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
        self._show(self.here.detail)

    def _show(self, item: str) -> None:
        self._keep_begun()
        known = {one.item: one for one in self._findings}
        waiting = [one.item for one in self._findings if one.decision is Decision.OPEN]
        if item not in known:
            item = next(iter(waiting or known), "")
        self._fill_list(item)
        clear(self._right_box)
        self._detail = None
        if not item:
            empty = EmptyState(
                self.look,
                "clipboard-list",
                self.say("findings.none"),
                self.say("findings.none-how"),
                self.say("findings.to-checklist"),
            )
            empty.pressed.connect(lambda: self.go("checklist", self._inspection))
            self._right_box.addWidget(empty)
        else:
            self._detail = FindingDetail(
                self.look,
                self.say,
                known[ItemCode(item)],
                self._view.assignment.agency_short,
                frozen=self.frozen,
                item=self._item(item),
                narrow=self.desk.compact,
            )
            self._detail.agreed.connect(lambda code: self._decide(code, agree=True))
            self._detail.decided.connect(
                lambda code, codes, reason: self._decide(code, codes=codes, reason=reason)
            )
            self._detail.demanded.connect(self._demand)
            self._right_box.addWidget(self._detail)
            self.move_to(item)
        self.hints_changed.emit()
        self.problems_changed.emit()

    def _fill_list(self, current: str) -> None:
        look, say = self.look, self.say
        clear(self._head_line)
        decided = sum(one.decision is not Decision.OPEN for one in self._findings)
        self._head_line.addWidget(Text(look, say("findings.title"), 17, 600))
        count = say("findings.count", n=len(self._findings), decided=decided)
        self._head_line.addWidget(Text(look, count, 15, tone="ink2"))
        self._head_line.addStretch(1)
        clear(self._list.column)
        self._current: PressRow | None = None
        for one in self._findings:
            entry = self._entry(one, current=one.item == current)
            if one.item == current:
                self._current = entry
            self._list.column.addWidget(entry)
        self._list.column.addStretch(1)

    def _entry(self, one: Finding, *, current: bool) -> PressRow:
        look, say = self.look, self.say
        states = {
            Decision.OPEN: (Lamp.HERE if current else Lamp.TODO, "findings.open", "accent"),
            Decision.AGREED: (Lamp.YES, "findings.agreed", "ok"),
            Decision.DIFFERS: (Lamp.YES, "findings.differs", "ok"),
        }
        lamp, word, tone = states[one.decision]
        entry = PressRow(look, f"{one.item} {one.title} {say(word)}", 92, token="bg")
        entry.set_current(current)
        entry.clicked.connect(lambda: self._show(one.item))
        across = row(look, entry, gap=12, margin=(16, 12, 16, 12))
        across.addWidget(LampMark(look, lamp, 18), 0, Qt.AlignmentFlag.AlignTop)
        words = column(look, gap=4)
        top = row(look, gap=8)
        top.addWidget(Text(look, one.item, 15, 600))
        for name in one.authority:
            top.addWidget(Tag(look, name))
        top.addStretch(1)
        top.addWidget(Text(look, say(word), 13, tone=tone))
        words.addLayout(top)
        words.addWidget(Text(look, one.fact or one.title, 15, serif=True, wrap=True))
        words.addWidget(Text(look, self._done(one), 13, tone="ink2", wrap=True))
        across.addLayout(words, 1)
        return entry

    def _done(self, one: Finding) -> str:
        """Return what is decided, or proposed while nothing is, with the last day."""
        say = self.say
        codes = [parse_code(code) for code in one.consequence or one.proposed]
        words = ("；" if say.chinese else "; ").join(
            say.text(wording(code, AUTHORITIES)) for code in codes
        )
        if one.decision is Decision.OPEN:
            return say("findings.would", what=words)
        if one.due:
            return say("findings.until", what=words, day=say.day(date.fromisoformat(one.due)))
        return words

    def _item(self, code: str) -> ItemView | None:
        try:
            return self.desk.workspace.inspections.checklist(self._inspection).item(code)
        except InspectorError:
            return None

    def _save(self) -> None:
        if self._detail is not None:
            self._detail.save()

    def _close_differ(self) -> None:
        if self._detail is not None:
            self._detail.close_differ()

    def _keep_begun(self) -> None:
        """Store a different decision that was written whole and left without its button."""
        detail, self._detail = self._detail, None
        begun = detail.begun() if detail is not None and not self.frozen else None
        if detail is not None and begun is not None:
            self._decide(detail.item, codes=begun[0], reason=begun[1], stay=True)

    def _agree(self) -> None:
        if self._detail is not None:
            self._detail.agree()

    def _differ(self) -> None:
        if self._detail is not None:
            self._detail.open_differ()

    def _step(self, by: int) -> None:
        codes = [one.item for one in self._findings]
        if self.here.detail in codes:
            at = codes.index(ItemCode(self.here.detail)) + by
            self._show(codes[max(0, min(at, len(codes) - 1))])

    def _decide(
        self,
        code: str,
        *,
        agree: bool = False,
        codes: str = "",
        reason: str = "",
        stay: bool = False,
    ) -> None:
        person = self._person()
        if person is None:
            return
        try:
            self.desk.workspace.findings.decide(
                self._inspection,
                ItemCode(code),
                person=person,
                agree=agree,
                consequence=codes,
                reason=reason,
            )
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.desk.bus.saved.emit(self.desk.clock.now())
        self._findings = tuple(self.desk.workspace.findings.list(self._inspection))
        if stay:
            return
        self._detail = None
        waiting = [one.item for one in self._findings if one.decision is Decision.OPEN]
        if not waiting:
            self.desk.bus.told.emit(self.say("findings.all-decided"), "", None)
        self._show(waiting[0] if waiting else code)

    def _demand(self, code: str, text: str) -> None:
        person = self._person()
        if person is None:
            return
        try:
            self.desk.workspace.findings.set_demand(self._inspection, ItemCode(code), text, person)
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.desk.bus.saved.emit(self.desk.clock.now())
        self._findings = tuple(self.desk.workspace.findings.list(self._inspection))

    def _person(self) -> PersonId | None:
        return next((one.person_id for one in self.desk.workspace.unlocked), None)
