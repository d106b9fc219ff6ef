"""The page the inspected party sees: the record in large type, a place to sign, two other ways.

All three ways are open from the start; none is hidden or smaller than the law leaves it. Must never
show anything that is not the record or the party's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.domain.identifiers import InspectionId
from inspector_app.domain.inspection import Ink, Party, PartyMode
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.errors import InspectorError
from inspector_app.services.signing import SigningView

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import Field, TextArea
from inspector_app.ui.components.ink_pad import InkPad
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.panel import Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.paper import PaperView, Pixels, page_pictures
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.tags import LampLine
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.icons import icon_pixmap
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Screen

_SIDE_WIDTH = 470
_WIDTHS = (760, 860, 1000, 1180)
SIGNATURE_MM, SENTENCE_MM = (100, 40), (100, 20)


class PartyPage(Screen):
    """The laptop turned round."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page; the pages of the record come in the background."""
        super().__init__(desk, place)
        self._inspection = InspectionId(place.inspection)
        self._view = desk.workspace.inspections.get(self._inspection)
        self._signing: SigningView = desk.workspace.signing.state(self._inspection)
        self._size = 1
        look = self.look
        across = row(look, self)
        left = column(look)
        self._paper = PaperView(look)
        self._paper.seen.connect(lambda _: self._show_seen())
        left.addWidget(self._paper, 1)
        left.addWidget(self._build_foot())
        across.addLayout(left, 1)
        side = Ground(look, "bg", "l")
        side.setFixedWidth(look.px(_SIDE_WIDTH))
        box = column(look, side)
        scroll = ScrollColumn(look, (20, 16, 20, 8), 10)
        self._side: QVBoxLayout = scroll.column
        box.addWidget(scroll, 1)
        box.addWidget(self._build_side_foot())
        across.addWidget(side)
        self.key("PgDown", lambda: self._turn(1))
        self.key("PgUp", lambda: self._turn(-1))
        self.key("Esc", self._hand_back)
        self._fill()
        self._load()

    def head(self) -> Head:
        look, say = self.look, self.say
        smaller = Button(look, say("party.smaller"), size=13)
        smaller.clicked.connect(lambda: self._resize(-1))
        larger = Button(look, say("party.larger"), size=17)
        larger.clicked.connect(lambda: self._resize(1))
        aloud = Button(look, say("party.aloud"), icon="volume-2")
        aloud.clicked.connect(lambda: self._read_over("aloud"))
        day = say.full_day(self.desk.clock.now().date())
        return Head(
            say("party.title"),
            say("party.subtitle", unit=self._view.unit.name, day=day),
            rail="visit",
            bare=True,
            tools=(smaller, larger, aloud),
        )

    def _build_foot(self) -> QWidget:
        look, say = self.look, self.say
        foot = Ground(look, "bg", "t")
        across = row(look, foot, gap=12, margin=(20, 10, 20, 10))
        previous = Button(look, say("party.previous"), icon="chevron-left", keys=("PgUp",))
        previous.clicked.connect(lambda: self._turn(-1))
        following = Button(look, say("party.next"), trailing="chevron-right", keys=("PgDn",))
        following.clicked.connect(lambda: self._turn(1))
        self._page_words = Text(look, "", 17, 600)
        self._seen_line = LampLine(look, Lamp.TODO, "")
        across.addWidget(previous)
        across.addWidget(self._page_words)
        across.addWidget(following)
        across.addStretch(1)
        across.addWidget(self._seen_line)
        return foot

    def _build_side_foot(self) -> QWidget:
        look, say = self.look, self.say
        foot = QWidget()
        across = row(look, foot, gap=8, margin=(20, 8, 20, 12))
        phone = self._view.assignment.complaint_phone
        if phone:
            icon = Text(look)
            ratio = self.devicePixelRatioF()
            icon.setPixmap(icon_pixmap("phone", look.px(16), look.hex("ink2"), ratio))
            across.addWidget(icon)
            across.addWidget(Text(look, say("party.phone", phone=phone), 13, tone="ink2"))
        across.addStretch(1)
        back = Button(look, say("party.back"), Kind.LINK, icon="undo-2", keys=("Esc",))
        back.clicked.connect(self._hand_back)
        across.addWidget(back)
        return foot

    def _load(self) -> None:
        records, inspection = self.desk.workspace.records, self._inspection
        width = self.look.px(_WIDTHS[self._size])

        def work(_: object) -> Sequence[Pixels]:
            return page_pictures(records.preview(inspection), width)

        self.desk.tasks.run(self, work, self._on_pages, self.desk.bus.problem.emit)

    def _on_pages(self, pages: Sequence[Pixels]) -> None:
        total = len(pages)
        names = [self.say("party.page", n=n, total=total) for n in range(1, total + 1)]
        self._paper.show_pages(pages, names)
        self._paper.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_seen()

    def _show_seen(self) -> None:
        total, seen = self._paper.pages, len(self._paper.seen_pages)
        page = self._paper.current() + 1
        self._page_words.set_text(self.say("party.page", n=page, total=total) if total else "")
        if total and seen >= total:
            self._seen_line.set(Lamp.YES, self.say("party.all-seen", total=total), "ok")
            if not self._signing.read_over:
                self._read_over("shown")
        else:
            self._seen_line.set(Lamp.TODO, self.say("party.not-seen", n=total - seen))
        self._sign.setEnabled(self._may_sign())

    def _turn(self, by: int) -> None:
        bar = self._paper.verticalScrollBar()
        # a page may be taller than the window: turn by what is in sight, never skipping a line
        bar.setValue(bar.value() + by * int(self._paper.viewport().height() * 0.9))
        self._show_seen()

    def _resize(self, by: int) -> None:
        self._size = max(0, min(self._size + by, len(_WIDTHS) - 1))
        self._load()

    def _read_over(self, way: str) -> None:
        person = next((one.person_id for one in self.desk.workspace.unlocked), None)
        if person is None:
            return
        try:
            self.desk.workspace.inspections.record_event(
                self._inspection, ProcedureKind.READ_OVER, person, {"way": way}
            )
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self._signing = self.desk.workspace.signing.state(self._inspection)
        if way == "aloud":
            self.desk.bus.told.emit(self.say("party.aloud-noted"), "", None)
        self._sign.setEnabled(self._may_sign())

    def _may_sign(self) -> bool:
        return self._signing.read_over and not self._pad.empty

    def _fill(self) -> None:
        look, say = self.look, self.say
        clear(self._side)
        place = next((one for one in self._signing.places if one.who == "party"), None)
        name = place.name if place and place.name else say("party.nobody")
        shown = say("party.person", name=name, post=place.under) if place and place.under else name
        self._side.addWidget(Text(look, shown, 20, 600, wrap=True))
        self._side.addWidget(Text(look, say("party.meaning"), 15, tone="ink2", wrap=True))
        self._sentence = InkPad(look, name=say("party.own-hand"), millimetres=SENTENCE_MM)
        self._sentence.setFixedHeight(look.px(84))
        self._pad = InkPad(look, name=say("party.sign-here"), millimetres=SIGNATURE_MM)
        self._pad.setFixedHeight(look.px(168))
        self._pad.changed.connect(lambda: self._sign.setEnabled(self._may_sign()))
        for words, pad in (("party.own-hand", self._sentence), ("party.sign-here", self._pad)):
            line = row(look, gap=8)
            line.addWidget(Text(look, say(words), 13, tone="ink2"))
            line.addStretch(1)
            again = Button(look, say("party.again"), Kind.LINK, icon="rotate-ccw")
            again.clicked.connect(pad.wipe)
            line.addWidget(again)
            self._side.addLayout(line)
            self._side.addWidget(pad)
        self._sign = Button(look, say("party.agree"), Kind.PRIMARY, icon="pen-line", height=60)
        self._sign.clicked.connect(self._on_sign_clicked)
        self._sign.setEnabled(False)
        self._side.addWidget(self._sign.stretch())
        self._ways = QWidget()
        self._ways_box = column(look, self._ways, gap=10)
        self._side.addWidget(self._ways)
        self._side.addStretch(1)
        self._show_ways()

    def _show_ways(self) -> None:
        look, say = self.look, self.say
        clear(self._ways_box)
        ways = (
            ("party.object", "message-square-text", self._show_objection),
            ("party.refuse", "circle-slash", self._show_refusal),
        )
        for words, icon, act in ways:
            press = PressRow(look, say(words), 68)
            across = row(look, press, gap=14, margin=(16, 10, 16, 10))
            picture = Text(look)
            ratio = self.devicePixelRatioF()
            picture.setPixmap(icon_pixmap(icon, look.px(22), look.hex("accent"), ratio))
            across.addWidget(picture)
            lines = column(look)
            lines.addWidget(Text(look, say(words), 17))
            lines.addWidget(Text(look, say(f"{words}-how"), 13, tone="ink2", wrap=True))
            across.addLayout(lines, 1)
            press.clicked.connect(act)
            self._ways_box.addWidget(press)

    def _show_objection(self) -> None:
        party = self._party()
        clear(self._ways_box)
        statement = self._area("party.statement", party.statement, 3)
        objection = self._area("party.objection", party.objection, 2)

        def store() -> None:
            self._store(
                replace(
                    self._party(),
                    mode=PartyMode.INK,
                    statement=statement.text().strip(),
                    objection=objection.text().strip(),
                ),
                "party.stored",
            )

        self._add_deeds(store)
        statement.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_refusal(self) -> None:
        party = self._party()
        clear(self._ways_box)
        reason = self._area("party.reason", party.reason, 2)
        witness = self._line("party.witness", party.witness)
        clip = self._line("party.clip", party.clip)

        def store() -> None:
            self._store(
                replace(
                    self._party(),
                    mode=PartyMode.REFUSED,
                    reason=reason.text().strip(),
                    witness=witness.text().strip(),
                    clip=clip.text().strip(),
                ),
                "party.refused",
            )

        self._add_deeds(store)
        reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _area(self, words: str, text: str, lines: int) -> TextArea:
        name = self.say(words)
        self._ways_box.addWidget(Text(self.look, name, 13, tone="ink2"))
        area = TextArea(self.look, text, name=name, lines=lines, printed=True)
        self._ways_box.addWidget(area)
        return area

    def _line(self, words: str, text: str) -> Field:
        name = self.say(words)
        self._ways_box.addWidget(Text(self.look, name, 13, tone="ink2"))
        line = Field(self.look, text, name=name, printed=True)
        self._ways_box.addWidget(line)
        return line

    def _add_deeds(self, store: object) -> None:
        look, say = self.look, self.say
        deeds = row(look, gap=12)
        done = Button(look, say("party.store"), Kind.CHOICE, icon="check")
        done.clicked.connect(store)
        leave = Button(look, say("party.leave"))
        leave.clicked.connect(self._show_ways)
        deeds.addWidget(done)
        deeds.addWidget(leave)
        deeds.addStretch(1)
        self._ways_box.addLayout(deeds)

    def _party(self) -> Party:
        if self._signing.party is not None:
            return self._signing.party
        place = next((one for one in self._signing.places if one.who == "party"), None)
        return Party(
            PartyMode.INK, name=place.name if place else "", post=place.under if place else ""
        )

    def _store(self, party: Party, told: str) -> None:
        try:
            self.desk.workspace.signing.set_party(self._inspection, party)
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.desk.bus.saved.emit(self.desk.clock.now())
        self.desk.bus.told.emit(self.say(told), "", None)
        if party.mode is PartyMode.REFUSED:
            self._hand_back()
            return
        self._signing = self.desk.workspace.signing.state(self._inspection)
        self._fill()
        self._load()

    def _on_sign_clicked(self) -> None:
        signing = self.desk.workspace.signing
        try:
            if self._signing.party is None or self._signing.party.mode is not PartyMode.INK:
                signing.set_party(self._inspection, replace(self._party(), mode=PartyMode.INK))
            digest = signing.state(self._inspection).text_sha256
            wall = self.desk.clock.now().isoformat()
            for who, pad in (("party-statement", self._sentence), ("party", self._pad)):
                if not pad.empty:
                    ink = Ink(pad.width_tenths, pad.height_tenths, pad.strokes, digest, wall)
                    signing.put_ink(self._inspection, who, ink)
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.desk.bus.saved.emit(self.desk.clock.now())
        self.desk.bus.told.emit(self.say("party.signed"), "", None)
        self._hand_back()

    def _hand_back(self) -> None:
        self.go("signing", self._inspection)
