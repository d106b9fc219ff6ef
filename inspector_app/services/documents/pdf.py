"""Draw pages with reportlab: the only module that knows how a PDF is written.

Called by `record.py`. The same pages, ink and stamp give the same bytes in every process: no clock,
no random identifier, fonts subset in order of use. Must never let a font in that is not embedded.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import groupby
from typing import Any

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from inspector_app.records.content import JsonValue
from inspector_app.services.documents.codes import PageStamp, code_rectangles
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.ink import Curve, fit_ink
from inspector_app.services.documents.page import (
    MM,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PALE,
    CodeBox,
    Face,
    Fill,
    Frame,
    InkBox,
    Item,
    Page,
    Picture,
    Rule,
    Run,
    StampText,
)

DRAFT_MARK = "草稿\u3000未封存"
_INK = (0.07, 0.10, 0.27)  # blue-black
_PRODUCER = "inspector"
_BFCHARS = 100  # most entries of one bfchar block. Source: ISO 32000-1, 9.10.3
_MEDIA_TYPE = "/application#2Fvnd.insp.record+zip"  # written as it stands: PDFName escapes wrongly
_EPOCH = 946684800  # what reportlab writes for invariant files: 2000-01-01


@dataclass(frozen=True, slots=True)
class Job:
    """One document to draw.

    Attributes:
        stamps: A stamp for each page; empty for a draft.
        ink: Ink leaves by who wrote them.
        pictures: JPEG bytes by digest.
        attachment: Name and bytes of the file inside; None for a draft.
        made_at: Unix seconds written as the date, 0 for a draft.
    """

    title: str
    pages: Sequence[Page]
    fonts: FontSet
    stamps: Sequence[PageStamp] = ()
    ink: Mapping[str, Mapping[str, JsonValue]] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    attachment: tuple[str, bytes] | None = None
    made_at: int = 0


def write_pdf(job: Job) -> bytes:
    """Return the document's bytes."""
    target = BytesIO()
    canvas = Canvas(
        target,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        pageCompression=1,
        invariant=1,
        initialFontName=_registered(job.fonts, "serif-400-core"),  # type: ignore[arg-type] # stub
        lang="zh-CN",
        pdfVersion=(1, 7),
    )
    _name(canvas, job)
    painter = _Painter(canvas, job)
    for number, page in enumerate(job.pages, 1):
        painter.paint(page, number)
        canvas.showPage()
    if job.attachment is not None:
        _attach(canvas, *job.attachment)
    canvas.save()
    return target.getvalue()


