"""The ledger page: search and list at the left, the unit with its history at the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from inspector_app.domain.identifiers import UnitId
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.units import WITH_CHECKLIST, InspectedUnit
from inspector_app.services.assignments import AssignmentRow
from inspector_app.services.ledger import PastVisit

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import Field
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.marks import EmptyState
from inspector_app.ui.components.panel import Divider, Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.segment import Chips, Segment
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.screens.ledger.parts import Axis, UnitRow
from inspector_app.ui.visit import place_of

_LIST_WIDTH, _NARROW = 456, 330
_SHOWN = 60
_ACROSS = 3
_TYPING_PAUSE_MS = 60
_PAGE_OF = {
    InspectionState.OPENING: "open",
    InspectionState.CHECKING: "checklist",
    InspectionState.FROZEN: "signing",
    InspectionState.SEALING: "signing",
    InspectionState.SEALED: "sealed",
}
_LAMPS = {
    InspectionState.SEALED: Lamp.YES,
    InspectionState.VOID: Lamp.NA,
    InspectionState.OPENING: Lamp.TODO,
}


class LedgerPage(Screen):
    """Units as the bureau last sent them."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page; `place.detail` names the unit to begin with."""
        super().__init__(desk, place)
        self._category = ""
        self._units: tuple[InspectedUnit, ...] = ()
        self._orders = {
            one.assignment.unit_id: one
            for one in desk.workspace.assignments.list()
            if one.state not in (InspectionState.SEALED, InspectionState.VOID)
        }
        self._order: AssignmentRow | None = None
        look, say = self.look, self.say
        across = row(look, self)
        left = Ground(look, "bg", "r")
        left.setFixedWidth(look.px(_NARROW if desk.compact else _LIST_WIDTH))
        box = column(look, left, margin=(0, 0, 1, 0))
        top = column(look, gap=8, margin=(16, 12, 16, 12))
        self._search = Field(
            look, "", hint=say("ledger.search"), name=say("ledger.search"), icon="search"
        )
        self._search.textChanged.connect(self._on_typed)
        top.addWidget(self._search)
        options = [("", say("ledger.all"))]
        options += [(one.value, say(f"category.{one.value}")) for one in WITH_CHECKLIST]
        choice: Segment | Chips
        if desk.compact:
            choice = Chips(look, options, "", across=2)
        else:
            choice = Segment(look, options, "", name=say("ledger.all"), fixed=True)
        choice.chosen.connect(self._on_category)
        top.addWidget(choice)
        self._found = Text(look, "", 13, tone="ink2")
        top.addWidget(self._found)
        box.addLayout(top)
        box.addWidget(Divider(look))
        self._list = ScrollColumn(look)
        box.addWidget(self._list, 1)
        across.addWidget(left)
        self._right = ScrollColumn(look, (20, 18, 20, 16), 12)
        across.addWidget(self._right, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._find)
        self.key("Down", lambda: self._step(1))
        self.key("Up", lambda: self._step(-1))
        self.keys_enter(self._go_on)
        self._find()

    def head(self) -> Head:
        count = f"{self.desk.workspace.ledger.count():,}"
        return Head(self.say("ledger.title"), self.say("ledger.count", n=count), rail="ledger")

    def hints(self) -> tuple[Hint, ...]:
        hints = [Hint(("↑", "↓"), self.say("ledger.keys-unit"))]
        if self._order is not None:
            hints.append(Hint(("Enter",), self.say("ledger.keys-on")))
        return tuple(hints)

    def leave(self) -> None:
        super().leave()
        self._pause.stop()

    def start(self) -> None:
        self._search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_typed(self, _: str) -> None:
        self._pause.start()

    def _on_category(self, category: str) -> None:
        self._category = category
        self._find()

    def _find(self) -> None:
        ledger = self.desk.workspace.ledger
        text = self._search.text().strip()
        self._units = ledger.search(text, self._category, limit=_SHOWN + 1)
        words = self.say("ledger.found", n=min(len(self._units), _SHOWN))
        if len(self._units) > _SHOWN:
            words = f"{words}；{self.say('ledger.more')}"
        self._found.set_text(words)
        self._show(self.here.detail)

    def _show(self, unit_id: str) -> None:
        known = {one.id: one for one in self._units[:_SHOWN]}
        if unit_id not in known:
            unit_id = next(iter(known), "")
        clear(self._list.column)
        clear(self._right.column)
        self._order = None
        for one in known.values():
            self._list.column.addWidget(self._entry(one, current=one.id == unit_id))
        self._list.column.addStretch(1)
        if not unit_id:
            empty = EmptyState(
                self.look, "building-2", self.say("ledger.none"), self.say("ledger.none-how")
            )
            self._right.column.addWidget(empty)
        else:
            self._fill_unit(known[UnitId(unit_id)])
            self.move_to(unit_id)
        self._right.column.addStretch(1)
        self.hints_changed.emit()

    def _entry(self, one: InspectedUnit, *, current: bool) -> PressRow:
        category = self.say(f"category.{one.category.value}")
        line = self.say("ledger.line", category=category, address=one.address)
        note = self.say("ledger.today") if one.id in self._orders else ""
        entry = UnitRow(self.look, one.name, line, note, self._search.text().strip())
        entry.set_current(current)
        entry.clicked.connect(lambda: self._show(one.id))
        return entry

    def _fill_unit(self, one: InspectedUnit) -> None:
        look, say = self.look, self.say
        body = self._right.column
        visits = self.desk.workspace.ledger.history(one.id)
        top = row(look, gap=12)
        names = column(look, gap=2)
        names.addWidget(Text(look, one.name, 24, 600, wrap=True))
        category = say(f"category.{one.category.value}")
        line = say("ledger.code", category=category, code=one.credit_code or "／")
        names.addWidget(Text(look, line, 15, tone="ink2"))
        top.addLayout(names, 1)
        self._order = self._orders.get(one.id)
        if self._order is not None:
            word = "ledger.go-on" if self._order.inspection_id else "ledger.begin"
            on = Button(look, say(word), Kind.PRIMARY, icon="clipboard-list", keys=("Enter",))
            on.clicked.connect(self._go_on)
            if not self.desk.compact:
                top.addWidget(on, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(top)
        if self._order is not None and self.desk.compact:
            body.addWidget(on, 0, Qt.AlignmentFlag.AlignLeft)
        body.addWidget(Divider(look))
        body.addWidget(self._facts(one, visits))
        body.addWidget(Divider(look))
        line_ = row(look, gap=8)
        line_.addWidget(Text(look, say("ledger.history"), 17, 600))
        line_.addWidget(Text(look, say("ledger.history-note"), 13, tone="ink2"))
        line_.addStretch(1)
        body.addLayout(line_)
        if not visits:
            body.addWidget(Text(look, say("ledger.no-history"), 15, tone="ink2"))
        line_of_time = column(look)
        for n, visit in enumerate(visits):
            line_of_time.addWidget(self._visit(visit, first=n == 0, last=n + 1 == len(visits)))
        body.addLayout(line_of_time)

    def _go_on(self) -> None:
        order = self._order
        if order is None:
            return
        rows = self.desk.workspace.inspections.rows()
        begun = next((one for one in rows if one.id == order.inspection_id), None)
        self.desk.go(place_of(begun) if begun is not None else Place("today"))

    def _facts(self, one: InspectedUnit, visits: Sequence[PastVisit]) -> QWidget:
        look, say = self.look, self.say
        licence = "／"
        if one.licence_no and one.licence_valid_to:
            day = say.full_day(one.licence_valid_to)
            licence = say("ledger.licence-to", number=one.licence_no, day=day)
        approved = [
            say(f"ledger.{word}", n=one.facts[name])
            for name, word in (
                ("approved_computers", "computers"),
                ("computers", "computers"),
                ("area_m2", "area"),
                ("racks", "racks"),
                ("sites", "sites"),
            )
            if name in one.facts
        ]
        facts = (
            ("ledger.licence", licence),
            ("ledger.approved", ("，" if say.chinese else ", ").join(approved) or "／"),
            ("ledger.this-year", say("ledger.visits", n=self._this_year(visits))),
            ("ledger.head", one.representative or "／"),
            ("ledger.phone", one.phone or "／"),
            ("ledger.address", one.address),
        )
        holder = QWidget()
        columns = 2 if self.desk.compact else _ACROSS
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(24))
        grid.setVerticalSpacing(look.px(12))
        for n, (label, value) in enumerate(facts):
            words = column(look, gap=2)
            words.addWidget(Text(look, say(label), 13, tone="ink2"))
            words.addWidget(Text(look, value, 15, wrap=True))
            words.addStretch(1)
            grid.addLayout(words, n // columns, n % columns)
        for n in range(columns):
            grid.setColumnStretch(n, 1)
        return holder

    def _this_year(self, visits: Sequence[PastVisit]) -> int:
        year = str(self.desk.clock.now().year)
        return sum(
            one.created_at.startswith(year) and one.state is not InspectionState.VOID
            for one in visits
        )

    def _visit(self, visit: PastVisit, *, first: bool, last: bool) -> QWidget:
        look, say = self.look, self.say
        holder = QWidget()
        holder.setMinimumHeight(look.px(54))
        across = row(look, holder, gap=14)
        moment = datetime.fromisoformat(visit.created_at)
        when = Text(look, say.day(moment.date()), 15)
        when.setMinimumWidth(look.px(96))
        across.addWidget(when)
        lamp = _LAMPS.get(visit.state, Lamp.HALF)
        across.addWidget(Axis(look, lamp, first=first, last=last))
        words = column(look, gap=2)
        words.addStretch(1)
        state = say(f"ledger.state.{visit.state.value}")
        line = say("ledger.visit", state=state, n=len(visit.findings))
        words.addWidget(Text(look, line, 15))
        items = "、".join(one.item for one in visit.findings)
        words.addWidget(Text(look, f"{visit.number}　{items}".strip(), 13, tone="ink2", cut=True))
        words.addStretch(1)
        across.addLayout(words, 1)
        if visit.state in _PAGE_OF:
            open_ = Button(look, say("ledger.visit-open"), Kind.LINK, icon="arrow-right")
            open_.clicked.connect(lambda: self.go(_PAGE_OF[visit.state], visit.inspection_id))
            across.addWidget(open_)
        return holder

    def _step(self, by: int) -> None:
        ids = [one.id for one in self._units[:_SHOWN]]
        if self.here.detail in ids:
            at = ids.index(UnitId(self.here.detail)) + by
            self._show(ids[max(0, min(at, len(ids) - 1))])
