"""The signing page: the frozen record at the left, three steps at the right.

The party reads and answers on its own page; the officers sign here with the pen and then with their
keys. Both passphrases are tried before either key signs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.domain.identifiers import InspectionId, PersonId
from inspector_app.domain.inspection import InspectionState, PartyMode
from inspector_app.errors import InspectorError

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import Field, PassphraseField
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.marks import EmptyState
from inspector_app.ui.components.panel import Divider, Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.paper import PaperView, Pixels, page_pictures
from inspector_app.ui.components.problems import Problem
from inspector_app.ui.components.tags import LampLine
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.screens.signing.places import PlaceRow
from inspector_app.ui.visit import visit_head

_SIDE_WIDTH = 470
_BEFORE = (InspectionState.OPENING, InspectionState.CHECKING)


class SigningPage(Screen):
    """Hand over, sign, seal."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page; the pages of the record come once it shows."""
        super().__init__(desk, place)
        self._inspection = InspectionId(place.inspection)
        self._passphrases: dict[PersonId, PassphraseField] = {}
        self._places: dict[str, PlaceRow] = {}
        self._open_place = ""
        self._main: Button | None = None
        self._over: Button | None = None
        self._busy = False
        look = self.look
        across = row(look, self)
        self._paper = PaperView(look)
        across.addWidget(self._paper, 1)
        side = Ground(look, "surface", "l")
        side.setFixedWidth(look.px(_SIDE_WIDTH))
        box = column(look, side, margin=(1, 0, 0, 0))
        self._scroll = ScrollColumn(look, (20, 14, 20, 14), 8)
        box.addWidget(self._scroll, 1)
        self._foot = column(look, gap=8, margin=(14, 8, 20, 8))
        self._foot_line = Divider(look)
        box.addWidget(self._foot_line)
        box.addLayout(self._foot)
        across.addWidget(side)
        self.key("T", self._hand_over)
        self.key("Ctrl+Return", self._press_main)
        self.key("PgDown", lambda: self._paper.turn(1))
        self.key("PgUp", lambda: self._paper.turn(-1))
        self._refresh()

    def head(self) -> Head:
        return visit_head(self.desk, self._view, "signing")

    def hints(self) -> tuple[Hint, ...]:
        if self._view.state in _BEFORE:
            return ()
        say = self.say
        hints = [Hint(("PgUp", "PgDn"), say("signing.keys-turn"))]
        if self._view.state is InspectionState.FROZEN:
            hints.append(Hint(("T",), say("signing.hand-over")))
        return (*hints, Hint(("Ctrl", "Enter"), say("signing.keys-main")))

    def problems(self) -> Sequence[Problem]:
        say, found = self.say, []
        fix = say("signing.fix")
        if self._view.state is not InspectionState.FROZEN:
            return ()
        party = next((one for one in self._signing.places if one.who == "party"), None)
        if not self._party_done():
            name = party.name if party and party.name else say("signing.party-open")
            sentence = say("signing.wait-party", name=name)
            found.append(Problem(Lamp.WARN, sentence, say("signing.hand-over"), "party"))
        found += [
            Problem(Lamp.WARN, say("signing.wait-officer", name=one.name), fix, one.who)
            for one in self._signing.places
            if one.who != "party" and one.required and one.ink is None
        ]
        return tuple(found)

    def fix(self, target: str) -> None:
        if target == "party":
            self._hand_over()
        else:
            self._open(target)

    def start(self) -> None:
        if self._view.state in _BEFORE:
            return
        first = next(iter(self._passphrases.values()), None)
        begin: QWidget | None = first or self._over
        if begin is not None:
            begin.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._load)

    # showing

    def _refresh(self) -> None:
        self._view = self.desk.workspace.inspections.get(self._inspection)
        self._signing = self.desk.workspace.signing.state(self._inspection)
        self._fill()
        self.head_changed.emit()
        self.hints_changed.emit()

    def _load(self, at_page: int | None = None) -> None:
        records, inspection = self.desk.workspace.records, self._inspection
        width = self._paper.fitting_width()

        def work(_: object) -> Sequence[Pixels]:
            return page_pictures(records.preview(inspection), width)

        def show(pages: Sequence[Pixels]) -> None:
            total = len(pages)
            names = [self.say("record.page", n=n, total=total) for n in range(1, total + 1)]
            self._paper.show_pages(pages, names, at_page=at_page)

        self.desk.tasks.run(self, work, show, self.desk.bus.problem.emit)

    def _fill(self) -> None:
        look, say = self.look, self.say
        body: QVBoxLayout = self._scroll.column
        clear(body)
        clear(self._foot)
        self._passphrases.clear()
        self._places.clear()
        self._main = self._over = None
        early = self._view.state in _BEFORE
        self._foot_line.setVisible(not early)
        if early:
            empty = EmptyState(
                look,
                "pen-line",
                say("signing.not-frozen"),
                say("signing.not-frozen-how"),
                say("signing.to-record"),
            )
            empty.pressed.connect(lambda: self.go("record", self._inspection))
            body.addWidget(empty)
            body.addStretch(1)
            return
        sealing = self._view.state is InspectionState.SEALING
        self._add_party(body, sealing=sealing)
        self._add_officers(body, sealing=sealing)
        self._add_seal(body)
        body.addStretch(1)
        if not sealing:
            self._add_way_back("signing.thaw", self._thaw)
        else:
            self._add_way_back("signing.unseal", self._take_back)

    def _party_done(self) -> bool:
        party = self._signing.party
        if party is not None and party.mode in (PartyMode.REFUSED, PartyMode.ABSENT):
            return True
        place = next((one for one in self._signing.places if one.who == "party"), None)
        return place is not None and (place.ink is not None or not place.required)

    def _add_party(self, body: QVBoxLayout, *, sealing: bool) -> None:
        look, say = self.look, self.say
        body.addWidget(Text(look, say("signing.party"), 17, 600))
        place = next(one for one in self._signing.places if one.who == "party")
        party = self._signing.party
        lamp, words, tone = Lamp.TODO, say("signing.party-open"), "ink"
        if party is not None and party.mode is PartyMode.REFUSED:
            lamp, words, tone = Lamp.NA, say("signing.party-refused", reason=party.reason), "ink"
        elif party is not None and party.mode is PartyMode.ABSENT:
            lamp, words = Lamp.NA, say("signing.party-absent")
        elif place.ink is not None:
            lamp, words, tone = Lamp.YES, say("signing.party-signed", name=place.name), "ok"
        elif self._signing.read_over:
            lamp, words = Lamp.HALF, say("signing.party-read")
        body.addWidget(LampLine(look, lamp, words, tone, wrap=True))
        if party is not None and party.objection:
            body.addWidget(LampLine(look, Lamp.HERE, say("signing.party-objects"), wrap=True))
        if not sealing:
            kind = Kind.PLAIN if self._party_done() else Kind.PRIMARY
            over = Button(look, say("signing.hand-over"), kind, icon="user-round", keys=("T",))
            over.clicked.connect(self._hand_over)
            self._over = over
            body.addWidget(over)
        body.addSpacing(look.px(8))

    def _add_officers(self, body: QVBoxLayout, *, sealing: bool) -> None:
        look = self.look
        body.addWidget(Text(look, self.say("signing.officers"), 17, 600))
        places = [one for one in self._signing.places if not one.who.startswith("party")]
        unsigned = [one.who for one in places if one.ink is None and one.required]
        if self._open_place not in {one.who for one in places if one.ink is None}:
            self._open_place = next(iter(unsigned), "")
        for place in places:
            opened = not sealing and place.who == self._open_place
            line = PlaceRow(look, self.say, place, opened=opened, closed=sealing)
            line.opened.connect(self._open)
            line.kept.connect(self._keep)
            line.again.connect(self._open_again)
            self._places[place.who] = line
            if opened:
                self._main = line.keep
            body.addWidget(line)
        body.addSpacing(look.px(8))

    def _open(self, who: str) -> None:
        self._open_place = who
        self._fill()
        line = self._places.get(who)
        if line is not None and line.box is not None:
            line.box.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_again(self, who: str) -> None:
        """Offer the pad again; what was signed stays until something new is signed."""
        places = tuple(
            replace(one, ink=None) if one.who == who else one for one in self._signing.places
        )
        self._signing = replace(self._signing, places=places)
        self._open(who)

    def _keep(self, who: str) -> None:
        box = self._places[who].box
        if box is None or box.pad.empty:
            return
        ink = box.ink(self._signing.text_sha256, self.desk.clock.now().isoformat())
        try:
            self.desk.workspace.signing.put_ink(self._inspection, who, ink)
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.desk.bus.saved.emit(self.desk.clock.now())
        self._refresh()
        self._load(at_page=-1)
        first = next(iter(self._passphrases.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    # sealing

    def _add_seal(self, body: QVBoxLayout) -> None:
        look, say = self.look, self.say
        body.addWidget(Text(look, say("signing.seal"), 17, 600))
        blockers = self.desk.workspace.sealing.blockers(self._inspection)
        if blockers:
            joined = ("" if say.chinese else " ").join(say.text(one) for one in blockers)
            words = say("signing.missing", what=joined)
            body.addWidget(LampLine(look, Lamp.TODO, words, "ink2", wrap=True))
            return
        body.addWidget(Text(look, say("signing.seal-how"), 13, tone="ink2", wrap=True))
        signed = self.desk.workspace.sealing.signed(self._inspection)
        for officer in self._view.officers:
            if officer.person_id in signed:
                words = say("signing.key-signed", name=officer.name)
                body.addWidget(LampLine(look, Lamp.YES, words, "ok"))
                continue
            entry = PassphraseField(
                look,
                hint=self.desk.passphrase_hint(
                    officer.person_id, say("signing.passphrase", name=officer.name)
                ),
                show=say("signing.show"),
                hide=say("signing.hide"),
            )
            entry.returnPressed.connect(self._next_passphrase)
            self._passphrases[officer.person_id] = entry
            body.addWidget(entry)
        self._said = LampLine(look, Lamp.NO, "", "no", wrap=True)
        self._said.hide()
        body.addWidget(self._said)
        seal = Button(
            look,
            say("signing.seal-now"),
            Kind.PRIMARY,
            icon="stamp",
            keys=("Ctrl", "Enter"),
            height=52,
        )
        seal.clicked.connect(self._seal)
        self._main = seal
        body.addWidget(seal.stretch())

    def _next_passphrase(self) -> None:
        empty = next((one for one in self._passphrases.values() if not one.text()), None)
        if empty is not None:
            empty.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._seal()

    def _seal(self) -> None:
        if self._busy or self._main is None:
            return
        if not all(entry.text() for entry in self._passphrases.values()):
            self._next_passphrase()
            return
        given = {person: entry.take() for person, entry in self._passphrases.items()}
        self._busy = True
        self._said.hide()
        self._main.setEnabled(False)
        self._main.set_text(self.say("signing.sealing"))
        workspace, inspection = self.desk.workspace, self._inspection
        trying: list[PersonId] = []

        def work(_: object) -> None:
            for person, passphrase in given.items():
                trying.append(person)
                workspace.unlock(person, passphrase)
            trying.clear()
            workspace.sealing.prepare(inspection)
            for person, passphrase in given.items():
                workspace.sealing.sign(inspection, person, passphrase)
            workspace.sealing.finish(inspection)

        def failed(error: InspectorError) -> None:
            self._on_seal_failed(error, trying[-1] if trying else PersonId(""))

        self.desk.tasks.run(self, work, self._on_sealed, failed)

    def _on_sealed(self, _: object) -> None:
        self.desk.bus.saved.emit(self.desk.clock.now())
        self.desk.bus.people.emit()
        self.go("sealed", self._inspection)

    def _on_seal_failed(self, error: InspectorError, person: PersonId) -> None:
        self._busy = False
        self._refresh()
        entry = self._passphrases.get(person)
        if entry is None:
            self.desk.bus.problem.emit(error)
            return
        name = next(one.name for one in self._view.officers if one.person_id == person)
        sentence, remedy = self.say.error(error)
        blank = "" if self.say.chinese else " "
        words = self.say("signing.passphrase-said", name=name, what=f"{sentence}{blank}{remedy}")
        self._said.set(Lamp.NO, words, "no")
        self._said.show()
        entry.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self._said))

    # going on and back

    def _press_main(self) -> None:
        if self._main is not None and self._main.isEnabled():
            self._main.click()

    def _hand_over(self) -> None:
        if self._view.state is InspectionState.FROZEN:
            self.go("party", self._inspection)

    def _add_way_back(self, words: str, act: Callable[[str], None]) -> None:
        """Offer one way back, behind a reason: `words` begins its strings."""
        look, say = self.look, self.say
        holder = QWidget()
        across = row(look, holder, gap=8, margin=(6, 0, 0, 4))
        reason = Field(look, "", hint=say(f"{words}-reason"), name=say(f"{words}-reason"))
        do = Button(look, say(f"{words}-do"))
        do.clicked.connect(lambda: act(reason.text()))
        reason.returnPressed.connect(lambda: act(reason.text()))
        across.addWidget(reason, 1)
        across.addWidget(do)
        holder.setVisible(False)
        link = Button(look, say(words), Kind.LINK, icon="undo-2")

        def toggle() -> None:
            holder.setVisible(holder.isHidden())
            if not holder.isHidden():
                reason.setFocus(Qt.FocusReason.OtherFocusReason)

        link.clicked.connect(toggle)
        top = row(look, gap=8)
        top.addWidget(link)
        top.addWidget(Text(look, say(f"{words}-how"), 13, tone="ink2", wrap=True), 1)
        self._foot.addLayout(top)
        self._foot.addWidget(holder)

    def _take_back(self, reason: str) -> None:
        person = next((one.person_id for one in self.desk.workspace.unlocked), PersonId(""))
        try:
            self.desk.workspace.sealing.take_back(self._inspection, reason, person)
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.desk.bus.saved.emit(self.desk.clock.now())
        self._refresh()

    def _thaw(self, reason: str) -> None:
        person = next((one.person_id for one in self.desk.workspace.unlocked), PersonId(""))
        try:
            self.desk.workspace.signing.thaw(self._inspection, reason, person)
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.go("checklist", self._inspection)
