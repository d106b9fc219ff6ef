"""The verify page: choose or drop files, one lamp a fact, signers, the root, the true pages.

Works while nobody is unlocked. Judging is `services.verification`; this page never merges facts
into one light and never changes a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from inspector_app.clock import CHINA
from inspector_app.crypto.certificates import fingerprint_text
from inspector_app.errors import InspectorError
from inspector_app.records import wording
from inspector_app.records.verdict import Fact, Use, Verdict
from inspector_app.services.verification import (
    FileVerdict,
    TruePages,
    own_trust,
    true_pages,
    verify_file,
)

from inspector_app.ui.components.buttons import Button, icon_button
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.marks import EmptyState
from inspector_app.ui.components.panel import Panel, ScrollColumn, clear, column, row
from inspector_app.ui.components.paper import Pixels, page_pictures
from inspector_app.ui.components.tags import LampLine
from inspector_app.ui.components.text import Text
from inspector_app.ui.components.verdict import VerdictGrid
from inspector_app.ui.desk import Desk
from inspector_app.ui.icons import icon_pixmap
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.screens.verify.side import Pages, Side

_USES = (Use.RELY, Use.INTAKE, Use.PRINT, Use.PUBLISH, Use.FORGET)
_MB = 1_000_000
_SIDE_WIDTH = 494


class VerifyPage(Screen):
    """Judge files."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page without a file."""
        super().__init__(desk, place)
        self._found: list[tuple[FileVerdict, Pages]] = []
        self._at = -1
        self._waiting: list[Path] = []
        self._busy = ""
        self._grid: VerdictGrid | None = None
        self._fact = Fact.WELL_FORMED
        self.setAcceptDrops(True)
        look = self.look
        across = row(look, self)
        self._left = ScrollColumn(look, (20, 14, 20, 14), 12)
        across.addWidget(self._left, 1)
        self._columns = 1 if desk.compact else 2
        self._side = Side(look, self.say, 380 if desk.compact else _SIDE_WIDTH)
        self._side.hide()
        across.addWidget(self._side)
        self.key("O", self.choose)
        self.key("T", self._side.toggle)
        self.key("Up", lambda: self._step(-1))
        self.key("Down", lambda: self._step(1))
        self.key("Left", lambda: self._turn(-1))
        self.key("Right", lambda: self._turn(1))
        self.key("PgDown", lambda: self._side.paper.turn(1))
        self.key("PgUp", lambda: self._side.paper.turn(-1))
        self._fill()

    def head(self) -> Head:
        choose = Button(self.look, self.say("verify.choose"), icon="folder-open", keys=("O",))
        choose.clicked.connect(self.choose)
        return Head(
            self.say("verify.title"), self.say("verify.subtitle"), rail="verify", tools=(choose,)
        )

    def hints(self) -> Sequence[Hint]:
        say = self.say
        hints = [Hint(("O",), say("verify.choose"))]
        if self._grid is not None:
            hints.append(Hint(("↑", "↓"), say("verify.keys-fact")))
            hints.append(Hint(("T",), say("verify.keys-toggle")))
        return tuple(hints)

    def start(self) -> None:
        first = self._left.body.findChild(Button)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self) -> None:
        """Ask for files."""
        say = self.say
        dialog = QFileDialog(self, say("verify.choose"), str(Path.home()), say("verify.kinds"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.open_files([Path(one) for one in names]))
        dialog.open()

    def open_file(self, path: Path) -> None:
        """Judge one file."""
        self.open_files([path])

    def open_files(self, paths: Sequence[Path]) -> None:
        """Judge files, one after the other."""
        self._waiting += paths
        if not self._busy:
            self._next()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        self.open_files([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
        event.acceptProposedAction()

    def _next(self) -> None:
        if not self._waiting:
            self._busy = ""
            return
        path = self._waiting.pop(0)
        self._busy = path.name
        self._fill()
        clock, workspace = self.desk.clock, self.desk.workspace
        side = 380 if self.desk.compact else _SIDE_WIDTH
        width = round(self.look.px(side - 40) * self.devicePixelRatioF())

        def work(_: object) -> tuple[FileVerdict, Pages]:
            found = verify_file(path, trust=None, clock=clock, own=own_trust(workspace))
            return found, _pages(found, true_pages(found), width)

        self.desk.tasks.run(self, work, self._on_judged, self._on_failed)

    def _on_judged(self, judged: tuple[FileVerdict, Pages]) -> None:
        self._found.append(judged)
        self._busy = ""
        self._show(len(self._found) - 1)
        self._next()

    def _on_failed(self, error: InspectorError) -> None:
        self._busy = ""
        self.desk.bus.problem.emit(error)
        self._fill()
        self._next()

    def _turn(self, by: int) -> None:
        if 0 <= self._at + by < len(self._found):
            self._show(self._at + by)

    def _show(self, at: int) -> None:
        self._at = at
        found, pages = self._found[at]
        self._fill()
        self._side.show()
        self._side.show_pages(pages)
        if found.verdict is not None:
            self._choose_fact(_telling(found.verdict))
        elif found.problem is not None:
            self._side.show_sentence(*self.say.error(found.problem))
        self.hints_changed.emit()

    def _choose_fact(self, fact: Fact) -> None:
        verdict = self._found[self._at][0].verdict
        if verdict is None or self._grid is None:
            return
        self._fact = fact
        cell = self._grid.mark(fact)
        self._side.show_fact(verdict, fact)
        QTimer.singleShot(0, cell, lambda: cell.setFocus(Qt.FocusReason.OtherFocusReason))

    def _step(self, by: int) -> None:
        if self._grid is not None:
            facts = list(Fact)
            at = max(0, min(facts.index(self._fact) + by, len(facts) - 1))
            self._choose_fact(facts[at])

    def _fill(self) -> None:
        look, say = self.look, self.say
        body: QVBoxLayout = self._left.column
        clear(body)
        self._grid = None
        if self._at < 0:
            title = say("verify.working", name=self._busy) if self._busy else say("verify.none")
            empty = EmptyState(
                look, "shield-check", title, say("verify.none-how"), say("verify.choose")
            )
            empty.pressed.connect(self.choose)
            drop = Panel(look, edge="edge", dashed=True)
            column(look, drop).addWidget(empty)
            body.addWidget(drop)
            body.addStretch(1)
            return
        found = self._found[self._at][0]
        body.addWidget(self._file_panel(found))
        if found.verdict is not None:
            self._grid = VerdictGrid(
                look, say, found.verdict, say("verify.no-total"), columns=self._columns
            )
            self._grid.chosen.connect(self._choose_fact)
            self._grid.mark(self._fact)
            body.addWidget(self._grid)
            self._add_uses(body, found.verdict)
            body.addWidget(self._signers(found, found.verdict))
        body.addStretch(1)

    def _file_panel(self, found: FileVerdict) -> Panel:
        look, say = self.look, self.say
        panel = Panel(look, edge="edge", dashed=True)
        across = row(look, panel, gap=16, margin=(18, 10, 14, 10))
        icon = Text(look)
        ratio = self.devicePixelRatioF()
        icon.setPixmap(icon_pixmap("file-text", look.px(28), look.hex("accent"), ratio))
        across.addWidget(icon)
        words = column(look, gap=2)
        words.addWidget(Text(look, found.path.name, 17, 600, cut=True))
        words.addWidget(Text(look, self._file_words(found), 13, tone="ink2", cut=True))
        across.addLayout(words, 1)
        told = say("verify.working", name=self._busy) if self._busy else say("verify.drop")
        if len(self._found) < 2:
            across.addWidget(Text(look, told, 13, tone="ink2"))
            return panel
        place = say("verify.of", n=self._at + 1, total=len(self._found))
        across.addWidget(Text(look, place, 15, tone="ink2"))
        for icon_name, name, by in (
            ("chevron-left", "verify.before", -1),
            ("chevron-right", "verify.after", 1),
        ):
            button = icon_button(look, icon_name, say(name))
            button.setEnabled(0 <= self._at + by < len(self._found))
            button.clicked.connect(lambda _=False, by=by: self._turn(by))
            across.addWidget(button)
        return panel

    def _file_words(self, found: FileVerdict) -> str:
        say = self.say
        size = f"{len(found.data) / _MB:.1f} MB"
        if found.verdict is None:
            return say("verify.file-none")
        if not found.verdict.record_id:
            return say("verify.file-broken", size=size)
        moment = datetime.fromtimestamp(found.verdict.sealed_at, CHINA)
        when = f"{say.full_day(moment.date())} {moment:%H:%M}"
        return say(f"verify.file-{found.kind}", size=size, when=when)

    def _add_uses(self, body: QVBoxLayout, verdict: Verdict) -> None:
        look, say = self.look, self.say
        line = row(look, gap=8)
        lines = [line] if self._columns > 1 else [line, row(look, gap=8)]
        line.addWidget(Text(look, say("verify.uses"), 13, tone="ink2"))
        for n, use in enumerate(_USES):
            box = Panel(look, radius=6)
            inner = row(look, box, margin=(12, 10, 10, 10))
            lamp = Lamp.YES if verdict.fit_for(use) else Lamp.NO
            inner.addWidget(LampLine(look, lamp, say(f"verify.use.{use.value}")))
            lines[n // 3 if len(lines) > 1 else 0].addWidget(box, 1)
        for one in lines:
            body.addLayout(one)

    def _signers(self, found: FileVerdict, verdict: Verdict) -> QWidget:
        look, say = self.look, self.say
        panel = Panel(look)
        margin = (16, 8, 16, 10)
        across = (row if self._columns > 1 else column)(look, panel, gap=20, margin=margin)
        left, right = column(look, gap=2), column(look, gap=2)
        across.addLayout(left, 1)
        across.addLayout(right, 1)
        left.addWidget(Text(look, say("verify.signers"), 13, 600))
        if not verdict.signers:
            left.addWidget(Text(look, say("verify.no-signers"), 13, tone="ink2", wrap=True))
        blank = "　" if say.chinese else "  "
        for one in verdict.signers:
            key = f"verify.role.{one.role}"
            role = say(key) if one.role in ("officer", "device") else one.role
            parts = [part for part in (role, one.name, one.credential_no) if part]
            line = Text(look, blank.join(parts), 15, cut=True)
            line.setToolTip(one.agency)
            left.addWidget(line)
        left.addStretch(1)
        right.addWidget(Text(look, say("verify.root"), 13, 600))
        if not found.trust.roots:
            right.addWidget(Text(look, say("verify.root-none"), 13, tone="ink2", wrap=True))
        source = found.trust.source
        known = source if source in ("enrolment", "beside") else "other"
        for root in found.trust.roots:
            words = say(f"verify.root-{known}", name=root.name, place=found.trust.place)
            tone = "warn" if known == "beside" else "ink"
            right.addWidget(Text(look, words, 13, tone=tone, wrap=True))
            right.addWidget(Text(look, fingerprint_text(root), 13, tone="ink2", wrap=True))
        right.addStretch(1)
        return panel


def _telling(verdict: Verdict) -> Fact:
    """Return the fact worth reading first: one that fails, else one that is open."""
    for wanted in (wording.Lamp.BAD, wording.Lamp.OPEN):
        for fact in Fact:
            if wording.lamp_of(fact, verdict.state(fact)) is wanted:
                return fact
    return Fact.WELL_FORMED


def _pages(found: FileVerdict, true: TruePages | None, width: int) -> Pages:
    shown: tuple[Pixels, ...] = ()
    if found.kind == "pdf":
        try:
            shown = page_pictures(found.data, width)
        except InspectorError:
            shown = ()
    drawn = page_pictures(true.pdf, width) if true is not None else ()
    return Pages(drawn, shown, true.differing if true is not None else ())
