"""Paper: pages of a PDF as pictures, one under the other, as they will be printed.

Used by the record and signing pages. The pixels come from services; this only shows them. Must
never draw a page a second way: the picture is the PDF.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy

from inspector_app.ui.components.panel import ScrollColumn
from inspector_app.ui.theme import Look

A4_WIDTH_INCHES = 210 / 25.4


class Pixels(Protocol):
    """One page as services hand it over; rows of 4 bytes blue, green, red, unused."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def stride(self) -> int: ...
    @property
    def data(self) -> bytes: ...


def page_pictures(pdf: bytes, width_px: int) -> tuple[Pixels, ...]:
    """Return every page of a PDF about `width_px` wide; slow, call it off the window."""
    from inspector_app.services.documents import page_count, raster_page

    dpi = width_px / A4_WIDTH_INCHES
    return tuple(raster_page(pdf, page, dpi) for page in range(1, page_count(pdf) + 1))


class PaperView(ScrollColumn):
    """Pages to scroll through; tells which have been looked at to their foot."""

    seen = Signal(int)
    """Index of a page whose lower edge came into sight."""

    def __init__(self, look: Look) -> None:
        """Begin without pages."""
        super().__init__(look, (20, 16, 20, 16), 16)
        self._pages: list[QLabel] = []
        self._seen: set[int] = set()
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    @property
    def seen_pages(self) -> frozenset[int]:
        """Indexes of the pages looked at to their foot."""
        return frozenset(self._seen)

    def fitting_width(self) -> int:
        """Return how wide a page may be here, px; ask once the view is laid out."""
        ratio = self.devicePixelRatioF()
        room = self.viewport().width() - self._look.px(56)
        return round(max(480, min(room, self._look.px(980))) * ratio)

    def show_pages(
        self, pages: Sequence[Pixels], names: Sequence[str], *, at_page: int | None = None
    ) -> None:
        """Show these pages at the place that was in sight, or at page `at_page`.

        Args:
            names: Read out, one a page.
            at_page: Index, -1 for the last.
        """
        place = self.verticalScrollBar().value()
        for old in self._pages:
            old.deleteLater()
        self._pages.clear()
        self._seen.clear()
        while self.column.count():
            self.column.takeAt(0)
        ratio = self.devicePixelRatioF()
        for pixels, name in zip(pages, names, strict=True):
            image = QImage(
                pixels.data, pixels.width, pixels.height, pixels.stride, QImage.Format.Format_RGB32
            ).copy()  # the buffer is Python's and goes with `pixels`
            image.setDevicePixelRatio(ratio)
            label = QLabel()
            label.setPixmap(QPixmap.fromImage(image))
            label.setAccessibleName(name)
            label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._pages.append(label)
            self.column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addStretch(1)

        def stand() -> None:
            self.column.activate()
            self.body.resize(self.body.width(), self.column.sizeHint().height())
            if at_page is None:
                self.verticalScrollBar().setValue(place)
            else:
                self.go_to(at_page % max(len(self._pages), 1))
            self._on_scrolled()

        QTimer.singleShot(0, self, stand)

    def go_to(self, page: int) -> None:
        """Bring a page to the top."""
        if 0 <= page < len(self._pages):
            self.verticalScrollBar().setValue(self._pages[page].y())
            self._on_scrolled()

    def turn(self, by: int) -> None:
        """Go on or back by what is in sight."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + by * int(bar.pageStep() * 0.9))

    def current(self) -> int:
        """Return the index of the page in sight."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        found = 0
        for index, page in enumerate(self._pages):
            if page.y() <= middle:
                found = index
        return found

    def _on_scrolled(self) -> None:
        bottom = self.verticalScrollBar().value() + self.viewport().height()
        for index, page in enumerate(self._pages):
            # the last tenth of a page is margin
            if index not in self._seen and page.y() + page.height() * 0.9 <= bottom:
                self._seen.add(index)
                self.seen.emit(index)
