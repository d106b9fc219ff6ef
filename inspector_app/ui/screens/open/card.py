"""The card of one officer of a visit: credential, passphrase, change of person.

Used by the opening page, once for each of the two. Hands the passphrase over and forgets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from inspector_app.domain.officers import Officer, Role
from inspector_app.services.workspace import SignIn

from inspector_app.ui.components.avatar import Avatar
from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import PassphraseField
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.panel import Panel, clear, column, row
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.tags import LampLine
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk


class OfficerCard(Panel):
    """One officer, or the place for one."""

    unlock_asked = Signal(str, str)
    """Person id, passphrase."""

    lock_asked = Signal(str)
    swapped = Signal(str)
    """Person id of the one who takes the place."""

    def __init__(self, desk: Desk, place: int) -> None:
        """Make the card of the first (0) or second (1) officer."""
        super().__init__(desk.look)
        self._desk, self.place = desk, place
        self.person = ""
        self.field: PassphraseField | None = None
        self._inner: QVBoxLayout = column(desk.look, self, gap=8, margin=(16, 14, 16, 16))
        self.setMinimumHeight(desk.look.px(236))
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Ignored, policy.Preferred)  # two cards of one width

    def show_officer(self, officer: Officer | None, *, unlocked: bool, day: date) -> None:
        """Show who it is and how the credential stands on `day`."""
        desk, look, say = self._desk, self._desk.look, self._desk.say
        person = officer.person_id if officer is not None else ""
        typed = self.field.text() if self.field is not None and person == self.person else ""
        had_focus = self.field is not None and self.field.hasFocus()
        self._empty()
        self.person = person
        wrong = officer is None or _credential(desk, officer, day)[0] is Lamp.NO
        waiting = not unlocked
        self.edge = "accent" if waiting and officer is not None else "line"
        self.thick = 2 if waiting and officer is not None else 0
        self.update()
        if officer is None:
            self._inner.addWidget(Text(look, say("open.choose"), 17, 600, wrap=True))
            self._inner.addStretch(1)
            self._inner.addWidget(self._swap_button(full=True))
            return
        top = row(look, gap=12)
        top.addWidget(Avatar(look, officer.name, unlocked=unlocked))
        names = column(look)
        names.addWidget(Text(look, officer.name, 17, 600, cut=True))
        credential = officer.credential
        number = (
            say("open.number", number=credential.number)
            if credential is not None
            else say("open.no-number")
        )
        names.addWidget(Text(look, number, 13, tone="ink2", cut=True))
        top.addLayout(names, 1)
        self._inner.addLayout(top)
        lamp, fact = _credential(desk, officer, day)
        tone = "no" if lamp is Lamp.NO else "ink"
        self._inner.addWidget(LampLine(look, lamp, fact, tone, size=13))
        if credential is not None:
            agency = LampLine(look, Lamp.YES if not wrong else Lamp.NA, credential.agency, size=13)
            self._inner.addWidget(agency)
        self._inner.addStretch(1)
        if unlocked:
            self._show_unlocked()
        else:
            self._show_field(officer, typed, focus=had_focus)

    def show_choice(self, people: Sequence[SignIn]) -> None:
        """Ask who takes the place."""
        look, say = self._desk.look, self._desk.say
        self._empty()
        self._inner.addWidget(Text(look, say("open.swap-title"), 17, 600))
        first: QWidget | None = None
        for one in people:
            press = PressRow(look, one.name, 44)
            inner = row(look, press, margin=(8, 0, 8, 0))
            inner.addWidget(Text(look, one.name, 15))
            press.setProperty("person", one.person_id)
            press.clicked.connect(self._on_choice_clicked)
            self._inner.addWidget(press)
            first = first or press
        if not people:
            self._inner.addWidget(Text(look, say("open.nobody-else"), 15, tone="ink2", wrap=True))
        self._inner.addStretch(1)
        stay = Button(look, say("open.stay"))
        stay.clicked.connect(lambda: self.swapped.emit(""))
        self._inner.addWidget(stay.stretch())
        (first or stay).setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, *, busy: bool) -> None:
        """Show that the passphrase is being checked."""
        if self.field is not None:
            self.field.setEnabled(not busy)
        self._unlock.setEnabled(not busy)
        self._unlock.set_text(self._desk.say("open.checking" if busy else "open.unlock"))

    def focus(self) -> None:
        """Put the focus where the person types."""
        if self.field is not None:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_swap(self) -> None:
        """Ask the page for the people who could take the place."""
        self.swapped.emit("?")

    def _empty(self) -> None:
        clear(self._inner)
        self.field = None

    def _show_unlocked(self) -> None:
        look, say = self._desk.look, self._desk.say
        ground = Panel(
            look, "ok_soft", edge="ok" if look.contrast else "ok_soft", radius=6, on="surface"
        )
        ground.setFixedHeight(look.px(44))
        inner = row(look, ground, gap=8, margin=(12, 0, 12, 0))
        inner.addWidget(LampLine(look, Lamp.YES, say("open.unlocked"), "ok"), 1)
        self._inner.addWidget(ground)
        lock = Button(look, say("open.relock"), Kind.LINK, icon="lock")
        lock.clicked.connect(lambda: self.lock_asked.emit(self.person))
        self._inner.addWidget(lock)

    def _show_field(self, officer: Officer, typed: str, *, focus: bool) -> None:
        look, say = self._desk.look, self._desk.say
        words = say("open.passphrase", name=officer.name)
        hint = self._desk.passphrase_hint(officer.person_id, words)
        self.field = PassphraseField(look, hint=hint, show=say("open.show"), hide=say("open.hide"))
        self.field.setText(typed)
        self.field.returnPressed.connect(self._on_unlock_clicked)
        self._inner.addWidget(self.field)
        # English words with their keys do not stand side by side in half a column
        buttons = row(look, gap=8) if say.chinese else column(look, gap=8)
        self._unlock = Button(look, say("open.unlock"), keys=("Enter",)).stretch()
        self._unlock.clicked.connect(self._on_unlock_clicked)
        buttons.addWidget(self._unlock)
        buttons.addWidget(self._swap_button(full=not say.chinese))
        self._inner.addLayout(buttons)
        if focus:
            self.focus()

    def _swap_button(self, *, full: bool = False) -> Button:
        look, say = self._desk.look, self._desk.say
        button = Button(look, say("open.swap"), keys=("F3",) if self.place else ("F2",))
        button.clicked.connect(self.ask_swap)
        return button.stretch() if full else button

    def _on_unlock_clicked(self) -> None:
        if self.field is not None and self.field.text():
            self.unlock_asked.emit(self.person, self.field.take())

    def _on_choice_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.swapped.emit(str(sender.property("person")))


def _credential(desk: Desk, officer: Officer, day: date) -> tuple[Lamp, str]:
    say, credential = desk.say, officer.credential
    if officer.role is not Role.OFFICER or credential is None:
        return Lamp.NO, say("open.assistant")
    if officer.revoked_since is not None and officer.revoked_since.date() <= day:
        return Lamp.NO, say("open.revoked")
    if credential.valid_to < day:
        return Lamp.NO, say("open.expired", day=say.day(credential.valid_to))
    if credential.valid_from > day:
        return Lamp.NO, say("open.not-yet", day=say.full_day(credential.valid_from))
    return Lamp.YES, say("open.valid", day=say.full_day(credential.valid_to))
