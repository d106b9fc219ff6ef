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
from inspector_app.services.documents import saying
from inspector_app.services.documents.breaking import Span
from inspector_app.services.documents.codes import SealStamp, stamp_page
from inspector_app.services.documents.evidence import Thumbnails, evidence_rows, load_thumbs
from inspector_app.services.documents.facts import facts_rows, head_rows
from inspector_app.services.documents.flow import BOTTOM, CENTRE, LEFT, RIGHT, Row, Sheet, paginate
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.furniture import Furniture, page_furniture
from inspector_app.services.documents.page import GREY, MM, Face, Page, Rule, Run
from inspector_app.services.documents.pdf import Job, write_pdf
from inspector_app.services.documents.pieces import Style, paragraph, text_at
from inspector_app.services.documents.reading import PACKAGE_NAME
from inspector_app.services.documents.samples import sample_rows
from inspector_app.services.documents.signatures import signature_row

LAYOUT, LAYOUT_VERSION = "D03", 1
TITLE = "现场检查笔录"
BLANK_BELOW = "（以下空白）"
_LEADING = 20.0
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
        }


def compose_record(
    content: RecordContent, *, thumbnails: Thumbnails, fonts: FontSet
) -> ComposedRecord:
    """Lay a record out.

    The signed text leaves out the mode, reason, clip and witness of the party's answer, all ink and
    all times of signing: they come after the text is frozen. The party's name, statement and
    objection are part of it.

    Args:
        thumbnails: Returns the JPEG for a `thumb_sha256`, None if it is withheld or lost.
        fonts: Files to print with, `FontSet.bundled()` unless the record names others.
    Raises:
        KnownError: `documents.glyph-missing`, `documents.font-missing`,
            `documents.picture-unreadable`, `documents.text-too-long`.
    """
    thumbs = load_thumbs(content.evidence, thumbnails)
    title = content.visit.get("title", "") or TITLE
    rows = [*head_rows(title, content, fonts), *facts_rows(content, fonts)]
    rows += _opening(content, fonts)
    rows += _findings(content, fonts)
    rows.append(_heading("三、证据", fonts))
    rows += evidence_rows(content, thumbs, fonts)
    rows += _statement(content, fonts)
    rows += _closing(content, fonts)
    for row in rows:
        fonts.require(row.text)
    sheets = paginate(rows)
    _strike(sheets[-1])
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
    )


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


def spoken(text: str, size: float = 12.0) -> list[Span]:
    """Return a text whose answers (答：…) stand in 楷体."""
    spans = []
    rest = text
    while rest:
        plain, mark, after = rest.partition("答：")
        if plain:
            spans.append(Span(plain, Face.SONG, size))
        if not mark:
            break
        answer, question, rest = after.partition("问：")
        spans.append(Span(mark + answer, Face.KAI, size))
        rest = question + rest
    return spans


def _opening(content: RecordContent, fonts: FontSet) -> list[Row]:
    rows = [_heading("一、告知", fonts)]
    for line in content.opening:
        text = line.text + (f"答：{saying.ended(line.answer)}" if line.answer else "")
        rows += _paragraphs(text, fonts)
    if len(rows) == 1:
        rows += _paragraphs("／", fonts)
    return rows


def _findings(content: RecordContent, fonts: FontSet) -> list[Row]:
    rows = [_heading("二、检查情况", fonts)]
    samples = {sample.code: sample for sample in content.samples}
    printed = 0
    for number, part in enumerate(content.narrative, 1):
        head = [Span(f"{number}. {part.heading}\u3000", Face.HEI_BOLD, 11.5)]
        first, *others = part.text.split("\n")
        table = samples.pop(part.table, None)
        paragraphs = paragraph([*head, *spoken(first)], _LEADING, fonts)
        for other in others:
            paragraphs += paragraph(spoken(other), _LEADING, fonts) if other else []
        rows += paragraphs
        if table is not None:
            printed += 1
            rows[-1] = replace(rows[-1], keep=True)
            rows += _spaced(sample_rows(table, printed, content, fonts))
    for table in samples.values():
        printed += 1
        rows += _spaced(sample_rows(table, printed, content, fonts))
    if len(rows) == 1:
        rows += _paragraphs("／", fonts)
    return rows


def _spaced(rows: list[Row]) -> list[Row]:
    """Return a table's rows with the space below it, which no page break needs."""
    return [*rows[:-1], replace(rows[-1], height=rows[-1].height + 2.4 * MM)]


def _statement(content: RecordContent, fonts: FontSet) -> list[Row]:
    rows = [_heading("四、被检查单位的说明和异议", fonts)]
    statement = content.party.get("statement", "")
    objection = content.party.get("objection", "")
    said = Span(f"“{statement}”" if statement else "无。", Face.KAI)
    rows += _lines([Span("说明："), said], fonts)
    objected = Span(f"“{objection}”" if objection else "无。", Face.KAI if objection else Face.SONG)
    rows += _lines([Span("对检查程序和笔录内容的异议："), objected], fonts, keep_last=True)
    return rows


def _closing(content: RecordContent, fonts: FontSet) -> list[Row]:
    """Return the last line of the text and the signature block, which stay together."""
    style = Style(Face.SONG, 11)
    blank = text_at(BLANK_BELOW, style, CENTRE, 12.5, fonts, align="centre")
    return [
        Row(16.0, blank, BLANK_BELOW, before=2.6 * MM, keep=True),
        signature_row(content, fonts),
    ]


def _heading(text: str, fonts: FontSet) -> Row:
    items = text_at(text, Style(Face.HEI_BOLD, 12), LEFT, 11.8, fonts)
    return Row(14.0 + 1.2 * MM, items, text, before=3.8 * MM, keep=True)


def _paragraphs(text: str, fonts: FontSet) -> list[Row]:
    return [
        row for part in text.split("\n") if part for row in paragraph(spoken(part), _LEADING, fonts)
    ]


def _lines(spans: Sequence[Span], fonts: FontSet, *, keep_last: bool = False) -> list[Row]:
    """Return paragraphs of spans whose texts may hold line feeds."""
    paragraphs: list[list[Span]] = [[]]
    for span in spans:
        first, *others = span.text.split("\n")
        paragraphs[-1].append(replace(span, text=first))
        paragraphs += [[replace(span, text=other)] for other in others]
    filled = [part for part in paragraphs if any(span.text for span in part)]
    rows: list[Row] = []
    for at, part in enumerate(filled):
        last = keep_last and at == len(filled) - 1
        rows += paragraph(part, _LEADING, fonts, keep_last=last)
    return rows


def _strike(sheet: Sheet) -> None:
    """Strike what stays empty below the last block, so that nothing can be added."""
    if BOTTOM - sheet.bottom > 15 * MM:
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
