"""`inspector draw`: freeze lists, draw units and officers, verify a draw, make the published list.

Called by `__main__`; the work is `services.draws`. Needs neither a workspace nor a network. Exit
status of `verify`: 0 when every fact holds, 1 when one does not or was not compared, 2 when the
file is no draw file. `make` ends with 1 when a drawn unit got no two officers.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from inspector_app.domain.double_random import DrawFile, Fact, State, Verdict
from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError
from inspector_app.language import system_language
from inspector_app.services.draws import (
    Kept,
    draw_declared,
    freeze,
    judge_file,
    read_lists,
    read_plan_file,
)
from inspector_app.services.draws.publication import as_csv, as_xlsx
from inspector_app.whole_file import write_whole_file

VALID, NOT_VALID = 0, 1

_FACTS = {
    Fact.FORM: Text("文件写法", "form of the file"),
    Fact.LISTS: Text("名单和方案", "lists and plan"),
    Fact.ANNOUNCED: Text("事先公告", "announced beforehand"),
    Fact.NONCE: Text("承诺的随机数", "committed nonce"),
    Fact.VALUE: Text("公开数值", "public value"),
    Fact.SEED: Text("种子", "seed"),
    Fact.EXCLUSIONS: Text("排除", "exclusions"),
    Fact.UNITS: Text("抽取的对象和次序", "units and their order"),
    Fact.OFFICERS: Text("执法人员派组", "pairs of officers"),
}
_LAMPS = {
    State.YES: Text("符合", "holds"),
    State.NO: Text("不符", "DIFFERS"),
    State.UNKNOWN: Text("未核对", "not compared"),
}


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command's options."""
    parser = sub.add_parser("draw", help="double-random draws · 双随机抽取")
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)

    declare = steps.add_parser("declare", help="freeze the lists · 冻结名单，得到公告用的摘要")
    declare.add_argument("lists", nargs="+", type=Path, metavar="LIST",
                         help="units, officers[, exclusions]: .csv or .xlsx")  # fmt: skip
    declare.add_argument("--plan", type=Path, required=True, help="plan, JSON · 抽取方案")
    declare.add_argument("--nonce-file", type=Path, help="where the nonce goes · 随机数存放处")
    declare.add_argument("-o", "--out", type=Path, required=True, help="frozen file · 冻结文件")

    make = steps.add_parser("make", help="draw · 抽取")
    make.add_argument("lists", nargs="+", type=Path, metavar="LIST",
                      help="the frozen file; or lists, drawn without announcement")  # fmt: skip
    make.add_argument("--seed", required=True, metavar="VALUE", help="public value · 公开数值")
    make.add_argument("--plan", type=Path, help="plan, only with lists · 仅与名单同用")
    make.add_argument("--nonce-file", type=Path, help="the nonce's file · 随机数文件")
    make.add_argument("-o", "--out", type=Path, required=True, help="drawn file · 结果文件")
    _add_lists(make)

    verify = steps.add_parser("verify", help="repeat and compare · 重算并核对")
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.add_argument("--announced", default="", metavar="HEX",
                        help="digest of the announcement · 公告的摘要")  # fmt: skip
    verify.add_argument("--seed", metavar="VALUE", help="public value, looked up · 查到的公开数值")
    verify.add_argument("--json", action="store_true", help="for programs · 供程序读取")

    publish = steps.add_parser("publish", help="list for publication · 公示名单")
    publish.add_argument("file", type=Path, metavar="FILE")
    _add_lists(publish)
    for step in (declare, make, verify, publish):
        step.add_argument("--lang", choices=("zh", "en"), help="language · 语言")


