"""The photo annex (照片附页, D23): four photos a page, each with what it shows and its digest.

Called by `record.py` when a record is printed with its annex. Must never crop a photo, nor let the
strip that names it cover a part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from inspector_app.records.content import RecordContent
from inspector_app.services.documents import saying
from inspector_app.services.documents.evidence import Entry, Thumb, fitted, lines_within
from inspector_app.services.documents.flow import CENTRE, INNER, LEFT, RIGHT, Row, Table
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.page import GREY, MM, Face, Fill, Frame, Item, Rule
from inspector_app.services.documents.pieces import (
    NOTHING,
    Style,
    baseline_in,
    cell_lines,
    runs_of,
    text_at,
    tracked,
)

TITLE = "照片附页"
_CELL_WIDTH, _CELL_HEIGHT = 78 * MM, 93.0 * MM
_PAD = 1.5 * MM
_BOX_WIDTH, _BOX_HEIGHT, _STRIP = 75 * MM, 51 * MM, 5 * MM
_STEP = 5.5 * MM
_NAME, _LABEL = Style(Face.HEI_BOLD, 11), Style(Face.HEI, 9.5, GREY)
_VALUE, _DIGEST = Style(Face.SONG, 10), Style(Face.HEI_BOLD, 10)
_NOTE = (
    "图为缩小件；摘要是原图的，与笔录证据清单一致。原图未作改动，随封存记录保存。黑条为打印件加注。"
)


def annex_rows(
    content: RecordContent, title: str, thumbs: Mapping[str, Thumb], fonts: FontSet
) -> list[Row]:
    """Return the annex as rows, none without photos.

    Args:
        title: Title of the record the annex belongs to.
    """
    photos = [entry for entry in content.evidence if entry.get("kind") == "photo"]
    if not photos:
        return []
    number = content.assignment.get("record_number", "")
    belongs = f"{title}附件1"
    head = Style(Face.SONG, 11.5)
    rows = [
        Row(22.0, tracked(TITLE, Style(Face.SONG_BOLD, 18), CENTRE, 17.0, 0.3, fonts), TITLE),
        Row(
            18.0,
            (
                *text_at(belongs, head, LEFT, 11.0, fonts),
                *text_at(number, head, RIGHT, 11.0, fonts, align="right"),
            ),
            f"{belongs}\t{number}" if number else belongs,
            before=3 * MM,
            keep=True,
        ),
    ]
    table = Table()
    for at in range(0, len(photos), 2):
        last = at + 2 >= len(photos)
        rows.append(_pair(photos[at : at + 2], content, thumbs, table, fonts, keep=last))
    note = Style(Face.HEI, 8, GREY)
    rows.append(Row(14.0, text_at(_NOTE, note, LEFT, 10.5, fonts), _NOTE, before=1.2 * MM))
    return rows


def _pair(
    entries: Sequence[Entry],
    content: RecordContent,
    thumbs: Mapping[str, Thumb],
    table: Table,
    fonts: FontSet,
    *,
    keep: bool,
) -> Row:
    cells = [
        _cell(entry, LEFT + at * _CELL_WIDTH, content, thumbs, fonts)
        for at, entry in enumerate(entries)
    ]
    height = max(_CELL_HEIGHT, *(needed for _, needed, _ in cells))
    middle, right = LEFT + _CELL_WIDTH, LEFT + 2 * _CELL_WIDTH
    items: list[Item] = [
        Rule(LEFT, height, RIGHT, height, INNER),
        Rule(middle, 0, middle, height, INNER),
    ]
    for drawn, _, _ in cells:
        items += drawn
    if len(entries) == 1:
        # an empty cell is struck like any other room where something could be added
        inset = 3 * MM
        items.append(Rule(middle + inset, height - inset, right - inset, inset, 0.7, GREY))
    text = "\n".join(text for _, _, text in cells)
    return Row(height, tuple(items), text, table=table, keep=keep)


def _cell(
    entry: Entry, x: float, content: RecordContent, thumbs: Mapping[str, Thumb], fonts: FontSet
) -> tuple[list[Item], float, str]:
    """Return a cell's items, the height they take and what they say."""
    name = saying.evidence_name(entry)
    title = saying.text_of(entry, "title")
    named = f"{name}\u3000{title}" if title else name
    by = saying.text_of(entry, "taken_by")
    at = saying.taken_at(entry)
    left = x + _PAD
    items = _picture(entry, left, thumbs, fonts)
    shown = f"{at:%Y-%m-%d\u3000%H:%M:%S}" if at else ""
    facts = [shown, saying.credential_of(content, by)]
    items += _strip(name, "\u3000".join(fact for fact in facts if fact), left, fonts)
    base = _PAD + _BOX_HEIGHT + _STRIP + 4.6 * MM + 4.0
    for runs in lines_within(named, _NAME, _BOX_WIDTH, fonts):
        items += [replace(run, x=left + run.x, y=base) for run in runs]
        base += _STEP
    base += 1.5
    told = (
        ("地点", saying.text_of(entry, "place") or content.visit.get("place", "") or NOTHING),
        ("时间", _when(at, saying.name_of(content, by)) or NOTHING),
        ("证明", saying.text_of(entry, "proves") or NOTHING),
    )
    indent = 11 * MM
    for label, value in told:
        items += text_at(label, _LABEL, left, base, fonts)
        size, lines = cell_lines(value, _VALUE, _BOX_WIDTH - indent, fonts, sizes=(10, 9.5, 9))
        for line in lines:
            items += runs_of(line, left + indent, base)
            base += _STEP if line is lines[-1] else size * 1.25
    digest = saying.text_of(entry, "sha256")[:8]
    grey = Style(Face.SONG, 10, GREY)
    items += text_at("摘要", _LABEL, left, base, fonts)
    items += text_at(f"{digest[:4]} {digest[4:]}", _DIGEST, left + indent, base, fonts)
    items += text_at("（SHA-256前8位）", grey, left + indent + 20 * MM, base, fonts)
    lines_told = "\n".join(f"{label}\t{value}" for label, value in told)
    return items, base + 2.4 * MM, f"{named}\n{lines_told}\n摘要\t{digest}"


