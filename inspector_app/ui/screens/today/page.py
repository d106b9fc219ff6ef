"""Today: assignments in order, visits left open, deadlines, the outbox, credentials.

The first page after unlocking. Lists only; every row leads somewhere with one key.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.officers import Officer, Role
from inspector_app.errors import InspectorError
from inspector_app.services.assignments import AssignmentRow
from inspector_app.services.inspection_views import InspectionRow

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.marks import Bar, EmptyState
from inspector_app.ui.components.panel import (
    Divider,
    Ground,
    Panel,
    ScrollColumn,
    clear,
    column,
    row,
)
from inspector_app.ui.components.tags import LampLine, Tag
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.icons import icon_pixmap
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.screens.today.deadlines import DeadlinePanel, pressing
from inspector_app.ui.visit import place_of
from inspector_app.ui.waiting import count_waiting

_SOON_DAYS = 30


class TodayPage(Screen):
    """What there is to do."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page."""
        super().__init__(desk, place)
        self._acts: list[Button] = []
        self._left = ScrollColumn(self.look, (20, 16, 10, 16), 12)
        self._right = ScrollColumn(self.look, (10, 16, 20, 16), 12)
        self._narrow = desk.compact
        across = row(self.look, self)
        across.addWidget(self._left, 1)
        if not self._narrow:
            self._right.setFixedWidth(self.look.px(466))
            across.addWidget(self._right)
        self.keys_enter(lambda: self._press(0))
        for n in range(2, 10):
            self.key(str(n), partial(self._press, n - 1))
        self.key("O", lambda: self.go("outbox"))
        self._fill()

    def head(self) -> Head:
        today = self.desk.clock.now().date()
        text = self.say("today.date", day=self.say.day(today), weekday=self.say.weekday(today))
        search = Button(
            self.look,
            self.say("today.search"),
            Kind.SEARCH,
            icon="search",
            keys=("Ctrl", "K"),
            left=True,
        )
        search.setFixedWidth(self.look.px(440))
        search.clicked.connect(lambda: self.go("ledger"))
        tools = () if self._narrow else (search,)
        return Head(self.say("today.title"), text, rail="today", tools=tools)

    def hints(self) -> tuple[Hint, ...]:
        say = self.say
        hints = [Hint(("Ctrl", "K"), say("keys.search")), Hint(("F1",), say("keys.help"))]
        if len(self._acts) > 1:
            keys = ("2", "…", str(len(self._acts))) if len(self._acts) > 2 else ("2",)
            hints.insert(0, Hint(keys, say("today.keys-row")))
        if self._acts:
            hints.insert(0, Hint(("Enter",), say("today.keys-start")))
        return tuple(hints)

    def start(self) -> None:
        if self._acts:
            self._acts[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def on_bus_changed(self, changes: object) -> None:
        self._fill()

    def begin(self, row_: AssignmentRow) -> None:
        """Open the visit of an assignment; a second time it is the same visit."""
        try:
            inspection, _ = self.desk.workspace.inspections.begin(row_.assignment.id)
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.go("open", inspection)

    def _fill(self) -> None:
        workspace = self.desk.workspace
        clear(self._left.column)
        clear(self._right.column)
        self._acts = []
        today = self.desk.clock.now().date()
        rows = workspace.inspections.rows()
        drafts = [
            one for one in rows if one.state not in (InspectionState.SEALED, InspectionState.VOID)
        ]
        begun = {one.id for one in rows}
        waiting = [
            one
            for one in workspace.assignments.list()
            if one.inspection_id not in begun and one.state is not InspectionState.SEALED
        ]
        self._add_assignments(self._left.column, waiting, today)
        self._add_drafts(self._left.column, drafts, today)
        self._left.column.addStretch(1)
        side = self._left.column if self._narrow else self._right.column
        if self._narrow:
            side.takeAt(side.count() - 1)
        self._add_deadlines(side, today)
        self._add_outbox(side)
        self._add_credentials(side, waiting, today)
        side.addStretch(1)

    def _heading(self, into: QVBoxLayout, title: str, note: str) -> None:
        line = row(self.look, gap=8)
        line.addWidget(Text(self.look, title, 17, 600))
        line.addWidget(Text(self.look, note, 15, tone="ink2"))
        line.addStretch(1)
        into.addLayout(line)

    def _add_assignments(
        self, into: QVBoxLayout, rows: Sequence[AssignmentRow], today: date
    ) -> None:
        look, say = self.look, self.say
        self._heading(into, say("today.assignments"), str(len(rows)))
        card = Panel(look)
        box = column(look, card, margin=(1, 1, 1, 1))
        into.addWidget(card)
        if not rows:
            empty = EmptyState(
                look,
                "calendar-check",
                say("today.no-assignments"),
                say("today.no-assignments-how"),
                say("today.to-outbox"),
            )
            empty.pressed.connect(lambda: self.go("outbox"))
            box.addWidget(empty)
            return
        for n, one in enumerate(rows):
            if n:
                box.addWidget(Divider(look))
            box.addWidget(self._assignment(one, first=n == 0, today=today))

    def _assignment(self, one: AssignmentRow, *, first: bool, today: date) -> QWidget:
        look, say = self.look, self.say
        order = one.assignment
        ground = Ground(look, "accent_soft" if first else "surface")
        across = row(look, ground, gap=16, margin=(16, 14, 16, 14))
        start = order.planned_from
        clock = start.strftime("%H:%M") if start.date() == today else say.day(start.date())
        when = Text(look, clock, 20, 600)
        when.setMinimumWidth(look.width_of("00:00", 20, 600) + look.px(4))
        across.addWidget(when)
        words = column(look, gap=4)
        top = row(look, gap=8)
        name = one.unit.name if one.unit is not None else order.unit_id
        top.addWidget(Text(look, name, 17, 600, cut=True))
        top.addWidget(Tag(look, say(f"kind.{order.kind}"), white=first))
        for officer in one.officers:
            wrong = self._expired(officer, today)
            if wrong:
                words_of = say("today.is-expired", name=officer.name)
                top.addWidget(Tag(look, words_of, "warn", icon="triangle-alert"))
        top.addStretch(1)
        words.addLayout(top)
        names = ("、" if say.chinese else ", ").join(officer.name for officer in one.officers)
        address = one.unit.address if one.unit is not None else ""
        form = say("today.form", version=order.form_version)
        line = say("today.place", address=address, form=form, names=names)
        words.addWidget(Text(look, line, 13, tone="ink2", cut=True))
        across.addLayout(words, 1)
        n = len(self._acts)
        kind, icon = (Kind.PRIMARY, "play") if first else (Kind.PLAIN, "")
        word = say("today.start" if first else "today.prepare")
        keys = ("Enter",) if n == 0 else (str(n + 1),)
        button = Button(look, word, kind, icon=icon, keys=keys)
        button.clicked.connect(lambda: self.begin(one))
        across.addWidget(button)
        self._acts.append(button)
        return ground

    def _add_drafts(self, into: QVBoxLayout, rows: Sequence[InspectionRow], today: date) -> None:
        look, say = self.look, self.say
        into.addSpacing(look.px(4))
        self._heading(into, say("today.drafts"), str(len(rows)))
        if not rows:
            into.addWidget(Text(look, say("today.no-drafts"), 15, tone="ink2", wrap=True))
            return
        card = Panel(look)
        box = column(look, card, margin=(1, 1, 1, 1))
        into.addWidget(card)
        for n, one in enumerate(rows):
            if n:
                box.addWidget(Divider(look))
            box.addWidget(self._draft(one, today))

    def _draft(self, one: InspectionRow, today: date) -> QWidget:
        look, say = self.look, self.say
        ground = QWidget()
        across = row(look, ground, gap=16, margin=(16, 12, 16, 12))
        words = column(look, gap=8)
        top = row(look, gap=12)
        top.addWidget(Text(look, one.unit_name, 17, 600, cut=True))
        top.addWidget(Text(look, self._where(one), 13, tone="ink2", cut=True), 1)
        words.addLayout(top)
        below = row(look, gap=12)
        bar = Bar(look)
        bar.setFixedWidth(look.px(240))
        bar.set_share(one.answered, one.total)
        below.addWidget(bar)
        counts = say("today.counts", answered=one.answered, total=one.total, photos=one.photos)
        if one.saved_at is not None:
            counts = say("today.saved", counts=counts, when=say.when(one.saved_at, today))
        below.addWidget(Text(look, counts, 13, tone="ink2", cut=True), 1)
        words.addLayout(below)
        across.addLayout(words, 1)
        n = len(self._acts)
        key, icon = {
            InspectionState.FROZEN: ("today.sign", "pen-line"),
            InspectionState.SEALING: ("today.seal", "stamp"),
        }.get(one.state, ("today.go-on", "play"))
        keys = ("Enter",) if n == 0 else (str(n + 1),)
        kind = Kind.PRIMARY if n == 0 else Kind.PLAIN
        button = Button(look, say(key), kind, icon=icon, keys=keys)
        button.clicked.connect(lambda: self.desk.go(place_of(one)))
        across.addWidget(button)
        self._acts.append(button)
        return ground

    def _where(self, one: InspectionRow) -> str:
        say = self.say
        if one.state is InspectionState.OPENING:
            return say("today.opening")
        if one.state is InspectionState.FROZEN:
            return say("today.frozen")
        if one.state is InspectionState.SEALING:
            return say("today.sealing")
        return say("today.at", item=one.last_item) if one.last_item else ""

    def _add_deadlines(self, into: QVBoxLayout, today: date) -> None:
        look, say = self.look, self.say
        try:
            rows = self.desk.workspace.deadlines.board()
        except InspectorError as error:
            # the day's work goes on without the board; the reader learns why it is not there
            self.desk.bus.problem.emit(error)
            return
        near = pressing(rows, today)
        note = say("today.due-soon", n=len(near)) if near else say("today.nothing-due")
        self._heading(into, say("today.deadlines"), note)
        if near:
            into.addWidget(DeadlinePanel(look, say, near))
        into.addSpacing(look.px(4))

    def _add_outbox(self, into: QVBoxLayout) -> None:
        look, say = self.look, self.say
        status = count_waiting(self.desk.workspace)
        note = (
            say("today.waiting", n=status.waiting) if status.waiting else say("today.all-delivered")
        )
        self._heading(into, say("today.outbox"), note)
        card = Panel(look)
        box = column(look, card, gap=10, margin=(14, 12, 14, 14))
        top = row(look, gap=12)
        line = row(look, gap=8)
        icon = Text(look)
        ratio = self.devicePixelRatioF()
        icon.setPixmap(icon_pixmap("refresh-cw", look.px(18), look.hex("ink2"), ratio))
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(look, self._in_touch(status.last), 15, tone="ink2", wrap=True), 1)
        top.addLayout(line, 1)
        button = Button(look, say("today.open"), icon="send", keys=("O",))
        button.clicked.connect(lambda: self.go("outbox"))
        top.addWidget(button)
        box.addLayout(top)
        if status.held:
            box.addWidget(LampLine(look, Lamp.PAUSE, say("today.held", n=status.held), size=15))
        into.addWidget(card)

    def _in_touch(self, last: str) -> str:
        if not last:
            return self.say("today.never-synced")
        now = self.desk.clock.now()
        moment = datetime.fromisoformat(last).astimezone(now.tzinfo)
        return self.say("today.synced", when=self.say.when(moment, now.date()))

    def _add_credentials(
        self, into: QVBoxLayout, rows: Sequence[AssignmentRow], today: date
    ) -> None:
        look, say = self.look, self.say
        people: dict[str, Officer] = {one.person_id: one for one in self.desk.workspace.unlocked}
        for order in rows:
            people.update({one.person_id: one for one in order.officers})
        if not people:
            return
        unlocked = {one.person_id for one in self.desk.workspace.unlocked}
        into.addSpacing(look.px(4))
        self._heading(into, say("today.credentials"), str(len(people)))
        card = Panel(look)
        box = column(look, card, margin=(1, 1, 1, 1))
        into.addWidget(card)
        for n, officer in enumerate(people.values()):
            if n:
                box.addWidget(Divider(look))
            lamp, fact, tone, why = self._credential(officer, today)
            line = row(look, gap=10, margin=(14, 8, 14, 8))
            line.addWidget(LampMark(look, lamp, 18))
            words = column(look)
            words.addWidget(Text(look, say("today.credential-of", name=officer.name), 15, cut=True))
            state = say("today.unlocked" if officer.person_id in unlocked else "today.locked")
            words.addWidget(Text(look, why or state, 13, tone="ink2", cut=True))
            line.addLayout(words, 1)
            line.addWidget(Text(look, fact, 15, tone=tone))
            box.addLayout(line)

    def _credential(self, officer: Officer, today: date) -> tuple[Lamp, str, str, str]:
        say = self.say
        if officer.role is not Role.OFFICER or officer.credential is None:
            return Lamp.NA, "", "na", say("today.assistant")
        if officer.revoked_since is not None:
            return Lamp.NO, say("today.revoked"), "no", say("today.expired-why")
        last = officer.credential.valid_to
        if last < today:
            fact = say("today.expired", day=say.day(last))
            return Lamp.NO, fact, "no", say("today.expired-why")
        days = (last - today).days
        if days <= _SOON_DAYS:
            return Lamp.WARN, say("today.expires-soon", days=days), "warn", ""
        return Lamp.YES, say("today.valid", day=say.full_day(last)), "ink2", ""

    def _expired(self, officer: Officer, today: date) -> bool:
        credential = officer.credential
        return credential is not None and credential.valid_to < today

    def _press(self, index: int) -> None:
        if index < len(self._acts):
            self._acts[index].click()