def _add_lists(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--csv", type=Path, help="list as CSV · 公示名单 CSV")
    parser.add_argument("--xlsx", type=Path, help="list as workbook · 公示名单 XLSX")


def run(args: argparse.Namespace) -> int:
    """Do the step that was named."""
    language = args.lang or system_language()
    if args.step == "declare":
        return _declare(args, language)
    if args.step == "make":
        return _make(args, language)
    if args.step == "verify":
        return _verify(args, language)
    return _publish(args, language)


def _declare(args: argparse.Namespace, language: str) -> int:
    kept = _freeze(args, args.out, _nonce_file(args))
    declaration = kept.file.declaration
    counts = {"units": declaration.units.count, "officers": declaration.officers.count}
    _say(
        language,
        Text(
            f"已冻结：单位 {counts['units']} 家，人员 {counts['officers']} 名。\n"
            f"请公告摘要：{kept.digest}\n"
            f"随机数在 {_nonce_file(args)}，抽取前保密。",
            f"Frozen: {counts['units']} units, {counts['officers']} officers.\n"
            f"Announce this digest: {kept.digest}\n"
            f"The nonce is in {_nonce_file(args)}; keep it secret until the draw.",
        ),
    )
    return 0


def _make(args: argparse.Namespace, language: str) -> int:
    source, nonce_file = args.lists[0], _nonce_file(args)
    at_once = len(args.lists) > 1
    if at_once:
        source = args.out.with_name(f"{args.out.name}.declared.json")
        nonce_file = args.out.with_name(f"{args.out.name}.nonce")
        _freeze(args, source, nonce_file)
    kept = draw_declared(source, nonce_file=nonce_file, value=args.seed, target=args.out)
    result = kept.file.result
    assert result is not None  # noqa: S101  drawn just now
    _write_lists(args, kept.file)
    _say(
        language,
        Text(
            f"抽取 {len(result.assigned)} 家，摘要 {kept.digest}，种子 {result.seed.hex()}",
            f"{len(result.assigned)} units drawn, digest {kept.digest}, seed {result.seed.hex()}",
        ),
    )
    if at_once:
        _say(
            language,
            Text(
                "注意：名单没有事先冻结和公告，别人无法证明名单不是为结果挑的。",
                "Note: the lists were not announced beforehand; nobody can tell that they were not"
                " chosen for the result.",
            ),
        )
    if result.short:
        units = "、".join(result.short)
        _say(
            language,
            Text(f"没有派足两名执法人员：{units}", f"No two officers to be had for: {units}"),
        )
    return NOT_VALID if result.short else VALID


def _freeze(args: argparse.Namespace, target: Path, nonce_file: Path) -> Kept:
    if args.plan is None or not 2 <= len(args.lists) <= 3:
        raise KnownError("draw.plan-wrong", place="--plan, LIST")
    return freeze(
        read_plan_file(args.plan),
        read_lists(*args.lists),
        target=target,
        nonce_file=nonce_file,
        entropy=os.urandom,
    )


def _nonce_file(args: argparse.Namespace) -> Path:
    if args.nonce_file is not None:
        return Path(args.nonce_file)
    frozen: Path = args.out if args.step == "declare" else args.lists[0]
    return frozen.with_name(f"{frozen.name}.nonce")


def _write_lists(args: argparse.Namespace, file: DrawFile) -> None:
    if args.csv is not None:
        write_whole_file(args.csv, as_csv(file))
    if args.xlsx is not None:
        write_whole_file(args.xlsx, as_xlsx(file))


def _publish(args: argparse.Namespace, language: str) -> int:
    verdict = judge_file(args.file, announced="", value=None)
    if verdict.file is None or verdict.refuted:
        # nothing is published that does not follow from its own lists
        sys.stdout.write("\n".join(_as_text(args.file, verdict, language)) + "\n")
        return NOT_VALID
    if verdict.file.result is None:
        raise KnownError("draw.not-drawn")
    _write_lists(args, verdict.file)
    return VALID


def _verify(args: argparse.Namespace, language: str) -> int:
    verdict = judge_file(args.file, announced=args.announced, value=args.seed)
    if args.json:
        sys.stdout.write(
            json.dumps(_as_json(args.file, verdict), ensure_ascii=False, indent=2) + "\n"
        )
    else:
        sys.stdout.write("\n".join(_as_text(args.file, verdict, language)) + "\n")
    return VALID if verdict.valid else NOT_VALID


def _as_json(path: Path, verdict: Verdict) -> dict[str, Any]:
    return {
        "file": str(path),
        "status": _status(verdict),
        "digest": verdict.digest.hex(),
        "facts": {
            fact.value: {
                "state": state.value,
                "reasons": [
                    {
                        "code": reason.code,
                        "zh": reason.sentence("zh"),
                        "en": reason.sentence("en"),
                    }
                    for reason in reasons
                ],
            }
            for fact, (state, reasons) in verdict.facts.items()
        },
    }


def _status(verdict: Verdict) -> str:
    if verdict.valid:
        return "valid"
    return "not-valid" if verdict.refuted else "not-compared"


def _as_text(path: Path, verdict: Verdict, language: str) -> Iterable[str]:
    heading = {
        "valid": Text(
            "有效：照公告重算，结果一致", "VALID: repeated as announced, the same result"
        ),
        "not-valid": Text("不能采信", "NOT VALID"),
        "not-compared": Text("自相一致，但没有全部核对", "CONSISTENT, NOT ALL COMPARED"),
    }[_status(verdict)]
    yield f"{path}: {heading.to(language)}"
    for fact, (state, reasons) in verdict.facts.items():
        yield f"  [{_LAMPS[state].to(language)}] {_FACTS[fact].to(language)}"
        for reason in reasons:
            # texts of the file may come from a forger: one line each, whatever they hold
            yield "      - " + "".join(
                sign if sign.isprintable() else "\ufffd" for sign in reason.sentence(language)
            )
    remedies = [reason for _, reasons in verdict.facts.values() for reason in reasons]
    for remedy in dict.fromkeys(reason.remedy(language) for reason in remedies):
        yield f"  → {remedy}"


def _say(language: str, text: Text) -> None:
    sys.stdout.write(text.to(language) + "\n")
