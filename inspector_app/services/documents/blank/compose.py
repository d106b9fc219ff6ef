"""A blank form as PDF: title, head, sections, tables, signatures, page furniture.

`inspector forms preview --pdf` calls `blank_form`. The form is printed as it is: nothing is
evaluated, conditions stand in words. Same form, same bytes. Must never clip a text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from inspector_app.services.documents.blank.answers import date_row, ticks
from inspector_app.services.documents.blank.ground import QUIET, Ground, is_asked
from inspector_app.services.documents.blank.questions import (
    heading_rows,
    item_rows,
    question_rows,
)
from inspector_app.services.documents.blank.tables import fixed_count, is_table, table_rows
from inspector_app.services.documents.codes import PageStamp
from inspector_app.services.documents.flow import (
    BOTTOM,
    CENTRE,
    INNER,
    LEFT,
    MEASURE,
    RIGHT,
    Row,
    Table,
    paginate,
)
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.page import (
    DARK,
    GREY,
    MM,
    CodeBox,
    CodeKind,
    Face,
    Item,
    Page,
    Rule,
    moved,
)
from inspector_app.services.documents.pdf import Job, write_pdf
from inspector_app.services.documents.pieces import Style, cell, runs_of, text_at
from inspector_app.xforms import Form
from inspector_app.xforms.plain import PlainNode, plain_form

TITLE = Style(Face.SONG_BOLD, 18)
_LABEL = Style(Face.HEI, 10)
_CODE = 24 * MM
_FACTS = (("unit", "credit"), ("place",), ("time",), ("officers",), ("present",))
_MOST_COPIES = 6
_ANNEX = Style(Face.SONG, 8.5)


def blank_form(
    form: Form,
    *,
    language: str,
    chinese: bool,
    cite: Callable[[str], str],
    fonts: FontSet | None = None,
) -> bytes:
    """Return a form for filling in by hand, as PDF.

    Args:
        language: One of the form's languages.
        chinese: Whether the printed words are Chinese, else English.
        cite: Turns law keys (`cafe:21 cafe:31(5)`) into printed citations.
    Raises:
        KnownError: `documents.glyph-missing`, `documents.font-missing`.
    """
    ground = Ground(plain_form(form), language, chinese, fonts or FontSet.bundled(), cite)
    title = ground.printable(form.title) or form.id
    rows = [*_head(ground, title), *_body(ground), *_annexes(ground), *_signatures(ground)]
    sheets = paginate(rows)
    pages = []
    for number, sheet in enumerate(sheets, 1):
        items = [*sheet.items, *_furniture(ground, title, number, len(sheets))]
        pages.append(Page(tuple(items), "\n".join(sheet.texts)))
    mark = form_mark(form)
    stamp = PageStamp(codes={CodeKind.PAGE: mark}, texts={})
    return write_pdf(Job(title=title, pages=pages, fonts=ground.fonts, stamps=[stamp] * len(pages)))


def form_mark(form: Form) -> str:
    """Return what the code on a blank form says: the form's digest, id and version."""
    return f"INSPF1:{form.sha256}:{form.id}:{form.version}"[:110]


def _head(ground: Ground, title: str) -> list[Row]:
    rows: list[Row] = []
    for line in ground.lines(title, TITLE, MEASURE):
        items = runs_of(line, CENTRE - line.width / 2, 21.0)
        rows.append(Row(26.0, items, line.text, keep=True))
    form = ground.plain.form
    version = ground.word("version", version=form.version) if form.version else ""
    told = "　".join(part for part in (form.id, version) if part)
    rows.append(
        Row(13.0, text_at(told, QUIET, CENTRE, 10, ground.fonts, align="centre"), told, keep=True)
    )
    rows += ground.rows(ground.word("hint"), QUIET, x=LEFT, before=1.6 * MM, keep=True)
    table = Table()
    for at, pair in enumerate(
        (("unit", "credit"), ("place",), ("time",), ("officers",), ("present",))
    ):
        rows.append(_fact(ground, pair, table, 1.4 * MM if at == 0 else 0.0))
    return rows


def _fact(ground: Ground, keys: tuple[str, ...], table: Table, before: float) -> Row:
    widths = (30 * MM, 56 * MM, 26 * MM, 44 * MM) if len(keys) == 2 else (30 * MM, 126 * MM)
    height = 9.6 * MM
    items: list[Item] = [Rule(LEFT, height, RIGHT, height, INNER)]
    x = LEFT
    for key, label, value in zip(keys, widths[::2], widths[1::2], strict=True):
        box = (x, label, height)
        items += cell(ground.word(key), _LABEL, box, ground.fonts, sizes=(10.0, 9.0, 8.0), pad=2.0)
        items.append(Rule(x + label, 0, x + label, height, INNER))
        if key == "time":
            boxes = _boxes_of_time(ground, x + label + 2 * MM, height)
            items += boxes
        x += label + value
        if x < RIGHT - 1:
            items.append(Rule(x, 0, x, height, INNER))
    text = "\t".join(ground.word(key) for key in keys)
    return Row(height, tuple(items), text, before=before, table=table)


def _boxes_of_time(ground: Ground, x: float, height: float) -> list[Item]:
    row = date_row(ground, "dateTime", x)
    return [moved(item, 0.0, (height - row.height) / 2) for item in row.items]


