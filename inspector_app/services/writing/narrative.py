"""二、检查情况: item sentences become a few readable paragraphs.

Pure; called by `record`. Rules: sections in the order walked; what holds is told together under
the section's name; what fails has its own paragraph under its own name; items judged by one sample
table stand together before it. Must never add a fact: it joins sentences and refers to photos.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from inspector_app.domain.evidence import EvidenceEntry, EvidenceKind
from inspector_app.domain.identifiers import ItemCode
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.records.content import Paragraph
from inspector_app.services.writing.samples import sample_sentence
from inspector_app.services.writing.snapshot import ItemFact, TableFact, VisitSnapshot

_KIND_NAMES = {
    EvidenceKind.PHOTO: "照片",
    EvidenceKind.FILE: "文件",
    EvidenceKind.VIDEO: "录像",
    EvidenceKind.DOCUMENT_SCAN: "扫描件",
}
_SHORT = 26  # characters: sentences up to this length are joined by ； instead of 。
_JOINED = 3  # sentences joined that way at most
_OPENING_SECTION = "procedure"  # told in 一、告知
_WITNESS = ItemCode("PR-08")  # asked only when nobody responsible is there
_SECRECY = ItemCode("PR-11")


def write_narrative(snapshot: VisitSnapshot) -> tuple[Paragraph, ...]:
    """Return the paragraphs of the body in printing order."""
    writer = _Writer(snapshot)
    paragraphs = [
        paragraph for section in snapshot.sections for paragraph in writer.section(section.key)
    ]
    paragraphs += writer.tables_left()
    said = [
        str(note.get("text", ""))
        for note in snapshot.notes
        if not note.get("item") and note.get("kind") == "record"
    ]
    if said:
        paragraphs.append(Paragraph("其他情况", join_sentences(_ended(text) for text in said)))
    rest = [entry for entry in snapshot.evidence if (entry.kind, entry.n) not in writer.told]
    if rest:
        paragraphs.append(Paragraph("其他取证", _rest(rest)))
    recusal = snapshot.event(ProcedureKind.RIGHTS_TOLD)
    if recusal is not None and recusal.detail.get("recusal") == "申请":
        # APL 43: the inquiry goes on, and the record says what is pending
        text = "被检查单位申请回避，已报机关负责人决定；决定作出前检查未停止。"
        paragraphs.insert(0, Paragraph("回避", text))
    return tuple(paragraphs)


def evidence_name(entry: EvidenceEntry) -> str:
    """Return `照片3`."""
    return f"{_KIND_NAMES[entry.kind]}{entry.n}"


class _Writer:
    def __init__(self, snapshot: VisitSnapshot) -> None:
        self._snapshot = snapshot
        self._shorts = {section.key: section.short for section in snapshot.sections}
        self._tables = {table.code: table for table in snapshot.tables if table.rows}
        self._numbers: dict[str, int] = {}
        self.told: set[tuple[EvidenceKind, int]] = set()

    def section(self, key: str) -> list[Paragraph]:
        items = [
            item
            for item in self._snapshot.items
            if item.section == key and (item.sentence or item.remarks)
        ]
        if key == _OPENING_SECTION:
            items = [item for item in items if self._told_of_procedure(item)]
        holding = [item for item in items if item.verdict != "ng" and not self._fresh(item)]
        paragraphs = []
        if holding and key == _OPENING_SECTION:
            paragraphs += [self._told_together(item.name, [item]) for item in holding]
        elif holding:
            paragraphs.append(self._told_together(self._shorts[key], holding))
        grouped: set[str] = set()
        for item in items:
            if item in holding:
                continue
            table = self._fresh(item)
            if table is not None:
                paragraphs.append(self._told_with(table, items))
                grouped |= {one.code for one in items if table.code in one.tables}
            elif item.code not in grouped:
                paragraphs.append(self._told_together(item.name, [item]))
        return paragraphs

    def _told_of_procedure(self, item: ItemFact) -> bool:
        """Tell whether a step of the procedure is told here and not only in the first lines."""
        if item.verdict == "ng" or item.remarks or item.code == _WITNESS:
            return True
        return item.code == _SECRECY and self._snapshot.classified

    def tables_left(self) -> list[Paragraph]:
        """Return a paragraph for each filled table no item has called for."""
        left = [table for code, table in self._tables.items() if code not in self._numbers]
        return [self._told_with(table, ()) for table in left]

    def _fresh(self, item: ItemFact) -> TableFact | None:
        """Return the first filled table of an item that is not printed yet."""
        for code in item.tables:
            if code in self._tables and code not in self._numbers:
                return self._tables[code]
        return None

    def _told_with(self, table: TableFact, items: Sequence[ItemFact]) -> Paragraph:
        number = self._numbers[table.code] = len(self._numbers) + 1
        fed = [item for item in items if table.code in item.tables]
        text = sample_sentence(table, number) + self._join(fed)
        return Paragraph(
            heading=table.title.removesuffix("表"),
            text=text,
            items=tuple(item.code for item in fed),
            table=table.code,
        )

    def _told_together(self, heading: str, items: Sequence[ItemFact]) -> Paragraph:
        return Paragraph(heading, self._join(items), tuple(item.code for item in items))

    def _join(self, items: Iterable[ItemFact]) -> str:
        return join_sentences(self._sentence(item) for item in items)

    def _sentence(self, item: ItemFact) -> str:
        sentence = "".join(_ended(part) for part in (item.sentence, *item.remarks) if part)
        entries = [entry for entry in self._snapshot.evidence if entry.item == item.code]
        self.told |= {(entry.kind, entry.n) for entry in entries}
        return refer(sentence, [evidence_name(entry) for entry in entries])


def refer(sentence: str, names: Sequence[str]) -> str:
    """Put `（照片1、照片2）` before the full stop; names the sentence has already are left out."""
    missing = [name for name in names if not re.search(re.escape(name) + r"(?!\d)", sentence)]
    if not missing:
        return sentence
    return f"{sentence.rstrip('。')}（{'、'.join(missing)}）。"


def join_sentences(sentences: Iterable[str]) -> str:
    """Join sentences; short neighbours share one full stop: `甲；乙；丙。`"""
    runs: list[list[str]] = []
    takes_more = False
    for sentence in sentences:
        bare = sentence.rstrip("。")
        short = len(bare) <= _SHORT and not set(bare) & set("；。？！”")
        if short and takes_more and len(runs[-1]) < _JOINED:
            runs[-1].append(bare)
        else:
            runs.append([bare])
        takes_more = short
    return "".join(_ended("；".join(run)) for run in runs)


def _rest(entries: Sequence[EvidenceEntry]) -> str:
    shown = "、".join(
        f"{evidence_name(entry)}（{entry.title}）" if entry.title else evidence_name(entry)
        for entry in entries
    )
    return f"检查中另取得{shown}。"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(("。", "？", "！", "。”")) else sentence + "。"
