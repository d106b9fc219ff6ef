"""Handwritten strokes fitted into a box: smooth curves whose width follows the pen's pressure.

Called by `pdf.py`. Must never stretch ink in one direction, clip it, or make a picture of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.records.content import JsonValue
from inspector_app.services.documents.page import MM, InkBox

Point = tuple[float, float]
THIN, THICK = 0.3 * MM, 0.7 * MM
_STEP = 0.05 * MM  # widths are rounded to this, so that equal ones share a path
_TOLERANCE = 0.035 * MM  # a point nearer to its neighbours' chord adds nothing one could see


@dataclass(frozen=True, slots=True)
class Curve:
    """A cubic curve of one width: start, two handles, end."""

    start: Point
    handle1: Point
    handle2: Point
    end: Point
    width: float


def fit_ink(ink: Mapping[str, JsonValue], box: InkBox) -> list[Curve]:
    """Return the curves of an ink leaf within a box; none for ink without strokes.

    Args:
        ink: As in `domain.inspection.Ink`; coordinates in 0.1 mm.
        box: Place on the page, points.
    """
    strokes = _strokes(ink.get("strokes"))
    points = [point for stroke in strokes for point in stroke]
    if not points:
        return []
    left, right = min(p[0] for p in points), max(p[0] for p in points)
    top, bottom = min(p[1] for p in points), max(p[1] for p in points)
    thick = THICK * box.weight
    unit = MM / 10
    scale = min(
        unit,  # small handwriting is never blown up
        (box.width - thick) / max(right - left, 1),
        (box.height - thick) / max(bottom - top, 1),
    )
    width, height = (right - left) * scale, (bottom - top) * scale
    x = box.x + ((box.width - width) / 2 if box.centred else thick / 2)
    y = box.y + (box.height - height) / 2
    curves: list[Curve] = []
    for stroke in strokes:
        placed = [((px - left) * scale + x, (py - top) * scale + y, pen) for px, py, pen in stroke]
        curves += _smooth(_thinned(placed), box.weight)
    return curves


def _strokes(value: JsonValue) -> list[list[tuple[int, int, int]]]:
    strokes = []
    for stroke in value if isinstance(value, list | tuple) else ():
        points = []
        for point in stroke if isinstance(stroke, list | tuple) else ():
            if isinstance(point, list | tuple) and len(point) >= 3:
                x, y, pen = point[0], point[1], point[2]
                if isinstance(x, int) and isinstance(y, int) and isinstance(pen, int):
                    points.append((x, y, min(max(pen, 0), 1000)))
        if points:
            strokes.append(points)
    return strokes


def _thinned(points: list[tuple[float, float, int]]) -> list[tuple[float, float, int]]:
    """Drop points that lie on their neighbours' chord (Ramer, Douglas, Peucker)."""
    if len(points) < 3:
        return points
    kept = [False] * len(points)
    kept[0] = kept[-1] = True
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (ax, ay, _), (bx, by, _) = points[first], points[last]
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        farthest, distance = 0, 0.0
        for at in range(first + 1, last):
            px, py, _ = points[at]
            away = (
                abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length
                if length > 1e-9
                else ((px - ax) ** 2 + (py - ay) ** 2) ** 0.5
            )
            if away > distance:
                farthest, distance = at, away
        if distance > _TOLERANCE:
            kept[farthest] = True
            spans += [(first, farthest), (farthest, last)]
    return [point for point, keep in zip(points, kept, strict=True) if keep]


def _smooth(points: Sequence[tuple[float, float, int]], weight: float) -> list[Curve]:
    """Return Catmull-Rom curves through the points; a lone point is a dot."""
    if len(points) == 1:
        x, y, pen = points[0]
        dot = (x, y)
        return [Curve(dot, dot, dot, (x + 0.01, y), _width(pen, weight))]
    curves = []
    for at in range(len(points) - 1):
        before = points[max(at - 1, 0)]
        start, end = points[at], points[at + 1]
        after = points[min(at + 2, len(points) - 1)]
        curves.append(
            Curve(
                (start[0], start[1]),
                (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6),
                (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6),
                (end[0], end[1]),
                _width((start[2] + end[2]) // 2, weight),
            )
        )
    return curves


def _width(pen: int, weight: float) -> float:
    exact = (THIN + (THICK - THIN) * pen / 1000) * weight
    return round(exact / _STEP) * _STEP
