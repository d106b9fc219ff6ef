"""Make `resources/training/handwriting.json`: pen strokes for training signatures.

Training needs ink that looks written, and nobody's real signature may serve. The characters of
LXGW WenKai (OFL 1.1) are drawn large, thinned to their middle lines and traced into strokes;
`ink.py` of the training world then slants and jitters them. Run again only when a
training name changes:

    python build_scripts/handwriting.py PATH/TO/LXGWWenKai-Light.ttf
"""

from __future__ import annotations

import json
import math
import sys
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

CHARACTERS = "陈示范周本林样例高模拟以上笔录经核对无误吴助理"
GRID = 120
SIMPLIFY = 0.9
ROOT = Path(__file__).resolve().parent.parent
Point = tuple[int, int]
AROUND = ((0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1))


def main() -> int:
    """Write the strokes of every character, points in 0..1000 of an em square."""
    font = ImageFont.truetype(sys.argv[1], GRID - 12)
    strokes = {character: character_strokes(character, font) for character in CHARACTERS}
    target = ROOT / "resources" / "training" / "handwriting.json"
    text = json.dumps(strokes, ensure_ascii=False, separators=(",", ":"))
    target.write_text(text.replace('],"', '],\n"') + "\n", "utf-8")
    return 0


def character_strokes(character: str, font: ImageFont.FreeTypeFont) -> list[list[list[int]]]:
    """Return the middle lines of one character as polylines, roughly in writing order."""
    image = Image.new("1", (GRID, GRID), 0)
    ImageDraw.Draw(image).text((GRID // 2, GRID // 2), character, font=font, fill=1, anchor="mm")
    ink = {(x, y) for x in range(GRID) for y in range(GRID) if image.getpixel((x, y))}
    lines = trace(thin(ink))
    lines = [line for line in (simplify(line) for line in lines) if length(line) > 4]
    lines.sort(key=lambda line: line[0][1] * 0.8 + line[0][0] * 0.6)
    return [[[round(x / GRID * 1000), round(y / GRID * 1000)] for x, y in line] for line in lines]


def thin(ink: set[Point]) -> set[Point]:
    """Return the one-pixel skeleton. Source: Zhang, Suen 1984."""
    changed = True
    while changed:
        changed = False
        for phase in (0, 1):
            gone = {point for point in ink if _removable(point, ink, phase)}
            ink = ink - gone
            changed = changed or bool(gone)
    return ink


def _removable(point: Point, ink: set[Point], phase: int) -> bool:
    x, y = point
    p = [(x + dx, y + dy) in ink for dx, dy in AROUND]
    if not 2 <= sum(p) <= 6:
        return False
    if sum(not p[i] and p[(i + 1) % 8] for i in range(8)) != 1:
        return False
    if phase == 0:
        return not (p[0] and p[2] and p[4]) and not (p[2] and p[4] and p[6])
    return not (p[0] and p[2] and p[6]) and not (p[0] and p[4] and p[6])


def trace(skeleton: set[Point]) -> list[list[Point]]:
    """Return walks over the skeleton, each going straight on through crossings."""
    edges = {
        frozenset((point, neighbour)) for point in skeleton for neighbour in near(point, skeleton)
    }
    lines = []
    while edges:
        degree: dict[Point, int] = {}
        for edge in edges:
            for point in edge:
                degree[point] = degree.get(point, 0) + 1
        start = min(degree, key=lambda point: (degree[point] != 1, point[1] + point[0]))
        line = [start]
        while True:
            here = line[-1]
            ahead = [n for n in near(here, skeleton) if frozenset((here, n)) in edges]
            if not ahead:
                break
            step = min(ahead, key=lambda n: _turn(line, n))
            edges.discard(frozenset((here, step)))
            line.append(step)
        lines.append(line)
    return lines


def near(point: Point, skeleton: set[Point]) -> list[Point]:
    """Return the neighbours on the skeleton; a diagonal is none where two straight steps lead."""
    x, y = point
    found = []
    for dx, dy in AROUND:
        if (x + dx, y + dy) in skeleton:
            corner = dx and dy and ((x + dx, y) in skeleton or (x, y + dy) in skeleton)
            if not corner:
                found.append((x + dx, y + dy))
    return found


def _turn(line: list[Point], step: Point) -> float:
    if len(line) < 2:
        return 0.0
    back = line[max(0, len(line) - 6)]
    here = line[-1]
    ux, uy, vx, vy = here[0] - back[0], here[1] - back[1], step[0] - here[0], step[1] - here[1]
    norm = ((ux * ux + uy * uy) * (vx * vx + vy * vy)) ** 0.5 or 1.0
    return -(ux * vx + uy * vy) / norm


def simplify(line: list[Point]) -> list[Point]:
    """Return the line with points that lie within `SIMPLIFY` pixels of it left out."""
    if len(line) < 3:
        return line
    (ax, ay), (bx, by) = line[0], line[-1]
    span = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    away = [abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / span for x, y in line]
    if (ax, ay) == (bx, by):
        away = [((x - ax) ** 2 + (y - ay) ** 2) ** 0.5 for x, y in line]
    far = max(range(len(line)), key=away.__getitem__)
    if away[far] <= SIMPLIFY:
        return [line[0], line[-1]]
    return simplify(line[: far + 1])[:-1] + simplify(line[far:])


def length(line: list[Point]) -> float:
    """Return the length of a polyline in pixels."""
    return sum(math.dist(a, b) for a, b in pairwise(line))


if __name__ == "__main__":
    sys.exit(main())
