"""Grounds and lines: rounded panels, plain grounds, dividers, layouts without margins."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from inspector_app.ui.components.paint import draw_box
from inspector_app.ui.theme import Look


class Ground(QWidget):
    """A rectangle in one token, with lines on the sides asked for."""

    def __init__(
        self, look: Look, token: str = "bg", lines: str = "", parent: QWidget | None = None
    ) -> None:
        """Fill with `token`; `lines` holds any of `t r b l`."""
        super().__init__(parent)
        self._look = look
        self._token = token
        self._lines = lines

    def set_token(self, token: str) -> None:
        """Fill with another token."""
        self._token = token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color(self._token))
        line, width = self._look.color("line"), self._look.line()
        sides = {
            "t": QRectF(0, 0, self.width(), width),
            "b": QRectF(0, self.height() - width, self.width(), width),
            "l": QRectF(0, 0, width, self.height()),
            "r": QRectF(self.width() - width, 0, width, self.height()),
        }
        for side in self._lines:
            painter.fillRect(sides[side], line)


class Panel(QWidget):
    """A card: surface, 1 px edge, radius 8; optionally marked or dashed."""

    def __init__(
        self,
        look: Look,
        token: str = "surface",
        *,
        edge: str = "line",
        thick: int = 0,
        radius: int = 8,
        dashed: bool = False,
        bar: str = "",
        on: str = "bg",
        parent: QWidget | None = None,
    ) -> None:
        """Draw a card.

        Args:
            thick: Width of the edge, px before scaling; 0 for the theme's line.
            bar: Token of a 4 px bar on the left, '' for none.
            on: Token of the ground around it: rows inside keep out of its corners.
        """
        super().__init__(parent)
        self._look = look
        self.token, self.edge, self.thick, self.bar = token, edge, thick, bar
        self._radius, self._dashed = radius, dashed
        self._frame = _Frame(self, look, on)

    @property
    def radius(self) -> int:
        """Radius of its corners, px."""
        return self._look.px(self._radius)

    @property
    def dashed(self) -> bool:
        """Whether its edge is dashed."""
        return self._dashed

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._frame.setGeometry(self.rect())
        self._frame.raise_()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._frame.raise_()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_box(painter, QRectF(self.rect()), self.radius, self._look.color(self.token), None, 0)
        if self.bar:
            bar = QRectF(0, 0, self._look.px(4), self.height())
            painter.fillRect(bar, self._look.color(self.bar))


class _Frame(QWidget):
    """Edge and corners of a panel, painted over whatever lies inside it."""

    def __init__(self, panel: Panel, look: Look, on: str) -> None:
        super().__init__(panel)
        self._panel, self._look, self._on = panel, look, on
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, panel = self._look, self._panel
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        inside, outside = QPainterPath(), QPainterPath()
        inside.addRoundedRect(rect, panel.radius, panel.radius)
        outside.addRect(rect)
        painter.fillPath(outside.subtracted(inside), look.color(self._on))
        width = panel.thick or look.line()
        pen = QPen(look.color(panel.edge), width)
        if panel.dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        radius = max(panel.radius - half, 0)
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)


class Divider(QFrame):
    """A 1 px line."""

    def __init__(self, look: Look, *, upright: bool = False, parent: QWidget | None = None) -> None:
        """Draw a line across, or upright."""
        super().__init__(parent)
        self._look = look
        if upright:
            self.setFixedWidth(look.line())
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        else:
            self.setFixedHeight(look.line())
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.color("line"))


class _Body(QWidget):
    """What scrolls: as high as its width asks for.

    Labels that wrap guess their least height from a narrow width; taken at their word they would
    leave bare room and a scroll bar that is not needed.
    """

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            return QSize(hint.width(), 0)
        return hint


class ScrollColumn(QScrollArea):
    """A column that scrolls; put widgets into `.column`."""

    def __init__(
        self, look: Look, margin: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 0
    ) -> None:
        """Begin with an empty column; `margin` is left, top, right, bottom before scaling."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.body = _Body()
        self.body.setAutoFillBackground(False)
        self.column = column(look, self.body, gap=gap, margin=margin)
        self.setWidget(self.body)
        self.body.setAutoFillBackground(False)  # setWidget turns it on
        self.verticalScrollBar().setSingleStep(look.px(44))


def column(
    look: Look,
    parent: QWidget | None = None,
    *,
    gap: int = 0,
    margin: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> QVBoxLayout:
    """Return a column; lengths before scaling."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    _set(look, layout, gap, margin)
    return layout


def row(
    look: Look,
    parent: QWidget | None = None,
    *,
    gap: int = 0,
    margin: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> QHBoxLayout:
    """Return a row; lengths before scaling."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    _set(look, layout, gap, margin)
    return layout


def clear(layout: QBoxLayout, keep: int = 0) -> None:
    """Take everything but the first `keep` parts out of a layout and delete it."""
    while layout.count() > keep:
        part = layout.takeAt(layout.count() - 1)
        if part is None:
            break
        widget, inner = part.widget(), part.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif isinstance(inner, QBoxLayout):
            clear(inner)
            inner.deleteLater()


def _set(look: Look, layout: QBoxLayout, gap: int, margin: tuple[int, int, int, int]) -> None:
    layout.setSpacing(look.px(gap))
    layout.setContentsMargins(*(look.px(side) for side in margin))
