"""The running text of the record, from 一、告知 to the signature block, as rows.

Called by `record.py`. Must never reword: what is printed is what the leaves say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from inspector_app.records.content import RecordContent
from inspector_app.services.documents import saying
from inspector_app.services.documents.breaking import Span
from inspector_app.services.documents.evidence import Thumb, evidence_rows
from inspector_app.services.documents.facts import facts_rows, head_rows
from inspector_app.services.documents.flow import CENTRE, LEFT, Row
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.page import MM, Face
from inspector_app.services.documents.pieces import NOTHING, Style, paragraph, text_at
from inspector_app.services.documents.samples import sample_rows
from inspector_app.services.documents.signatures import signature_row

BLANK_BELOW = "（以下空白）"


@dataclass(frozen=True, slots=True)
class Body:
    """The record's text with one line distance throughout.

    Attributes:
        leading: Distance of the baselines of running text, points.
        annex: Pages of the photo annex, 0 without one.
    """

    content: RecordContent
    thumbs: Mapping[str, Thumb]
    fonts: FontSet
    leading: float
    annex: int = 0

    def rows(self, title: str) -> list[Row]:
        """Return everything between the head and the signature block, both included."""
        rows = [*head_rows(title, self.content, self.fonts), *facts_rows(self.content, self.fonts)]
        rows += self._opening(rows[-1])
        rows += self._findings(rows[-1])
        rows.append(self._heading("三、证据", rows[-1]))
        rows += evidence_rows(self.content, self.thumbs, self.fonts, annex=self.annex)
        rows += self._statement(rows[-1])
        style = Style(Face.SONG, 11)
        blank = text_at(BLANK_BELOW, style, CENTRE, 12.5, self.fonts, align="centre")
        rows.append(Row(16.0, blank, BLANK_BELOW, before=2.6 * MM, keep=True))
        rows.append(signature_row(self.content, self.fonts))
        return rows

    def _opening(self, above: Row) -> list[Row]:
        rows = [self._heading("一、告知", above)]
        for line in self.content.opening:
            answer = f"答：{saying.ended(line.answer)}" if line.answer else ""
            rows += self._lines(spoken(line.text + answer))
        return rows if self.content.opening else [*rows, *self._lines([Span(NOTHING)])]

    def _findings(self, above: Row) -> list[Row]:
        rows = [self._heading("二、检查情况", above)]
        samples = {sample.code: sample for sample in self.content.samples}
        printed = 0
        for number, part in enumerate(self.content.narrative, 1):
            head = Span(f"{number}. {part.heading}\u3000", Face.HEI_BOLD, 11.5, rigid=True)
            rows += self._lines([head, *spoken(part.text)])
            table = samples.pop(part.table, None)
            if table is not None:
                printed += 1
                rows[-1] = replace(rows[-1], keep=True)  # a table stays with the line that names it
                rows += _spaced(sample_rows(table, printed, self.content, self.fonts))
        for table in samples.values():
            printed += 1
            rows += _spaced(sample_rows(table, printed, self.content, self.fonts))
        return rows if len(rows) > 1 else [*rows, *self._lines([Span(NOTHING)])]

    def _statement(self, above: Row) -> list[Row]:
        rows = [self._heading("四、被检查单位的说明和异议", above)]
        for lead, said, last in (
            ("说明：", self.content.party.get("statement", ""), False),
            ("对检查程序和笔录内容的异议：", self.content.party.get("objection", ""), True),
        ):
            words = Span(f"“{said}”", Face.KAI) if said else Span("无。")
            rows += self._lines([Span(lead), words], keep_last=last)
        return rows

    def _heading(self, text: str, above: Row) -> Row:
        """Return a section's heading; under running text the line distance gives some room."""
        items = text_at(text, Style(Face.HEI_BOLD, 12), LEFT, 11.8, self.fonts)
        before = 1.7 * MM if above.table is None else 3.8 * MM
        return Row(14.0 + 1.2 * MM, items, text, before=before, keep=True)

    def _lines(self, spans: Sequence[Span], *, keep_last: bool = False) -> list[Row]:
        """Return the paragraphs of spans whose texts may hold line feeds."""
        parts: list[list[Span]] = [[]]
        for span in spans:
            first, *others = span.text.split("\n")
            parts[-1].append(replace(span, text=first))
            parts += [[replace(span, text=other)] for other in others]
        filled = [part for part in parts if any(span.text for span in part)]
        rows: list[Row] = []
        for at, part in enumerate(filled):
            last = keep_last and at == len(filled) - 1
            rows += paragraph(part, self.leading, self.fonts, keep_last=last)
        return rows


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


def _spaced(rows: list[Row]) -> list[Row]:
    """Return a table's rows with a little space below the last."""
    return [*rows[:-1], replace(rows[-1], height=rows[-1].height + 0.9 * MM)]
