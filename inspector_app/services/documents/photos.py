"""The photo annex (照片附页, D23): four photos a page, each with what it shows and its digest.

Called by `record.py` when a record is printed with its annex. Must never crop a photo, nor let the
strip that names it cover a part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inspector_app.domain.wording import full_day_zh
from inspector_app.records.content import RecordContent
from inspector_app.services.documents import saying
from inspector_app.services.documents.evidence import Entry, Thumb, fitted, lines_within
from inspector_app.services.documents.flow import CENTRE, INNER, LEFT, RIGHT, Row, Table
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.page import GREY, MM, Face, Fill, Frame, Item, Rule, Run
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
PHOTOS_A_PAGE = 4
_CELL_WIDTH, _CELL_HEIGHT = 78 * MM, 93.0 * MM
_PAD = 1.5 * MM
_BOX_WIDTH, _BOX_HEIGHT, _STRIP = 75 * MM, 51 * MM, 5 * MM
_STEP = 5.5 * MM
_NAME, _LABEL = Style(Face.HEI_BOLD, 11), Style(Face.HEI, 9.5, GREY)
_VALUE, _DIGEST = Style(Face.SONG, 10), Style(Face.HEI_BOLD, 10)
_NOTE = (
    "图为缩小件；摘要是原图的，与笔录证据清单一致。原图未作改动，随封存记录保存。黑条为打印件加注。"
)


def annex_pages(content: RecordContent) -> int:
    """Return how many pages the annex takes, 0 without photos."""
    return -(-len(_photos(content)) // PHOTOS_A_PAGE)


def annex_rows(
    content: RecordContent, title: str, thumbs: Mapping[str, Thumb], fonts: FontSet
) -> list[Row]:
    """Return the annex as rows.

    Args:
        title: Title of the record the annex belongs to.
    """
    photos = _photos(content)
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


def _photos(content: RecordContent) -> list[Entry]:
    return [entry for entry in content.evidence if entry.get("kind") == "photo"]


def _pair(
    entries: Sequence[Entry],
    content: RecordContent,
    thumbs: Mapping[str, Thumb],
    table: Table,
    fonts: FontSet,
    *,
    keep: bool,
) -> Row:
    middle = LEFT + _CELL_WIDTH
    items: list[Item] = [
        Rule(LEFT, _CELL_HEIGHT, RIGHT, _CELL_HEIGHT, INNER),
        Rule(middle, 0, middle, _CELL_HEIGHT, INNER),
    ]
    texts = []
    for at, entry in enumerate(entries):
        drawn, text = _cell(entry, LEFT + at * _CELL_WIDTH, content, thumbs, fonts)
        items += drawn
        texts.append(text)
    if len(entries) == 1:
        # an empty cell is struck like any other room where something could be added
        right = middle + _CELL_WIDTH
        inset = 3 * MM
        items.append(Rule(middle + inset, _CELL_HEIGHT - inset, right - inset, inset, 0.7, GREY))
    return Row(_CELL_HEIGHT, tuple(items), "\n".join(texts), table=table, keep=keep)


def _cell(
    entry: Entry, x: float, content: RecordContent, thumbs: Mapping[str, Thumb], fonts: FontSet
) -> tuple[list[Item], str]:
    name = saying.evidence_name(entry)
    title = saying.text_of(entry, "title")
    named = f"{name}\u3000{title}" if title else name
    by = saying.text_of(entry, "taken_by")
    at = saying.taken_at(entry)
    left = x + _PAD
    items = _picture(entry, left, thumbs, fonts)
    credential = saying.credential_of(content, by)
    shown = f"{at:%Y-%m-%d\u3000%H:%M:%S}" if at else ""
    items += _strip(name, "\u3000".join(part for part in (shown, credential) if part), left, fonts)
    base = _PAD + _BOX_HEIGHT + _STRIP + 4.6 * MM + 4.0
    for runs in lines_within(named, _NAME, _BOX_WIDTH, 1, fonts):
        items += [_moved(run, left, base) for run in runs]
    when = ""
    if at:
        taker = saying.name_of(content, by)
        when = f"{full_day_zh(at)}{at.hour}时{at.minute:02}分{at.second:02}秒"
        when += f"，{taker}摄" if taker else ""
    place = saying.text_of(entry, "place") or content.visit.get("place", "")
    digest = saying.text_of(entry, "sha256")[:8]
    facts = (
        ("地点", place or NOTHING),
        ("时间", when or NOTHING),
        ("证明", saying.text_of(entry, "proves") or NOTHING),
    )
    indent = 11 * MM
    base += _STEP * 1.1
    for label, value in facts:
        items += text_at(label, _LABEL, left, base, fonts)
        size, lines = cell_lines(
            value, _VALUE, _BOX_WIDTH - indent, fonts, sizes=(10, 9.5, 9, 8.5, 8, 7.5)
        )
        for line in lines:
            items += runs_of(line, left + indent, base)
            base += _STEP if line is lines[-1] else size * 1.2
    items += text_at("摘要", _LABEL, left, base, fonts)
    items += text_at(f"{digest[:4]} {digest[4:]}", _DIGEST, left + indent, base, fonts)
    grey = Style(Face.SONG, 10, GREY)
    items += text_at("（SHA-256前8位）", grey, left + indent + 20 * MM, base, fonts)
    facts_text = "\n".join(f"{label}\t{value}" for label, value in facts)
    return items, f"{named}\n{facts_text}\n摘要\t{digest}"


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


def _moved(run: Run, x: float, y: float) -> Run:
    return Run(x + run.x, y, run.text, run.font, run.size, run.grey, run.spacing)
