"""A record's content as the record page shows it: photos, signatures, tables.

Called by `routes`. Values come from disclosed leaves, so every type is checked before use. Must
never put markup together: templates do that, and they escape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.bureau.views import RecordView
from inspector_app.domain.competence import AUTHORITIES
from inspector_app.domain.consequences import parse_code, wording
from inspector_app.errors import KnownError
from inspector_app.records.content import JsonValue, OpeningLine, Paragraph, SampleTable

_INK_NAMES = {
    "party": "被检查单位",
    "party-statement": "被检查单位陈述",
    "officer-1": "执法人员",
    "officer-2": "执法人员",
    "witness": "见证人",
}


@dataclass(frozen=True, slots=True)
class PhotoView:
    """One piece of evidence; `thumbnail` is '' when none came along."""

    n: int
    title: str
    item: str
    time: str
    sha256: str
    size: int
    thumbnail: str


@dataclass(frozen=True, slots=True)
class InkView:
    """A signature as polylines in 0.1 mm."""

    who: str
    wall: str
    width: int
    height: int
    strokes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding."""

    title: str
    fact: str
    severity: str
    basis: tuple[str, ...]
    authority: tuple[str, ...]
    consequence: tuple[str, ...]
    due: str


@dataclass(frozen=True, slots=True)
class PaperView:
    """Everything the record page shows of the content."""

    form: Mapping[str, JsonValue]
    unit: Mapping[str, str]
    assignment: Mapping[str, str]
    visit: Mapping[str, str]
    persons: Mapping[str, tuple[Mapping[str, str], ...]]
    opening: tuple[OpeningLine, ...]
    narrative: tuple[Paragraph, ...]
    samples: tuple[SampleTable, ...]
    placed_tables: frozenset[str]
    findings: tuple[FindingView, ...]
    photos: tuple[PhotoView, ...]
    ink: tuple[InkView, ...]
    party: Mapping[str, str]


def paper_of(view: RecordView) -> PaperView:
    """Return what the page shows of a record."""
    content = view.package.content()
    officers = [person.get("name", "") for person in content.persons.get("officer", ())]
    return PaperView(
        form=content.form,
        unit=content.unit,
        assignment=content.assignment,
        visit=content.visit,
        persons=content.persons,
        opening=content.opening,
        narrative=content.narrative,
        samples=content.samples,
        placed_tables=frozenset(paragraph.table for paragraph in content.narrative),
        findings=tuple(
            FindingView(
                title=_text(finding.get("title")),
                fact=_text(finding.get("fact")),
                severity=_text(finding.get("severity")),
                basis=_texts(finding.get("basis_text")),
                authority=_texts(finding.get("authority")),
                consequence=tuple(map(_deed, _texts(finding.get("consequence")))),
                due=_text(finding.get("due")),
            )
            for finding in content.findings
        ),
        photos=tuple(_photo(entry, view.thumbnails) for entry in content.evidence),
        ink=tuple(ink for who, entry in content.ink.items() if (ink := _ink(who, entry, officers))),
        party=content.party,
    )


def _deed(code: str) -> str:
    """Return a consequence code in words; the record's language is Chinese."""
    try:
        return wording(parse_code(code), AUTHORITIES).zh
    except KnownError:
        return code


def _photo(entry: Mapping[str, JsonValue], thumbnails: frozenset[str]) -> PhotoView:
    thumbnail = _text(entry.get("thumb_sha256"))
    return PhotoView(
        n=_number(entry.get("n")),
        title=_text(entry.get("title")),
        item=_text(entry.get("item")),
        time=_text(entry.get("exif_time") or entry.get("device_time"))[11:16],
        sha256=_text(entry.get("sha256")),
        size=_number(entry.get("size_bytes")),
        thumbnail=thumbnail if thumbnail in thumbnails else "",
    )


def _ink(who: str, entry: Mapping[str, JsonValue], officers: Sequence[str]) -> InkView | None:
    width, height = _number(entry.get("width")), _number(entry.get("height"))
    strokes = entry.get("strokes")
    if width <= 0 or height <= 0 or not isinstance(strokes, list):
        return None
    lines = []
    for stroke in strokes:
        points = (
            [
                f"{point[0]},{point[1]}"
                for point in stroke
                if isinstance(stroke, list)
                if isinstance(point, list)
                and len(point) >= 2
                and isinstance(point[0], int)
                and isinstance(point[1], int)
            ]
            if isinstance(stroke, list)
            else []
        )
        lines.append(" ".join(points))
    name = _INK_NAMES.get(who, who)
    if who in ("officer-1", "officer-2") and len(officers) >= int(who[-1]):
        name = f"{name} {officers[int(who[-1]) - 1]}"
    return InkView(name, _text(entry.get("wall")), width, height, tuple(lines))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(_text, value)) if isinstance(value, list) else ()


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
