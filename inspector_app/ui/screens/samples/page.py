"""Sample tables of a visit: draw by the assignment's seed, then row after row by keys.

The draw, its rule and its seed are the service's; this page shows the seats and takes the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.domain.draw import read_population
from inspector_app.domain.inspection import InspectionState
from inspector_app.errors import InspectorError, KnownError
from inspector_app.services.checklist.views import RowView, SaveResult, TableView

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import Field, TextArea
from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.marks import EmptyState
from inspector_app.ui.components.panel import Ground, Panel, ScrollColumn, clear, column, row
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.screens.samples.row_editor import RowEditor
from inspector_app.ui.screens.samples.seat_map import MOST, SeatMap
from inspector_app.ui.visit import visit_head


class SamplesPage(Screen):
    """One visit's tables; `place.detail` is `WB-T1` or `WB-T1/3` (row 3)."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Open the table and row of `place.detail`."""
        super().__init__(desk, place)
        self.id = place.inspection
        self.view = desk.workspace.inspections.get(self.id)
        self.editable = self.view.state is InspectionState.CHECKING
        self.checklist = desk.workspace.inspections.checklist(self.id)
        self.checklist.speak(desk.say.language)
        self.tables: Sequence[TableView] = self.checklist.tables()
        code, _, number = place.detail.partition("/")
        codes = [table.code for table in self.tables]
        self.at = codes.index(code) if code in codes else 0
        self.n = max(int(number) - 1, 0) if number.isdigit() else -1
        self._population = self.view.unit.facts.get("seats", "")
        self._again = False
        self._way: int | None = None
        self._compact = desk.compact
        self._down = column(self.look, self)
        self._build()
        self.keys_enter(self.next_row)
        for keys, act in (
            ("=", self.copy_above),
            ("PgDown", lambda: self.show_row(self.n + 1)),
            ("PgUp", lambda: self.show_row(self.n - 1)),
            ("Down", lambda: self.show_row(self.n + 1)),
            ("Up", lambda: self.show_row(self.n - 1)),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Y", self.redo),
            ("Esc", lambda: self.go("checklist", self.id)),
        ):
            self.key(keys, act)

    def head(self) -> Head:
        return visit_head(self.desk, self.view, "samples")

    def hints(self) -> tuple[Hint, ...]:
        say = self.say
        return (
            Hint(("1", "2", "3", "4"), say("samples.keys-choose")),
            Hint(("Tab",), say("samples.keys-cell")),
            Hint(("Enter",), say("samples.keys-row")),
            Hint(("=",), say("samples.same")),
            Hint(("Ctrl", "Z"), say("keys.undo")),
        )

    def start(self) -> None:
        self.desk.bus.saved.emit(self.view.saved_at)
        if self.tables and self.table.rows and not self._again:
            self._editor.focus()
        elif self._draw_field is not None:
            self._draw_field.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def table(self) -> TableView:
        """The table in work."""
        return self.tables[self.at]

    @property
    def drawn(self) -> bool:
        """Whether the table's rows come from a draw."""
        rule = self.table.rule
        return bool(rule) and rule != "all" and not rule.startswith("dates(")

    @property
    def way(self) -> int:
        """Which of the table's draws comes next: the one asked for, else the first not drawn."""
        if self._way is not None:
            return self._way
        return self._undrawn() or 0

    def _undrawn(self) -> int | None:
        drawn = {draw.rule for draw in self.table.draws}
        left = (n for n in range(len(self.table.ways)) if n not in drawn)
        return next(left, None)

    def choose_table(self, at: int) -> None:
        """Go to another table."""
        self.leave()
        self.at, self.n, self._again, self._way = at, -1, False, None
        self._build()
        self.start()
        self._remember()

    def show_row(self, n: int) -> None:
        """Go to a row, 0-based; out of range stays."""
        if not self.tables or not 0 <= n < len(self.table.rows):
            return
        self.leave()
        self.n = n
        self.refresh()
        self._editor.focus()
        self._remember()

    def next_row(self) -> None:
        """Store what is written and go to the next row that is not finished."""
        if not self.tables or not self.table.rows or self._again:
            self._draw()
            return
        self.leave()
        rows = self.table.rows
        order = [*range(self.n + 1, len(rows)), *range(self.n + 1)]
        following = next((n for n in order if not self._finished(rows[n])), None)
        if following is None or following == self.n:
            if following is None:
                self.go("checklist", self.id)
            return
        self.show_row(following)

    def give(self, ref: str, value: str) -> None:
        """Store one cell."""
        person = self.desk.workspace.unlocked[0].person_id
        self._store(lambda: self.checklist.set(ref, value or None, person))

    def copy_above(self) -> None:
        """Fill what is empty in this row from the row above."""
        if not self.tables or self.n < 1 or not self.editable:
            return
        self.leave()
        above, here = self.table.rows[self.n - 1], self.table.rows[self.n]
        for n, (old, new) in enumerate(zip(above.cells, here.cells, strict=True)):
            if n != self.table.id_column and old.value and not new.value:
                self.give(new.ref, old.value)
        self._editor.focus()

    def undo(self) -> None:
        """Take the last change back."""
        self.leave()
        done = self._store(self.checklist.undo)
        self.desk.bus.told.emit(
            self.say("tell.undone" if done else "tell.nothing-to-undo"), "", None
        )

    def redo(self) -> None:
        """Make it again."""
        if self._store(self.checklist.redo):
            self.desk.bus.told.emit(self.say("tell.redone"), "", None)

    def refresh(self) -> None:
        """Show the table as it is stored now."""
        code, rows = self.table.code, len(self.table.rows)
        self.tables = self.checklist.tables()
        codes = [table.code for table in self.tables]
        if code not in codes or len(self.tables[codes.index(code)].rows) != rows:
            self.at = codes.index(code) if code in codes else 0
            self._build()
            return
        self.at = codes.index(code)
        self._fill()

    def _build(self) -> None:
        clear(self._down)
        look, say = self.look, self.say
        self._draw_field: TextArea | None = None
        if not self.tables:
            empty = EmptyState(
                look,
                "grid-3x3",
                say("samples.none"),
                say("samples.none-how"),
                say("samples.to-checklist"),
            )
            empty.pressed.connect(lambda: self.go("checklist", self.id))
            self._down.addWidget(empty)
            return
        if len(self.tables) > 1:
            self._down.addWidget(self._tabs())
        rows = self.table.rows
        if not rows or self._again:
            self._down.addWidget(self._start_form(), 1)
            return
        if not 0 <= self.n < len(rows):
            todo = (n for n, one in enumerate(rows) if not self._finished(one))
            self.n = next(todo, 0)
        across = row(look)
        self._map: SeatMap | None = None
        if self._has_map():
            across.addWidget(self._map_side())
        across.addWidget(self._middle(), 1)
        across.addWidget(self._list_side())
        holder = QWidget()
        holder.setLayout(across)
        self._down.addWidget(holder, 1)
        self._fill()

    def _tabs(self) -> QWidget:
        look = self.look
        band = Ground(look, "bg", "b")
        line = row(look, band, gap=8, margin=(20, 8, 20, 8))
        for n, table in enumerate(self.tables):
            tab = Button(look, table.title, Kind.CHIP)
            tab.setChecked(n == self.at)
            tab.clicked.connect(lambda _=False, n=n: self.choose_table(n))
            line.addWidget(tab)
        line.addStretch(1)
        return band

    def _start_form(self) -> QWidget:
        look, say, table = self.look, self.say, self.table
        scroll = ScrollColumn(look, (20, 20, 20, 20), 12)
        card = Panel(look)
        card.setMaximumWidth(look.px(760))
        down = column(look, card, gap=12, margin=(24, 20, 24, 24))
        scroll.column.addWidget(card)
        scroll.column.addStretch(1)
        down.addWidget(Text(look, table.title, 24, 600, wrap=True))
        if table.note:
            down.addWidget(Text(look, table.note, 15, tone="ink2", wrap=True))
        line = row(look, gap=8)
        if self.drawn:
            ways = table.ways
            label = say("samples.population")
            if len(ways) > 1:
                label = say("samples.population-of", by=ways[self.way].by)
            down.addWidget(Text(look, label, 15, 600))
            down.addWidget(Text(look, say("samples.population-how"), 13, tone="ink2", wrap=True))
            known = "" if len(ways) > 1 else self._population
            self._draw_field = TextArea(look, known, name=label, lines=3)
            down.addWidget(self._draw_field)
            self._size: Field | None = None
            if (ways[self.way].size if ways else table.rule) == "bureau":
                self._size = Field(look, "10", hint=say("samples.size"), number=True)
                self._size.setMaximumWidth(look.px(160))
                down.addWidget(self._size)
            self._reason: Field | None = None
            if any(draw.rule == self.way for draw in table.draws):
                hint = say("samples.again-why")
                self._reason = Field(look, hint=hint, name=hint, printed=True)
                down.addWidget(self._reason)
            down.addWidget(Text(look, say("samples.fixed"), 13, tone="ink2", wrap=True))
            button = Button(look, say("samples.draw"), Kind.PRIMARY, icon="dices", keys=("Enter",))
            button.clicked.connect(self._draw)
        elif table.rule.startswith("dates("):
            down.addWidget(Text(look, say("samples.dated"), 15, tone="ink2", wrap=True))
            button = Button(look, say("samples.dated-do"), Kind.PRIMARY, keys=("Enter",))
            button.clicked.connect(self._draw)
        else:
            down.addWidget(Text(look, say("samples.all"), 15, tone="ink2", wrap=True))
            button = Button(
                look, say("samples.add"), Kind.PRIMARY, icon="list-plus", keys=("Enter",)
            )
            button.clicked.connect(self._draw)
        button.setEnabled(self.editable)
        line.addWidget(button)
        line.addStretch(1)
        down.addLayout(line)
        return scroll

    def _map_side(self) -> QWidget:
        look, say, table = self.look, self.say, self.table
        side = QWidget()
        side.setFixedWidth(look.px(612))
        down = column(look, side)
        line = row(look, gap=8, margin=(20, 12, 20, 4))
        line.addWidget(Text(look, table.title, 17, 600, cut=True))
        draw = table.draws[-1] if table.draws else None
        if draw is not None:
            words = say("samples.of", population=draw.population, n=draw.n)
            line.addWidget(Text(look, words, 13, tone="ink2"))
        line.addStretch(1)
        again = Button(look, say("samples.again"), Kind.LINK, icon="dices", size=13)
        again.setEnabled(self.editable)
        again.clicked.connect(self._on_again_clicked)
        line.addWidget(again)
        down.addLayout(line)
        self._map = SeatMap(look, say)
        self._map.chosen.connect(self._on_seat_chosen)
        down.addWidget(self._map, 1)
        if draw is not None:
            words = say(
                "samples.drawn",
                method=draw.method,
                seed=f"{draw.seed[:4]}…{draw.seed[-4:]}",
                attempt=draw.attempt,
                at=draw.at[11:16],
            )
            foot = row(look, margin=(20, 4, 20, 8))
            foot.addWidget(Text(look, words, 13, tone="ink2", cut=True))
            down.addLayout(foot)
        return side

    def _middle(self) -> QWidget:
        look, say = self.look, self.say
        side = Ground(look, "bg", "l")
        down = column(look, side)
        line = row(look, gap=12, margin=(20, 12, 20, 8))
        self._title = Text(look, "", 24, 600, cut=True)
        self._place = Text(look, "", 13, tone="ink2")
        line.addWidget(self._title, 1)
        line.addWidget(self._place)
        if not self.drawn and not self.table.rule.startswith("dates("):
            remove = Button(look, say("samples.remove"), icon="trash-2", size=13)
            remove.setEnabled(self.editable)
            remove.clicked.connect(self._on_remove_clicked)
            line.addWidget(remove)
        down.addLayout(line)
        self._editor = RowEditor(self.desk)
        self._editor.given.connect(self.give)
        down.addWidget(self._editor, 1)
        foot = row(look, gap=12, margin=(20, 8, 20, 12))
        same = Button(look, say("samples.same"), keys=("=",))
        same.clicked.connect(self.copy_above)
        same.setEnabled(self.editable)
        foot.addWidget(same)
        if not self.drawn and not self.table.rule.startswith("dates("):
            add = Button(look, say("samples.add"), icon="list-plus")
            add.setEnabled(self.editable)
            add.clicked.connect(self._on_add_clicked)
            foot.addWidget(add)
        foot.addStretch(1)
        self._next = Button(look, say("samples.next"), Kind.PRIMARY, keys=("Enter",))
        self._next.clicked.connect(self.next_row)
        foot.addWidget(self._next)
        down.addLayout(foot)
        return side

    def _list_side(self) -> QWidget:
        look = self.look
        side = Ground(look, "surface", "l")
        side.setFixedWidth(look.px(262))
        down = column(look, side, margin=(1, 0, 0, 0))
        head = Ground(look, "surface", "b")
        head.setFixedHeight(look.px(48))
        line = row(look, head, gap=8, margin=(14, 0, 14, 0))
        total = len(self.table.rows)
        key = "samples.list" if self.drawn else "samples.list-all"
        line.addWidget(Text(look, self.say(key, n=total), 15, 600), 1)
        self._checked = Text(look, "", 13, tone="ink2")
        line.addWidget(self._checked)
        down.addWidget(head)
        self._list = ScrollColumn(look)
        down.addWidget(self._list, 1)
        if self.drawn and (len(self.table.ways) > 1 or not self._has_map()):
            down.addLayout(self._ways())
        self._foot = Ground(look, "surface", "t")
        inner = column(look, self._foot, margin=(14, 10, 14, 12))
        self._totals = Text(look, "", 15, serif=True, wrap=True)
        inner.addWidget(self._totals)
        down.addWidget(self._foot)
        return side

    def _ways(self) -> QVBoxLayout:
        look, say, table = self.look, self.say, self.table
        down = column(look, margin=(8, 4, 8, 4))
        drawn = {draw.rule for draw in table.draws}
        for n, way in enumerate(table.ways):
            word = say("samples.again-of" if n in drawn else "samples.draw-of", by=way.by)
            button = Button(look, word, Kind.LINK, icon="dices", left=True)
            button.setEnabled(self.editable)
            button.clicked.connect(lambda _=False, n=n: self._on_way_clicked(n))
            down.addWidget(button)
        return down

    def _fill(self) -> None:
        say, table = self.say, self.table
        if not table.rows or self._again:
            return
        here = table.rows[self.n]
        self._title.set_text(self._row_name(here) or say("samples.new"))
        self._place.set_text(say("samples.row-of", n=self.n + 1, total=len(table.rows)))
        fixed = self.drawn or table.rule.startswith("dates(")
        self._editor.show_row(here, table.id_column, id_fixed=fixed, editable=self.editable)
        finished = sum(self._finished(one) for one in table.rows)
        self._checked.set_text(say("samples.checked", n=finished))
        rest = finished < len(table.rows)
        self._next.set_text(say("samples.next" if rest else "samples.done"))
        self._totals.set_text(table.totals)
        self._foot.setVisible(bool(table.totals))
        self._fill_list()
        if self._map is not None:
            drawn = {self._row_name(one): self._lamp(n) for n, one in enumerate(table.rows)}
            self._map.show_seats(self._seats(), drawn)

    def _fill_list(self) -> None:
        look = self.look
        place = self._list.verticalScrollBar().value()
        clear(self._list.column)
        for n, one in enumerate(self.table.rows):
            name = self._row_name(one) or self.say("samples.new")
            press = PressRow(look, f"{name} {self._state(n)}", 44)
            press.set_current(n == self.n)
            line = row(look, press, gap=10, margin=(14, 0, 10, 1))
            line.addWidget(LampMark(look, self._lamp(n), 16))
            label = Text(look, name, 15, 600, cut=True)
            line.addWidget(label, 1)
            line.addWidget(Text(look, self._state(n), 15, tone="ink2", cut=True), 1)
            press.clicked.connect(lambda _=False, n=n: self.show_row(n))
            self._list.column.addWidget(press)
        self._list.column.addStretch(1)
        self._list.verticalScrollBar().setValue(place)

    def _row_name(self, one: RowView) -> str:
        return one.cells[self.table.id_column].value

    def _asked(self, one: RowView) -> list[int]:
        cells = enumerate(one.cells)
        return [n for n, cell in cells if n != self.table.id_column and cell.choices]

    def _finished(self, one: RowView) -> bool:
        asked = self._asked(one)
        if not asked:
            return bool(one.cells[self.table.id_column].value)
        return all(one.cells[n].value for n in asked)

    def _deviating(self, one: RowView) -> str:
        columns = self.table.columns
        for n in self._asked(one):
            labels = dict(one.cells[n].choices)
            value = one.cells[n].value
            if value in columns[n].deviating or labels.get(value, "") in columns[n].deviating:
                return labels.get(value, value)
        return ""

    def _lamp(self, n: int) -> Lamp:
        one = self.table.rows[n]
        if n == self.n and not self._finished(one):
            return Lamp.HERE
        if self._deviating(one):
            return Lamp.NO
        if self._finished(one):
            return Lamp.YES
        return Lamp.HALF if any(one.cells[k].value for k in self._asked(one)) else Lamp.TODO

    def _state(self, n: int) -> str:
        one, say = self.table.rows[n], self.say
        lamp = self._lamp(n)
        words = {Lamp.HERE: "samples.here", Lamp.YES: "samples.ok", Lamp.HALF: "samples.partly"}
        return self._deviating(one) or say(words.get(lamp, "samples.todo"))

    def _has_map(self) -> bool:
        return self.table.by == "seat" and not self._compact and len(self._seats()) <= MOST

    def _seats(self) -> tuple[str, ...]:
        try:
            return read_population(self._population) if self._population.strip() else ()
        except KnownError:
            return ()

    def _draw(self) -> None:
        if not self.tables or not self.editable:
            return
        table, person = self.table, self.desk.workspace.unlocked[0].person_id
        if not self.drawn and not table.rule.startswith("dates("):
            self._on_add_clicked()
            return
        reason, size = "", 0
        if self._draw_field is not None:
            self._population = self._draw_field.text()
            reason = self._reason.text().strip() if self._reason is not None else ""
            text = self._size.text() if self._size is not None else ""
            size = int(text) if text.isdigit() else 0
        text = self._population
        again, way = self._again, self.way
        self._again = False
        if self._store(
            lambda: self.checklist.draw(
                table.code, text, person, reason=reason, size=size, rule=way
            )
        ):
            self.n, self._way = 0, None
            self._build()
            self.start()
        else:
            self._again = again

    def _store(self, act: Callable[[], SaveResult | None]) -> bool:
        self.desk.bus.saving.emit()
        try:
            saved = act()
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return False
        if saved is None:
            return False
        self.desk.bus.saved.emit(saved.saved_at)
        self.refresh()
        return True

    def _remember(self) -> None:
        self.move_to(f"{self.table.code}/{self.n + 1}")

    def _on_way_clicked(self, way: int) -> None:
        self._way = way
        self._on_again_clicked()

    def _on_again_clicked(self) -> None:
        self._again = True
        self._build()
        self.start()

    def _on_seat_chosen(self, seat: str) -> None:
        names = [self._row_name(one) for one in self.table.rows]
        if seat in names:
            self.show_row(names.index(seat))

    def _on_add_clicked(self) -> None:
        person = self.desk.workspace.unlocked[0].person_id
        self.leave()
        if self._store(lambda: self.checklist.add_row(self.table.code, person)):
            self.show_row(len(self.table.rows) - 1)

    def _on_remove_clicked(self) -> None:
        person, n = self.desk.workspace.unlocked[0].person_id, self.n
        if self._store(lambda: self.checklist.remove_row(self.table.code, n, person)):
            self.desk.bus.told.emit(self.say("samples.removed"), self.say("undo"), self.undo)
