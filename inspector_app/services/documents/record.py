"""The inspection record (现场检查笔录, D03): from what it says to pages, from pages to a PDF.

Called by services (preview, freezing, sealing, printing), by `comparing.py` when a record is
verified, and by the demo. Pages are a pure function of content, fonts and layout version. Must
never let ink, codes or times move a page break or enter the text the parties sign.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import reportlab

from inspector_app.records.content import JsonValue, RecordContent
from inspector_app.services.documents.body import Body
from inspector_app.services.documents.codes import SealStamp, stamp_page
from inspector_app.services.documents.evidence import Thumbnails, load_thumbs
from inspector_app.services.documents.flow import BOTTOM, LEFT, RIGHT, TOP, Row, Sheet, paginate
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.furniture import Furniture, page_furniture
from inspector_app.services.documents.page import GREY, MM, Page, Rule, Run
from inspector_app.services.documents.pdf import Job, write_pdf
from inspector_app.services.documents.photos import annex_rows
from inspector_app.services.documents.reading import PACKAGE_NAME

LAYOUT, LAYOUT_VERSION = "D03", 1
RENDERER = f"reportlab {reportlab.Version}"  # equal renderers draw equal bytes
TITLE = "现场检查笔录"
_LEADING, _CLOSER = 20.0, 19.5  # one per document; the closer one saves a nearly empty last page
_SPARSE = TOP + (BOTTOM - TOP) * 0.5
_GAP_AT_END, _GAP_WITHIN = 15 * MM, 30 * MM  # blank strips from this height on are struck
_ALWAYS = ("sans-400-core", "sans-600")  # footers and codes use them on every page


@dataclass(frozen=True, slots=True)
class ComposedRecord:
    """A record laid out on pages, ready to be drawn.

    Attributes:
        text: What the parties sign, without page breaks and what repeats after them.
        text_sha256: Its digest, 64 hex digits; an ink leaf holds it.
        page_texts, page_sha256s: The same for each page as laid out.
        fonts: Font file -> SHA-256 of those the pages use.
        pictures: JPEG bytes of the thumbnails by digest.
    """

    title: str
    pages: tuple[Page, ...]
    text: str
    text_sha256: str
    page_texts: tuple[str, ...]
    page_sha256s: tuple[str, ...]
    fonts: Mapping[str, str]
    pictures: Mapping[str, bytes]
    font_set: FontSet
    annex: bool

    def document_leaf(self) -> dict[str, JsonValue]:
        """Return the record's `/document` leaf."""
        return {
            "layout": LAYOUT,
            "version": LAYOUT_VERSION,
            "renderer": RENDERER,
            "pages": len(self.pages),
            "text_sha256": self.text_sha256,
            "page_sha256": list(self.page_sha256s),
            "fonts": dict(self.fonts),
            "annex": self.annex,
        }


def compose_record(
    content: RecordContent, *, thumbnails: Thumbnails, fonts: FontSet, annex: bool = False
) -> ComposedRecord:
    """Lay a record out.

    The signed text leaves out the mode, reason, clip and witness of the party's answer, all ink and
    all times of signing: they come after the text is frozen. The party's name, statement and
    objection are part of it.

    Args:
        thumbnails: Returns the JPEG for a `thumb_sha256`, None if it is withheld or lost.
        fonts: Files to print with, `FontSet.bundled()` unless the record names others.
        annex: Whether the photo annex (照片附页) follows the signatures.
    Raises:
        KnownError: `documents.glyph-missing`, `documents.font-missing`,
            `documents.picture-unreadable`, `documents.text-too-long`.
    """
    thumbs = load_thumbs(content.evidence, thumbnails)
    title = content.visit.get("title", "") or TITLE
    photos = annex_rows(content, title, thumbs, fonts) if annex else []
    photo_sheets = _struck(paginate(photos)) if photos else []
    rows, sheets = _laid_out(Body(content, thumbs, fonts, _LEADING, len(photo_sheets)), title)
    rows, sheets = rows + photos, sheets + photo_sheets
    furniture = Furniture(title, content.assignment.get("record_number", ""), content)
    pages = tuple(
        Page(
            (*page_furniture(furniture, number, len(sheets), fonts), *sheet.items),
            unicodedata.normalize("NFC", "\n".join(sheet.texts)),
        )
        for number, sheet in enumerate(sheets, 1)
    )
    text = unicodedata.normalize("NFC", _joined(rows))
    names = {item.font for page in pages for item in page.items if isinstance(item, Run)}
    return ComposedRecord(
        title=" ".join(part for part in (title, furniture.number) if part),
        pages=pages,
        text=text,
        text_sha256=_digest(text),
        page_texts=tuple(page.text for page in pages),
        page_sha256s=tuple(_digest(page.text) for page in pages),
        fonts=fonts.digests([*names, *_ALWAYS]),
        pictures={digest: thumb.data for digest, thumb in sorted(thumbs.items())},
        font_set=fonts,
        annex=annex,
    )


def _laid_out(body: Body, title: str) -> tuple[list[Row], list[Sheet]]:
    """Return the rows and pages, set a little closer if that saves a nearly empty last page."""
    rows = body.rows(title)
    sheets = paginate(rows)
    if len(sheets) > 1 and sheets[-1].bottom < _SPARSE:
        closer = replace(body, leading=_CLOSER).rows(title)
        fewer = paginate(closer)
        if len(fewer) < len(sheets):
            rows, sheets = closer, fewer
    return rows, _struck(sheets)


def _struck(sheets: list[Sheet]) -> list[Sheet]:
    for sheet in sheets:
        _strike(sheet, _GAP_AT_END if sheet is sheets[-1] else _GAP_WITHIN)
    return sheets


def render_record(
    composed: ComposedRecord,
    content: RecordContent,
    stamp: SealStamp | None,
    attachment: bytes | None,
) -> bytes:
    """Return the PDF; equal arguments give equal bytes.

    Args:
        content: The content `composed` was made from; its ink is drawn.
        stamp: What sealing adds; None gives a draft with its mark and without codes.
        attachment: The package embedded as `record.insp`; None leaves it out.
    Raises:
        KnownError: `format.limit` when the seal does not fit its code, `documents.font-missing`.
    """
    count = len(composed.pages)
    stamps = [
        stamp_page(stamp, number, count, bytes.fromhex(digest))
        for number, digest in enumerate(composed.page_sha256s, 1)
        if stamp is not None
    ]
    return write_pdf(
        Job(
            title=composed.title if stamp else f"{composed.title}（草稿）",
            pages=composed.pages,
            fonts=composed.font_set,
            stamps=stamps,
            ink=content.ink,
            pictures=composed.pictures,
            attachment=(PACKAGE_NAME, attachment) if attachment is not None else None,
            made_at=stamp.sealed_at if stamp else 0,
        )
    )


def _strike(sheet: Sheet, gap: float) -> None:
    """Strike what stays empty at the foot of a page, so that nothing can be added."""
    if sheet.bottom + gap < BOTTOM:
        left, right = LEFT + 4 * MM, RIGHT - 4 * MM
        sheet.items.append(Rule(left, BOTTOM - 4 * MM, right, sheet.bottom + 5 * MM, 0.5, GREY))


def _joined(rows: Sequence[Row]) -> str:
    lines: list[str] = []
    for row in rows:
        if row.runs_on and lines:
            lines[-1] += row.text
        elif row.text:
            lines.append(row.text)
    return "\n".join(lines)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
