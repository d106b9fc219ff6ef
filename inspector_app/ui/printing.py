"""Printing: the finished PDF goes to the printer as it is, never a second layout.

On Linux the PDF itself goes to the spooler (`lp`, standard input: no file of ours is left behind);
elsewhere each page is rastered at 300 dpi grey and painted by Qt. Must never compose a page.
"""

from __future__ import annotations

import shutil
import subprocess

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

_DPI = 300
_SPOOLER_TIMEOUT_S = 30


class NoPrinterError(Exception):
    """No printer is set up, or it refused the job."""


def print_pdf(pdf: bytes, *, copies: int, title: str) -> None:
    """Print a PDF on A4, one-sided, grey.

    Args:
        title: Name of the job in the queue; the document's number, no names.
    Raises:
        NoPrinterError: When there is none or it refuses.
    """
    spooler = shutil.which("lp")
    if spooler and _has_destination():
        command = [
            spooler,
            "-n",
            str(copies),
            "-t",
            title,
            "-o",
            "media=A4",
            "-o",
            "sides=one-sided",
        ]
        command += ["-o", "print-color-mode=monochrome", "-o", "fit-to-page=false", "-"]
        done = subprocess.run(  # noqa: S603  fixed program, no shell, the title is one argument
            command, input=pdf, capture_output=True, timeout=_SPOOLER_TIMEOUT_S, check=False
        )
        if done.returncode == 0:
            return
        raise NoPrinterError
    _print_raster(pdf, copies, title)


def _has_destination() -> bool:
    status = shutil.which("lpstat")
    if not status:
        return False
    listed = subprocess.run(  # noqa: S603  fixed program and arguments
        [status, "-e"], capture_output=True, timeout=_SPOOLER_TIMEOUT_S, check=False
    )
    return listed.returncode == 0 and bool(listed.stdout.strip())


def _print_raster(pdf: bytes, copies: int, title: str) -> None:
    from inspector_app.services.documents import page_count, raster_page

    if QPrinterInfo.defaultPrinter().isNull():
        raise NoPrinterError
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    printer.setDuplex(QPrinter.DuplexMode.DuplexNone)
    printer.setCopyCount(copies)
    printer.setDocName(title)
    painter = QPainter()
    if not painter.begin(printer):
        raise NoPrinterError
    try:
        for page in range(1, page_count(pdf) + 1):
            if page > 1 and not printer.newPage():
                raise NoPrinterError
            pixels = raster_page(pdf, page, _DPI)
            image = QImage(
                pixels.data, pixels.width, pixels.height, pixels.stride, QImage.Format.Format_RGB32
            )
            painter.drawImage(QRectF(printer.paperRect(QPrinter.Unit.DevicePixel)), image)
    finally:
        painter.end()