class _Painter:
    def __init__(self, canvas: Canvas, job: Job) -> None:
        self._canvas = canvas
        self._job = job
        self._images = {digest: ImageReader(BytesIO(data)) for digest, data in job.pictures.items()}
        self._stamp: PageStamp | None = None
        self._signatures: dict[InkBox, str] = {}

    def paint(self, page: Page, number: int) -> None:
        """Draw one page: draft mark below, then print, then ink above everything."""
        self._stamp = self._job.stamps[number - 1] if self._job.stamps else None
        if self._stamp is None:
            self._draft()
        ink: list[InkBox] = []
        for item in page.items:
            if isinstance(item, InkBox):
                ink.append(item)
            else:
                self._draw(item)
        for box in ink:
            if box.who in self._job.ink:
                self._signature(box)

    def _draw(self, item: Item) -> None:
        match item:
            case Run():
                self._run(item)
            case Rule():
                self._line(item.width, item.grey, item.dash)
                self._canvas.line(item.x1, PAGE_HEIGHT - item.y1, item.x2, PAGE_HEIGHT - item.y2)
            case Frame():
                self._line(item.line, item.grey, item.dash)
                bottom = PAGE_HEIGHT - item.y - item.height
                self._canvas.rect(item.x, bottom, item.width, item.height, stroke=1, fill=0)
            case Fill():
                self._canvas.setFillGray(item.grey)
                bottom = PAGE_HEIGHT - item.y - item.height
                self._canvas.rect(item.x, bottom, item.width, item.height, stroke=0, fill=1)
            case Picture():
                self._canvas.drawImage(
                    self._images[item.sha256],
                    item.x,
                    PAGE_HEIGHT - item.y - item.height,
                    item.width,
                    item.height,
                )
            case CodeBox():
                self._code(item)
            case StampText():
                self._stamp_text(item)
            case InkBox():
                pass  # drawn last

    def _line(self, width: float, grey: float, dash: tuple[float, float] | None) -> None:
        self._canvas.setLineWidth(width)
        self._canvas.setStrokeGray(grey)
        self._canvas.setDash(list(dash) if dash else [])

    def _run(self, run: Run) -> None:
        text = self._canvas.beginText()
        text.setFillGray(run.grey)
        text.setFont(_registered(self._job.fonts, run.font), run.size)
        text.setCharSpace(run.spacing)
        text.setTextOrigin(run.x, PAGE_HEIGHT - run.y)
        text.textOut(run.text)
        self._canvas.drawText(text)

    def _stamp_text(self, slot: StampText) -> None:
        if self._stamp is None:
            return
        text = self._stamp.texts[slot.slot]
        width = self._job.fonts.width(slot.face, text, slot.size) + slot.spacing * (len(text) - 1)
        x = slot.x - width / 2 if slot.centred else slot.x
        for font, group in groupby(text, lambda one: self._job.fonts.find(slot.face, one)[0]):
            part = "".join(group)
            self._run(Run(x, slot.y, part, font, slot.size, slot.grey, slot.spacing))
            x += self._job.fonts.width(slot.face, part, slot.size) + slot.spacing * len(part)

    def _code(self, box: CodeBox) -> None:
        if self._stamp is None:
            return
        path = self._canvas.beginPath()
        for x, y, width, height in code_rectangles(self._stamp.codes[box.kind], box):
            path.rect(x, PAGE_HEIGHT - y - height, width, height)
        self._canvas.setFillGray(0)
        self._canvas.drawPath(path, stroke=0, fill=1, fillMode=1)

    def _signature(self, box: InkBox) -> None:
        """Draw a signature; the one under every page is written into the file once."""
        shape = replace(box, x=0.0, y=0.0)
        name = self._signatures.get(shape)
        if name is None:
            curves = fit_ink(self._job.ink[box.who], shape)
            name = self._signatures[shape] = f"ink{len(self._signatures)}"
            self._canvas.beginForm(name, 0, 0, box.width, box.height)
            self._ink(curves, box.height)
            self._canvas.endForm()
        self._canvas.saveState()
        self._canvas.translate(box.x, PAGE_HEIGHT - box.y - box.height)
        self._canvas.doForm(name)
        self._canvas.restoreState()

    def _ink(self, curves: Sequence[Curve], height: float) -> None:
        canvas = self._canvas
        canvas.setStrokeColorRGB(*_INK)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        for width, group in groupby(curves, lambda curve: curve.width):
            path = canvas.beginPath()
            pen = None
            for curve in group:
                if curve.start != pen:
                    path.moveTo(curve.start[0], height - curve.start[1])
                path.curveTo(
                    curve.handle1[0],
                    height - curve.handle1[1],
                    curve.handle2[0],
                    height - curve.handle2[1],
                    curve.end[0],
                    height - curve.end[1],
                )
                pen = curve.end
            canvas.setLineWidth(width)
            canvas.drawPath(path, stroke=1, fill=0)

    def _draft(self) -> None:
        """Set the draft mark across the page, pale and below the print."""
        canvas, fonts, size = self._canvas, self._job.fonts, 64.0
        canvas.saveState()
        canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        canvas.rotate(52)
        x = -fonts.width(Face.HEI_BOLD, DRAFT_MARK, size) / 2
        for character in DRAFT_MARK:
            font, em = fonts.find(Face.HEI_BOLD, character)
            run = Run(x, PAGE_HEIGHT, character, font, size, PALE)
            self._run(run)
            x += em * size
        canvas.restoreState()
        canvas.setDash()
        self._line(0.4, 0.6, (2, 2))
        canvas.rect(184 * MM - 20 * MM, PAGE_HEIGHT - 285.6 * MM, 20 * MM, 20 * MM)
        middle = 174 * MM
        told = "封存后生成"
        width = fonts.width(Face.HEI, told, 8)
        x = middle - width / 2
        for font, group in groupby(told, lambda one: fonts.find(Face.HEI, one)[0]):
            part = "".join(group)
            self._run(Run(x, 276.6 * MM, part, font, 8, 0.42))
            x += fonts.width(Face.HEI, part, 8)


