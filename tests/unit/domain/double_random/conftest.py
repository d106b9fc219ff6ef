"""A small invented world to draw from, and a way to draw from it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from inspector_app.domain.double_random import (
    DrawFile,
    DrawOfficer,
    DrawUnit,
    Exclusion,
    ExclusionKind,
    Lists,
    Opening,
    Plan,
    Stratum,
    conduct,
    declaration_digest,
    declare,
    seed_of,
)

NONCE = bytes(range(32))
VALUE = "03 07 12 19 25 31 + 08"


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


@dataclass(frozen=True)
class World:
    """What a draw starts from.

    Attributes:
        draw: Freezes and draws; `declared` only freezes.
    """

    plan: Plan
    lists: Lists
    draw: Callable[[Plan, Lists], DrawFile]
    declared: Callable[[Plan, Lists], DrawFile]


def frozen(plan: Plan, lists: Lists) -> DrawFile:
    return DrawFile(declare(plan, lists, sha256(NONCE).hex(), sha256), lists)


def drawn(plan: Plan, lists: Lists) -> DrawFile:
    declaration = frozen(plan, lists).declaration
    seed = seed_of(declaration_digest(declaration, sha256), NONCE, VALUE, sha256)
    return DrawFile(declaration, lists, Opening(NONCE, VALUE), conduct(plan, lists, seed, sha256))


@pytest.fixture(scope="session")
def world() -> World:
    units = tuple(
        DrawUnit(
            id=f"u-{n:02}",
            name=f"示例单位{n:02}",
            credit_code=f"9299010{n:02}MA00001X",
            category="internet_cafe" if n % 3 else "idc_room",
            district="云岭区",
            credit="A" if n % 2 else "B",
            visits=n % 4,
            cap=3 if n % 5 else 0,
        )
        for n in range(1, 25)
    )
    officers = tuple(
        DrawOfficer(
            id=f"o-{n}",
            name=f"演示员{n}",
            agency="示例市文化市场综合执法支队",
            credential=f"演证{n:04}",
            qualified=("idc_room", "internet_cafe") if n % 3 else ("internet_cafe",),
            valid_from=date(2025, 1, 1),
            valid_to=date(2027, 12, 31) if n != 4 else date(2026, 12, 10),
        )
        for n in range(1, 10)
    )
    exclusions = (
        Exclusion(ExclusionKind.UNIT, "u-05", "", "checked-elsewhere", "十月已由公安机关检查"),
        Exclusion(ExclusionKind.UNIT, "u-07", "", "closed", "停业公告"),
        Exclusion(ExclusionKind.OFFICER, "", "o-8", "leave", "十二月脱产学习"),
        Exclusion(ExclusionKind.PAIR, "u-01", "o-1", "conflict", "曾在该单位任职"),
        Exclusion(ExclusionKind.PAIR, "u-02", "o-2", "recusal", "回避决定〔2026〕1号"),
    )
    plan = Plan(
        title="示例双随机抽查",
        agency="示例市文化市场综合执法支队",
        declared_at="2026-11-21T09:00:00+08:00",
        public_value="示例公开彩票2026年11月25日开奖号码",
        first=date(2026, 12, 1),
        last=date(2026, 12, 31),
        most_units=6,
        strata=(
            Stratum("internet_cafe", "A", 500, 1, 0),
            Stratum("internet_cafe", "B", 1000, 0, 4),
            Stratum("idc_room", "A", 0, 2, 2),
            Stratum("idc_room", "B", 250, 0, 0),
        ),
    )
    return World(plan, Lists(units, officers, exclusions).sorted(), drawn, frozen)
