"""The rows of one question, one check item, one section of a blank form.

Called by `compose.py`, and by `tables.py` for what stands inside a repeat. Must never print what
only the program fills in: calculations, proposals.
"""

from __future__ import annotations

from dataclasses import replace

from inspector_app.services.documents.blank.answers import (
    answer_rows,
    fits_beside,
    photo_row,
)
from inspector_app.services.documents.blank.ground import (
    BODY,
    INDENT,
    LABEL,
    NUMBER,
    QUIET,
    SMALL,
    SPOKEN,
    Ground,
    is_asked,
    joined,
)
from inspector_app.services.documents.blank.words import SEVERITY
from inspector_app.services.documents.breaking import set_line
from inspector_app.services.documents.flow import LEFT, Row
from inspector_app.services.documents.page import MM, Face, Item, Rule
from inspector_app.services.documents.pieces import Style, baseline_in, runs_of, text_at
from inspector_app.xforms.plain import PlainNode

TOGETHER = 80 * MM
"""A question not higher than this stays on one page."""

_HEADS = (Style(Face.HEI_BOLD, 12), Style(Face.HEI_BOLD, 11), Style(Face.HEI_BOLD, 10.5))
_LONG = 60  # characters of a rule in words; beyond, the author's own message is clearer
_SMALLEST = 6.5  # a code longer than its column is set smaller


def heading_rows(ground: Ground, node: PlainNode, depth: int) -> list[Row]:
    """Return a group's heading with its condition; nothing for a group without a label."""
    rows: list[Row] = []
    label = ground.text(node.labels)
    if label:
        style = _HEADS[min(depth, len(_HEADS) - 1)]
        rows += ground.rows(label, style, x=LEFT, before=(3.8 - depth) * MM, lead=1.7, keep=True)
    hint = ground.text(node.hints)
    if hint:
        rows += ground.rows(hint, QUIET, x=LEFT, keep=True)
    when = ground.wording.condition(node.schema, "relevant")
    if when:
        said = ground.word("when-group", what=when)
        rows += ground.rows(said, SMALL, x=LEFT, keep=True)
    return rows


def item_rows(ground: Ground, node: PlainNode) -> list[Row]:
    """Return a check item: its question, inputs, verdict, reason and room for photos."""
    rows = _title(ground, node, required=False)
    rows += _condition(ground, node)
    rows += _facts(ground, node)
    for child in node.walk():
        if child is not node and is_asked(child):
            rows += part_rows(ground, child, node)
    photo = node.insp.get("photo", "-")[:1]
    if photo in ("o", "F", "R"):
        rows.append(photo_row(ground, LEFT + INDENT, ground.word("photo")))
    return joined(rows, TOGETHER)


def question_rows(ground: Ground, node: PlainNode, lines: int = 2) -> list[Row]:
    """Return a question that stands by itself."""
    if node.kind == "note":
        return ground.rows(ground.label(node), SPOKEN, x=LEFT + INDENT, before=1.4 * MM)
    rows = _title(ground, node, required="required" in node.rules)
    hint = "  ".join(part for part in (ground.text(node.hints), ground.text(node.guidance)) if part)
    if hint:
        rows += ground.rows(hint, QUIET)
    rows += _condition(ground, node)
    rows += _rules(ground, node)
    rows += _answer(ground, node, lines)
    return joined(rows, TOGETHER)


def part_rows(ground: Ground, node: PlainNode, item: PlainNode) -> list[Row]:
    """Return one input of a check item: its label and, if there is room, the answer beside it."""
    if node.kind == "note":
        return ground.rows(ground.label(node), SPOKEN)
    role = node.insp.get("role", "")
    reason = role == "reason"
    label = ground.word("reason") if reason else ground.label(node)
    if "required" in node.rules and not reason and role != "verdict":
        label = f"* {label}"
    rows: list[Row] = []
    notes = [] if reason or role == "verdict" else _notes(ground, node, item)
    mark = "：" if ground.zh else ":"
    text = label if label.endswith(("？", "?", "：", ":")) else f"{label}{mark}"
    line = set_line([LABEL.span(text)], ground.fonts)
    x = LEFT + INDENT
    beside = x + line.width + 2.4 * MM
    answer = answer_rows(ground, node, beside) if fits_beside(ground, node, beside) else []
    if answer and len(answer) == 1:
        first = answer[0]
        ruled = any(isinstance(item, Rule) for item in first.items)
        base = first.height - 2.0 * MM if ruled else baseline_in(first.height, LABEL.size)
        items: tuple[Item, ...] = (*runs_of(line, x, base), *first.items)
        rows.append(replace(first, items=items, text=f"{text}  {first.text}".rstrip()))
    else:
        told = ground.rows(text, LABEL, before=0.8 * MM)
        rows += [replace(row, keep=True) for row in told]
        rows += answer_rows(ground, node, x)
    for note in notes:
        rows += ground.rows(note, QUIET)
    return rows


