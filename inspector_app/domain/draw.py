"""The random draw `draw-1` of samples: anybody can repeat it with a pencil and SHA-256.

Pure; the hash function is handed in. Called by `services/checklist` for sample tables and by the
bureau for double-random draws. Must never use floating point or a library's random numbers.

Source: domain note, section 6.2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from inspector_app.errors import KnownError

METHOD = "draw-1"
SEED_BYTES = 16
LARGEST_POPULATION = 1_000_000

Hash = Callable[[bytes], bytes]

_PIECE = re.compile(r"[,，、;；\s]+")
_WITHOUT = re.compile(r"\s*(?:without|except|不含|除去?|缺)\s*[:：]?\s*", re.IGNORECASE)
_RANGE = re.compile(r"^(\D*)(\d+)\s*[-–—~～至到]\s*(\D*)(\d+)$")
_SPACED_DASH = re.compile(r"\s*([-–—~～至到])\s*")
_TOKEN = re.compile(r"\s*(\d+|min|max|ceil|all|N|[%(),*⌈⌉])")


@dataclass(frozen=True, slots=True)
class Draw:
    """What a draw gave, with everything needed to repeat it.

    Attributes:
        population_sha256: SHA-256 of the sorted ids joined by LF, hex.
        order: Every id in the order of the draw; the first `n` are drawn, the next replace.
    """

    seed: bytes
    population: int
    population_sha256: str
    n: int
    order: tuple[str, ...]

    @property
    def result(self) -> tuple[str, ...]:
        """The ids drawn."""
        return self.order[: self.n]


def draw(seed: bytes, ids: Sequence[str], n: int, sha256: Hash) -> Draw:
    """Draw `n` of `ids`.

    Args:
        seed: 16 bytes.
        ids: Identifiers; the same one twice counts once.
        n: How many, 0 or more; more than there are gives all.
        sha256: Digest of bytes, 32 bytes.
    """
    if len(seed) != SEED_BYTES:
        raise ValueError("a draw's seed has 16 bytes")
    distinct = {unicodedata.normalize("NFC", name): None for name in ids}
    population = sorted(name.encode("utf-8") for name in distinct)
    keyed = sorted((sha256(seed + b"\x00" + name), name) for name in population)
    return Draw(
        seed=seed,
        population=len(population),
        population_sha256=sha256(b"\n".join(population)).hex(),
        n=min(n, len(population)),
        order=tuple(name.decode("utf-8") for _, name in keyed),
    )


def table_seed(draw_seed: bytes, table: str, attempt: int, sha256: Hash) -> bytes:
    """Return the seed of one table and attempt, so that nobody on site can shop for one.

    Args:
        draw_seed: 16 bytes of the assignment.
        table: Code, `WB-T1`.
        attempt: 1 upwards.
    """
    return sha256(draw_seed + b"\x00" + f"{table}/{attempt}".encode())[:SEED_BYTES]


def read_seed(text: str) -> bytes:
    """Read a seed as assignments carry it.

    Raises:
        KnownError: `draw.seed-unreadable` unless it is 32 hexadecimal digits.
    """
    try:
        seed = bytes.fromhex(text)
    except ValueError as error:
        raise KnownError("draw.seed-unreadable", seed=text) from error
    if len(seed) != SEED_BYTES:
        raise KnownError("draw.seed-unreadable", seed=text)
    return seed


def read_population(text: str) -> tuple[str, ...]:
    """Read identifiers as officers type or paste them.

    `1-120 without 13`, `A01-A60、B01-B20`, one a line; ranges keep prefix and leading zeros.

    Raises:
        KnownError: `draw.population-unreadable` with the piece that is not understood,
            `draw.population-large`, `draw.population-empty`.
    """
    wanted, *unwanted = _WITHOUT.split(_SPACED_DASH.sub(r"\1", unicodedata.normalize("NFC", text)))
    left_out = {name for part in unwanted for name in _expand(part)}
    found = tuple(dict.fromkeys(name for name in _expand(wanted) if name not in left_out))
    if not found:
        raise KnownError("draw.population-empty")
    return found


def _expand(text: str) -> list[str]:
    names: list[str] = []
    for piece in filter(None, _PIECE.split(text)):
        match = _RANGE.match(piece)
        if match is None:
            names.append(piece)
            continue
        prefix, first, second_prefix, last = match.groups()
        if second_prefix not in ("", prefix) or int(first) > int(last):
            raise KnownError("draw.population-unreadable", text=text.strip(), piece=piece)
        size = int(last) - int(first) + 1 + len(names)
        if size > LARGEST_POPULATION:
            raise KnownError("draw.population-large", size=size, limit=LARGEST_POPULATION)
        width = len(first)
        names += [f"{prefix}{number:0{width}}" for number in range(int(first), int(last) + 1)]
    return names


def sample_size(rule: str, population: int) -> int:
    """Return how many to draw.

    Args:
        rule: `20`, `all`, or such as `min(N, 20, max(5, ceil(10%)))`; `10%` is of `N`.
        population: `N`, 0 or more.
    Raises:
        KnownError: `draw.rule-unreadable`.
    """
    reader = _Rule(rule, population)
    wanted = reader.value()
    if reader.left:
        raise KnownError("draw.rule-unreadable", rule=rule)
    return min(population, max(0, ceil(wanted)))


class _Rule:
    """Recursive descent over numbers, `N`, `all`, per cent, product, min, max, ceil."""

    def __init__(self, rule: str, population: int) -> None:
        self._rule = rule
        self._n = population
        self.left: list[str] = []
        place, text = 0, rule.strip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise KnownError("draw.rule-unreadable", rule=rule)
            self.left.append(match[1])
            place = match.end()

    def value(self) -> Fraction:
        product = self._factor()
        while self.left[:1] == ["*"]:
            self.left.pop(0)
            product *= self._factor()
        return product

    def _factor(self) -> Fraction:
        word = self._take()
        if word.isdigit():
            number = Fraction(int(word))
            if self.left[:1] != ["%"]:
                return number
            self.left.pop(0)
            # `10%` alone is of N; `10% * N` says the same.
            of_all = number / 100
            return of_all if self.left[:1] == ["*"] else of_all * self._n
        if word in ("N", "all"):
            return Fraction(self._n)
        if word in ("min", "max", "ceil"):
            values = self._arguments()
            if word == "ceil":
                return Fraction(ceil(values[0]))
            return min(values) if word == "min" else max(values)
        if word == "⌈":
            inner = self.value()
            self._expect("⌉")
            return Fraction(ceil(inner))
        raise KnownError("draw.rule-unreadable", rule=self._rule)

    def _arguments(self) -> list[Fraction]:
        self._expect("(")
        values = [self.value()]
        while self.left[:1] == [","]:
            self.left.pop(0)
            values.append(self.value())
        self._expect(")")
        return values

    def _take(self) -> str:
        if not self.left:
            raise KnownError("draw.rule-unreadable", rule=self._rule)
        return self.left.pop(0)

    def _expect(self, token: str) -> None:
        if self._take() != token:
            raise KnownError("draw.rule-unreadable", rule=self._rule)
