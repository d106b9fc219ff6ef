"""The outbox page: counts, one row a record, sending and fetching with progress and a stop."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.clock import CHINA
from inspector_app.errors import InspectorError, catalogue
from inspector_app.services.sync.views import (
    Offline,
    OutboxItem,
    OutboxState,
    OutboxView,
    Progress,
    PullOutcome,
    PushOutcome,
)

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
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.tasks import Cancel

_MB = 1_000_000
_DONE = (OutboxState.RECEIPTED, OutboxState.FORGETTABLE)
_LAMPS = {
    OutboxState.RECEIPTED: Lamp.YES,
    OutboxState.FORGETTABLE: Lamp.YES,
    OutboxState.HELD: Lamp.PAUSE,
    OutboxState.PARKED: Lamp.PAUSE,
    OutboxState.REFUSED: Lamp.NO,
    OutboxState.SENDING: Lamp.HALF,
    OutboxState.COMMITTING: Lamp.HALF,
}


class OutboxPage(Screen):
    """What goes to the bureau and what came back."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page."""
        super().__init__(desk, place)
        self._cancel: Cancel | None = None
        look = self.look
        across = row(look, self)
        left = column(look, gap=12, margin=(20, 14, 20, 12))
        self._top = Panel(look)
        self._top_box = row(look, self._top, gap=16, margin=(16, 14, 16, 14))
        words = column(look, gap=8)
        self._count = Text(look, "", 24, 600)
        self._bar = Bar(look, 6)
        self._note = Text(look, "", 13, tone="ink2", wrap=True)
        words.addWidget(self._count)
        words.addWidget(self._bar)
        words.addWidget(self._note)
        self._top_box.addLayout(words, 1)
        self._send = Button(look, self.say("outbox.send"), Kind.PRIMARY, icon="send", keys=("S",))
        self._send.clicked.connect(self._on_send)
        self._top_box.addWidget(self._send)
        left.addWidget(self._top)
        self._list = ScrollColumn(look, gap=12)
        left.addWidget(self._list, 1)
        across.addLayout(left, 1)
        self._side = Ground(look, "surface", "l")
        self._side.setFixedWidth(look.px(280 if desk.compact else 372))
        self._side_box = column(look, self._side, gap=8, margin=(20, 18, 20, 16))
        across.addWidget(self._side)
        self.key("S", self._on_send)
        self.key("G", self._on_fetch)
        self._fill()

    def head(self) -> Head:
        view = self._status()
        words = self.say(
            "outbox.subtitle", waiting=view.waiting, held=view.held, receipted=view.receipted
        )
        return Head(self.say("outbox.title"), words, rail="outbox")

    def hints(self) -> tuple[Hint, ...]:
        return (
            Hint(("S",), self.say("outbox.keys-send")),
            Hint(("G",), self.say("outbox.keys-fetch")),
        )

    def start(self) -> None:
        self._send.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        super().leave()
        if self._cancel is not None:
            self._cancel.set()

    def on_bus_changed(self, changes: object) -> None:
        if self._cancel is None:
            self._fill()

    def _status(self) -> OutboxView:
        return self.desk.workspace.sync.status()

    def _fill(self) -> None:
        view = self._status()
        self._fill_top(view)
        self._fill_list(view)
        self._fill_side(view)
        self.head_changed.emit()

    def _fill_top(self, view: OutboxView) -> None:
        say = self.say
        done = sum(one.blobs_done for one in view.items)
        total = sum(one.blobs_total for one in view.items)
        words = say(
            "outbox.idle", done=done, total=total, records=view.receipted, all=len(view.items)
        )
        self._count.set_text(words)
        self._bar.set_share(done + view.receipted, total + len(view.items))
        self._note.set_text(say("outbox.resume-note"))

    def _fill_list(self, view: OutboxView) -> None:
        look, say = self.look, self.say
        clear(self._list.column)
        if not view.items:
            empty = EmptyState(look, "send", say("outbox.none"), say("outbox.none-how"))
            self._list.column.addWidget(empty)
            self._list.column.addStretch(1)
            return
        card = Panel(look)
        box = column(look, card, margin=(1, 1, 1, 1))
        for n, one in enumerate(view.items):
            if n:
                box.addWidget(Divider(look))
            box.addWidget(self._item(one))
        self._list.column.addWidget(card)
        self._list.column.addStretch(1)

    def _item(self, one: OutboxItem) -> QWidget:
        look, say = self.look, self.say
        held = one.state in (OutboxState.HELD, OutboxState.PARKED, OutboxState.REFUSED)
        ground = Ground(look, "warn_soft" if held else "surface")
        box = column(look, ground, gap=8, margin=(16, 12, 16, 12))
        across = row(look, gap=16)
        lamp = LampMark(look, _LAMPS.get(one.state, Lamp.TODO), 20)
        across.addWidget(lamp, 0, Qt.AlignmentFlag.AlignTop)
        words = column(look, gap=2)
        words.addWidget(Text(look, one.unit_name, 15, 600, cut=True))
        moment = datetime.fromtimestamp(one.sealed_at, CHINA)
        when = say.when(moment, self.desk.clock.now().date())
        line = say("outbox.sealed-at", number=one.number, when=when)
        words.addWidget(Text(look, line, 13, tone="ink2", cut=True))
        across.addLayout(words, 3)
        if not self.desk.compact:
            across.addLayout(self._progress_of(one), 3)
        state = Text(
            look,
            say(f"outbox.state.{one.state.value}"),
            15,
            tone="ok" if one.state in _DONE else "warn" if held else "ink",
        )
        across.addWidget(state)
        open_ = Button(look, say("outbox.open"), icon="stamp")
        open_.clicked.connect(lambda: self.go("sealed", one.record_id))
        across.addWidget(open_)
        box.addLayout(across)
        if self.desk.compact:
            box.addLayout(self._progress_of(one))
        if held:
            entry = catalogue().get(one.problem)
            told = say("outbox.held-how")
            if entry is not None and not one.quarantine_id:
                told = (entry.zh + entry.fix_zh) if say.chinese else f"{entry.en} {entry.fix_en}"
            box.addWidget(Text(look, told, 15, wrap=True))
            if one.quarantine_id:
                number = say("outbox.quarantine", id=one.quarantine_id)
                box.addWidget(Text(look, number, 13, tone="ink2"))
        return ground

    def _progress_of(self, one: OutboxItem) -> QVBoxLayout:
        look, say = self.look, self.say
        words = column(look, gap=4)
        line = row(look, gap=8)
        counts = say("outbox.photos", done=one.blobs_done, total=one.blobs_total)
        line.addWidget(Text(look, counts, 15))
        line.addStretch(1)
        if one.received_at:
            moment = datetime.fromisoformat(one.received_at).astimezone(CHINA)
            when = say.when(moment, self.desk.clock.now().date())
            note = say("outbox.received", when=when)
        else:
            done, total = f"{one.bytes_done / _MB:.1f}", f"{one.bytes_total / _MB:.1f}"
            note = say("outbox.bytes", done=done, total=total)
        line.addWidget(Text(look, note, 13, tone="ink2"))
        words.addLayout(line)
        bar = Bar(look)
        bar.set_share(one.blobs_done, one.blobs_total)
        words.addWidget(bar)
        return words

    def _fill_side(self, view: OutboxView) -> None:
        look, say = self.look, self.say
        clear(self._side_box)
        self._side_box.addWidget(Text(look, say("outbox.bureau"), 17, 600))
        name = view.bureau_name or say("outbox.not-enrolled")
        self._side_box.addWidget(Text(look, name, 15, wrap=True))
        if view.bureau_url:
            self._side_box.addWidget(Text(look, view.bureau_url, 13, tone="ink2", cut=True))
        for key, moment in (("last-pull", view.last_pull), ("last-push", view.last_push)):
            when = say("outbox.never")
            if moment:
                at = datetime.fromisoformat(moment).astimezone(CHINA)
                when = say.when(at, self.desk.clock.now().date())
            words = say(f"outbox.{key}", when=when)
            self._side_box.addWidget(Text(look, words, 13, tone="ink2"))
        fetch = Button(look, say("outbox.fetch"), icon="download", keys=("G",))
        fetch.clicked.connect(self._on_fetch)
        fetch.setEnabled(self._cancel is None)
        self._side_box.addSpacing(look.px(8))
        self._side_box.addWidget(fetch.stretch())
        self._side_box.addStretch(1)

    def _on_send(self) -> None:
        if self._cancel is not None:
            self._cancel.set()
            return
        cancel = self._begin()
        sync = self.desk.workspace.sync
        self.desk.tasks.run(
            self,
            lambda report: sync.push(report, cancel),
            self._on_sent,
            self._on_failed,
            self._on_progress,
        )

    def _on_fetch(self) -> None:
        if self._cancel is not None:
            return
        cancel = self._begin()
        sync = self.desk.workspace.sync
        self.desk.tasks.run(
            self,
            lambda report: sync.pull(report, cancel),
            self._on_fetched,
            self._on_failed,
            self._on_progress,
        )

    def _begin(self) -> Cancel:
        self._cancel = Cancel()
        self._send.set_text(self.say("outbox.stop"))
        self._send.set_icon("pause")
        return self._cancel

    def _end(self) -> None:
        self._cancel = None
        self._send.set_text(self.say("outbox.send"))
        self._send.set_icon("send")
        self._fill()

    def _on_progress(self, progress: Progress) -> None:
        words = self.say(
            f"outbox.step.{progress.step.value}",
            done=progress.done,
            total=progress.total,
            mb=f"{progress.bytes_done / _MB:.1f}",
            mbs=f"{progress.bytes_total / _MB:.1f}",
        )
        self._count.set_text(words)
        if progress.bytes_total:
            self._bar.set_share(progress.bytes_done, progress.bytes_total)
        elif progress.total:
            self._bar.set_share(progress.done, progress.total)

    def _on_sent(self, outcome: PushOutcome) -> None:
        self._end()
        self.desk.bus.changed.emit(outcome.changes)
        for problem in outcome.problems:
            self.desk.bus.problem.emit(problem)
        if outcome.mismatch is not None:
            self.desk.bus.problem.emit(outcome.mismatch)
        words = self.say("outbox.sent", n=len(outcome.receipted), blobs=outcome.blobs)
        self._tell(outcome.offline, words)

    def _on_fetched(self, outcome: PullOutcome) -> None:
        self._end()
        self.desk.bus.changed.emit(outcome.changes)
        words = self.say("outbox.fetched", n=outcome.items, changed=outcome.changed)
        self._tell(outcome.offline, words)

    def _tell(self, offline: Offline | None, words: str) -> None:
        self.desk.bus.online.emit(offline is None)
        if offline is not None:
            words = self.say(f"outbox.offline.{offline.reason.value}")
        self._note.set_text(words)
        self.desk.bus.told.emit(words, "", None)

    def _on_failed(self, error: InspectorError) -> None:
        self._end()
        self.desk.bus.problem.emit(error)
