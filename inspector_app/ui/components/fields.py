"""Text fields that tell their text at a pause, on leaving and on demand, never while composing.

A page connects `settled` to a service call. The field never stores: the saved mark comes from the
commit, not from here.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QIcon,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from inspector_app.ui.icons import icon_pixmap
from inspector_app.ui.theme import Look

PAUSE_MS = 400
"""A pause this long stores the text."""


class _Pause(QObject):
    """Counts the pause of one field and remembers whether its input method composes."""

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.composing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._on_timeout)

    def begin(self) -> None:
        """Start counting anew."""
        self._timer.start()

    def stop(self) -> None:
        """Stop counting."""
        self._timer.stop()

    def note(self, event: QInputMethodEvent) -> None:
        """Look at an input method's event."""
        self.composing = bool(event.preeditString())
        if not self.composing and event.commitString():
            self.begin()

    def _on_timeout(self) -> None:
        if self.composing:
            self.begin()
        else:
            self.due.emit()


class Field(QLineEdit):
    """One line."""

    settled = Signal(str)
    """The text, once per change."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        hint: str = "",
        name: str = "",
        icon: str = "",
        printed: bool = False,
        number: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make a field.

        Args:
            hint: Shown while empty. name: Read out.
            printed: Its text gets printed: serif on paper.
            number: Digits, a sign and a point only.
        """
        super().__init__(text, parent)
        self._look = look
        self._stored = text
        self._pause = _Pause(self)
        self._pause.due.connect(self.settle)
        self.setProperty("print", "true" if printed else "false")
        self.setFont(look.font(15, serif=printed))
        self.setPlaceholderText(hint)
        self.setAccessibleName(name or hint)
        self.setMinimumHeight(look.px(44))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._number = number
        if number:
            self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        if icon:
            side = look.px(18)
            pixmap = icon_pixmap(icon, side, look.hex("ink2"), self.devicePixelRatioF())
            self.addAction(
                QAction(QIcon(pixmap), name or hint, self), QLineEdit.ActionPosition.LeadingPosition
            )
        self.textEdited.connect(self._on_text_edited)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(160), self._look.px(44))

    def set_stored(self, text: str) -> None:
        """Show what is stored, unless the officer is writing here."""
        if self.text() == self._stored and text != self._stored and not self._pause.composing:
            self.setText(text)
        self._stored = text

    def settle(self) -> None:
        """Tell the text now if it is new and whole."""
        if self._pause.composing:
            return
        self._pause.stop()
        text = self.text()
        if text != self._stored:
            self._stored = text
            self.settled.emit(text)

    @property
    def composing(self) -> bool:
        """Whether an input method is at work."""
        return self._pause.composing

    def set_wrong(self, wrong: bool) -> None:
        """Mark the text as breaking a rule."""
        self.setProperty("wrong", "true" if wrong else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self._pause.note(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if self._number and text and text.isprintable() and text not in "0123456789.-":
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # told by `returnPressed`; nobody else needs it

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.settle()
        super().focusOutEvent(event)

    def _on_text_edited(self) -> None:
        self._pause.begin()


class TextArea(QPlainTextEdit):
    """Several lines; Tab leaves it."""

    settled = Signal(str)

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        hint: str = "",
        name: str = "",
        lines: int = 3,
        printed: bool = False,
        pixels: int = 15,
        sentence: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make a field of `lines` lines.

        Args:
            sentence: No line breaks: Enter is the page's; it grows from one line to `lines`.
        """
        super().__init__(text, parent)
        self._stored = text
        self._sentence, self._most = sentence, lines
        self._line = round(look.px(pixels) * 1.448)
        self._frame_height = look.px(22)
        self._least = look.px(44)
        self._pause = _Pause(self)
        self._pause.due.connect(self.settle)
        self.setProperty("print", "true" if printed else "false")
        self.setFont(look.font(pixels, serif=printed))
        self.setPlaceholderText(hint)
        self.setAccessibleName(name or hint)
        self.setTabChangesFocus(True)
        if sentence:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._grow(1 if sentence else lines)
        self.document().contentsChanged.connect(self._on_contents_changed)

    def text(self) -> str:
        """Return the text."""
        return self.toPlainText()

    def set_stored(self, text: str) -> None:
        """Show what is stored, unless the officer is writing here."""
        if self.toPlainText() == self._stored and text != self._stored:
            if not self._pause.composing:
                self._stored = text
                self.setPlainText(text)
            return
        self._stored = text

    def settle(self) -> None:
        """Tell the text now if it is new and whole."""
        if self._pause.composing:
            return
        self._pause.stop()
        text = self.toPlainText()
        if text != self._stored:
            self._stored = text
            self.settled.emit(text)

    @property
    def composing(self) -> bool:
        """Whether an input method is at work."""
        return self._pause.composing

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self._pause.note(event)

    def event(self, event: QEvent) -> bool:
        if (
            self._sentence
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._sentence and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.settle()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._sentence:
            layout = self.document().documentLayout()
            lines = round(layout.documentSize().height()) if layout is not None else 1
            bars = Qt.ScrollBarPolicy
            over = lines > self._most
            self.setVerticalScrollBarPolicy(
                bars.ScrollBarAsNeeded if over else bars.ScrollBarAlwaysOff
            )
            self._grow(min(max(lines, 1), self._most))

    def _grow(self, lines: int) -> None:
        height = max(self._line * lines + self._frame_height, self._least)
        if height != self.height():
            self.setFixedHeight(height)

    def _on_contents_changed(self) -> None:
        self._fit()
        if self.toPlainText() != self._stored:
            self._pause.begin()


class PassphraseField(QLineEdit):
    """A passphrase; an eye shows it while pressed on."""

    def __init__(self, look: Look, *, hint: str = "", show: str = "", hide: str = "") -> None:
        """Make an empty field; `show` and `hide` name the eye."""
        super().__init__()
        self._look, self._show, self._hide = look, show, hide
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setFont(look.font(15))
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setMinimumHeight(look.px(44))
        side, ratio = look.px(18), self.devicePixelRatioF()
        key = QAction(QIcon(icon_pixmap("key-round", side, look.hex("ink2"), ratio)), hint, self)
        self.addAction(key, QLineEdit.ActionPosition.LeadingPosition)
        self._eye = QAction(self)
        self._eye.triggered.connect(self._on_eye_triggered)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._dress_eye()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()

    def take(self) -> str:
        """Return the passphrase and empty the field."""
        text = self.text()
        self.clear()
        return text

    def _on_eye_triggered(self) -> None:
        hidden = self.echoMode() is QLineEdit.EchoMode.Password
        mode = QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self._dress_eye()

    def _dress_eye(self) -> None:
        hidden = self.echoMode() is QLineEdit.EchoMode.Password
        name = "eye-off" if hidden else "eye"
        side, ratio = self._look.px(18), self.devicePixelRatioF()
        self._eye.setIcon(QIcon(icon_pixmap(name, side, self._look.hex("ink2"), ratio)))
        self._eye.setText(self._show if hidden else self._hide)
        self._eye.setToolTip(self._eye.text())


def settle_all(parent: QWidget) -> None:
    """Make every field under `parent` tell its text now: on leaving a page, at close."""
    for field in parent.findChildren(Field):
        field.settle()
    for area in parent.findChildren(TextArea):
        area.settle()


def composing(parent: QWidget) -> bool:
    """Tell whether an input method composes in any field under `parent`."""
    return any(field.composing for field in parent.findChildren(Field)) or any(
        area.composing for area in parent.findChildren(TextArea)
    )
