"""Ink: scaled evenly, inside its box, as wide as the pen pressed."""

from __future__ import annotations

import pytest

from inspector_app.records.content import JsonValue
from inspector_app.services.documents.ink import THICK, THIN, fit_ink
from inspector_app.services.documents.page import MM, InkBox

BOX = InkBox(100, 200, 46 * MM, 13 * MM, "party")


def line(*points: tuple[int, int, int]) -> JsonValue:
    return [[x, y, pen, at * 8] for at, (x, y, pen) in enumerate(points)]


def test_large_writing_is_scaled_evenly_into_its_box() -> None:
    square: JsonValue = [line((0, 0, 500), (1000, 0, 500)), line((1000, 1000, 500), (0, 1000, 500))]
    curves = fit_ink({"strokes": square}, BOX)
    xs = [x for curve in curves for x in (curve.start[0], curve.end[0])]
    ys = [y for curve in curves for y in (curve.start[1], curve.end[1])]
    assert max(xs) - min(xs) == pytest.approx(max(ys) - min(ys))
    assert min(xs) >= BOX.x
    assert max(xs) <= BOX.x + BOX.width
    assert min(ys) >= BOX.y
    assert max(ys) <= BOX.y + BOX.height


def test_small_writing_keeps_its_size() -> None:
    curves = fit_ink({"strokes": [line((0, 0, 500), (100, 0, 500))]}, BOX)
    assert curves[-1].end[0] - curves[0].start[0] == pytest.approx(10 * MM)


def test_pressure_gives_the_width() -> None:
    light, firm = (
        fit_ink({"strokes": [line((0, 0, pen), (100, 0, pen))]}, BOX)[0].width for pen in (0, 1000)
    )
    assert light == pytest.approx(THIN, abs=0.1)
    assert firm == pytest.approx(THICK, abs=0.1)


def test_a_dot_is_a_stroke_too() -> None:
    assert len(fit_ink({"strokes": [line((5, 5, 400))]}, BOX)) == 1


@pytest.mark.parametrize("strokes", [[], [[]], None, "x", [["a"]], [[[1, 2]]], [[[1.5, 2, 3, 4]]]])
def test_strokes_of_no_shape_draw_nothing(strokes: object) -> None:
    assert fit_ink({"strokes": strokes}, BOX) == []  # type: ignore[dict-item]
