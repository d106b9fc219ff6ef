"""`inspector verify FILE…`: judge sealed records and the PDFs that carry them, from files alone.

Called by `__main__`; the judging is `services.verification`. Needs neither a workspace nor a
network. Exit status: 0 when every file may be relied on, 1 when one may not, 2 when one is no
record at all. Must never write anything.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from inspector_app.clock import CHINA, SystemClock
from inspector_app.crypto.certificates import fingerprint_text
from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.language import system_language
from inspector_app.records.verdict import Use, Verdict
from inspector_app.records.wording import lamp_word, lines_of
from inspector_app.services.verification import (
    NOT_VALID,
    TRUST_VARIABLE,
    UNREADABLE,
    VALID,
    FileVerdict,
    Trust,
    find_trust,
    verify_file,
)

__all__ = [
    "NOT_VALID",
    "TRUST_VARIABLE",
    "UNREADABLE",
    "VALID",
    "FileVerdict",
    "Trust",
    "add_parser",
    "find_trust",
    "run",
    "verify_file",
]

# control and direction signs, line ends: they could write lines of their own into the answer
_UNSEEN = ("Cc", "Cf", "Zl", "Zp")


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command's options."""
    parser = sub.add_parser("verify", help="verify a sealed record or its PDF · 验证封存记录")
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help=".insp or PDF")
    parser.add_argument(
        "--trust",
        action="append",
        type=Path,
        metavar="PEM",
        help="the bureau's root certificate; may be repeated · 主管机关根证书",
    )
    parser.add_argument("--json", action="store_true", help="for programs · 供程序读取")
    parser.add_argument("--lang", choices=("zh", "en"), help="language of the answer · 语言")


def run(args: argparse.Namespace) -> int:
    """Verify every file and print what was found."""
    found = [verify_file(path, trust=args.trust, clock=SystemClock()) for path in args.files]
    if args.json:
        document = {"files": [_as_json(entry) for entry in found]}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        language = args.lang or system_language()
        for entry in found:
            lines = (_harmless(line) for line in _as_text(entry, language))
            sys.stdout.write("\n".join(lines) + "\n\n")
    return max(entry.status for entry in found)


def _harmless(line: str) -> str:
    """Return a line that stays one line: names of files and signers may come from a forger."""
    return "".join("\ufffd" if unicodedata.category(sign) in _UNSEEN else sign for sign in line)


def _as_json(entry: FileVerdict) -> dict[str, Any]:
    document: dict[str, Any] = {
        "file": str(entry.path),
        "kind": entry.kind,
        "status": ("valid", "not-valid", "unreadable")[entry.status],
        "trust": {
            "source": entry.trust.source,
            "place": entry.trust.place,
            "roots": [root.sha256 for root in entry.trust.roots],
        },
        "verdict": entry.verdict.to_json() if entry.verdict is not None else None,
    }
    if entry.problem is not None:
        document["problem"] = {
            "code": entry.problem.code,
            "zh": entry.problem.sentence("zh"),
            "en": entry.problem.sentence("en"),
        }
    return document


def _as_text(entry: FileVerdict, language: str) -> Iterable[str]:
    chinese = language == "zh"
    heading = (
        ("有效", "不能采信", "无法读取") if chinese else ("VALID", "NOT VALID", "UNREADABLE")
    )[entry.status]
    yield f"{entry.path}：{heading}" if chinese else f"{entry.path}: {heading}"
    if entry.verdict is None:
        if entry.problem is not None:
            yield f"  {entry.problem.sentence(language)} {entry.problem.remedy(language)}"
        return
    verdict = entry.verdict
    if verdict.record_id:
        yield from _facts_of_record(verdict, chinese=chinese)
    for lamp, name, sentence, reasons in lines_of(verdict, language):
        yield f"  [{lamp_word(lamp, language)}] {name}{'：' if chinese else ': '}{sentence}"
        yield from (f"      - {reason}" for reason in reasons)
    yield from _trust_lines(entry.trust, language)
    for fact in verdict.hindrances(Use.RELY):
        for reason in verdict[fact].reasons[:1]:
            yield f"  → {reason.remedy(language)}"


def _facts_of_record(verdict: Verdict, *, chinese: bool) -> Iterable[str]:
    sealed = datetime.fromtimestamp(verdict.sealed_at, CHINA).isoformat(sep=" ")
    yield (
        f"  记录 {verdict.record_id}，自述封存时间 {sealed}"
        if chinese
        else f"  Record {verdict.record_id}, sealed {sealed} by its own statement"
    )
    for signer in verdict.signers:
        number = f"，执法证 {signer.credential_no}" if signer.credential_no else ""
        if not chinese:
            number = f", credential {signer.credential_no}" if signer.credential_no else ""
        role = {"officer": ("执法人员", "officer"), "device": ("设备", "device")}.get(
            signer.role, (signer.role, signer.role)
        )[0 if chinese else 1]
        yield f"  {role} {signer.name}{number}{'，' if chinese else ', '}{signer.agency}"


def _trust_lines(trust: Trust, language: str) -> Iterable[str]:
    for root in trust.roots:
        if trust.source == "beside":
            compare = Reason.of("cert.beside", fingerprint=fingerprint_text(root))
            yield f"  ! {compare.sentence(language)}"
            yield f"    {compare.remedy(language)}"
        else:
            label = "根证书" if language == "zh" else "Root"
            yield f"  {label} {root.name}（{trust.place}）{fingerprint_text(root)}"
