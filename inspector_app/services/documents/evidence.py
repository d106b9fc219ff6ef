"""三、证据 on paper: photo cards in pairs with their thumbnails, everything else as rows.

Called by `record.py`. A picture that is withheld or not at hand leaves its frame with a note; the
text beside it is printed all the same. Must never crop or stretch a picture.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from inspector_app.domain.wording import clock_zh
from inspector_app.errors import KnownError
from inspector_app.records.content import JsonValue, RecordContent
from inspector_app.services.documents import saying
from inspector_app.services.documents.breaking import break_text, set_line
from inspector_app.services.documents.flow import INNER, LEFT, RIGHT, Row, Table
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.page import (
    DARK,
    GREY,
    MM,
    Face,
    Frame,
    Item,
    Picture,
    Rule,
    Run,
)
from inspector_app.services.documents.pieces import (
    NOTHING,
    Style,
    baseline_in,
    cell_height,
    runs_of,
    text_at,
)

Entry = Mapping[str, JsonValue]
Thumbnails = Callable[[str], bytes | None]
_CARD_WIDTH, _CARD = 78 * MM, 24 * MM
_THUMB_WIDTH, _THUMB_HEIGHT = 28 * MM, 21 * MM
_PAD = 1.5 * MM
_CARD_TEXT = _PAD + _THUMB_WIDTH + 2.2 * MM
_CARD_ROOM = _CARD_WIDTH - _CARD_TEXT - 1.2 * MM
_CARD_STEP = 4.75 * MM
_NAME, _SAY = Style(Face.HEI_BOLD, 10), Style(Face.SONG, 9)
_FACT, _HEAD = Style(Face.SONG, 9, DARK), Style(Face.HEI, 8.5, DARK)
_ROW_NAME, _ROW_SAY = Style(Face.HEI_BOLD, 10), Style(Face.SONG, 10)


@dataclass(frozen=True, slots=True)
class Thumb:
    """A JPEG that is printed, with its size in pixels as seen."""

    sha256: str
    data: bytes
    width: int
    height: int


def load_thumbs(evidence: Sequence[Entry], thumbnails: Thumbnails) -> dict[str, Thumb]:
    """Return the thumbnails of the photos that are at hand, by digest.

    Args:
        thumbnails: Returns the JPEG of a `thumb_sha256`, None if it is withheld or lost.
    Raises:
        KnownError: `documents.picture-unreadable`.
    """
    found = {}
    for entry in evidence:
        digest = saying.text_of(entry, "thumb_sha256")
        data = thumbnails(digest) if digest and digest not in found else None
        if data is not None:
            size = _size_of(data) if hashlib.sha256(data).hexdigest() == digest else None
            if size is None:
                name = saying.evidence_name(entry)
                raise KnownError("documents.picture-unreadable", name=name)
            found[digest] = Thumb(digest, data, *size)
    return found


def _size_of(jpeg: bytes) -> tuple[int, int] | None:
    """Return a JPEG's width and height, None if it cannot be read."""
    try:
        with Image.open(BytesIO(jpeg), formats=("JPEG",)) as image:
            return image.size
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return None


def evidence_rows(
    content: RecordContent, thumbs: Mapping[str, Thumb], fonts: FontSet, *, annex: int = 0
) -> list[Row]:
    """Return the evidence list; nothing at all gives one row that says so.

    Args:
        annex: Pages of the photo annex that follows, 0 if there is none.
    """
    photos = [entry for entry in content.evidence if entry.get("kind") == "photo"]
    others = [entry for entry in content.evidence if entry.get("kind") != "photo"]
    note = "编号与名称，内容，时间与人员，摘要（SHA-256前8位）。"
    if photos and annex:
        note += f"照片原图见照片附页，共{annex}页。"
    table = Table(head_again=(_head("证据（续）", note, None, fonts),))
    if not content.evidence:
        return [_plain_row("", f"本次检查未提取证据材料。{NOTHING}", table, fonts)]
    rows = [_head("", note, table, fonts)]
    rows += [
        _cards(photos[at : at + 2], content, thumbs, table, fonts)
        for at in range(0, len(photos), 2)
    ]
    rows += [
        _plain_row(saying.evidence_name(entry), _told(entry, content), table, fonts)
        for entry in others
    ]
    return rows


def fitted(thumb: Thumb, x: float, y: float, width: float, height: float) -> Picture:
    """Return the picture as large as the box allows, in its middle, never cropped."""
    scale = min(width / thumb.width, height / thumb.height)
    shown = (thumb.width * scale, thumb.height * scale)
    return Picture(
        x + (width - shown[0]) / 2, y + (height - shown[1]) / 2, *shown, sha256=thumb.sha256
    )


def _head(title: str, note: str, table: Table | None, fonts: FontSet) -> Row:
    height = 5.2 * MM
    base = baseline_in(height, _HEAD.size)
    x = LEFT + 2 * MM
    items: list[Item] = [Rule(LEFT, height, RIGHT, height, INNER)]
    if title:
        items += text_at(title, Style(Face.HEI_BOLD, 8.5), x, base, fonts)
        x += 18 * MM
    items += text_at(note, _HEAD, x, base, fonts)
    return Row(height, tuple(items), f"{title}\t{note}" if title else note, keep=True, table=table)


