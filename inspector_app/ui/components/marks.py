"""What says how things stand: autosave light, progress with counts, toast line, empty state."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.paint import draw_bar, draw_box, draw_ring
from inspector_app.ui.components.panel import column, row
from inspector_app.ui.components.text import Text
from inspector_app.ui.icons import icon_pixmap
from inspector_app.ui.theme import Look

TOAST_MS = 6000
"""How long a toast line stays."""


class _Dot(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.state = "idle"
        self.setFixedSize(look.px(14), look.px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = look.px(10)
        rect = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        if self.state == "saving":
            draw_ring(painter, rect.adjusted(1, 1, -1, -1), side / 2, look.color("warn"), 2)
        elif self.state == "failed":
            painter.fillRect(rect, look.color("no"))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("ok" if self.state == "saved" else "ink3"))
            painter.drawEllipse(rect)


class AutosaveLight(QWidget):
    """A dot and the time of the last commit; a failure stays until the next commit."""

    retried = Signal()

    def __init__(
        self, look: Look, *, idle: str, saved: str, saving: str, failed: str, again: str
    ) -> None:
        """Make the light; `saved` has a slot `{time}`, `failed` one `{reason}`."""
        super().__init__()
        self._idle, self._saved, self._saving, self._failed = idle, saved, saving, failed
        layout = row(look, self, gap=8)
        self._dot = _Dot(look)
        self._label = Text(look, idle, 13, tone="ink2")
        self._again = Button(look, again, Kind.LINK, size=13)
        self._again.setFixedHeight(look.px(32))
        self._again.clicked.connect(self.retried)
        self._again.hide()
        layout.addWidget(self._dot)
        layout.addWidget(self._label)
        layout.addWidget(self._again)
        self._tone = look

    @property
    def state(self) -> str:
        """idle, saving, saved or failed."""
        return self._dot.state

    def show_saved(self, moment: datetime) -> None:
        """A commit came back."""
        self._set("saved", self._saved.format(time=moment.strftime("%H:%M:%S")), "ink2")

    def show_saving(self) -> None:
        """Something is on its way."""
        self._set("saving", self._saving, "ink2")

    def show_failed(self, reason: str) -> None:
        """A commit did not happen."""
        self._set("failed", self._failed.format(reason=reason), "no")

    def show_idle(self) -> None:
        """Nothing to save here."""
        self._set("idle", self._idle, "ink2")

    def _set(self, state: str, text: str, tone: str) -> None:
        self._dot.state = state
        self._dot.update()
        self._label.set_text(text)
        self._label.set_tone(tone)
        self._again.setVisible(state == "failed")


class Bar(QWidget):
    """A progress bar."""

    def __init__(self, look: Look, height: int = 5, *, done_token: str = "accent") -> None:
        """Make an empty bar of `height` px before scaling."""
        super().__init__()
        self._look, self._share, self._token = look, 0.0, done_token
        self.setFixedHeight(look.px(height))
        self.setMinimumWidth(look.px(60))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, done: int, total: int, *, full_token: str = "ok") -> None:
        """Show `done` of `total`; a full bar changes colour."""
        self._share = done / total if total else 0.0
        self._token = full_token if total and done >= total else "accent"
        self.setAccessibleName(f"{done}/{total}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        rect = QRectF(self.rect())
        track, fill = look.color("line"), look.color(self._token)
        if look.contrast:
            draw_box(painter, QRectF(self.rect()), self.height() / 2, None, look.color("ink"), 1)
            track = look.color("na_soft")
            rect = rect.adjusted(1, 1, -1, -1)
        draw_bar(painter, rect, self._share, track, fill)


class ProgressStrip(QWidget):
    """Long work: what, counts, a bar, a button that stops it. Appears after its first report."""

    cancelled = Signal()

    def __init__(self, look: Look, stop: str) -> None:
        """Make a hidden strip; `stop` is the button's word."""
        super().__init__()
        layout = row(look, self, gap=12)
        words = column(look, gap=4)
        self._label = Text(look, "", 13, tone="ink", cut=True)
        self.bar = Bar(look)
        words.addWidget(self._label)
        words.addWidget(self.bar)
        self._stop = Button(look, stop, size=13)
        self._stop.clicked.connect(self.cancelled)
        layout.addLayout(words, 1)
        layout.addWidget(self._stop)
        self.hide()

    def show_counts(self, text: str, done: int, total: int) -> None:
        """Show a report."""
        self._label.set_text(text)
        self.bar.set_share(done, total)
        self.show()

    def finish(self) -> None:
        """The work is over."""
        self.hide()


class ToastLine(QWidget):
    """One sentence in the status line for six seconds, with a way back; never floats."""

    def __init__(self, look: Look) -> None:
        """Make an empty line."""
        super().__init__()
        self._look = look
        layout = row(look, self, gap=4)
        self._label = Text(look, "", 13, 600, tone="ink", cut=True)
        self._button = Button(look, "", Kind.LINK, size=13)
        self._button.setFixedHeight(look.px(32))
        self._button.clicked.connect(self._on_button_clicked)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._button)
        self._undo: object = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self.clear)
        self.clear()

    def say(self, text: str, undo: str = "", on_undo: object = None) -> None:
        """Show a sentence; `undo` names a button that calls `on_undo`."""
        self._label.set_text(text)
        self._button.set_text(undo)
        self._button.setVisible(bool(undo))
        self._undo = on_undo
        self.show()
        self._timer.start()

    def clear(self) -> None:
        """Show nothing."""
        self._undo = None
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown, '' for none."""
        return self._label.whole if not self.isHidden() else ""

    def _on_button_clicked(self) -> None:
        undo = self._undo
        self.clear()
        if callable(undo):
            undo()


class EmptyState(QWidget):
    """What belongs here, how it gets here, one button."""

    pressed = Signal()

    def __init__(self, look: Look, icon: str, title: str, how: str, button: str = "") -> None:
        """Teach instead of showing nothing."""
        super().__init__()
        layout = column(look, self, gap=8, margin=(24, 32, 24, 32))
        layout.addStretch(1)
        picture = Text(look)
        picture.setPixmap(
            icon_pixmap(icon, look.px(32), look.hex("ink3"), self.devicePixelRatioF())
        )
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for text, size, weight, tone in ((title, 17, 600, "ink"), (how, 15, 400, "ink2")):
            label = Text(look, text, size, weight, tone, wrap=True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(label)
        if button:
            press = Button(look, button)
            press.clicked.connect(self.pressed)
            layout.addSpacing(look.px(4))
            layout.addWidget(press, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)


class BusyRing(QWidget):
    """Turns only after a second, and not at all when motion is reduced."""

    def __init__(self, look: Look, size: int = 18) -> None:
        """Make a ring at rest."""
        super().__init__()
        self._lamp = LampMark(look, Lamp.BUSY, size, self)
        self.setFixedSize(QSize(look.px(size), look.px(size)))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._lamp.show)
        self._lamp.hide()

    def start(self) -> None:
        """Work began."""
        self._timer.start()

    def stop(self) -> None:
        """Work ended."""
        self._timer.stop()
        self._lamp.hide()
