"""The page the inspected party sees: the record in large type, a place to sign, two other ways.

All three ways are open from the start; none is hidden or smaller than the law leaves it. Words
being written are kept at every pause. Must never show anything that is not the record or the
party's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from inspector_app.domain.identifiers import InspectionId
from inspector_app.domain.inspection import InspectionState, Party, PartyMode
from inspector_app.errors import InspectorError
from inspector_app.services.signing import SigningPlace, SigningView

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import Field, TextArea, settle_all
from inspector_app.ui.components.panel import Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.paper import Pixels, page_pictures
from inspector_app.ui.components.sign_box import SignBox
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.icons import icon_pixmap
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Screen
from inspector_app.ui.screens.party.reader import Reader
from inspector_app.ui.screens.party.ways import Way

_SIDE_WIDTH = 470
SIGNATURE_MM, SENTENCE_MM = (100, 40), (100, 20)
STATEMENT_HEADING, OBJECTION_HEADING = "说明：", "异议："
"""Words before what the party said, as the record prints them."""


class PartyPage(Screen):
    """The laptop turned round."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page; the text of the record comes in the background."""
        super().__init__(desk, place)
        self._inspection = InspectionId(place.inspection)
        self._view = desk.workspace.inspections.get(self._inspection)
        self._signing: SigningView = desk.workspace.signing.state(self._inspection)
        self._mode = "sign"
        self._busy = False
        self._pending: Party | None = None
        self._refusal: Callable[[Party], Party] | None = None
        look = self.look
        down = column(look, self)
        self._reader = Reader(look, self.say, narrow=desk.compact)
        down.addWidget(self._build_head())
        across = row(look)
        self._reader.all_seen.connect(self._on_all_seen)
        self._reader.pictures_wanted.connect(self._load_pictures)
        across.addWidget(self._reader, 1)
        across.addWidget(self._build_side())
        down.addLayout(across, 1)
        self.key("PgDown", lambda: self._reader.turn(1))
        self.key("PgUp", lambda: self._reader.turn(-1))
        self.key("F2", self.show_objection)
        self.key("F3", self.show_refusal)
        self.key("Ctrl+Return", self._press_main)
        self.key("Esc", self._on_escape)
        self._fill()
        self._load()

    def head(self) -> Head:
        return Head(self.say("party.title"), rail="visit", bare=True)

    def start(self) -> None:
        if self._signing.state is not InspectionState.FROZEN:
            QTimer.singleShot(0, self, self._hand_back)
            return
        self._reader.start()

    def leave(self) -> None:
        super().leave()
        if self._pending is not None or self._busy:
            # a store on its way is older than what was written since
            self.desk.tasks.close()
            if self._pending is not None:
                self._set_party(self._pending, writing=True)
                self._pending = None

    # building

    def _build_head(self) -> QWidget:
        look, say = self.look, self.say
        head = Ground(look, "surface", "b")
        head.setFixedHeight(look.px(64))
        across = row(look, head, gap=12, margin=(28, 0, 24, 0))
        across.addWidget(Text(look, say("party.title"), 24, 600))
        day = say.full_day(self.desk.clock.now().date())
        subtitle = say("party.subtitle", unit=self._view.unit.name, day=day)
        across.addWidget(Text(look, subtitle, 15, tone="ink2", cut=True), 1)
        tools: tuple[tuple[str, str, int, Callable[[], object]], ...] = (
            ("party.smaller", "", 13, lambda: self._reader.resize_type(-1)),
            ("party.larger", "", 17, lambda: self._reader.resize_type(1)),
            ("party.printed", "file-text", 15, self._reader.toggle_printed),
            ("party.aloud", "volume-2", 15, lambda: self._note_reading(aloud=True)),
        )
        for words, icon, size, act in tools:
            button = Button(look, say(words), icon=icon, size=size)
            button.clicked.connect(act)
            across.addWidget(button)
        return head

    def _build_side(self) -> QWidget:
        look, say = self.look, self.say
        side = Ground(look, "bg", "l")
        side.setFixedWidth(look.px(400 if self.desk.compact else _SIDE_WIDTH))
        box = column(look, side, margin=(1, 0, 0, 0))
        scroll = ScrollColumn(look, (24, 16, 24, 8), 10)
        self._scroll, self._side = scroll, scroll.column
        box.addWidget(scroll, 1)
        foot = row(look, gap=8, margin=(24, 4, 18, 12))
        phone = self._view.assignment.complaint_phone
        if phone:
            icon = Text(look)
            ratio = self.devicePixelRatioF()
            icon.setPixmap(icon_pixmap("phone", look.px(16), look.hex("ink2"), ratio))
            foot.addWidget(icon)
            foot.addWidget(Text(look, say("party.phone", phone=phone), 13, tone="ink2"))
        foot.addStretch(1)
        back = Button(look, say("party.back"), Kind.LINK, icon="undo-2", keys=("Esc",))
        back.clicked.connect(self._hand_back)
        foot.addWidget(back)
        box.addLayout(foot)
        return side

    def _fill(self, told: str = "") -> None:
        look, say = self.look, self.say
        clear(self._side)
        self._refusal = None
        self._main: Button | None = None
        self._why = Text(look, told, 15, tone="accent", wrap=True)
        place = self._place
        name = place.name if place and place.name else say("party.nobody")
        shown = say("party.person", name=name, post=place.under) if place and place.under else name
        self._side.addWidget(Text(look, shown, 20, 600, wrap=True))
        if self._mode == "object":
            self._fill_objection()
        elif self._mode == "refuse":
            self._fill_refusal()
        else:
            self._fill_sign()
        self._side.addStretch(1)
        if self._mode == "sign":
            self._why.set_text(told or self._reason())
            self._why.set_tone("accent" if told else "ink2")

    def _fill_sign(self) -> None:
        look, say = self.look, self.say
        self._side.addWidget(Text(look, say("party.meaning"), 15, tone="ink2", wrap=True))
        again, compact = say("party.again"), self.desk.compact
        heights = (64, 112) if compact else (82, 164)
        if compact:  # above the pads and side by side, so that no way is below the edge
            self._add_ways(compact=True)
        self._sentence = SignBox(
            look,
            hint=say("party.own-hand"),
            again=again,
            millimetres=SENTENCE_MM,
            height=heights[0],
        )
        self._signature = SignBox(
            look,
            hint=say("party.sign-here"),
            again=again,
            millimetres=SIGNATURE_MM,
            height=heights[1],
        )
        for box in (self._sentence, self._signature):
            box.pad.changed.connect(self._refresh_sign)
            self._side.addWidget(box)
        self._main = Button(
            look,
            say("party.agree"),
            Kind.PRIMARY,
            icon="pen-line",
            keys=("Ctrl", "Enter"),
            size=17,
            height=48 if compact else 56,
        )
        self._main.clicked.connect(self._sign)
        self._side.addWidget(self._main.stretch())
        self._side.addWidget(self._why)
        if not compact:
            self._side.addSpacing(look.px(2))
            self._add_ways(compact=False)
        self._refresh_sign()

    def _add_ways(self, *, compact: bool) -> None:
        look, say = self.look, self.say
        both = row(look, gap=10)
        ways = (
            ("party.object", "message-square-text", "F2", self.show_objection),
            ("party.refuse", "circle-slash", "F3", self.show_refusal),
        )
        for words, icon, key, act in ways:
            if compact:
                button = Button(look, say(words), icon=icon)
                button.clicked.connect(act)
                both.addWidget(button.stretch(), 1)
                continue
            way = Way(look, icon, say(words), say(f"{words}-how"), key)
            way.clicked.connect(act)
            self._side.addWidget(way)
        self._side.addLayout(both)

    def _fill_objection(self) -> None:
        say, party = self.say, self._party()
        self._side.addWidget(Text(self.look, say("party.object-note"), 15, tone="ink2", wrap=True))
        statement = self._area("party.statement", party.statement, 5)
        objection = self._area("party.objection", party.objection, 4)

        def words(known: Party) -> Party:
            return replace(
                known, statement=statement.text().strip(), objection=objection.text().strip()
            )

        for area in (statement, objection):
            area.settled.connect(lambda _: self._keep(words(self._party())))
        self._add_deeds(lambda: self._answer(words(self._party()), "party.stored"))
        statement.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_refusal(self) -> None:
        say, party = self.say, self._party()
        self._side.addWidget(Text(self.look, say("party.refuse-note"), 15, tone="ink2", wrap=True))
        reason = self._area("party.reason", party.reason, 3)
        witness = self._line("party.witness", party.witness)
        clip = self._line("party.clip", party.clip)

        def words(known: Party) -> Party:
            return replace(
                known,
                reason=reason.text().strip(),
                witness=witness.text().strip(),
                clip=clip.text().strip(),
            )

        for field in (reason, witness, clip):
            field.settled.connect(lambda _: self._keep(words(self._party())))
        self._add_deeds(
            lambda: self._answer(replace(words(self._party()), mode=PartyMode.REFUSED), "")
        )
        reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _area(self, words: str, text: str, lines: int) -> TextArea:
        name = self.say(words)
        self._side.addWidget(Text(self.look, name, 13, tone="ink2"))
        area = TextArea(self.look, text, name=name, lines=lines, printed=True, pixels=17)
        self._side.addWidget(area)
        return area

    def _line(self, words: str, text: str) -> Field:
        name = self.say(words)
        self._side.addWidget(Text(self.look, name, 13, tone="ink2"))
        line = Field(self.look, text, name=name, printed=True)
        self._side.addWidget(line)
        return line

    def _add_deeds(self, done: Callable[[], None]) -> None:
        look, say = self.look, self.say
        deeds = row(look, gap=12)
        self._main = Button(
            look, say("party.store"), Kind.CHOICE, icon="check", keys=("Ctrl", "Enter")
        )
        self._main.clicked.connect(done)
        leave = Button(look, say("party.leave"), keys=("Esc",))
        leave.clicked.connect(lambda: self._show("sign"))
        deeds.addWidget(self._main)
        deeds.addWidget(leave)
        deeds.addStretch(1)
        self._side.addLayout(deeds)
        self._side.addWidget(self._why)

    # moving

    def show_objection(self) -> None:
        """Open the place for a statement and an objection."""
        self._show("object")

    def show_refusal(self) -> None:
        """Open the place for the reason of not signing."""
        self._show("refuse")

    def _show(self, mode: str) -> None:
        settle_all(self)
        self._mode = mode
        self._fill()
        if mode == "sign":
            self._reader.start()

    def _on_escape(self) -> None:
        if self._mode == "sign":
            self._hand_back()
        else:
            self._show("sign")

    def _press_main(self) -> None:
        if self._main is not None and self._main.isEnabled():
            self._main.click()

    def _hand_back(self) -> None:
        self.go("signing", self._inspection)

    # reading

    def _load(self) -> None:
        records, inspection = self.desk.workspace.records, self._inspection
        self.desk.tasks.run(
            self,
            lambda _: records.reading(inspection),
            self._reader.show_texts,
            self.desk.bus.problem.emit,
        )

    def _load_pictures(self) -> None:
        records, inspection = self.desk.workspace.records, self._inspection
        width = min(self.look.px(1000), max(600, self._reader.width() - self.look.px(60)))

        def work(_: object) -> Sequence[Pixels]:
            return page_pictures(records.preview(inspection), width)

        self.desk.tasks.run(self, work, self._reader.show_pictures, self.desk.bus.problem.emit)

    def _on_all_seen(self) -> None:
        if not self._signing.read_over:
            self._note_reading()
        else:
            self._refresh_sign()

    def _note_reading(self, *, aloud: bool = False) -> None:
        person = next((one.person_id for one in self.desk.workspace.unlocked), None)
        if person is None:
            return
        signing = self.desk.workspace.signing
        try:
            signing.note_reading(self._inspection, person, aloud=aloud)
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.desk.bus.saved.emit(self.desk.clock.now())
        self._signing = signing.state(self._inspection)
        self._refresh_sign()
        if aloud:
            self._why.set_text(self.say("party.aloud-noted"))

    # answering

    @property
    def _place(self) -> SigningPlace | None:
        return next((one for one in self._signing.places if one.who == "party"), None)

    def _party(self) -> Party:
        """Return what the party has said so far."""
        if self._pending is not None:
            return self._pending
        if self._signing.party is not None:
            return self._signing.party
        place = self._place
        return Party(
            PartyMode.INK, name=place.name if place else "", post=place.under if place else ""
        )

    def _reason(self) -> str:
        """Return why signing has to wait, '' when it need not."""
        if not self._signing.read_over:
            return self.say("party.first-read")
        return self.say("party.first-write") if self._signature.pad.empty else ""

    def _refresh_sign(self) -> None:
        if self._mode != "sign" or self._main is None:
            return
        reason = self._reason()
        self._main.setEnabled(not reason)
        self._why.set_text(reason)
        self._why.set_tone("ink2")

    def _keep(self, party: Party) -> None:
        """Keep words being written; the newest wins, one store at a time."""
        self._pending = replace(party, mode=PartyMode.INK)
        if not self._busy:
            self._keep_next()

    def _keep_next(self) -> None:
        party, self._pending = self._pending, None
        if party is None:
            return
        self._busy = True
        self._signing = replace(self._signing, party=party)
        self.desk.bus.saving.emit()
        signing, inspection = self.desk.workspace.signing, self._inspection
        self.desk.tasks.run(
            self,
            lambda _: signing.set_party(inspection, party, writing=True),
            self._on_kept,
            self._on_not_kept,
        )

    def _on_kept(self, _: object) -> None:
        self._busy = False
        self.desk.bus.saved.emit(self.desk.clock.now())
        if self._mode == "object":
            self._why.set_text(self.say("party.kept"))
        self._keep_next()

    def _on_not_kept(self, error: InspectorError) -> None:
        self._busy = False
        self._pending = None
        self._signing = self.desk.workspace.signing.state(self._inspection)
        self.desk.bus.problem.emit(error)

    def _answer(self, party: Party, told: str) -> None:
        """Take an answer: an objection goes into the text, a refusal ends the reading."""
        settle_all(self)
        if self._pending is not None or self._busy:
            self.desk.tasks.close()
        self._pending = None
        if not self._set_party(party, writing=False):
            return
        if party.mode is PartyMode.REFUSED:
            self.desk.bus.told.emit(self.say("party.refused"), "", None)
            self._hand_back()
            return
        self._mode = "sign"
        self._fill(self.say(told))
        self._load()
        heading = OBJECTION_HEADING if party.objection else STATEMENT_HEADING
        QTimer.singleShot(0, self, lambda: self._reader.go_to(heading))

    def _set_party(self, party: Party, *, writing: bool) -> bool:
        signing = self.desk.workspace.signing
        try:
            signing.set_party(self._inspection, party, writing=writing)
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return False
        self.desk.bus.saved.emit(self.desk.clock.now())
        self._signing = signing.state(self._inspection)
        return True

    def _sign(self) -> None:
        known = self._party()
        # words of a refusal that was begun and not given are no part of a signature
        party = replace(known, mode=PartyMode.INK, reason="", witness="", clip="")
        if self._signing.party != party and not self._set_party(party, writing=False):
            return
        signing = self.desk.workspace.signing
        digest, wall = self._signing.text_sha256, self.desk.clock.now().isoformat()
        try:
            for who, box in (("party-statement", self._sentence), ("party", self._signature)):
                if not box.pad.empty:
                    signing.put_ink(self._inspection, who, box.ink(digest, wall))
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.desk.bus.saved.emit(self.desk.clock.now())
        self.desk.bus.told.emit(self.say("party.signed"), "", None)
        self._hand_back()