def _cards(
    entries: Sequence[Entry],
    content: RecordContent,
    thumbs: Mapping[str, Thumb],
    table: Table,
    fonts: FontSet,
) -> Row:
    cards = [_card_lines(entry, content, fonts) for entry in entries]
    height = max(_CARD, *(len(lines) * _CARD_STEP + 2 * MM for lines, _ in cards))
    middle = LEFT + _CARD_WIDTH
    items: list[Item] = [
        Rule(LEFT, height, RIGHT, height, INNER),
        Rule(middle, 0, middle, height, INNER),
    ]
    for at, (entry, (lines, _)) in enumerate(zip(entries, cards, strict=True)):
        x = LEFT + at * _CARD_WIDTH
        items += _thumbnail(entry, x, thumbs, fonts)
        step = _CARD_STEP
        top = (height - step * len(lines)) / 2
        for line, runs in enumerate(lines):
            base = top + step * line + baseline_in(step, 9.5)
            items += [replace(run, x=x + _CARD_TEXT + run.x, y=base) for run in runs]
    if len(entries) == 1:
        base = baseline_in(height, 10)
        grey = Style(Face.SONG, 10, GREY)
        items += text_at(NOTHING, grey, middle + _CARD_WIDTH / 2, base, fonts, align="centre")
    return Row(height, tuple(items), "\n".join(text for _, text in cards), table=table)


def _thumbnail(entry: Entry, x: float, thumbs: Mapping[str, Thumb], fonts: FontSet) -> list[Item]:
    top = (_CARD - _THUMB_HEIGHT) / 2
    thumb = thumbs.get(saying.text_of(entry, "thumb_sha256"))
    if thumb is not None:
        return [fitted(thumb, x + _PAD, top, _THUMB_WIDTH, _THUMB_HEIGHT)]
    middle = x + _PAD + _THUMB_WIDTH / 2
    base = top + baseline_in(_THUMB_HEIGHT, 8)
    return [
        Frame(x + _PAD, top, _THUMB_WIDTH, _THUMB_HEIGHT, INNER, GREY, dash=(2, 2)),
        *text_at("无缩略图", Style(Face.HEI, 8, GREY), middle, base, fonts, align="centre"),
    ]


def _card_lines(
    entry: Entry, content: RecordContent, fonts: FontSet
) -> tuple[list[tuple[Run, ...]], str]:
    """Return a card's lines, set from x = 0, and what they say."""
    name = saying.evidence_name(entry)
    title, proves = saying.text_of(entry, "title"), saying.text_of(entry, "proves") or NOTHING
    named = f"{name}\u3000{title}" if title else name
    when = _when(entry, content)
    digest = f"摘要{saying.text_of(entry, 'sha256')[:8]}"
    parts = ((named, _NAME), (proves, _SAY), (when, _FACT), (digest, _FACT))
    lines = [runs for text, style in parts for runs in lines_within(text, style, _CARD_ROOM, fonts)]
    return lines, "\t".join(text for text, _ in parts)


def lines_within(text: str, style: Style, room: float, fonts: FontSet) -> list[tuple[Run, ...]]:
    """Return a text as one line, a little smaller if that does it, else in as many as it needs."""
    for size in (style.size, style.size - 0.5, style.size - 1.0):
        span = Style(style.face, size, style.grey).span(text)
        line = set_line([span], fonts)
        if line.width <= room:
            return [runs_of(line, 0, 0)]
    lines = break_text([style.span(text)], room, fonts, justified=False)
    return [runs_of(line, 0, 0) for line in lines]


def _when(entry: Entry, content: RecordContent) -> str:
    at = saying.taken_at(entry)
    by = saying.name_of(content, saying.text_of(entry, "taken_by"))
    imported = entry.get("source") in ("file", "drop", "paste", "folder", "scan")
    verb = "存入" if imported and not entry.get("exif_time") else "摄"
    return (
        "\u3000".join(
            part
            for part in (saying.clock_seconds(at) if at else "", f"{by}{verb}" if by else "")
            if part
        )
        or NOTHING
    )


def _told(entry: Entry, content: RecordContent) -> str:
    """Return what the row of a file, clip or scan says."""
    at = saying.taken_at(entry)
    by = saying.name_of(content, saying.text_of(entry, "taken_by"))
    head = "，".join(
        part for part in (saying.text_of(entry, "title"), saying.text_of(entry, "proves")) if part
    )
    when = "，".join(
        part for part in (clock_zh(at) if at else "", f"{by}取得" if by else "") if part
    )
    digest = f"摘要{saying.text_of(entry, 'sha256')[:8]}" if entry.get("sha256") else ""
    return "；".join(part for part in (head, when, digest) if part) or NOTHING


def _plain_row(name: str, told: str, table: Table, fonts: FontSet) -> Row:
    left = LEFT + (14 * MM if name else 2 * MM)
    room = RIGHT - 2 * MM - left
    height = max(6.3 * MM, cell_height(told, _ROW_SAY, room, fonts, pad=0.0, lead=1.3))
    lines = break_text([_ROW_SAY.span(told)], room, fonts, justified=False)
    step = _ROW_SAY.size * 1.3
    top = (height - step * len(lines)) / 2
    items: list[Item] = [Rule(LEFT, height, RIGHT, height, INNER)]
    first = top + baseline_in(step, _ROW_SAY.size)
    items += text_at(name, _ROW_NAME, LEFT + 2 * MM, first, fonts) if name else ()
    for at, line in enumerate(lines):
        items += runs_of(line, left, top + step * at + baseline_in(step, _ROW_SAY.size))
    return Row(height, tuple(items), f"{name}\t{told}" if name else told, table=table)