def _registered(fonts: FontSet, name: str) -> str:
    """Return the name reportlab knows a font file by, registering it first."""
    font = fonts.loaded(name)
    registered: str = font.fontName
    known = registered in pdfmetrics.getRegisteredFontNames()
    present: object = pdfmetrics.getFont(registered) if known else None
    if present is not font:
        pdfmetrics.registerFont(font)
    return registered


def _name(canvas: Canvas, job: Job) -> None:
    canvas.setTitle(job.title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator(_PRODUCER)
    canvas.setProducer(_PRODUCER)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    stamp = _document(canvas)._timeStamp  # noqa: SLF001 - no public way to date such a file
    stamp.t = job.made_at or _EPOCH
    stamp.YMDhms = _utc_fields(int(stamp.t))


def _document(canvas: Canvas) -> Any:
    """Return reportlab's document behind a canvas, which its stubs do not know."""
    return canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001


def _utc_fields(unix: int) -> tuple[int, ...]:
    return tuple(time.gmtime(unix)[:6])


def _attach(canvas: Canvas, name: str, data: bytes) -> None:
    """Embed a file with its relationship. Source: ISO 32000-2, 7.11.4 and 14.13.

    WORKAROUND: reportlab has no call for it; this builds the objects by hand. May go when it has.
    """
    document = _document(canvas)
    parameters = pdfdoc.PDFDictionary({"Size": len(data)})
    stream = pdfdoc.PDFStream(
        pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("EmbeddedFile"),
                "Subtype": _MEDIA_TYPE,
                "Params": parameters,
            }
        ),
        data,
        filters=[],
    )
    filespec = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Filespec"),
            "F": pdfdoc.PDFString(name),
            "UF": pdfdoc.PDFString(name),
            "AFRelationship": pdfdoc.PDFName("Source"),
            "EF": pdfdoc.PDFDictionary({"F": document.Reference(stream, "recordFile")}),
        }
    )
    reference = document.Reference(filespec, "recordSpec")
    names = pdfdoc.PDFDictionary({"Names": pdfdoc.PDFArray([pdfdoc.PDFString(name), reference])})
    catalog = document.Catalog
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "Names", "AF"]
    catalog.Names = pdfdoc.PDFDictionary({"EmbeddedFiles": names})
    catalog.AF = pdfdoc.PDFArray([reference])


def _to_unicode(fontname: str, subset: Sequence[int]) -> str:
    """Return the ToUnicode map of a font subset, right beyond U+FFFF too.

    WORKAROUND: reportlab 5.1 writes %04X, which no reader takes for U+2xxxx: 𬭚 would be copied
    as another sign. May go when `makeToUnicodeCMap` writes UTF-16.
    """
    pairs = [
        f"<{code:02X}> <{chr(character).encode('utf-16-be').hex().upper()}>"
        for code, character in enumerate(subset)
        if character >= 0x20
    ]
    blocks = [
        "\n".join((f"{len(block)} beginbfchar", *block, "endbfchar"))
        for block in (pairs[at : at + _BFCHARS] for at in range(0, len(pairs), _BFCHARS))
    ]
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({fontname}) /Ordering ({fontname}) /Supplement 0 >> def",
            f"/CMapName /{fontname} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        )
    )


ttfonts.makeToUnicodeCMap = _to_unicode
rl_config.useA85 = 0  # ASCII85 in Python took 60 % of the time
rl_config.invariant = 1