def _when(at: datetime | None, taker: str) -> str:
    """Return `2026年11月18日14时24分06秒，钱乙摄`."""
    if at is None:
        return ""
    moment = f"{saying.full_moment(at)}{at.second:02}秒"
    return f"{moment}，{taker}摄" if taker else moment


def _picture(entry: Entry, left: float, thumbs: Mapping[str, Thumb], fonts: FontSet) -> list[Item]:
    thumb = thumbs.get(saying.text_of(entry, "thumb_sha256"))
    if thumb is not None:
        return [fitted(thumb, left, _PAD, _BOX_WIDTH, _BOX_HEIGHT)]
    base = _PAD + baseline_in(_BOX_HEIGHT, 10)
    return [
        Frame(left, _PAD, _BOX_WIDTH, _BOX_HEIGHT, INNER, GREY, dash=(2, 2)),
        *text_at("无图", _LABEL, left + _BOX_WIDTH / 2, base, fonts, align="centre"),
    ]


def _strip(name: str, facts: str, left: float, fonts: FontSet) -> list[Item]:
    top = _PAD + _BOX_HEIGHT
    base = top + baseline_in(_STRIP, 8)
    right = left + _BOX_WIDTH - 2 * MM
    return [
        Fill(left, top, _BOX_WIDTH, _STRIP, 0.1),
        *text_at(name, Style(Face.HEI_BOLD, 8, 1.0), left + 2 * MM, base, fonts),
        *text_at(facts, Style(Face.HEI, 8, 1.0), right, base, fonts, align="right"),
    ]
