"""The sealed page: facts as lamps, the seal code, printing, saving, sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector_app.clock import CHINA
from inspector_app.domain.identifiers import InspectionId
from inspector_app.errors import InspectorError
from inspector_app.records.content import RecordContent
from inspector_app.records.verdict import Fact, State
from inspector_app.services.sealing import SealedRecord
from inspector_app.services.verification import verify_kept

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.code_picture import CodePicture
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.marks import BusyRing
from inspector_app.ui.components.panel import (
    Divider,
    Ground,
    ScrollColumn,
    clear,
    column,
    row,
)
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.tags import KeyHint, LampLine
from inspector_app.ui.components.text import Text
from inspector_app.ui.components.verdict import VerdictCard
from inspector_app.ui.desk import Desk
from inspector_app.ui.icons import icon_pixmap
from inspector_app.ui.place import Place
from inspector_app.ui.printing import NoPrinterError, print_pdf
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.visit import visit_head

_PROVEN = (Fact.INTACT, Fact.SIGNED, Fact.TWO_OFFICERS, Fact.TRUSTED, Fact.EVIDENCE, Fact.CHAINED)
_LATER = (Fact.RECEIVED, Fact.WITNESSED, Fact.TIME)


class SealedPage(Screen):
    """The end of a visit on site."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page; the record is read back and verified in the background."""
        super().__init__(desk, place)
        self._inspection = InspectionId(place.inspection)
        self._view = desk.workspace.inspections.get(self._inspection)
        look = self.look
        across = row(look, self)
        self._left = ScrollColumn(look, (20, 16, 20, 16), 12)
        across.addWidget(self._left, 1)
        middle = Ground(look, "bg", "" if desk.compact else "l")
        self._middle = column(look, middle, gap=6, margin=(18, 18, 18, 14))
        if desk.compact:
            # no room for a third column: the code stands below the facts
            holder = column(look)
            holder.addWidget(middle)
            inner, outer = column(look, gap=12), self._left.column
            outer.addLayout(inner)
            outer.addLayout(holder)
            self._facts = inner
        else:
            middle.setFixedWidth(look.px(352))
            across.addWidget(middle)
            self._facts = self._left.column
        across.addWidget(self._build_next())
        busy = BusyRing(look)
        busy.start()
        line = row(look, gap=10)
        line.addWidget(busy)
        line.addWidget(Text(look, self.say("sealed.verifying"), 15, tone="ink2"), 1)
        self._facts.addLayout(line)
        self._facts.addStretch(1)
        for keys, act in (("P", self._print), ("S", self._save), ("E", self._export)):
            self.key(keys, act)
        self.key("O", lambda: self.go("outbox"))
        self.key("Esc", lambda: self.go("today"))
        workspace, inspection, clock = desk.workspace, self._inspection, desk.clock

        def work(_: object) -> SealedRecord:
            sealed = workspace.sealing.read_back(inspection)
            # the bureau's receipt came later: with it more is proven
            later = verify_kept(workspace, inspection, clock)
            return sealed if later is None else replace(sealed, verdict=later)

        desk.tasks.run(self, work, self._show, self._on_not_read)

    def head(self) -> Head:
        head = visit_head(self.desk, self._view, "sealed")
        return Head(
            head.title,
            head.subtitle,
            back=head.back,
            steps=head.steps,
            step=head.step,
            people=head.people,
            locked_note=self.say("sealed.locked"),
            rail=head.rail,
        )

    def hints(self) -> tuple[Hint, ...]:
        say = self.say
        return (
            Hint(("P",), say("sealed.print")),
            Hint(("S",), say("sealed.save")),
            Hint(("E",), say("sealed.export")),
            Hint(("O",), say("sealed.send")),
            Hint(("Esc",), say("sealed.today")),
        )

    def _on_not_read(self, error: InspectorError) -> None:
        clear(self._facts)
        sentence, remedy = self.say.error(error)
        line = LampLine(self.look, Lamp.NO, sentence, "no", size=17, lamp_size=20, wrap=True)
        self._facts.addWidget(line)
        self._facts.addWidget(Text(self.look, remedy, 15, wrap=True))
        self._facts.addStretch(1)
        self.desk.bus.problem.emit(error)

    def start(self) -> None:
        self._print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, sealed: SealedRecord) -> None:
        look, say = self.look, self.say
        verdict = sealed.verdict
        body = self._facts
        clear(body)
        title = row(look, gap=14)
        icon = Text(look)
        ratio = self.devicePixelRatioF()
        icon.setPixmap(icon_pixmap("stamp", look.px(32), look.hex("accent"), ratio))
        title.addWidget(icon)
        title.addWidget(Text(look, say("sealed.title"), 32, 600))
        title.addStretch(1)
        body.addLayout(title)
        moment = datetime.fromtimestamp(sealed.sealed_at, CHINA)
        when = f"{say.day(moment.date())} {moment:%H:%M:%S}"
        body.addWidget(Text(look, say("sealed.when", when=when), 15, tone="ink2", wrap=True))
        names = ("、" if say.chinese else ", ").join(one.name for one in self._view.officers)
        content = self.desk.workspace.records.get(sealed.record_id).content
        notes = {
            Fact.INTACT: say("sealed.leaves", n=verdict.leaves),
            Fact.TWO_OFFICERS: say("sealed.signers", names=names),
            Fact.EVIDENCE: say(
                "sealed.photos", photos=len(content.evidence), tables=len(content.samples)
            ),
            Fact.CHAINED: say("sealed.chain", seq=sealed.chain_seq),
        }
        later = tuple(
            fact for fact in _LATER if verdict.state(fact) not in (State.YES, State.NOT_APPLICABLE)
        )
        proven = _PROVEN + tuple(fact for fact in _LATER if verdict.state(fact) is State.YES)
        body.addWidget(VerdictCard(look, say, verdict, proven, notes))
        if later:
            line = row(look, gap=8)
            line.addWidget(Text(look, say("sealed.not-yet"), 15, 600))
            line.addWidget(Text(look, say("sealed.not-yet-how"), 13, tone="ink2"))
            line.addStretch(1)
            body.addLayout(line)
            body.addWidget(VerdictCard(look, say, verdict, later))
        body.addStretch(1)
        self._show_code(sealed)
        self._show_terms(content)

    def _show_code(self, sealed: SealedRecord) -> None:
        look, say = self.look, self.say
        clear(self._middle)
        self._middle.addWidget(Text(look, say("sealed.code"), 17, 600))
        code = CodePicture(look, sealed.seal_text, 316, name=say("sealed.code"))
        self._middle.addWidget(code, 0, Qt.AlignmentFlag.AlignHCenter)
        self._middle.addWidget(Text(look, say("sealed.code-how"), 13, tone="ink2", wrap=True))
        self._middle.addWidget(Divider(look))
        for label, value in (
            ("sealed.number", sealed.number),
            ("sealed.record-id", sealed.record_id),
        ):
            self._middle.addWidget(Text(look, say(label), 13, tone="ink2"))
            self._middle.addWidget(Text(look, value, 15, cut=True))
        self._middle.addStretch(1)
        self._middle.addWidget(Text(look, say("sealed.code-limit"), 13, tone="ink2", wrap=True))

    def _show_terms(self, content: RecordContent) -> None:
        """List the last days of what was ordered."""
        look, say = self.look, self.say
        clear(self._terms)
        due = sorted(
            (str(one["due"]), str(one["item"])) for one in content.findings if one.get("due")
        )
        if not due:
            return
        self._terms.addWidget(Text(look, say("sealed.terms"), 13, tone="ink2"))
        for last, item in due:
            line = row(look, gap=8)
            line.addWidget(LampLine(look, Lamp.TODO, say("sealed.term", item=item)), 1)
            line.addWidget(Text(look, say.day(date.fromisoformat(last)), 15))
            self._terms.addLayout(line)

    def _build_next(self) -> QWidget:
        look, say = self.look, self.say
        side = Ground(look, "surface", "l")
        side.setFixedWidth(look.px(326))
        box = column(look, side, margin=(1, 0, 0, 0))
        head = row(look, margin=(16, 16, 16, 12))
        head.addWidget(Text(look, say("sealed.next"), 17, 600))
        box.addLayout(head)
        first = row(look, margin=(16, 0, 16, 12))
        print_ = Button(
            look, say("sealed.print"), Kind.PRIMARY, icon="printer", keys=("P",), height=52
        )
        print_.clicked.connect(self._print)
        self._print_button = print_
        first.addWidget(print_.stretch(), 1)
        box.addLayout(first)
        box.addWidget(Divider(look))
        scroll = ScrollColumn(look)
        box.addWidget(scroll, 1)
        deeds: tuple[tuple[str, str, str, Callable[[], object]], ...] = (
            ("sealed.save", "file-down", "S", self._save),
            ("sealed.export", "package", "E", self._export),
            ("sealed.send", "send", "O", lambda: self.go("outbox")),
        )
        for words, icon, key, act in deeds:
            press = PressRow(look, say(words), 60)
            across = row(look, press, gap=14, margin=(16, 8, 16, 8))
            picture = Text(look)
            ratio = self.devicePixelRatioF()
            picture.setPixmap(icon_pixmap(icon, look.px(20), look.hex("accent"), ratio))
            across.addWidget(picture)
            lines = column(look)
            lines.addWidget(Text(look, say(words), 15, 600))
            lines.addWidget(Text(look, say(f"{words}-how"), 13, tone="ink2", cut=True))
            across.addLayout(lines, 1)
            across.addWidget(KeyHint(look, (key,)))
            press.clicked.connect(act)
            scroll.column.addWidget(press)
        self._terms = column(look, gap=8, margin=(16, 14, 16, 8))
        scroll.column.addLayout(self._terms)
        scroll.column.addStretch(1)
        foot = row(look, margin=(16, 10, 16, 12))
        foot.addStretch(1)
        today = Button(look, say("sealed.today"), keys=("Esc",))
        today.clicked.connect(lambda: self.go("today"))
        foot.addWidget(today)
        box.addWidget(Divider(look))
        box.addLayout(foot)
        return side

    def _print(self) -> None:
        records, inspection = self.desk.workspace.records, self._inspection

        def printed(pdf: bytes) -> None:
            try:
                print_pdf(pdf, copies=2, title=self._view.assignment.record_number)
            except NoPrinterError:
                self.desk.bus.told.emit(self.say("sealed.no-printer"), "", None)
                return
            self.desk.bus.told.emit(self.say("sealed.printed"), "", None)

        self.desk.tasks.run(
            self, lambda _: records.pdf(inspection), printed, self.desk.bus.problem.emit
        )

    def _save(self) -> None:
        self._choose("pdf", document=True)

    def _export(self) -> None:
        self._choose("insp", document=False)

    def _choose(self, suffix: str, *, document: bool) -> None:
        name = f"{self._view.assignment.record_number}.{suffix}"
        kind = f"{suffix.upper()} (*.{suffix})"
        dialog = QFileDialog(self, self.say("sealed.save"), str(Path.home()), kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda path: self.write_to(Path(path), document=document))
        dialog.open()

    def write_to(self, path: Path, *, document: bool) -> None:
        """Write document or package to a file chosen by a person, off the window's thread."""
        records, inspection = self.desk.workspace.records, self._inspection

        def written(target: Path) -> None:
            self.desk.bus.told.emit(self.say("sealed.saved", path=target), "", None)

        self.desk.tasks.run(
            self,
            lambda _: records.save(inspection, path, document=document),
            written,
            self.desk.bus.problem.emit,
        )
