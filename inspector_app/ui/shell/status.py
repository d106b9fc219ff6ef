"""The status line: autosave light, toast, key hints, network, clock."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from inspector_app.clock import Clock

from inspector_app.ui.components.marks import AutosaveLight, ToastLine
from inspector_app.ui.components.panel import Ground, clear, row
from inspector_app.ui.components.tags import KeyHint, Tag
from inspector_app.ui.components.text import Text
from inspector_app.ui.i18n import Say
from inspector_app.ui.icons import icon_pixmap
from inspector_app.ui.screen import Hint
from inspector_app.ui.theme import Look


class StatusLine(Ground):
    """32 px at the foot of the window."""

    def __init__(self, look: Look, say: Say, clock: Clock, *, training: bool = False) -> None:
        """Make the line; its clock ticks every ten seconds; in training it says so for good."""
        super().__init__(look, "sunken", "t")
        self._look, self._say, self._clock = look, say, clock
        self.setFixedHeight(look.px(32))
        layout = row(look, self, gap=12, margin=(20, 0, 20, 0))
        self.light = AutosaveLight(
            look,
            idle=say("save.idle"),
            saved=say("save.saved", time="{time}"),
            saving=say("save.saving"),
            failed=say("save.failed", reason="{reason}"),
            again=say("save.again"),
        )
        layout.addWidget(self.light)
        if training:
            layout.addWidget(Tag(look, say("app.training"), "warn"))
        self.toast = ToastLine(look)
        layout.addWidget(self.toast)
        layout.addStretch(1)
        self._hints = QWidget()
        self._row: QHBoxLayout = row(look, self._hints, gap=18)
        layout.addWidget(self._hints)
        layout.addStretch(1)
        self._net_icon = Text(look)
        self._net = Text(look, "", 13, tone="ink2")
        self._time = Text(look, "", 13, tone="ink2")
        layout.addWidget(self._net_icon)
        layout.addWidget(self._net)
        layout.addSpacing(look.px(6))
        layout.addWidget(self._time)
        self._shown: list[KeyHint] = []
        self.set_online(online=False)
        self._tick()
        timer = QTimer(self)
        timer.setInterval(10_000)
        timer.timeout.connect(self._tick)
        timer.start()

    def show_hints(self, hints: Sequence[Hint]) -> None:
        """Show keys; those that do not fit are left out, the last first."""
        clear(self._row)
        self._shown = [KeyHint(self._look, hint.keys, hint.words) for hint in hints]
        for hint in self._shown:
            self._row.addWidget(hint, 0, Qt.AlignmentFlag.AlignVCenter)
        self._fit()

    def set_online(self, *, online: bool) -> None:
        """Show how the network is; offline is no alarm."""
        look = self._look
        name = "wifi" if online else "wifi-off"
        ratio = self.devicePixelRatioF()
        self._net_icon.setPixmap(icon_pixmap(name, look.px(16), look.hex("ink2"), ratio))
        self._net.set_text(self._say("net.online" if online else "net.offline"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - self._look.px(430)
        gap = self._look.px(18)
        for hint in self._shown:
            room -= hint.width() + gap
            hint.setVisible(room >= 0)

    def _tick(self) -> None:
        self._time.set_text(self._clock.now().strftime("%H:%M"))
