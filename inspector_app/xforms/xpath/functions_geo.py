"""Geography: distance, area, geofence, intersects on geopoints, traces and shapes.

`functions` imports it once. Points are `lat lon [alt] [accuracy]`; traces are joined by `;`.
"""

from __future__ import annotations

import math
from itertools import pairwise

from inspector_app.xforms.xpath.functions import register
from inspector_app.xforms.xpath.values import Value, texts_of

_EARTH_RADIUS_M = 6_378_100.0  # the radius the other engines use, so that figures agree

Point = tuple[float, float]


def _points(values: list[Value]) -> list[Point] | None:
    """Return latitude and longitude of every point, None when one is not a point."""
    found: list[Point] = []
    for value in values:
        for text in texts_of(value):
            for part in text.split(";"):
                if not part.strip():
                    continue
                point = parse_point(part)
                if point is None:
                    return None
                found.append(point)
    return found


def parse_point(text: str) -> Point | None:
    """Return latitude and longitude in degrees, or None when out of range or no point."""
    parts = text.split()
    if not 2 <= len(parts) <= 4:
        return None
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    latitude, longitude = numbers[0], numbers[1]
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return latitude, longitude


def _distance_between(a: Point, b: Point) -> float:
    delta = math.radians(b[1] - a[1])
    first, second = math.radians(a[0]), math.radians(b[0])
    cosine = math.sin(first) * math.sin(second) + math.cos(first) * math.cos(second) * math.cos(
        delta
    )
    return math.acos(max(-1.0, min(1.0, cosine))) * _EARTH_RADIUS_M


def _distance(values: list[Value]) -> float:
    points = _points(values)
    if points is None or len(points) < 2:
        return math.nan if points is None or not points else 0.0
    total = sum(_distance_between(a, b) for a, b in pairwise(points))
    return round(total * 100) / 100


def _area(values: list[Value]) -> float:
    points = _points(values)
    if points is None:
        return math.nan
    if len(points) < 3:
        return 0.0
    ring = points if points[0] == points[-1] else [*points, points[0]]
    total = 0.0
    for a, b in pairwise(ring):
        total += math.radians(b[1] - a[1]) * (
            2 + math.sin(math.radians(a[0])) + math.sin(math.radians(b[0]))
        )
    return round(abs(total * _EARTH_RADIUS_M * _EARTH_RADIUS_M / 2) * 100) / 100


def _geofence(point: str, shape: str) -> bool:
    inside = parse_point(point)
    ring = _points([shape])
    if inside is None or ring is None or len(ring) < 3:
        return False
    y, x = inside
    result = False
    for (y1, x1), (y2, x2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            result = not result
    return result


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    first, second = _side(a, b, c), _side(a, b, d)
    third, fourth = _side(c, d, a), _side(c, d, b)
    if ((first > 0) != (second > 0)) and ((third > 0) != (fourth > 0)) and first and second:
        return True
    return any(
        side == 0 and min(p[0], q[0]) <= r[0] <= max(p[0], q[0]) and min(p[1],
        q[1]) <= r[1] <= max(p[1], q[1])
        for side, p, q, r in ((first, a, b, c), (second, a, b, d), (third, c, d, a), (fourth, c, d,
        b))
    )  # fmt: skip


def _intersects(values: list[Value]) -> bool:
    """Return whether a trace crosses itself; neighbouring segments do not count."""
    points = _points(values)
    if points is None:
        return False
    segments = [(a, b) for a, b in pairwise(points) if a != b]
    for i, (a, b) in enumerate(segments):
        for j in range(i + 2, len(segments)):
            if i == 0 and j == len(segments) - 1 and points[0] == points[-1]:
                continue
            if _cross(a, b, *segments[j]):
                return True
    return False


register("distance", "v*", "num", _distance)
register("area", "v*", "num", _area)
register("enclosed-area", "v*", "num", _area)  # its older name, still in forms
register("geofence", "ss", "bool", _geofence)
register("intersects", "v*", "bool", _intersects)