def _title(ground: Ground, node: PlainNode, *, required: bool) -> list[Row]:
    number = ground.numbers.get(node.path, "")
    shown = f"*{number}" if required and number else number
    if number.isdigit():
        shown += "."
    rows = ground.rows(ground.label(node), BODY, before=2.2 * MM)
    if not shown or not rows:
        return rows
    room = INDENT - 1.5 * MM
    width = ground.fonts.width(NUMBER.face, shown, NUMBER.size)
    size = NUMBER.size * min(1.0, room / width)
    if size < _SMALLEST:
        head = ground.rows(shown, NUMBER, x=LEFT, before=2.2 * MM, keep=True)
        return [*head, replace(rows[0], before=0.0), *rows[1:]]
    style = replace(NUMBER, size=size)
    base = baseline_in(rows[0].height, BODY.size)
    items = text_at(shown, style, LEFT, base, ground.fonts)
    text = f"{shown} {rows[0].text}"
    return [replace(rows[0], items=(*items, *rows[0].items), text=text), *rows[1:]]


def _condition(ground: Ground, node: PlainNode) -> list[Row]:
    when = ground.wording.condition(node.schema, "relevant")
    return ground.rows(ground.word("when", what=when), SMALL) if when else []


def _rules(ground: Ground, node: PlainNode) -> list[Row]:
    rows: list[Row] = []
    for note in _notes(ground, node, None):
        rows += ground.rows(note, QUIET)
    return rows


def _notes(ground: Ground, node: PlainNode, item: PlainNode | None) -> list[str]:
    """Return what an answer must satisfy, and when it is needed, in words."""
    notes = []
    if item is not None:
        when = ground.wording.condition(node.schema, "relevant")
        if when:
            notes.append(ground.word("when", what=when))
    need = node.rules.get("required", "")
    own = item is not None and f"${{{item.name}_v}}" in need
    if need not in ("", "true()", "false()") and not own:
        what = ground.wording.condition(node.schema, "required")
        notes.append(ground.word("needed", what=what))
    if node.rules.get("constraint"):
        said = ground.wording.condition(node.schema, "constraint")
        message = ground.text(node.constraint_messages)
        plain = "(" not in said.replace("(where", "") and len(said) <= _LONG
        notes.append(ground.word("check", what=said) if plain or not message else message)
    return notes


def _facts(ground: Ground, node: PlainNode) -> list[Row]:
    insp = node.insp
    pair = SEVERITY.get(insp.get("severity", ""))
    head = []
    if pair is not None:
        head.append(ground.word("severity", what=pair[0 if ground.zh else 1]))
    if insp.get("authority") and insp["authority"] != "ALL":
        head.append(ground.word("authority", what=insp["authority"]))
    rule = insp.get("photo", "-")
    if rule[:1] in ("o", "F", "R", "X"):
        count = rule.partition(":")[2]
        extra = ground.word("photo-n", n=count) if count else ""
        head.append(ground.word(f"photo-{rule[:1]}", n=extra))
    rows = ground.rows("　".join(head) if ground.zh else "   ".join(head), QUIET) if head else []
    how = insp.get("how" if ground.zh else "how-en", "")
    if how:
        rows += ground.rows(ground.word("how", what=how), QUIET)
    hint = ground.text(node.hints)
    if hint and hint != how:
        rows += ground.rows(hint, QUIET)
    if insp.get("basis"):
        cited = ground.cite(insp["basis"])
        rows += ground.rows(ground.word("basis", what=cited), QUIET)
    return rows


def _answer(ground: Ground, node: PlainNode, lines: int) -> list[Row]:
    return answer_rows(ground, node, LEFT + INDENT, lines)