def _body(ground: Ground) -> list[Row]:
    rows: list[Row] = []
    for child in ground.plain.root.children:
        rows += _node(ground, child, 0)
    return rows


def _node(ground: Ground, node: PlainNode, depth: int) -> list[Row]:
    if node.kind == "repeat":
        return _repeat(ground, node, depth)
    if node.kind == "group":
        if not any(is_asked(child) for child in node.walk()):
            return []
        if node.insp.get("code") and not _holds_repeat(node):
            return item_rows(ground, node)
        rows = heading_rows(ground, node, depth)
        for child in node.children:
            rows += _node(ground, child, depth + 1)
        return rows
    return question_rows(ground, node) if is_asked(node) else []


def _holds_repeat(node: PlainNode) -> bool:
    return any(child.kind == "repeat" for child in node.walk())


def _repeat(ground: Ground, node: PlainNode, depth: int) -> list[Row]:
    if not any(is_asked(child) for child in node.walk()):
        return []
    if is_table(node):
        return table_rows(ground, node)
    rows = heading_rows(ground, node, depth)
    rows += ground.rows(ground.word("each"), QUIET, x=LEFT, keep=True)
    copies = min(fixed_count(node), _MOST_COPIES) or (2 if depth == 0 else 1)
    style = Style(Face.HEI_BOLD, 10)
    for number in range(1, copies + 1):
        told = ground.word("nth", n=number) if copies > 1 else ground.word("which")
        head = f"{ground.label(node)}　{told}"
        rows += ground.rows(head, style, x=LEFT, before=2.6 * MM, lead=1.6, keep=True)
        for child in node.children:
            rows += _node(ground, child, depth + 1)
    return rows


def _annexes(ground: Ground) -> list[Row]:
    rows: list[Row] = []
    for name, node in ground.annexes.items():
        style = Style(Face.HEI_BOLD, 11)
        title = ground.word("annex", name=name)
        rows += ground.rows(title, style, x=LEFT, before=4 * MM, lead=1.7, keep=True)
        words = [ground.text(choice.labels) or choice.value for choice in node.choices]
        rows += ticks(ground, words, LEFT, style=_ANNEX, box=2.4 * MM)
    return rows


def _signatures(ground: Ground) -> list[Row]:
    label = Style(Face.HEI_BOLD, 11)
    rows = ground.rows(ground.word("signs"), label, x=LEFT, before=5 * MM, lead=1.7, keep=True)
    table = Table()
    lines = ("party", "officer", "officer", "witness")
    for at, key in enumerate(lines):
        rows.append(_sign(ground, key, table, last=at == len(lines) - 1))
    return rows


def _sign(ground: Ground, key: str, table: Table, *, last: bool) -> Row:
    height = 14 * MM
    widths = (50 * MM, 64 * MM, 14 * MM, 28 * MM)
    words = (ground.word(key), "", ground.word("date"), "")
    items: list[Item] = [Rule(LEFT, height, RIGHT, height, INNER)]
    x = LEFT
    for text, width in zip(words, widths, strict=True):
        if text:
            sizes = (10.0, 9.0, 8.0)
            items += cell(text, _LABEL, (x, width, height), ground.fonts, sizes=sizes, pad=2.4)
        x += width
        if x < RIGHT - 1:
            items.append(Rule(x, 0, x, height, INNER))
    return Row(
        height, tuple(items), "\t".join(word for word in words if word), keep=not last, table=table
    )


def _furniture(ground: Ground, title: str, page: int, pages: int) -> list[Item]:
    fonts, form = ground.fonts, ground.plain.form
    small = Style(Face.HEI, 9, DARK)
    items: list[Item] = []
    if page > 1:
        items.append(Rule(LEFT, 32 * MM, RIGHT, 32 * MM, INNER, GREY))
        head = f"{title}{ground.word('page-again')}"
        right = f"{form.id} {form.version}".strip()
        room = MEASURE - fonts.width(small.face, right, small.size) - 8 * MM
        width = fonts.width(small.face, head, small.size)
        shown = replace(small, size=small.size * min(1.0, room / width))
        items += text_at(head, shown, LEFT, 28.6 * MM, fonts)
        items += text_at(right, small, RIGHT, 28.6 * MM, fonts, align="right")
    number = ground.word("page", page=page, pages=pages)
    items.append(Rule(LEFT, BOTTOM + 5 * MM, LEFT + 128 * MM, BOTTOM + 5 * MM, INNER, GREY))
    items += text_at(number, Style(Face.HEI_BOLD, 10), LEFT, 274 * MM, fonts)
    told = "　".join(
        part
        for part in (form.id, ground.word("version", version=form.version) if form.version else "")
        if part
    )
    items += text_at(told, Style(Face.HEI, 9), LEFT + 40 * MM, 274 * MM, fonts)
    hashed = " ".join(form.sha256[at : at + 8] for at in range(0, 32, 8))
    said = ground.word("scan", hash=hashed)
    items += text_at(said, Style(Face.HEI, 7.5, GREY), LEFT, 280 * MM, fonts)
    items.append(CodeBox(RIGHT - _CODE, 264.6 * MM, _CODE, CodeKind.PAGE, flush=True))
    return items
