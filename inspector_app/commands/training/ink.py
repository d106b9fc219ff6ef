"""Training ink: strokes that look written, from the traced characters in `resources/training`.

Called by the demo and tests; a person in the window signs by hand instead. Must never be offered in
a workspace that is not a training workspace.
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from random import Random

from inspector_app.domain.inspection import Ink

Stroke = tuple[tuple[int, int, int, int], ...]
POINT_EVERY = 0.8  # mm between points, as a pen at 100 Hz leaves them
MM_PER_MS = 0.09


def write(
    text: str, source: Path, *, width_mm: int, height_mm: int, text_sha256: str, wall: str
) -> Ink:
    """Return `text` as handwriting in a box of that size.

    Args:
        text: Characters that `source` knows.
        source: `handwriting.json`.
        text_sha256: Digest of the frozen text the signer saw.
        wall: Local time of the last stroke, ISO 8601 with offset.
    """
    known: dict[str, list[list[list[int]]]] = json.loads(source.read_text("utf-8"))
    hand = Random(text)  # noqa: S311  the same hand each time, not a secret
    em = min(height_mm * 0.86, width_mm * 0.94 / len(text))
    left, top = (width_mm - em * len(text)) / 2, (height_mm - em) / 2
    strokes: list[Stroke] = []
    clock_ms = 0
    for place, character in enumerate(text):
        lift = hand.uniform(-0.05, 0.05) * em
        grow = hand.uniform(0.92, 1.06)
        for line in known[character]:
            points = [
                (
                    left + em * (place + 0.5 + ((x - 500) * grow - (y - 500) * 0.12) / 1000),
                    top + lift + em * (0.5 + ((y - 500) * grow - (x - 500) * 0.06) / 1000),
                )
                for x, y in line
            ]
            stroke, clock_ms = _pen(points, clock_ms, hand)
            strokes.append(stroke)
            clock_ms += hand.randint(70, 160)
    return Ink(width_mm * 10, height_mm * 10, tuple(strokes), text_sha256, wall)


def _pen(points: list[tuple[float, float]], clock_ms: int, hand: Random) -> tuple[Stroke, int]:
    """Walk a polyline as a pen does: rounded corners, pressure that swells and falls."""
    smooth = _rounded(_rounded(points))
    total = sum(math.dist(a, b) for a, b in pairwise(smooth)) or 1.0
    swell = hand.uniform(0.75, 1.0)
    written: list[tuple[int, int, int, int]] = []
    gone, due = 0.0, 0.0
    for index, point in enumerate(smooth):
        if index:
            gone += math.dist(smooth[index - 1], point)
        if gone >= due or index == len(smooth) - 1:
            along = gone / total
            pressure = swell * (0.35 + 0.65 * (1 - abs(2 * along - 0.7) ** 1.5 / 1.7))
            written.append(
                (
                    round(point[0] * 10),
                    round(point[1] * 10),
                    max(80, min(1000, round(pressure * 1000))),
                    clock_ms + round(gone / MM_PER_MS),
                )
            )
            due = gone + POINT_EVERY
    return tuple(written), clock_ms + round(total / MM_PER_MS)


def _rounded(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Cut the corners once. Source: Chaikin 1974."""
    if len(points) < 3:
        (ax, ay), (bx, by) = points[0], points[-1]
        steps = max(2, round(math.dist(points[0], points[-1]) / POINT_EVERY))
        return [(ax + (bx - ax) * n / steps, ay + (by - ay) * n / steps) for n in range(steps + 1)]
    cut = [points[0]]
    for (ax, ay), (bx, by) in pairwise(points):
        cut.append((ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25))
        cut.append((ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75))
    cut.append(points[-1])
    return cut
