"""The signing page: the frozen record at the left, three steps at the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.domain.identifiers import InspectionId, PersonId
from inspector_app.domain.inspection import Ink, InspectionState, PartyMode
from inspector_app.domain.officers import Officer
from inspector_app.errors import InspectorError
from inspector_app.services.signing import SigningPlace

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import Field, PassphraseField
from inspector_app.ui.components.ink_pad import InkPad
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.marks import EmptyState
from inspector_app.ui.components.panel import (
    Divider,
    Ground,
    Panel,
    ScrollColumn,
    clear,
    column,
    row,
)
from inspector_app.ui.components.paper import PaperView, Pixels, page_pictures
from inspector_app.ui.components.problems import Problem
from inspector_app.ui.components.tags import LampLine
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Screen
from inspector_app.ui.visit import visit_head

_SIDE_WIDTH = 470
OFFICER_MM = (60, 24)


class SigningPage(Screen):
    """Hand over, sign, seal."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page."""
        super().__init__(desk, place)
        self._inspection = InspectionId(place.inspection)
        self._passphrases: dict[PersonId, PassphraseField] = {}
        self._busy = False
        look = self.look
        across = row(look, self)
        self._paper = PaperView(look)
        across.addWidget(self._paper, 1)
        side = Ground(look, "surface", "l")
        side.setFixedWidth(look.px(_SIDE_WIDTH))
        box = column(look, side)
        self._scroll = ScrollColumn(look, (20, 14, 20, 14), 10)
        box.addWidget(self._scroll, 1)
        self._foot = column(look, gap=8, margin=(20, 10, 20, 14))
        box.addWidget(Divider(look))
        box.addLayout(self._foot)
        across.addWidget(side)
        self._refresh()
        if self._view.state is not InspectionState.CHECKING:
            self._load()

    def head(self) -> Head:
        return visit_head(self.desk, self._view, "signing")

    def problems(self) -> Sequence[Problem]:
        return tuple(
            Problem(Lamp.WARN, self.say.text(one), "", "party") for one in self._signing.missing
        )

    def _refresh(self) -> None:
        self._view = self.desk.workspace.inspections.get(self._inspection)
        self._signing = self.desk.workspace.signing.state(self._inspection)
        self._fill()
        self.head_changed.emit()
        self.problems_changed.emit()

    def _load(self) -> None:
        records, inspection = self.desk.workspace.records, self._inspection
        width = self.look.px(760)

        def work(_: object) -> Sequence[Pixels]:
            return page_pictures(records.preview(inspection), width)

        def show(pages: Sequence[Pixels]) -> None:
            self._paper.show_pages(pages, [str(n) for n in range(1, len(pages) + 1)])

        self.desk.tasks.run(self, work, show, self.desk.bus.problem.emit)

    def _fill(self) -> None:
        look, say = self.look, self.say
        body: QVBoxLayout = self._scroll.column
        clear(body)
        clear(self._foot)
        self._passphrases.clear()
        if self._view.state in (InspectionState.OPENING, InspectionState.CHECKING):
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
            self._add_thaw()

    def _add_party(self, body: QVBoxLayout, *, sealing: bool) -> None:
        look, say = self.look, self.say
        body.addWidget(Text(look, say("signing.party"), 17, 600))
        place = next(one for one in self._signing.places if one.who == "party")
        party = self._signing.party
        lamp, words, tone = Lamp.TODO, say("signing.party-open"), "ink"
        if party is not None and party.mode is PartyMode.REFUSED:
            lamp, words, tone = Lamp.NA, say("signing.party-refused", reason=party.reason), "na"
        elif party is not None and party.mode is PartyMode.ABSENT:
            lamp, words, tone = Lamp.NA, say("signing.party-absent"), "na"
        elif place.ink is not None:
            lamp, words, tone = Lamp.YES, say("signing.party-signed", name=place.name), "ok"
        elif self._signing.read_over:
            lamp, words = Lamp.HALF, say("signing.party-read")
        body.addWidget(LampLine(look, lamp, words, tone, wrap=True))
        if party is not None and party.objection:
            body.addWidget(LampLine(look, Lamp.HERE, say("signing.party-objects"), wrap=True))
        if not sealing:
            done = lamp in (Lamp.YES, Lamp.NA)
            over = Button(
                look,
                say("signing.hand-over"),
                Kind.PLAIN if done else Kind.PRIMARY,
                icon="user-round",
            )
            over.clicked.connect(lambda: self.go("party", self._inspection))
            body.addWidget(over)
        body.addSpacing(look.px(8))

    def _add_officers(self, body: QVBoxLayout, *, sealing: bool) -> None:
        look, say = self.look, self.say
        body.addWidget(Text(look, say("signing.officers"), 17, 600))
        for place in self._signing.places:
            if not place.who.startswith("officer-"):
                continue
            card = Panel(look)
            box = column(look, card, gap=6, margin=(14, 10, 14, 10))
            name = say("signing.officer", name=place.name, number=place.under)
            box.addWidget(Text(look, name, 15, 600))
            if place.ink is not None:
                when = datetime.fromisoformat(place.ink.wall).strftime("%H:%M")
                words = say("signing.signed", time=when)
                box.addWidget(LampLine(look, Lamp.YES, words, "ok"))
                preview = InkPad(look, name=words, millimetres=OFFICER_MM)
                preview.set_strokes(place.ink.strokes)
                preview.setEnabled(False)
                preview.setFixedHeight(look.px(96))
                box.addWidget(preview)
            elif not sealing:
                self._add_pad(box, place)
            body.addWidget(card)
        body.addSpacing(look.px(8))

    def _add_pad(self, box: QVBoxLayout, place: SigningPlace) -> None:
        look, say = self.look, self.say
        hint = say("signing.sign-here", name=place.name)
        pad = InkPad(look, name=hint, hint=hint, millimetres=OFFICER_MM)
        pad.setFixedHeight(look.px(120))
        box.addWidget(pad)
        deeds = row(look, gap=8)
        keep = Button(look, say("signing.keep"), icon="check")
        keep.setEnabled(False)
        keep.clicked.connect(lambda: self._keep(place.who, pad))
        pad.changed.connect(lambda: keep.setEnabled(not pad.empty))
        again = Button(look, say("signing.again"), Kind.LINK, icon="rotate-ccw")
        again.clicked.connect(pad.wipe)
        deeds.addWidget(keep)
        deeds.addWidget(again)
        deeds.addStretch(1)
        box.addLayout(deeds)

    def _keep(self, who: str, pad: InkPad) -> None:
        wall = self.desk.clock.now().isoformat()
        digest = self._signing.text_sha256
        ink = Ink(pad.width_tenths, pad.height_tenths, pad.strokes, digest, wall)
        try:
            self.desk.workspace.signing.put_ink(self._inspection, who, ink)
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.desk.bus.saved.emit(self.desk.clock.now())
        self._refresh()
        self._load()

    def _add_seal(self, body: QVBoxLayout) -> None:
        look, say = self.look, self.say
        body.addWidget(Text(look, say("signing.seal"), 17, 600))
        missing = self._signing.missing
        if missing:
            joined = "".join(say.text(one) for one in missing)
            body.addWidget(
                LampLine(look, Lamp.TODO, say("signing.missing", what=joined), wrap=True)
            )
            return
        body.addWidget(Text(look, say("signing.seal-how"), 13, tone="ink2", wrap=True))
        signed = self.desk.workspace.sealing.signed(self._inspection)
        for officer in self._view.officers:
            if officer.person_id in signed:
                words = say("signing.key-signed", name=officer.name)
                body.addWidget(LampLine(look, Lamp.YES, words, "ok"))
                continue
            entry = self._passphrase(officer)
            self._passphrases[officer.person_id] = entry
            body.addWidget(entry)
        seal = Button(look, say("signing.seal-now"), Kind.PRIMARY, icon="stamp", height=52)
        seal.clicked.connect(self._seal)
        self._seal_button = seal
        body.addWidget(seal.stretch())

    def _passphrase(self, officer: Officer) -> PassphraseField:
        say = self.say
        entry = PassphraseField(
            self.look,
            hint=say("signing.passphrase", name=officer.name),
            show=say("signing.show"),
            hide=say("signing.hide"),
        )
        entry.returnPressed.connect(self._next_passphrase)
        return entry

    def _next_passphrase(self) -> None:
        for entry in self._passphrases.values():
            if not entry.text():
                entry.setFocus()
                return
        self._seal()

    def _seal(self) -> None:
        if self._busy:
            return
        given = {person: entry.take() for person, entry in self._passphrases.items()}
        if not all(given.values()):
            self._next_passphrase_focus()
            return
        self._busy = True
        self._seal_button.setEnabled(False)
        self._seal_button.set_text(self.say("signing.sealing"))
        sealing, inspection = self.desk.workspace.sealing, self._inspection

        def work(_: object) -> None:
            sealing.prepare(inspection)
            for person, passphrase in given.items():
                sealing.sign(inspection, person, passphrase)
            sealing.finish(inspection)

        self.desk.tasks.run(self, work, self._on_sealed, self._on_seal_failed)

    def _next_passphrase_focus(self) -> None:
        first = next(iter(self._passphrases.values()), None)
        if first is not None:
            first.setFocus()

    def _on_sealed(self, _: object) -> None:
        self.desk.bus.saved.emit(self.desk.clock.now())
        self.go("sealed", self._inspection)

    def _on_seal_failed(self, error: InspectorError) -> None:
        self._busy = False
        self.desk.bus.problem.emit(error)
        self._refresh()

    def _add_thaw(self) -> None:
        look, say = self.look, self.say
        holder = QWidget()
        across = row(look, holder, gap=8)
        reason = Field(look, "", hint=say("signing.thaw-reason"), name=say("signing.thaw-reason"))
        do = Button(look, say("signing.thaw-do"))
        do.clicked.connect(lambda: self._thaw(reason.text()))
        across.addWidget(reason, 1)
        across.addWidget(do)
        holder.setVisible(False)
        link = Button(look, say("signing.thaw"), Kind.LINK, icon="undo-2")
        link.clicked.connect(lambda: holder.setVisible(not holder.isVisible()))
        top = row(look, gap=8)
        top.addWidget(link)
        top.addWidget(Text(look, say("signing.thaw-how"), 13, tone="ink2", wrap=True), 1)
        self._foot.addLayout(top)
        self._foot.addWidget(holder)

    def _thaw(self, reason: str) -> None:
        person = next((one.person_id for one in self.desk.workspace.unlocked), PersonId(""))
        try:
            self.desk.workspace.signing.thaw(self._inspection, reason, person)
        except InspectorError as error:
            self.desk.bus.problem.emit(error)
            return
        self.go("checklist", self._inspection)
