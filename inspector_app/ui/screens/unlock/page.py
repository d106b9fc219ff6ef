"""The unlock page: names on this laptop, one passphrase, then the place where work stopped.

Opened by the window while nobody is unlocked. Must never keep a passphrase it handed over.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.domain.identifiers import PersonId
from inspector_app.domain.officers import Officer
from inspector_app.errors import InspectorError

from inspector_app.ui.components.avatar import Avatar
from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import PassphraseField
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.marks import EmptyState
from inspector_app.ui.components.panel import Ground, Panel, ScrollColumn, column, row
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.tags import LampLine
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.icons import icon_pixmap
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.theme import FACTORS

_SIDE_BY_SIDE = 800
"""Width of a window, px before scaling, from which the welcome stands beside the names."""


class UnlockPage(Screen):
    """Choose a name, enter the passphrase."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page; `place` is where the window goes on afterwards."""
        super().__init__(desk, place)
        self._people = tuple(desk.workspace.people())
        self._chosen = ""
        self._rows: dict[str, PressRow] = {}
        across = row(self.look, self)
        if desk.width() >= _SIDE_BY_SIDE:
            across.addWidget(self._welcome(), 2)
        across.addWidget(self._work(), 3)
        self.key("Ctrl+Alt+L", self.on_language_pressed)

    def head(self) -> Head:
        return Head(self.say("unlock.title"), bare=True)

    def start(self) -> None:
        if not self._people:
            return
        self.choose(self._people[0].person_id)

    def hints(self) -> tuple[Hint, ...]:
        return (Hint(("Enter",), self.say("unlock.keys-unlock")),)

    def choose(self, person_id: str) -> None:
        """Choose whose passphrase comes next."""
        name = next(one.name for one in self._people if one.person_id == person_id)
        self._chosen = person_id
        for one, press in self._rows.items():
            press.set_current(one == person_id)
        self.field.setPlaceholderText(self.say("unlock.passphrase", name=name))
        self.field.setAccessibleName(self.say("unlock.passphrase", name=name))
        self.field.setEnabled(True)
        self.button.setEnabled(True)
        self._message.hide()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def unlock(self) -> None:
        """Check the passphrase; it takes about a second."""
        if not self._chosen or not self.button.isEnabled():
            return
        passphrase = self.field.take()
        if not passphrase:
            self._tell(self.say("unlock.no-passphrase"), Lamp.WARN)
            return
        self._busy(busy=True)
        person, workspace = PersonId(self._chosen), self.desk.workspace
        self.desk.tasks.run(
            self,
            lambda _: workspace.unlock(person, passphrase),
            self.on_officer_unlocked,
            self.on_unlock_failed,
        )

    def on_officer_unlocked(self, _: Officer) -> None:
        """Go on where work stopped."""
        self.desk.bus.people.emit()
        self.desk.go(self.here)

    def on_unlock_failed(self, error: InspectorError) -> None:
        """Say why, and let the person try again."""
        self._busy(busy=False)
        sentence, remedy = self.say.error(error)
        self._tell(f"{sentence} {remedy}".strip(), Lamp.NO)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_language_pressed(self) -> None:
        """Speak the other language."""
        preferences = self.desk.preferences
        other = "en" if preferences.language == "zh" else "zh"
        self.desk.prefer(replace(preferences, language=other))

    def _welcome(self) -> QWidget:
        look, say = self.look, self.say
        ground = Ground(look, "rail")
        down = column(look, ground, gap=16, margin=(48, 48, 40, 40))
        mark = Text(look)
        ratio = self.devicePixelRatioF()
        mark.setPixmap(icon_pixmap("square-check-big", look.px(48), look.hex("rail_mark"), ratio))
        down.addWidget(mark)
        down.addWidget(Text(look, say("app.name"), 32, 600, "rail_ink"))
        down.addSpacing(look.px(8))
        for key in ("unlock.promise", "unlock.promise-2", "unlock.promise-3"):
            down.addWidget(Text(look, say(key), 15, tone="rail_ink2", wrap=True))
        down.addStretch(1)
        if self.desk.training:
            down.addWidget(Text(look, say("app.training"), 15, 600, "rail_mark", wrap=True))
        return ground

    def _work(self) -> QWidget:
        look, say = self.look, self.say
        ground = Ground(look, "bg")
        scroll = ScrollColumn(
            look, (64, 24, 64, 24) if not self.desk.compact else (24, 16, 24, 16), 12
        )
        column(look, ground).addWidget(scroll)
        down = scroll.column
        tools = row(look, gap=8)
        tools.addStretch(1)
        for word, icon, act in (
            (say("unlock.smaller"), "minus", lambda: self._resize(-1)),
            (say("unlock.larger"), "plus", lambda: self._resize(1)),
            (say("unlock.language"), "languages", self.on_language_pressed),
        ):
            button = Button(look, word, Kind.LINK, icon=icon)
            button.clicked.connect(act)
            tools.addWidget(button)
        down.addLayout(tools)
        if not self._people:
            down.addWidget(
                EmptyState(look, "users-round", say("unlock.nobody"), say("unlock.nobody-how")),
                1,
            )
            return ground
        down.addStretch(1)
        down.addWidget(Text(look, say("unlock.who"), 24, 600))
        down.addWidget(Text(look, say("unlock.each"), 15, tone="ink2", wrap=True))
        down.addSpacing(look.px(4))
        down.addWidget(self._names())
        down.addLayout(self._entry())
        down.addStretch(2)
        return ground

    def _names(self) -> QWidget:
        look = self.look
        card = Panel(look)
        box = column(look, card, margin=(1, 1, 1, 1))
        rows = ScrollColumn(look)
        for n, person in enumerate(self._people, 1):
            press = PressRow(look, person.name, 64, line=n < len(self._people))
            across = row(look, press, gap=12, margin=(16, 8, 16, 8))
            across.addWidget(Avatar(look, person.name))
            across.addWidget(Text(look, person.name, 17, 600))
            words = self.desk.training.get(person.person_id, "")
            if words:
                hint = self.say("unlock.training", words=words)
                across.addWidget(Text(look, hint, 13, tone="ink2"))
            across.addStretch(1)
            press.setProperty("person", person.person_id)
            press.clicked.connect(self._on_row_clicked)
            rows.column.addWidget(press)
            self._rows[person.person_id] = press
        rows.column.addStretch(1)
        most = 4 if not self.desk.compact else 2
        rows.setFixedHeight(look.px(64) * min(len(self._people), most))
        box.addWidget(rows)
        return card

    def _entry(self) -> QVBoxLayout:
        look, say = self.look, self.say
        down = column(look, gap=8)
        across = row(look, gap=12) if self.desk.width() >= _SIDE_BY_SIDE else column(look, gap=12)
        self.field = PassphraseField(
            look, hint=say("unlock.empty"), show=say("unlock.show"), hide=say("unlock.hide")
        )
        self.field.setEnabled(False)
        self.field.returnPressed.connect(self.unlock)
        self.button = Button(
            look, say("unlock.do"), Kind.PRIMARY, icon="lock-open", keys=("Enter",)
        )
        self.button.setEnabled(False)
        self.button.clicked.connect(self.unlock)
        across.addWidget(self.field, 1)
        across.addWidget(self.button)
        down.addLayout(across)
        self._message = LampLine(look, Lamp.NO, "", wrap=True)
        self._message.setMinimumHeight(look.px(44))
        policy = self._message.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._message.setSizePolicy(policy)
        self._message.hide()
        down.addWidget(self._message)
        return down

    def _busy(self, *, busy: bool) -> None:
        self.button.setEnabled(not busy)
        self.field.setEnabled(not busy)
        for press in self._rows.values():
            press.setEnabled(not busy)
        if busy:
            self._tell(self.say("unlock.working"), Lamp.BUSY)

    def _tell(self, text: str, lamp: Lamp) -> None:
        tone = {Lamp.NO: "no", Lamp.WARN: "warn"}.get(lamp, "ink2")
        self._message.set(lamp, text, tone)
        self._message.show()

    def _resize(self, steps: int) -> None:
        preferences = self.desk.preferences
        at = min(max(FACTORS.index(preferences.percent) + steps, 0), len(FACTORS) - 1)
        self.desk.prefer(replace(preferences, percent=FACTORS[at]))

    def _on_row_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.choose(str(sender.property("person")))
