"""`inspector answer FORM [STEPS.json|-]`: fill a form step by step and print every state as JSON.

The entry point calls it. For form authors, tests and third parties who compare engines; it stores
nothing. Exit status: 0, 2 when form or steps cannot be read, 3 for a fault of ours.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inspector_app.clock import Clock, SteppingClock, SystemClock
from inspector_app.errors import BugError
from inspector_app.xforms.answer import Surroundings, answer_form, empty_report


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = sub.add_parser(
        "answer",
        help="按步骤填写检查表，输出每一步的状态 JSON / run steps on a form, print states as JSON",
    )
    parser.add_argument("form", type=Path, metavar="FORM", help="XLSForm / XForm XML")
    parser.add_argument("steps", nargs="?", metavar="STEPS.json|-", help="步骤 / steps; - = stdin")
    parser.add_argument(
        "--media",
        action="append",
        default=[],
        type=Path,
        metavar="DIR",
        help="媒体与外部数据 / media",
    )
    parser.add_argument("--final", action="store_true", help="只输出最后状态 / last state only")
    parser.add_argument("--now", metavar="ISO", help="固定时钟 / freeze the clock")
    parser.add_argument("--seed", type=int, metavar="N", help="固定随机数 / fix randomness and ids")
    parser.add_argument("--tz", default="Asia/Shanghai", metavar="ZONE", help="时区 / time zone")


def run(args: argparse.Namespace) -> int:
    """Run the steps and print one JSON object."""
    try:
        zone = _zone(args.tz)
        surroundings = Surroundings(_clock(args.now, zone), _entropy(args.seed), zone)
        steps = _steps(args.steps)
    except ValueError as error:
        print(f"{error}", file=sys.stderr)
        _print(empty_report(args.form) | {"status": "failure", "error": str(error)})
        return 2
    try:
        report, status = answer_form(
            args.form, steps, surroundings, media=args.media, final=args.final
        )
    except (BugError, AssertionError, LookupError, TypeError, AttributeError, ValueError,
            RecursionError) as error:  # fmt: skip
        fault = {"status": "exception", "error": f"{type(error).__name__}: {error}"}
        report, status = empty_report(args.form) | fault, 3
    _print(report)
    return status


def _print(report: dict[str, Any]) -> None:
    text = json.dumps(report, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass") + b"\n")
    sys.stdout.flush()


def _zone(name: str) -> tzinfo:
    if name.upper() in ("UTC", "Z"):
        return UTC
    try:
        if name[:1] in "+-" and len(name) == 6:
            sign = -1 if name[0] == "-" else 1
            return timezone(sign * timedelta(hours=int(name[1:3]), minutes=int(name[4:6])))
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        raise ValueError(f"没有时区 {name} / no time zone {name}") from error


def _clock(now: str | None, zone: tzinfo) -> Clock:
    if now is None:
        return SystemClock()
    try:
        moment = datetime.fromisoformat(now)
    except ValueError as error:
        raise ValueError(f"不是 ISO 时间：{now} / not an ISO time: {now}") from error
    return SteppingClock(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def _entropy(seed: int | None) -> Any:
    if seed is None:
        return os.urandom
    return random.Random(seed).randbytes  # noqa: S311  (asked for: repeatable runs for comparison)


def _steps(source: str | None) -> list[object]:
    if source is None:
        return []
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8-sig")
        steps = json.loads(text)
    except (OSError, ValueError) as error:
        raise ValueError(f"步骤无法读取：{error} / the steps cannot be read: {error}") from error
    if not isinstance(steps, list):
        raise ValueError("步骤要是列表 / the steps must be a list")  # noqa: TRY004
    return steps
