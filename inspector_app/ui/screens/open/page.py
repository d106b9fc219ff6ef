"""The opening page: two officers unlock, the gates are worked through in place.

First page of a visit. Nothing here decides whether one may go on: that is `inspections.gates` and
`inspections.enter`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from inspector_app.domain.identifiers import PersonId
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.officers import Officer
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.domain.procedure.gates import Gate, GateStage, GateState
from inspector_app.errors import InspectorError

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.gates import BlockedGate, GateRow
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.panel import Ground, Panel, ScrollColumn, clear, column, row
from inspector_app.ui.components.problems import Problem
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.screens.open.card import OfficerCard
from inspector_app.ui.screens.open.forms import FORMS, CapReason, GateForm, Told, arrived_at
from inspector_app.ui.screens.open.unit import unit_facts
from inspector_app.ui.visit import visit_head

_LAMPS = {
    GateState.BLOCKS: Lamp.NO,
    GateState.WARNS: Lamp.WARN,
    GateState.TODO: Lamp.TODO,
    GateState.HOLDS: Lamp.YES,
}


class OpenPage(Screen):
    """Officers, unit and gates of one visit."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page of the visit `place.inspection`."""
        super().__init__(desk, place)
        self.id = place.inspection
        self.view = desk.workspace.inspections.get(self.id)
        self._rows: dict[str, GateRow] = {}
        self._forms: dict[str, GateForm] = {}
        self._gates: tuple[Gate, ...] = ()
        self._open_gate = place.detail
        self._titles = 96 if desk.say.chinese else 140
        self.cards = (OfficerCard(desk, 0), OfficerCard(desk, 1))
        narrow = desk.compact
        self._keep = 1 if narrow else 0
        across = row(self.look, self)
        left, right = self._left(), self._right()
        if narrow:
            ground = Ground(self.look, "bg", "b")
            column(self.look, ground).addWidget(left.takeWidget())
            self._list.insertWidget(0, ground)
            across.addWidget(right)
        else:
            left.setFixedWidth(self.look.px(556))
            across.addWidget(left)
            across.addWidget(right, 1)
        for card in self.cards:
            card.unlock_asked.connect(self.on_unlock_asked)
            card.lock_asked.connect(self.on_lock_asked)
            card.swapped.connect(self.on_officer_swapped)
        self.key("F2", self.cards[0].ask_swap)
        self.key("F3", self.cards[1].ask_swap)
        self.key("Ctrl+Return", self.enter)
        self.key("Esc", lambda: self.go("today"))
        self.key("T", lambda: self.go("ledger", detail=self.view.unit.id))
        self.refresh()
        inspections = desk.workspace.inspections
        # compiled now, beside the talking at the door, so that the checklist opens at once
        desk.tasks.run(self, lambda _: inspections.checklist(self.id), _nothing, _nothing)

    def head(self) -> Head:
        return visit_head(self.desk, self.view, "open")

    def hints(self) -> tuple[Hint, ...]:
        say = self.say
        return (
            Hint(("Tab",), say("open.keys-next")),
            Hint(("F3",), say("open.keys-swap")),
            Hint(("Ctrl", "Enter"), say("open.keys-enter")),
            Hint(("F8",), say("keys.problems")),
            Hint(("Esc",), say("keys.back")),
        )

    def problems(self) -> Sequence[Problem]:
        colon = "：" if self.say.chinese else ": "
        return tuple(
            Problem(
                _LAMPS[gate.state],
                f"{self.say.text(gate.title)}{colon}{self.say.text(gate.fact)}",
                "；".join(self.say.text(fix.label) for fix in gate.fixes[:2]),
                gate.id,
            )
            for gate in self._gates
            if not gate.passed and gate.stage is not GateStage.CLOSING
        )

    def fix(self, target: str) -> None:
        gate = next((gate for gate in self._gates if gate.id == target), None)
        if gate is None:
            return
        if _opens(gate):
            self.show_form(gate.id)
        elif gate.fixes:
            self.on_fix_chosen(gate.fixes[0].action)

    def start(self) -> None:
        self.desk.bus.saved.emit(self.view.saved_at)
        locked = next((card for card in self.cards if card.field is not None), None)
        if locked is not None:
            locked.focus()
        elif self._first_todo():
            self.show_form(self._first_todo())
        else:
            self._enter.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_bus_changed(self, changes: object) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Show officers, unit and gates as they stand now."""
        workspace = self.desk.workspace
        self.view = workspace.inspections.get(self.id)
        self._gates = tuple(workspace.inspections.gates(self.id))
        day = self.desk.clock.now().date()
        unlocked = {officer.person_id for officer in workspace.unlocked}
        for n, card in enumerate(self.cards):
            officer = self.view.officers[n] if n < len(self.view.officers) else None
            held = officer is not None and officer.person_id in unlocked
            card.show_officer(officer, unlocked=held, day=day)
        self._fill_gates()
        self._fill_foot()
        self.problems_changed.emit()

    def on_unlock_asked(self, person: str, passphrase: str) -> None:
        """Check a passphrase; it takes about a second."""
        card = self._card_of(person)
        if card is not None:
            card.set_busy(busy=True)
        workspace = self.desk.workspace
        self.desk.tasks.run(
            self,
            lambda _: workspace.unlock(PersonId(person), passphrase),
            self.on_officer_unlocked,
            lambda error: self.on_unlock_failed(person, error),
        )

    def on_officer_unlocked(self, officer: Officer) -> None:
        """Show it, and go on to the next passphrase or gate."""
        self.desk.bus.people.emit()
        self.refresh()
        self.start()

    def on_unlock_failed(self, person: str, error: InspectorError) -> None:
        """Say why."""
        self.desk.bus.problem.emit(error)
        card = self._card_of(person)
        if card is not None:
            card.set_busy(busy=False)
            card.focus()

    def on_lock_asked(self, person: str) -> None:
        """Lock one officer; with nobody left the unlock page follows."""
        self.desk.workspace.lock(PersonId(person))
        self.desk.bus.people.emit()
        if not self.desk.workspace.unlocked:
            self.desk.go(self.here)
            return
        self.refresh()

    def on_officer_swapped(self, person: str) -> None:
        """Put another officer in place; `?` asks who is there, '' keeps."""
        card = self.sender()
        if not isinstance(card, OfficerCard):
            return
        if person == "?":
            taken = {officer.person_id for officer in self.view.officers}
            people = [one for one in self.desk.workspace.people() if one.person_id not in taken]
            card.show_choice(people)
            return
        if person:
            self.swap(card.place, person)
        self.refresh()

    def swap(self, place: int, person: str) -> None:
        """Put `person` in the place of the first or second officer."""
        persons = [officer.person_id for officer in self.view.officers]
        if place < len(persons):
            persons[place] = PersonId(person)
        else:
            persons.append(PersonId(person))
        self._try(lambda: self.desk.workspace.inspections.choose_officers(self.view.id, persons))

    def on_fix_chosen(self, action: str) -> None:
        """Do what the button of a gate says."""
        verb, _, what = action.partition(":")
        if verb == "swap-officer":
            self.swap(self._wrong_place(), what)
            self.refresh()
        elif verb == "choose-officer":
            self.cards[1].ask_swap()
        elif verb == "unlock":
            card = self._card_of(what)
            if card is not None:
                card.focus()
        elif verb == "sync":
            self.go("outbox")
        elif verb == "cap-reason":
            self.show_form("G-01")
        elif verb == "record":
            gate = next(
                (one.id for one in self._gates if any(fix.action == action for fix in one.fixes)),
                "",
            )
            if gate:
                self.show_form(gate)

    def on_noted(self, told: object) -> None:
        """Record what a form noted; the arrival first."""
        if not isinstance(told, tuple):
            return
        if any(isinstance(one, Told) for one in told):
            self.record_arrival()
        for one in told:
            if isinstance(one, CapReason) and not self._store_cap_reason(one.text):
                return
            if isinstance(one, Told) and not self.record(one):
                return
        self._open_gate = ""
        self.refresh()
        todo = self._first_todo()
        if todo:
            self.show_form(todo)
        else:
            self._enter.setFocus(Qt.FocusReason.OtherFocusReason)

    def record_arrival(self) -> None:
        """Note the moment of arrival, once."""
        if not arrived_at(tuple(self.view.events)):
            self.record(Told(ProcedureKind.ARRIVED, {}))
            self.view = self.desk.workspace.inspections.get(self.id)

    def record(self, told: Told) -> bool:
        """Record one event; tell whether it is stored."""
        person = PersonId(told.person) or self.desk.workspace.unlocked[0].person_id
        self.desk.bus.saving.emit()
        stored = self._try(
            lambda: self.desk.workspace.inspections.record_event(
                self.id, told.kind, person, dict(told.detail)
            )
        )
        if stored:
            self.desk.bus.saved.emit(self.desk.clock.now())
        return stored

    def _store_cap_reason(self, text: str) -> bool:
        workspace = self.desk.workspace
        person = workspace.unlocked[0].person_id
        return self._try(lambda: workspace.inspections.set_cap_reason(self.id, text, person))

    def enter(self) -> None:
        """Open the checklist."""
        if self.view.state is not InspectionState.OPENING:
            self.go("checklist", self.id, self.view.last_item)
            return
        if self._enter.isEnabled() and self._try(
            lambda: self.desk.workspace.inspections.enter(self.id)
        ):
            self.go("checklist", self.id)

    def show_form(self, gate_id: str) -> None:
        """Open the form under a gate, and close the others."""
        self._open_gate = gate_id
        for one, gate_row in self._rows.items():
            self._build_form(one)
            gate_row.set_open(one == gate_id)
        form = self._forms.get(gate_id)
        if form is not None:
            form.start()
            QTimer.singleShot(0, self._show_open_gate)  # once the form has its size

    def _show_open_gate(self) -> None:
        if self._open_gate in self._rows:
            self._scroll.ensureWidgetVisible(self._rows[self._open_gate])

    def _left(self) -> ScrollColumn:
        look, say = self.look, self.say
        scroll = ScrollColumn(look, (20, 16, 20, 16), 12)
        line = row(look, gap=8)
        line.addWidget(Text(look, say("open.officers"), 17, 600))
        line.addWidget(Text(look, say("open.each"), 13, tone="ink2"))
        line.addStretch(1)
        scroll.column.addLayout(line)
        cards = row(look, gap=12)
        for officer in self.cards:
            cards.addWidget(officer, 1)
        scroll.column.addLayout(cards)
        line = row(look, gap=8)
        line.addWidget(Text(look, say("open.unit"), 17, 600))
        line.addStretch(1)
        ledger = Button(look, say("open.ledger"), Kind.LINK, keys=("T",), size=13)
        ledger.clicked.connect(lambda: self.go("ledger", detail=self.view.unit.id))
        line.addWidget(ledger)
        scroll.column.addLayout(line)
        card = Panel(look)
        grid = QGridLayout(card)
        grid.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        grid.setVerticalSpacing(look.px(6))
        grid.setHorizontalSpacing(look.px(12))
        grid.setColumnMinimumWidth(0, look.px(76))
        grid.setColumnStretch(1, 1)
        for n, (name, fact) in enumerate(unit_facts(self.view, self.say)):
            label = Text(look, name, 13, tone="ink2")
            label.setContentsMargins(0, look.px(2), 0, 0)
            grid.addWidget(label, n, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(look, fact, 15, wrap=True), n, 1)
        scroll.column.addWidget(card)
        scroll.column.addStretch(1)
        return scroll

    def _right(self) -> QWidget:
        look, say = self.look, self.say
        ground = Ground(look, "surface", "l")
        down = column(look, ground, margin=(1, 0, 0, 0))
        self._scroll = ScrollColumn(look)
        self._list: QVBoxLayout = self._scroll.column
        down.addWidget(self._scroll, 1)
        foot = Ground(look, "surface", "t")
        foot.setMinimumHeight(look.px(64))
        line = row(look, foot, gap=16, margin=(20, 10, 20, 10))
        self._missing = Text(look, "", 15, tone="ink2", wrap=True)
        line.addWidget(self._missing, 1)
        self._enter = Button(
            look, say("open.enter"), Kind.PRIMARY, icon="arrow-right", keys=("Ctrl", "Enter")
        )
        self._enter.clicked.connect(self.enter)
        line.addWidget(self._enter)
        down.addWidget(foot)
        return ground

    def _fill_gates(self) -> None:
        typed = self._forms.get(self._open_gate)
        if typed is not None and typed.isAncestorOf(self.focusWidget() or self):
            self._restate()
            return
        clear(self._list, keep=self._keep)
        self._rows, self._forms = {}, {}
        self._fix_keys = False
        before = [gate for gate in self._gates if gate.stage is GateStage.BEFORE]
        site = [gate for gate in self._gates if gate.stage is GateStage.ON_SITE]
        done = sum(gate.passed for gate in before)
        blocked = sum(gate.state is GateState.BLOCKS for gate in before)
        note = (
            self.say("open.before-note", done=done, blocked=blocked)
            if blocked
            else self.say("open.before-fine", done=done, total=len(before))
        )
        self._band(self.say("open.before"), note)
        for gate in before:
            self._add_gate(gate)
        self._band(self.say("open.on-site"), f"{sum(gate.passed for gate in site)} / {len(site)}")
        self._add_arrival()
        for gate in site:
            self._add_gate(gate)
        self._list.addStretch(1)
        if self._open_gate in self._rows:
            self.show_form(self._open_gate)

    def _restate(self) -> None:
        for gate in self._gates:
            if gate.id in self._rows:
                self._rows[gate.id].set_state(gate.state, self.say.text(gate.fact))

    def _band(self, title: str, note: str) -> None:
        look = self.look
        band = Ground(look, "bg", "b")
        band.setFixedHeight(look.px(36))
        line = row(look, band, gap=8, margin=(20, 0, 20, 0))
        line.addWidget(Text(look, title, 15, 600))
        line.addWidget(Text(look, note, 13, tone="ink2"))
        line.addStretch(1)
        self._list.addWidget(band)

    def _add_gate(self, gate: Gate) -> None:
        say = self.say
        if gate.state is GateState.BLOCKS:
            fixes = [
                (
                    fix.action,
                    say.text(fix.label),
                    f"F{4 + n}" if n < 2 and not self._fix_keys else "",
                )
                for n, fix in enumerate(gate.fixes)
            ]
            blocked = BlockedGate(
                self.look, gate.id, say.text(gate.fact), say.text(gate.why), fixes
            )
            blocked.fix_chosen.connect(self.on_fix_chosen)
            self._list.addWidget(blocked)
            shown = gate.fixes[:2] if not self._fix_keys else ()
            self._fix_keys = True
            for n, fix in enumerate(shown):
                self.key(f"F{4 + n}", partial(self.on_fix_chosen, fix.action), blocked)
            if not _opens(gate):
                return
        opens = _opens(gate)
        title, fact = say.text(gate.title), say.text(gate.fact)
        gate_row = GateRow(
            self.look, gate.id, gate.state, title, fact, opens=opens, title_width=self._titles
        )
        if opens:
            gate_row.opened.connect(self._on_row_opened)
            self._rows[gate.id] = gate_row
        self._list.addWidget(gate_row)

    def _add_arrival(self) -> None:
        say = self.say
        at = arrived_at(tuple(self.view.events))
        if at:
            fact = say("open.arrived", time=at[11:16])
            arrived = GateRow(
                self.look, "", "holds", say("open.arrive"), fact, title_width=self._titles
            )
            self._list.addWidget(arrived)
            return
        holder = Ground(self.look, "surface", "b")
        line = row(self.look, holder, margin=(0, 0, 20, 1))
        line.addWidget(
            GateRow(self.look, "", "todo", say("open.arrive"), say("open.arrive-fact"), line=False),
            1,
        )
        button = Button(self.look, say("open.arrive-do"), Kind.LINK, icon="map-pin")
        button.clicked.connect(self._on_arrive_clicked)
        line.addWidget(button)
        self._list.addWidget(holder)

    def _build_form(self, gate_id: str) -> None:
        if gate_id in self._forms or gate_id != self._open_gate:
            return
        form = FORMS[gate_id](self.desk, self.view)
        form.noted.connect(self.on_noted)
        self._rows[gate_id].body().addWidget(form)
        self._forms[gate_id] = form

    def _fill_foot(self) -> None:
        say = self.say
        if self.view.state is not InspectionState.OPENING:
            self._missing.set_text("")
            self._enter.set_text(say("open.back-in"))
            self._enter.setEnabled(True)
            return
        before = [
            gate for gate in self._gates if gate.stage is GateStage.BEFORE and not gate.passed
        ]
        site = [gate for gate in self._gates if gate.stage is GateStage.ON_SITE and not gate.passed]
        join = "、" if say.chinese else ", "
        if before:
            names = join.join(say.text(gate.title) for gate in before)
            self._missing.set_text(say("open.missing-two", what=names))
        elif site:
            names = join.join(say.text(gate.title) for gate in site)
            self._missing.set_text(say("open.missing", what=names))
        else:
            self._missing.set_text(say("open.ready"))
        self._enter.setEnabled(not before and not site)

    def _first_todo(self) -> str:
        if any(gate.stage is GateStage.BEFORE and not gate.passed for gate in self._gates):
            return ""
        return next((gate.id for gate in self._gates if _opens(gate) and not gate.passed), "")

    def _card_of(self, person: str) -> OfficerCard | None:
        return next((card for card in self.cards if card.person == person), None)

    def _wrong_place(self) -> int:
        """Return the place of the officer who is not fit: the one whose card says no, else 2nd."""
        day = self.desk.clock.now().date()
        for n, officer in enumerate(self.view.officers):
            credential = officer.credential
            if credential is None or not credential.covers(day) or officer.revoked_since:
                return n
        return 1

    def _try(self, act: object) -> bool:
        try:
            if callable(act):
                act()
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return False
        return True

    def _on_row_opened(self, opened: bool) -> None:
        sender = self.sender()
        if not isinstance(sender, GateRow):
            return
        if opened or sender.gate_id not in self._forms:
            self.show_form(sender.gate_id)
        else:
            self._open_gate = ""

    def _on_arrive_clicked(self) -> None:
        self.record_arrival()
        self.refresh()
        todo = self._first_todo()
        if todo:
            self.show_form(todo)


def _opens(gate: Gate) -> bool:
    """Tell whether a gate has a form; the approval has one only for the reason to go on."""
    if gate.id == "G-01":
        return any(fix.action == "cap-reason" for fix in gate.fixes)
    return gate.id in FORMS


def _nothing(_: object) -> None:
    """Whatever went wrong shows again when the checklist opens."""
